"""What a new team begins with: the starter questions and the starter interests; twice is once."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import invitations
from buurvoorbuur.models import Membership, Team, User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Role
from outreach import hours, interests, questionnaires


@transaction.atomic
def begin(*, name: str, neighbourhood: str, at: datetime) -> Team:
    """The team of this name, made and equipped unless it is there: for who sets up an installation."""
    team = Team.objects.filter(name=name).first() or Team.objects.create(
        name=name, neighbourhood=neighbourhood
    )
    equip(team=team, at=at)
    return team


@transaction.atomic
def add(*, name: str, neighbourhood: str, email: str, by: User, at: datetime) -> Team:
    """A team beside others: `by` keeps its accounts, and its first coordinator is invited by mail.

    Raises `Refused`: a name that is taken, and a mail that cannot be sent (then nothing is stored).
    """
    if Team.objects.filter(name=name).exists():
        raise Refused(_("There is a team of this name already."), field="name")
    team = begin(name=name, neighbourhood=neighbourhood, at=at)
    Membership.objects.create(user=by, team=team, role=Role.ADMINISTRATOR)
    # The invitation leaves the event.
    invitations.invite(team=team, email=email, role=Role.COORDINATOR, by=by, at=at)
    return team


@transaction.atomic
def equip(*, team: Team, at: datetime) -> None:
    """Gives a team its first questionnaire and hour rate and brings the taxonomy in place."""
    interests.load_starter()
    hours.begin_with_starter(team)
    if not team.questionnaires.exists():
        questionnaires.adopt(team=team, at=at)

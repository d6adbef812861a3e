"""What somebody has in hand of introductions: residents they were given to ask; gives those to another."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from buurvoorbuur.models import Team, User
from buurvoorbuur.open_work import OpenWork
from matching import asking
from matching.models import ProposalMember
from matching.proposal_states import Answer, State


def of(user: User, team: Team, at: datetime) -> Iterator[OpenWork]:
    """The residents this person still has to ask, counted: their names stand on their own page."""
    if count := _waiting(user, team).count():
        words = ngettext("%(count)s resident to ask", "%(count)s residents to ask", count)
        yield OpenWork(words % {"count": count}, reverse("askings"))


def hand_over(*, user: User, team: Team, to: User, by: User, at: datetime) -> None:
    """Lets a colleague ask them. Raises `Refused` when they may not ask one of these residents."""
    today = timezone.localdate(at)
    for member in _waiting(user, team).select_related("proposal", "resident__address__flat__team"):
        asking.give_on(member=member, to=to, today=today, by=by, at=at)


def without(user: User, team: Team, at: datetime) -> Iterator[str]:
    """Nothing: anybody who talked with a resident, and any coordinator, may ask them."""
    return iter(())


def unsettled(user: User, at: datetime) -> Iterator[OpenWork]:
    """Nothing: an answer is noted at once, by whoever hears it."""
    return iter(())


def _waiting(user: User, team: Team) -> QuerySet[ProposalMember]:
    theirs = ProposalMember.objects.filter(asker=user, answer=Answer.WAITING, resident__isnull=False)
    return theirs.filter(proposal__team=team, proposal__state=State.ASKING)

"""What members did before they walk along: ticked with a day; the agreements each accepts themself."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit
from buurvoorbuur.models import Membership, Team, User
from buurvoorbuur.refusals import Refused
from outreach import step_plan
from outreach.models import Preparation, Training
from outreach.preparation_terms import Prepared
from outreach.wording.step_words import AGREEMENTS, INTAKE


@dataclass(frozen=True, slots=True)
class Line:
    """Something to do before walking along: one of those every team has, or a training of the team."""

    what: Prepared | Training
    label: Any
    done_on: date | None

    @property
    def key(self) -> str:
        """How a page names it."""
        return str(self.what.pk) if isinstance(self.what, Training) else self.what.value


@dataclass(frozen=True, slots=True)
class Standing:
    """What a member did; the trainings apart, since there may be many."""

    intake: Line
    agreements: Line
    trainings: tuple[Line, ...]

    def line(self, key: str) -> Line | None:
        """The line of this name that a coordinator ticks."""
        return next((one for one in (self.intake, *self.trainings) if one.key == key), None)


def of(membership: Membership, language: str) -> Standing:
    """How far a member is, in the words of a language; two queries."""
    done = {one.what or one.training_id: one.done_on for one in membership.preparations.all()}
    names, own = step_plan.trainings(language), own_trainings(membership.team)
    return Standing(
        intake=Line(Prepared.INTAKE, INTAKE, done.get(Prepared.INTAKE)),
        agreements=Line(Prepared.AGREEMENTS, AGREEMENTS, done.get(Prepared.AGREEMENTS)),
        trainings=(
            *(Line(Prepared(code), name, done.get(code)) for code, name in names.items()),
            *(Line(one, one.name, done.get(one.pk)) for one in own),
        ),
    )


def own_trainings(team: Team) -> list[Training]:
    """What a team has beside the trainings of every team, by name."""
    return sorted(team.trainings.all(), key=lambda one: one.name.casefold())


@transaction.atomic
def note(
    *, membership: Membership, what: Prepared | Training, done_on: date, by: User, at: datetime
) -> Preparation:
    """Ticks something for a member, or puts it on another day.

    Raises `Refused`: a day still to come, a training of another team, and the agreements, which somebody
    accepts themself.
    """
    ours = _locked(membership)
    if done_on > timezone.localdate(at):
        raise Refused(_("This day is still to come."), field="done_on")
    if what == Prepared.AGREEMENTS:
        raise Refused(_("Everybody accepts the agreements themself."))
    made = _keep(ours, what, done_on)
    audit.record("preparation.noted", by=by, about=ours, at=at, team=ours.team_id)
    return made


@transaction.atomic
def take_back(*, membership: Membership, what: Prepared | Training, by: User, at: datetime) -> None:
    """A tick was a slip; where there is none nothing happens. Raises `Refused` for the agreements."""
    if what == Prepared.AGREEMENTS:
        raise Refused(_("Everybody accepts the agreements themself."))
    ours = _locked(membership)
    gone, _by_model = ours.preparations.filter(**_named(ours, what)).delete()
    if gone:
        audit.record("preparation.taken_back", by=by, about=ours, at=at, team=ours.team_id)


@transaction.atomic
def agree(*, membership: Membership, by: User, at: datetime) -> Preparation:
    """A member accepts the agreements; a second time it stays the first day. Raises `Refused` for another."""
    if by.pk != membership.user_id:
        raise Refused(_("Everybody accepts the agreements themself."))
    ours = _locked(membership)
    known = ours.preparations.filter(what=Prepared.AGREEMENTS).first()
    if known:
        return known
    made = _keep(ours, Prepared.AGREEMENTS, timezone.localdate(at))
    audit.record("preparation.agreed", by=by, about=ours, at=at, team=ours.team_id)
    return made


@transaction.atomic
def add_training(*, team: Team, name: str, by: User, at: datetime) -> Training:
    """A training of the team's own. Raises `Refused` when it is there already."""
    Team.objects.select_for_update().get(pk=team.pk)
    if name.casefold() in {one.name.casefold() for one in team.trainings.all()}:
        raise Refused(_("This training stands there already."), field="name")
    made = Training.objects.create(team=team, name=name)
    audit.record("training.added", by=by, about=made, at=at, team=team.pk)
    return made


@transaction.atomic
def remove_training(*, training: Training, by: User, at: datetime) -> None:
    """The team has it no longer; with it go the ticks of who did it."""
    audit.record("training.removed", by=by, about=training, at=at, team=training.team_id)
    training.delete()


def _locked(membership: Membership) -> Membership:
    return Membership.objects.select_for_update().get(pk=membership.pk)


def _named(ours: Membership, what: Prepared | Training) -> dict[str, Any]:
    if not isinstance(what, Training):
        return {"what": what, "training": None}
    if what.team_id != ours.team_id:
        raise Refused(_("Choose a training of this team."))
    return {"what": "", "training": what}


def _keep(ours: Membership, what: Prepared | Training, done_on: date) -> Preparation:
    made, _is_new = Preparation.objects.update_or_create(
        membership=ours, **_named(ours, what), defaults={"done_on": done_on}
    )
    return made

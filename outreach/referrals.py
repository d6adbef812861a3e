"""The numbers a team calls when something is too heavy for neighbours, and whether they are still right."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit
from buurvoorbuur.models import Team, User
from buurvoorbuur.refusals import Refused
from outreach.models import Referral
from outreach.referral_terms import MOST, is_stale


@dataclass(frozen=True, slots=True)
class ReferralNotes:
    """A line of the list as somebody fills it in."""

    name: str
    what_for: str
    phone: str
    checked_on: date
    hours: str = ""
    comes_first: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is shown, and whether its number was looked up too long ago."""

    referral: Referral
    is_stale: bool


def of(team: Team, today: date) -> list[Line]:
    """The list of a team, its own worker first and then by name; one query."""
    every = sorted(team.referrals.all(), key=lambda one: (not one.comes_first, one.name.casefold()))
    return [Line(one, is_stale(one.checked_on, today)) for one in every]


def worker(lines: Sequence[Line]) -> Referral | None:
    """Whom a team calls first, if it has settled that."""
    return next((line.referral for line in lines if line.referral.comes_first), None)


@transaction.atomic
def add(*, team: Team, notes: ReferralNotes, by: User, at: datetime) -> Referral:
    """Adds a line. Raises `Refused`: a list that is full, the same again, a day that is still to come."""
    _check(notes, at)
    Team.objects.select_for_update().get(pk=team.pk)
    known = list(team.referrals.all())
    if any((one.name, one.phone) == (notes.name, notes.phone) for one in known):
        raise Refused(_("This line stands there already."))
    if len(known) >= MOST:
        raise Refused(
            _("A list of more than %(most)s is not read any more. Take one out first.") % {"most": MOST}
        )
    _make_room(team, notes)
    made = Referral.objects.create(team=team, **asdict(notes))
    audit.record("referral.added", by=by, about=made, at=at, team=team.pk)
    return made


@transaction.atomic
def change(*, referral: Referral, notes: ReferralNotes, by: User, at: datetime) -> Referral:
    """Changes a line. Raises `Refused` for a day that is still to come."""
    _check(notes, at)
    ours = _locked(referral)
    _make_room(ours.team, notes)
    for name, value in asdict(notes).items():
        setattr(ours, name, value)
    ours.save()
    audit.record("referral.changed", by=by, about=ours, at=at, team=ours.team_id)
    return ours


@transaction.atomic
def check(*, referral: Referral, by: User, at: datetime) -> None:
    """Somebody called or looked, and the line is right today. Twice a day is once."""
    ours, today = _locked(referral), timezone.localdate(at)
    if ours.checked_on == today:
        return
    ours.checked_on = today
    ours.save(update_fields=["checked_on"])
    audit.record("referral.checked", by=by, about=ours, at=at, team=ours.team_id)


@transaction.atomic
def remove(*, referral: Referral, by: User, at: datetime) -> None:
    """Takes a line out of the list."""
    ours = _locked(referral)
    audit.record("referral.removed", by=by, about=ours, at=at, team=ours.team_id)
    ours.delete()


def _locked(referral: Referral) -> Referral:
    Team.objects.select_for_update().get(pk=referral.team_id)
    return Referral.objects.select_related("team").get(pk=referral.pk)


def _check(notes: ReferralNotes, at: datetime) -> None:
    if notes.checked_on > timezone.localdate(at):
        raise Refused(_("This day is still to come."), field="checked_on")


def _make_room(team: Team, notes: ReferralNotes) -> None:
    """Only one comes first: whoever was it before steps back."""
    if notes.comes_first:
        team.referrals.filter(comes_first=True).update(comes_first=False)

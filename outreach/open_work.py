"""What a walker has in hand: evenings still to be closed and flats nobody else walks; hands it to another."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buurvoorbuur.models import Team, User
from buurvoorbuur.open_work import OpenWork
from buurvoorbuur.refusals import Refused
from buurvoorbuur.retention_terms import VISITS, months_before
from outreach import flats, promises, report_counts, rounds, walkers
from outreach.envelope_states import WAITING, EnvelopeState
from outreach.flat_phases import WRAPPED_UP
from outreach.ledger import DoorStanding
from outreach.models import Envelope, Flat, Phone, Promise, Round
from outreach.visit_states import OPEN_ROUNDS
from outreach.wording import crew_words


def of(user: User, team: Team, at: datetime) -> Iterator[OpenWork]:
    """The evenings this person still walks, what they promised, and the flats that are theirs."""
    for evening in _rounds(user, team).select_related("flat"):
        day = date_format(evening.planned_on, "l j F")
        words = _("Round in %(flat)s, %(date)s") % {"flat": evening.flat, "date": day}
        yield OpenWork(words, reverse("round", args=[evening.pk]))
    if promised := list(_promises(user, team).select_related("flat", "address")):
        words = ngettext("%(count)s promise to keep", "%(count)s promises to keep", len(promised))
        each = tuple(_in_words(promise) for promise in promised)
        yield OpenWork(words % {"count": len(promised)}, reverse("follow_up"), each)
    yield from _of_flats(list(_flats(user, team)))


def without(user: User, team: Team, at: datetime) -> Iterator[str]:
    """Which flats of theirs nobody can walk once they are gone, or only just."""
    today = timezone.localdate(at)
    walked = [flat for flat in _flats(user, team) if not flat.rests_on(today)]
    for flat, people in walkers.of_flats(walked, today).items():
        if said := crew_words.of(flat, [person for person in people if person != user]):
            yield said


def hand_over(*, user: User, team: Team, to: User, by: User, at: datetime) -> None:
    """Lets a colleague walk the flats, and puts them in the place of who leaves on each evening."""
    # Also a flat that is past its visits, when something was promised there.
    promised = Q(pk__in=_promises(user, team).values("flat"))
    for flat in Flat.objects.filter(Q(pk__in=_flats(user, team).values("pk")) | promised):
        if not walkers.may_walk(flat, to):
            flats.assign(flat=flat, user=to, by=by, at=at)
    for evening in _rounds(user, team).select_related("flat"):
        if rounds.is_walked_by(evening, to):
            raise Refused(_alone(evening, to), field="to")
        rounds.substitute(round=evening, out=user, new=to, by=by, at=at)
    for promise in _promises(user, team):
        promises.give_on(promise=promise, to=to, by=by, at=at)
    for flat in _flats(user, team):
        flats.unassign(flat=flat, user=user, by=by, at=at)


def unsettled(user: User, at: datetime) -> Iterator[OpenWork]:
    """What phones sent and nobody decided on, and what a phone said not long ago that it still holds."""
    url = reverse("envelopes_aside")
    sent = Envelope.objects.filter(phone__user=user, state__in=(EnvelopeState.RECEIVED, *WAITING))
    if sent.exists():
        yield OpenWork(_("Visits from a telephone of this account still wait for a coordinator."), url)
    heard = months_before(at, VISITS)
    holding = Phone.objects.filter(user=user, talked_over_at=None, last_seen_at__gt=heard)
    if holding.exclude(waiting="").exists():
        words = _("A telephone of this account still holds visits. First open the site on it.")
        yield OpenWork(words, url)


def _in_words(promise: Promise) -> str:
    place = str(promise.flat)
    if promise.address:
        place = _("%(flat)s, number %(door)s") % {"flat": place, "door": promise.address.door}
    day = date_format(promise.due_on, "j F")
    return _("%(what)s (%(place)s, %(day)s at the latest)") % {
        "what": promise.what,
        "place": place,
        "day": day,
    }


def _of_flats(theirs: list[Flat]) -> Iterator[OpenWork]:
    """Each flat, and what waits at its doors: it goes to whoever takes the flat."""
    doors = report_counts.each_door(theirs) if theirs else ()
    waiting = Counter((door.flat, door.stands) for door in doors)
    for flat in theirs:
        url = reverse("flat", args=[flat.pk])
        yield OpenWork(_("%(flat)s, to walk") % {"flat": flat}, url)
        if count := waiting[flat.pk, DoorStanding.COME_BACK]:
            words = ngettext(
                "%(flat)s: %(count)s door asked us to come back",
                "%(flat)s: %(count)s doors asked us to come back",
                count,
            )
            yield OpenWork(words % {"flat": flat, "count": count}, url)
        if count := waiting[flat.pk, DoorStanding.PAUSED]:
            words = ngettext(
                "%(flat)s: %(count)s door is paused", "%(flat)s: %(count)s doors are paused", count
            )
            yield OpenWork(words % {"flat": flat, "count": count}, url)


def _alone(evening: Round, to: User) -> str:
    day = date_format(evening.planned_on, "l j F")
    said = _(
        "%(name)s is the other of the two on %(date)s, and nobody rings alone. Choose somebody else, call "
        "that evening off, or pause %(flat)s."
    )
    return said % {"name": to, "date": day, "flat": evening.flat}


def _rounds(user: User, team: Team) -> QuerySet[Round]:
    open_rounds = Round.objects.walked_by(user).filter(flat__team=team, state__in=OPEN_ROUNDS)
    return open_rounds.order_by("planned_on", "starts_at")


def _promises(user: User, team: Team) -> QuerySet[Promise]:
    return Promise.objects.open().filter(keeper=user, flat__team=team).order_by("due_on", "pk")


def _flats(user: User, team: Team) -> QuerySet[Flat]:
    assigned = Flat.objects.filter(team=team, assignments__user=user)
    return assigned.exclude(phase__in=WRAPPED_UP).order_by("name")

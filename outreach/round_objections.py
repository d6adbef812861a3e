"""What speaks against a plan of an evening, each at its field; plans nothing and locks nothing."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from outreach import evening_doors, walkers
from outreach.flat_phases import Phase
from outreach.models import Flat, Round
from outreach.visit_states import OPEN_ROUNDS, may_open_door

FURTHEST_AHEAD = timedelta(days=365)


def found(
    *,
    flat: Flat,
    at: datetime,
    planned_on: date | None = None,
    starts_at: time | None = None,
    asker: User | None = None,
    note_taker: User | None = None,
) -> list[Refused]:
    """All that speaks against a plan as far as it is filled in, at most one thing a field.

    It locks nothing and promises nothing: `rounds.plan` looks once more.
    """
    against = [*_against_pair(flat, planned_on, asker, note_taker)]
    if planned_on:
        against += second_round(planned_on, asker=asker, note_taker=note_taker)
        against += _against_day(flat, planned_on, timezone.localdate(at))
    if starts_at and not may_open_door(starts_at, flat.team.last_new_door):
        against.append(Refused(_("At this time nobody rings at a door."), field="starts_at"))
    against += _against_flat(flat)
    first_of_each = {no.field: no for no in reversed(against)}
    return [no for no in against if first_of_each[no.field] is no]


def _against_pair(
    flat: Flat, planned_on: date | None, asker: User | None, note_taker: User | None
) -> Iterator[Refused]:
    if asker and asker == note_taker:
        yield Refused(_("Go with two, always. Choose somebody else to take notes."), field="note_taker")
    for field, person in (("asker", asker), ("note_taker", note_taker)):
        if person and planned_on and not walkers.may_walk(flat, person, planned_on):
            yield Refused(_("This person does not walk this flat."), field=field)


def second_round(on: date, **people: User | None) -> Iterator[Refused]:
    """Nobody, by the field that names them, walks two rounds a day."""
    that_day = Round.objects.filter(planned_on=on, state__in=OPEN_ROUNDS)
    for field, person in people.items():
        if person and that_day.walked_by(person).exists():
            yield Refused(_("This person already walks a round on that day."), field=field)


def _against_day(flat: Flat, planned_on: date, today: date) -> Iterator[Refused]:
    first = evening_doors.first_day(flat)
    if planned_on < today:
        yield Refused(_("This date has gone by."), field="planned_on")
    if planned_on > today + FURTHEST_AHEAD:
        yield Refused(_("This is more than a year away."), field="planned_on")
    ended_on = flat.team.ended_on
    if ended_on and planned_on > ended_on:
        day = date_format(ended_on, "j F Y")
        yield Refused(
            _("The project ends on %(day)s: after it nobody rings.") % {"day": day}, field="planned_on"
        )
    if flat.restarts_on and flat.rests_on(planned_on):
        day = date_format(flat.restarts_on, "j F Y")
        yield Refused(_("This flat is paused and goes on from %(day)s.") % {"day": day}, field="planned_on")
    if first and planned_on < first:
        day = date_format(first, "j F Y")
        sentence = _("Choose %(day)s or later: residents get time to say no.") % {"day": day}
        yield Refused(sentence, field="planned_on")


def _against_flat(flat: Flat) -> Iterator[Refused]:
    if flat.phase not in (Phase.PREPARE, Phase.LETTER, Phase.VISITS):
        said = _("The visits of this flat are done. A coordinator can put it back to its visits.")
        yield Refused(said, field="flat")
    elif flat.phase != Phase.VISITS:
        yield Refused(_("This flat is not at its visits yet: deliver the letters first."), field="flat")
    if evening_doors.first_day(flat) is None:
        yield Refused(_("No letter was delivered in this flat yet: that comes first."), field="flat")

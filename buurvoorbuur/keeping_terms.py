"""How long a team keeps what it noted: foreseen in numbers before it is said, and only ever made shorter."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from typing import Any

from django.db import transaction
from django.db.models import Max, Min, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit, nightly, privacy, retention
from buurvoorbuur.models import Team, User
from buurvoorbuur.privacy import Entry
from buurvoorbuur.refusals import Refused
from buurvoorbuur.retention_terms import Term, due_on

MONTHS = ("visit_months", "contact_months", "opt_out_months")


@dataclass(frozen=True)
class Kept:
    """How many months a team keeps each kind of thing, and on which day its project ended or ends."""

    visit_months: int
    contact_months: int
    opt_out_months: int
    ended_on: date | None

    @classmethod
    def by(cls, team: Team) -> "Kept":
        return cls(team.visit_months, team.contact_months, team.opt_out_months, team.ended_on)


@dataclass(frozen=True)
class Foreseen:
    """What goes by one term: in the coming night, and from which day on the rest; residents apart."""

    people: int = 0
    notes: int = 0
    later_people: int = 0
    later_notes: int = 0
    next_on: date | None = None

    def with_(self, other: "Foreseen") -> "Foreseen":
        days = [day for day in (self.next_on, other.next_on) if day]
        return Foreseen(
            self.people + other.people,
            self.notes + other.notes,
            self.later_people + other.later_people,
            self.later_notes + other.later_notes,
            min(days, default=None),
        )


def foresee(*, team: Team, kept: Kept, at: datetime) -> dict[str, Foreseen]:
    """What goes by each term if it were as said, when nothing more is noted; changes nothing.

    Raises `Refused` for what `change` would refuse.
    """
    _refuse(team, kept)
    night = nightly.next_night(at)
    found = {}
    for months in MONTHS:
        kinds = (_of_kind(entry, term, team, kept, night) for entry, term in _by(months))
        found[months] = reduce(Foreseen.with_, kinds, Foreseen())
    return found


@transaction.atomic
def change(*, team: Team, kept: Kept, by: User, at: datetime) -> Team:
    """Keeps what was said of how long things are kept; nothing goes before the coming night.

    Raises `Refused` for a longer term, or an end of the project before the last round.
    """
    ours = Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    _refuse(ours, kept)
    for name, said in asdict(kept).items():
        setattr(ours, name, said)
    ours.save(update_fields=list(asdict(kept)))
    audit.record("keeping.changed", by=by, about=ours, at=at, team=ours.pk)
    return ours


def _refuse(team: Team, kept: Kept) -> None:
    for name in MONTHS:
        most, said = getattr(team, name), getattr(kept, name)
        if not 1 <= said <= most:
            raise Refused(_("At least 1 and at most %(most)s months.") % {"most": most}, field=name)
    last = _last_day(team)
    if kept.ended_on and last and kept.ended_on < last:
        day = date_format(last, "j F Y")
        sentence = _("There is still something of %(day)s. Choose that day or a later one.") % {"day": day}
        raise Refused(sentence, field="ended_on")


def _last_day(team: Team) -> date | None:
    """The last day of a round: an end before it is a slip of the pen, by which a no at a door would go."""
    days = [
        retention.held(entry).filter(**{term.team: team}).aggregate(last=Max(term.since))["last"]
        for entry, term in _by("visit_months")
        if not retention.counts_from_moment(entry, term)
    ]
    return max((day for day in days if day), default=None)


def _by(months: str) -> Iterable[tuple[Entry, Term]]:
    terms = ((entry, entry.term) for entry in retention.with_term())
    return [(entry, term) for entry, term in terms if term and term.months == months]


def _of_kind(entry: Entry, term: Term, team: Team, kept: Kept, night: datetime) -> Foreseen:
    rows, months = retention.held(entry).filter(**{term.team: team}), getattr(kept, term.months)
    if term.since == f"{term.team}__ended_on":
        # The day is not said yet, so nothing in the database is asked for it.
        first, all_of_them = due_on(kept.ended_on, months) if kept.ended_on else None, rows.count()
        now = all_of_them if first and first <= night.date() else 0
        later = all_of_them - now
    else:
        rows = rows.filter(**{f"{term.since}__isnull": False})
        past = rows.filter(**retention.before(entry, term, months, night))
        now, still = past.count(), rows.exclude(pk__in=past.values("pk"))
        later, first = still.count(), _first(entry, term, still, months)
    next_on = first if later else None
    if privacy.SELF in entry.about:
        return Foreseen(people=now, later_people=later, next_on=next_on)
    return Foreseen(notes=now, later_notes=later, next_on=next_on)


def _first(entry: Entry, term: Term, rows: QuerySet[Any], months: int) -> date | None:
    since = rows.aggregate(first=Min(term.since))["first"]
    if since is None:
        return None
    if retention.counts_from_moment(entry, term):
        # It is past its term in the course of that day, and goes in the night after it.
        return due_on(timezone.localdate(since), months) + timedelta(days=1)
    return due_on(since, months)

"""Counts doors and what talks brought, exactly; opens only answers it counts and hands out no text."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import (
    Case,
    Exists,
    F,
    FilteredRelation,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils import timezone

from buurvoorbuur.disclosure import CountTable
from buurvoorbuur.models import Team
from outreach.consent_terms import Direction, Purpose
from outreach.ledger import Apart, DoorStanding, Ledger, standing
from outreach.models import (
    Address,
    Answer,
    Flat,
    InterestChoice,
    InterestGroup,
    OccupancyNote,
    OptOut,
    Resident,
    RoundDoor,
    Visit,
)
from outreach.question_kinds import SCALE, PullAnswer
from outreach.talk_themes import THEMES, themes_in
from outreach.visit_states import Occupancy, Outcome

Flats = QuerySet[Flat] | Sequence[Flat]
# The answers by question code, and in each the latest of every home.
Answers = Mapping[str, Mapping[int, str]]
# Flat, door, no, pause, occupancy, outcome.
Line = tuple[Any, ...]

PLEASANT_OR_CHANGE = "pleasant_or_change"
FEELS_AT_HOME = "feels_at_home"
ENOUGH_CONTACTS = "enough_contacts"
PULLS_ACTIVITY = "pulls_activity"
NOT_SAID = "not_said"


@dataclass(frozen=True, slots=True)
class Window:
    """What was recorded from one moment until another, whenever it happened."""

    since: datetime | None
    until: datetime

    def holds(self, field: str) -> Q:
        """Whether the moment in this field lies in it."""
        began = Q(**{f"{field}__gte": self.since}) if self.since else Q()
        return began & Q(**{f"{field}__lt": self.until})

    @property
    def planned(self) -> Q:
        """Whether a round was planned for one of its days."""
        began = Q(round__planned_on__gte=timezone.localdate(self.since)) if self.since else Q()
        return began & Q(round__planned_on__lt=timezone.localdate(self.until))


@dataclass(frozen=True, slots=True)
class CountedDoor:
    """One door, the line of the ledger it stands in, and what happened there in order of time."""

    flat: int
    pk: int
    stands: DoorStanding
    outcomes: tuple[Outcome, ...]
    occupancy: str


@dataclass(frozen=True)
class Doors:
    """The ledger, and which homes it counts as a talk."""

    ledger: Ledger
    talked: frozenset[int]


def doors(flats: Flats) -> Doors:
    """Every door of these flats counted once, in one query whatever the size; withdrawn doors are none."""
    return together(each_door(flats))


def doors_within(flats: Flats, window: Window) -> Doors:
    """Every door where something was recorded or planned in a window, by that alone, in one query."""
    return together(each_door(flats, window))


def ledgers(flats: Flats) -> dict[int, Ledger]:
    """The ledger of each of these flats by its key, in one query; a flat without doors has none."""
    by_flat = groupby(each_door(flats), key=lambda door: door.flat)
    return {flat: together(its_doors).ledger for flat, its_doors in by_flat}


def each_door(flats: Flats, window: Window | None = None) -> Iterator[CountedDoor]:
    """Every door once, flat by flat, as it stands now or, of a window, by what was recorded in it."""
    every = _lines_within(flats, window) if window else _lines(flats)
    for door, lines in groupby(every, key=lambda line: line[1]):
        visits = list(lines)
        flat, _door, is_opted_out, paused_at, occupancy, _outcome = visits[0]
        outcomes = tuple(Outcome(line[-1]) for line in visits if line[-1])
        yield CountedDoor(
            flat, door, standing(is_opted_out, paused_at is not None, outcomes), outcomes, occupancy or ""
        )


def together(every: Iterable[CountedDoor]) -> Doors:
    """The ledger of these doors."""
    counted: Counter[DoorStanding] = Counter()
    seen: Counter[str] = Counter()
    talked = set()
    for door in every:
        counted[door.stands] += 1
        seen.update((*door.outcomes, door.occupancy))
        if door.stands == DoorStanding.TALK:
            talked.add(door.pk)
    return Doors(Ledger.of(counted, _apart(seen)), frozenset(talked))


def first_recorded(team: Team) -> datetime | None:
    """When the server first had anything of the doors of a team, in two queries."""
    visits = Visit.objects.filter(address__flat__team=team).aggregate(first=Min("recorded_at"))["first"]
    noes = OptOut.objects.filter(address__flat__team=team).aggregate(first=Min("opted_out_at"))["first"]
    return min((moment for moment in (visits, noes) if moment), default=None)


def _apart(seen: Counter[str]) -> Apart:
    return Apart(
        attempts=sum(seen[outcome] for outcome in Outcome),
        talks_held=seen[Outcome.TALK],
        seems_empty=seen[Occupancy.SEEMS_EMPTY],
        confirmed_empty=seen[Occupancy.CONFIRMED_EMPTY],
    )


def _lines(flats: Flats) -> Iterable[Line]:
    """One line for each standing visit, or one for a door without, together by flat and door."""
    newest = OccupancyNote.objects.standing().filter(address=OuterRef("pk")).order_by("-noted_at")
    return (
        Address.objects.filter(flat__in=flats, withdrawn_at=None)
        .with_opt_out()
        .annotate(
            rung=FilteredRelation("visits", condition=Q(visits__undone_at=None)),
            occupancy=Subquery(newest.values("occupancy")[:1]),
        )
        .order_by("flat_id", "pk", "rung__recorded_at")
        .values_list("flat_id", "pk", "is_opted_out", "paused_at", "occupancy", "rung__outcome")
    )


def _lines_within(flats: Flats, window: Window) -> Iterable[Line]:
    """As `_lines`, of nothing but what the window holds, and without what is counted apart."""
    closed = OptOut.objects.filter(window.holds("opted_out_at"), address=OuterRef("pk"))
    still = Q(ended_at=None) | Q(ended_at__gte=window.until)
    rung = Visit.objects.standing().filter(window.holds("recorded_at"), address=OuterRef("pk"))
    planned = RoundDoor.objects.filter(window.planned, address=OuterRef("pk"))
    return (
        Address.objects.filter(flat__in=flats, withdrawn_at=None)
        .annotate(
            closed=Exists(closed.filter(still)),
            waits=Case(When(window.holds("paused_at"), then="paused_at")),
            rung=FilteredRelation(
                "visits", condition=Q(visits__undone_at=None) & window.holds("visits__recorded_at")
            ),
            occupancy=Value(""),
        )
        .filter(Q(closed=True) | Q(waits__isnull=False) | Exists(rung) | Exists(planned))
        .order_by("flat_id", "pk", "rung__recorded_at")
        .values_list("flat_id", "pk", "closed", "waits", "occupancy", "rung__outcome")
    )


def answers(
    flats: Flats,
    codes: Collection[str],
    talked: frozenset[int],
    *,
    with_sensitive: bool,
    window: Window | None = None,
) -> Answers:
    """What the homes with a talk answered to these questions, in one query; nothing else is opened."""
    found: dict[str, dict[int, str]] = {code: {} for code in codes}
    lines = (
        Answer.objects.filter(
            question__code__in=codes, talk__visit__undone_at=None, talk__visit__address__flat__in=flats
        )
        .filter(Q() if with_sensitive else Q(question__is_sensitive=False))
        .filter(window.holds("talk__visit__recorded_at") if window else Q())
        .annotate(asked=F("question__code"), door=F("talk__visit__address_id"))
        .order_by("talk__visit__recorded_at")
        .only("value")
    )
    for line in lines:
        if line.door in talked:
            found[line.asked][line.door] = line.value
    return found


def one_of(code: str, states: Iterable[str], said: Mapping[int, str], talks: int) -> CountTable:
    """Each talk in exactly one state; who did not say is the state that is never printed."""
    counted = Counter(said.values())
    counts = {state: counted[state] for state in states}
    counts[NOT_SAID] = talks - sum(counts.values())
    return CountTable(code, talks, counts, never_printed=NOT_SAID)


def scale(code: str, given: Answers, talks: int) -> CountTable:
    """How many homes gave each figure from one to five."""
    return one_of(code, map(str, SCALE), given[code], talks)


def pulls(given: Answers, talks: int) -> CountTable:
    """How many homes would get an activity going."""
    return one_of(PULLS_ACTIVITY, PullAnswer, given[PULLS_ACTIVITY], talks)


def themes(given: Answers, talks: int) -> CountTable:
    """At how many homes each subject came up when asked what is pleasant and what could be different."""
    came_up = Counter(theme for text in given[PLEASANT_OR_CHANGE].values() for theme in themes_in(text))
    return CountTable("themes", talks, {theme.code: came_up[theme.code] for theme in THEMES}, None)


def interests(
    flats: Flats,
    groups: Sequence[InterestGroup],
    talked: frozenset[int],
    window: Window | None = None,
) -> dict[Direction, CountTable]:
    """For each direction: at how many homes somebody chose something in each group, in one query.

    Only of residents whose answers may be kept: a yes to matching alone is no yes to counting.
    """
    lines = (
        InterestChoice.objects.filter(
            resident__in=Resident.objects.consenting_to(Purpose.KEEP_ANSWERS),
            resident__address__flat__in=flats,
        )
        .filter(window.holds("resident__talk__visit__recorded_at") if window else Q())
        .values_list("direction", "interest__group__code", "resident__address_id")
        .distinct()
    )
    counted = Counter((direction, group) for direction, group, door in lines if door in talked)
    return {
        direction: CountTable(
            direction, len(talked), {group.code: counted[direction, group.code] for group in groups}, None
        )
        for direction in Direction
    }

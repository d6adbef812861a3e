"""Freezes the numbers of closed quarters, once; `released` reads them and nobody counts them again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from buurvoorbuur import audit
from buurvoorbuur.disclosure import LEAST_TALKS, CountTable, SafeTable, protect
from buurvoorbuur.models import Team
from outreach import release_facts, release_sums, report_counts
from outreach.consent_terms import Direction
from outreach.models import (
    Address,
    Flat,
    InterestGroup,
    Release,
    ReleasedFlat,
    Visit,
)
from outreach.quarters import Quarter
from outreach.report_counts import (
    ENOUGH_CONTACTS,
    FEELS_AT_HOME,
    PLEASANT_OR_CHANGE,
    PULLS_ACTIVITY,
    Doors,
    Window,
)

# In the counts of doors this state is the one that is never printed: a broken-off visit is nobody's business.
NEVER_PRINTED_DOOR = "paused"
ASKED = frozenset({PLEASANT_OR_CHANGE, FEELS_AT_HOME, ENOUGH_CONTACTS, PULLS_ACTIVITY})


@dataclass(frozen=True, slots=True)
class Leftover:
    """What was recorded of a flat since its last release, up to the end of a quarter."""

    flat: Flat
    window: Window
    doors: Doors

    @property
    def talks(self) -> int:
        return len(self.doors.talked)


def freeze_due(at: datetime) -> int:
    """Freezes every closed quarter of every team that is not yet, in order; says how many releases."""
    return sum(
        len(freeze(team=team, quarter=quarter, at=at))
        for team in Team.objects.order_by("pk")
        for quarter in _closed(team, at)
    )


@transaction.atomic
def freeze(*, team: Team, quarter: Quarter, at: datetime) -> list[Release]:
    """Releases what each flat has since its last release, when that holds at least ten talks.

    A flat with fewer keeps it for its next quarter. At the end of a year the flats that are left with
    fewer go together, when all of them hold ten. What was frozen once is left as it is: a second time
    adds nothing. Raises ValueError for a quarter that is not over.
    """
    if not quarter.is_closed(at):
        raise ValueError("the quarter is not over")
    # Two workers at once would release the same talks twice.
    Team.objects.select_for_update().get(pk=team.pk)
    if Release.objects.filter(team=team, year=quarter.year, number=quarter.number).exists():
        return []
    left = list(_leftovers(team, quarter))
    made = [_release(team, quarter, [one], at) for one in left if one.talks >= LEAST_TALKS]
    rest = [one for one in left if 0 < one.talks < LEAST_TALKS]
    if quarter.ends_the_year and sum(one.talks for one in rest) >= LEAST_TALKS:
        made.append(_release(team, quarter, rest, at))
    if made:
        release_sums.write(team, quarter, made, at)
    return made


def _closed(team: Team, at: datetime) -> Iterator[Quarter]:
    """The quarters that are over, from the first in which something was recorded."""
    first = report_counts.first_recorded(team)
    if first:
        yield from takewhile(
            lambda quarter: quarter.is_closed(at), Quarter.of(timezone.localdate(first)).onward()
        )


def _leftovers(team: Team, quarter: Quarter) -> Iterator[Leftover]:
    """What each flat has for this quarter, by name; a flat whose release reaches as far has nothing."""
    covered = dict(
        ReleasedFlat.objects.filter(release__team=team).values_list("flat_id").annotate(Max("until"))
    )
    for flat in Flat.objects.filter(team=team).order_by("name", "pk"):
        since = covered.get(flat.pk)
        if since is None or since < quarter.end:
            window = Window(since, quarter.end)
            yield Leftover(flat, window, report_counts.doors_within([flat], window))


def _release(team: Team, quarter: Quarter, parts: Sequence[Leftover], at: datetime) -> Release:
    """Writes down what these flats have, as one."""
    alone = parts[0].flat if len(parts) == 1 else None
    since = min(_first_quarter(part, quarter) for part in parts)
    tables = _tables(parts)
    release = Release.objects.create(
        team=team,
        flat=alone,
        flat_name=alone.name if alone else "",
        since_year=since.year,
        since_number=since.number,
        year=quarter.year,
        number=quarter.number,
        doors=Address.objects.filter(flat__in=[part.flat for part in parts], withdrawn_at=None).count(),
        talks=sum(part.talks for part in parts),
        frozen_at=at,
        **release_sums.content(tables),
        **release_facts.of_flats([(part.flat, part.window) for part in parts]),
    )
    release_sums.keep(release, tables)
    ReleasedFlat.objects.bulk_create(
        ReleasedFlat(release=release, flat=part.flat, until=quarter.end) for part in parts
    )
    audit.record("numbers.released", by=None, about=release, at=at, team=team.pk)
    return release


def _first_quarter(part: Leftover, last: Quarter) -> Quarter:
    """From which quarter on a leftover is; the flat's first one begins with what was first recorded."""
    if part.window.since:
        return Quarter.of(timezone.localdate(part.window.since))
    first = Visit.objects.filter(address__flat=part.flat).aggregate(first=Min("recorded_at"))["first"]
    return min(Quarter.of(timezone.localdate(first)), last)


def _tables(parts: Sequence[Leftover]) -> list[SafeTable]:
    """Everything that is told of these flats together, made safe."""
    talks = sum(part.talks for part in parts)
    given: dict[str, dict[int, str]] = {code: {} for code in ASKED}
    for part in parts:
        for code, said in _answers(part).items():
            given[code].update(said)
    counted = [
        _doors(parts),
        report_counts.scale(FEELS_AT_HOME, given, talks),
        report_counts.scale(ENOUGH_CONTACTS, given, talks),
        report_counts.themes(given, talks),
        report_counts.pulls(given, talks),
        *_interests(parts, talks),
    ]
    return [protect(table) for table in counted]


def _answers(part: Leftover) -> report_counts.Answers:
    return report_counts.answers(
        [part.flat], ASKED, part.doors.talked, with_sensitive=True, window=part.window
    )


def _interests(parts: Sequence[Leftover], talks: int) -> Iterator[CountTable]:
    groups = list(InterestGroup.objects.all())
    each = [report_counts.interests([part.flat], groups, part.doors.talked, part.window) for part in parts]
    for direction in Direction:
        found = [tables[direction].counts for tables in each]
        counts = {group.code: sum(count[group.code] for count in found) for group in groups}
        yield CountTable(direction, talks, counts, never_printed=None)


def _doors(parts: Sequence[Leftover]) -> CountTable:
    ledgers = [part.doors.ledger for part in parts]
    counts = {"opted_out": sum(ledger.opted_out for ledger in ledgers)}
    for code in ledgers[0].parts:
        counts[code] = sum(ledger.parts[code] for ledger in ledgers)
    return CountTable("doors", sum(ledger.doors for ledger in ledgers), counts, NEVER_PRINTED_DOOR)

"""What a welfare worker may know: added up from what was released, and from nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Max, QuerySet, Sum, Value

from buurvoorbuur.disclosure import SafeCell, SafeTable
from buurvoorbuur.models import Team
from outreach import release_sums
from outreach.consent_terms import Direction
from outreach.models import InterestGroup, Release, ReleaseTable
from outreach.models.releases import ReleaseQuerySet
from outreach.quarters import Quarter
from outreach.report_counts import ENOUGH_CONTACTS, FEELS_AT_HOME, PULLS_ACTIVITY
from outreach.reports import Interests

TABLES = ("doors", "themes", FEELS_AT_HOME, ENOUGH_CONTACTS, PULLS_ACTIVITY, *Direction)


@dataclass(frozen=True, slots=True)
class Selection:
    """Of which flat, None for all, and of which quarters, None for as far as there are any."""

    flat: int | None = None
    first: Quarter | None = None
    last: Quarter | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What one can choose from: flats that were released by themselves, by key, and quarters."""

    flats: dict[int, str]
    quarters: list[Quarter]


@dataclass(frozen=True, slots=True)
class Part:
    """A quarter or a flat beside the others: its talks, and of how many homes a scale says 4 or 5.

    `name` is empty for what several flats had left; a scale is None where nothing is told of it.
    """

    name: str | Quarter
    talks: int
    at_home: SafeCell | None
    contacts: SafeCell | None


@dataclass(frozen=True, slots=True)
class CameOfIt:
    """What began since the talks: activities, ideas that got help, and flats that have a stuurbuur last.

    `name` is the flat's, or empty for the whole neighbourhood.
    """

    name: str
    activities: int
    ideas_helped: int
    flats_with_stuurbuur: int


# What is added up of a flat, in the order in which `_Line` has it.
_ADDED_UP = (
    "talks", "at_home_low", "at_home_high", "contacts_low", "contacts_high", "activities", "ideas_helped",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Line:
    """One flat over all its quarters, or with no key what several had left; None was never counted."""

    flat: int | None
    name: str
    talks: int
    at_home_low: int | None
    at_home_high: int | None
    contacts_low: int | None
    contacts_high: int | None
    activities: int | None
    ideas_helped: int | None
    newest: int | None

    @property
    def part(self) -> Part:
        at_home = _span(self.at_home_low, self.at_home_high)
        return Part(self.name, self.talks, at_home, _span(self.contacts_low, self.contacts_high))


@dataclass(frozen=True)
class NeighbourhoodReport:
    """The flats of a team in sums of bins; `silent` says of which tables some releases tell nothing."""

    neighbourhood: str
    releases: int
    talks: int
    doors: SafeTable
    themes: SafeTable
    feels_at_home: SafeTable
    enough_contacts: SafeTable
    pulls_activity: SafeTable
    interests: Interests
    over_quarters: Sequence[Part]
    between_flats: Sequence[Part]
    came_of_it: Sequence[CameOfIt]
    silent: frozenset[str]


def choices(team: Team) -> Choices:
    """The flats and quarters of a team of which anything was released, in one query."""
    of_team = Release.objects.filter(team=team).order_by()
    # A quarter with any release has a sum; its flat is none, as those of a city are thousands.
    flats = of_team.filter(flat__isnull=False).values_list("flat", "flat_name", Value(0), Value(0)).distinct()
    sums = of_team.filter(is_sum=True).values_list("flat", "flat_name", "year", "number")
    every = list(flats.union(sums))
    named = sorted(
        ((name, flat) for flat, name, _year, _number in every if flat), key=lambda one: one[0].casefold()
    )
    quarters = sorted(Quarter(year, number) for flat, _name, year, number in every if not flat)
    return Choices({flat: name for name, flat in named}, quarters)


def chosen_releases(team: Team, chosen: Selection) -> QuerySet[Release]:
    """What a report of this selection is made of: the releases of a flat, or the sum of each quarter."""
    of_team = _in_time(Release.objects.filter(team=team), chosen)
    return of_team.filter(flat=chosen.flat) if chosen.flat else of_team.filter(is_sum=True)


def report(team: Team, chosen: Selection) -> NeighbourhoodReport:
    """The report of what was chosen, in five queries whatever the size; it reads no row about anybody."""
    releases = list(chosen_releases(team, chosen))
    tables, silent = _tables(releases)
    flats = _by_flat(team, chosen)
    groups = tuple(InterestGroup.objects.all())
    return NeighbourhoodReport(
        neighbourhood=team.neighbourhood,
        releases=len(releases),
        talks=sum(release.talks for release in releases),
        doors=tables["doors"],
        themes=tables["themes"],
        feels_at_home=tables[FEELS_AT_HOME],
        enough_contacts=tables[ENOUGH_CONTACTS],
        pulls_activity=tables[PULLS_ACTIVITY],
        interests=Interests(groups, {way: tables[way] for way in Direction}),
        over_quarters=[_quarter(release) for release in releases],
        between_flats=[] if chosen.flat else [line.part for line in flats],
        came_of_it=_came_of_it(flats, [] if chosen.flat else releases),
        silent=silent,
    )


def _in_time(releases: ReleaseQuerySet, chosen: Selection) -> ReleaseQuerySet:
    if chosen.first:
        releases = releases.since(chosen.first.year, chosen.first.number)
    return releases.until(chosen.last.year, chosen.last.number) if chosen.last else releases


def _tables(releases: Sequence[Release]) -> tuple[dict[str, SafeTable], frozenset[str]]:
    """Every table added up, and the codes of those of which something could not be told."""
    rows = list(ReleaseTable.objects.filter(release__in=releases).order_by("pk"))
    by_code: dict[str, list[SafeTable]] = {code: [] for code in TABLES}
    for table in release_sums.read(rows):
        by_code[table.code].append(table)
    silent = {row.code for row in rows if row.is_silent or row.withheld}
    told = {code: release_sums.add_up(code, tables) for code, tables in by_code.items()}
    return told, frozenset(code for code in silent if told[code].withheld is None)


def _quarter(release: Release) -> Part:
    return Part(
        Quarter(release.year, release.number),
        release.talks,
        _span(release.at_home_low, release.at_home_high),
        _span(release.contacts_low, release.contacts_high),
    )


def _by_flat(team: Team, chosen: Selection) -> list[_Line]:
    """What was released of each flat by itself, added up over its quarters; last what several had left."""
    each = _in_time(Release.objects.filter(team=team, is_sum=False), chosen).order_by()
    if chosen.flat:
        each = each.filter(flat=chosen.flat)
    # The newest quarter is the largest number, and its last bit says whether there was a stuurbuur then.
    newest = (F("year") * 4 + F("number")) * 2 + F("flats_with_stuurbuur")
    sums = [Sum(field) for field in _ADDED_UP]
    lines = each.values_list("flat", "flat_name").annotate(*sums, newest=Max(newest))
    told = [_Line(*line) for line in lines]
    return sorted(told, key=lambda line: (line.flat is None, line.name.casefold(), line.flat or 0))


def _came_of_it(flats: Sequence[_Line], sums: Sequence[Release]) -> list[CameOfIt]:
    """Flat by flat, and last the neighbourhood; what was not counted is not told."""
    rows = [
        CameOfIt(line.name, line.activities, line.ideas_helped or 0, (line.newest or 0) % 2)
        for line in flats
        if line.flat and line.activities is not None
    ]
    counted = [release for release in sums if release.activities is not None]
    if counted:
        # One flat alone has nothing beside it.
        rows = rows if len(rows) > 1 else []
        begun = sum(release.activities or 0 for release in counted)
        helped = sum(release.ideas_helped or 0 for release in counted)
        rows.append(CameOfIt("", begun, helped, counted[-1].flats_with_stuurbuur or 0))
    return rows


def _span(low: int | None, high: int | None) -> SafeCell | None:
    return None if low is None else SafeCell("", low, high)

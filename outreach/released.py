"""What a welfare worker may know: added up from what was released, and from nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet, Sum

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
    every = set(Release.objects.filter(team=team).values_list("flat_id", "flat_name", "year", "number"))
    flats = {flat: name for flat, name, _year, _number in every if flat}
    quarters = {Quarter(year, number) for _flat, _name, year, number in every}
    return Choices(dict(sorted(flats.items(), key=lambda flat: flat[1].casefold())), sorted(quarters))


def chosen_releases(team: Team, chosen: Selection) -> QuerySet[Release]:
    """What a report of this selection is made of: the releases of a flat, or the sum of each quarter."""
    of_team = _in_time(Release.objects.filter(team=team), chosen)
    return of_team.filter(flat=chosen.flat) if chosen.flat else of_team.filter(is_sum=True)


def report(team: Team, chosen: Selection) -> NeighbourhoodReport:
    """The report of what was chosen, in six queries whatever the size; it reads no row about anybody."""
    releases = list(chosen_releases(team, chosen))
    tables, silent = _tables(releases)
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
        between_flats=_flats(team, chosen),
        came_of_it=_came_of_it(team, chosen, releases),
        silent=silent,
    )


def _in_time(releases: ReleaseQuerySet, chosen: Selection) -> ReleaseQuerySet:
    if chosen.first:
        releases = releases.since(chosen.first.year, chosen.first.number)
    return releases.until(chosen.last.year, chosen.last.number) if chosen.last else releases


def _tables(releases: Sequence[Release]) -> tuple[dict[str, SafeTable], frozenset[str]]:
    """Every table added up, and the codes of those of which something could not be told."""
    rows = list(ReleaseTable.objects.filter(release__in=releases).prefetch_related("cells").order_by("pk"))
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


def _flats(team: Team, chosen: Selection) -> list[Part]:
    """All flats beside each other, and last what several had left; for one flat there is nothing beside."""
    if chosen.flat:
        return []
    each = _in_time(Release.objects.filter(team=team, is_sum=False), chosen).order_by()
    lines = each.values_list("flat_name", "flat").annotate(
        Sum("talks"),
        Sum("at_home_low"),
        Sum("at_home_high"),
        Sum("contacts_low"),
        Sum("contacts_high"),
    )
    in_order = sorted(lines, key=lambda line: (not line[0], line[0].casefold(), line[1] or 0))
    return [
        Part(name, talks, _span(home_low, home_high), _span(low, high))
        for name, _flat, talks, home_low, home_high, low, high in in_order
    ]


def _came_of_it(team: Team, chosen: Selection, sums: Sequence[Release]) -> list[CameOfIt]:
    """Flat by flat, and last the neighbourhood; of a release that did not count it nothing is told."""
    of_flats = _in_time(Release.objects.filter(team=team, flat__isnull=False), chosen)
    if chosen.flat:
        of_flats = of_flats.filter(flat=chosen.flat)
    lines = of_flats.filter(activities__isnull=False).values_list(
        "flat", "flat_name", "activities", "ideas_helped", "flats_with_stuurbuur"
    )
    by_flat: dict[int, list[CameOfIt]] = {}
    for flat, name, begun, helped, with_stuurbuur in lines:
        told = CameOfIt(name, begun or 0, helped or 0, with_stuurbuur or 0)
        by_flat.setdefault(flat or 0, []).append(told)
    rows = sorted((_told(told) for told in by_flat.values()), key=lambda row: row.name.casefold())
    if not chosen.flat:
        whole = [
            CameOfIt("", one.activities, one.ideas_helped or 0, one.flats_with_stuurbuur or 0)
            for one in sums
            if one.activities is not None
        ]
        rows += [_told(whole)] if whole else []
    return rows


def _told(quarters: Sequence[CameOfIt]) -> CameOfIt:
    """Several quarters of one place, in order: what began adds up, a stuurbuur counts as it was last."""
    return CameOfIt(
        quarters[-1].name,
        sum(quarter.activities for quarter in quarters),
        sum(quarter.ideas_helped for quarter in quarters),
        quarters[-1].flats_with_stuurbuur,
    )


def _span(low: int | None, high: int | None) -> SafeCell | None:
    return None if low is None else SafeCell("", low, high)

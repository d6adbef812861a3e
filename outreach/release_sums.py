"""Writes tables of a release, and those of a whole quarter added up; what is written is never changed."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby

from buurvoorbuur.disclosure import SafeCell, SafeTable, Withheld
from buurvoorbuur.models import Team
from outreach import release_facts
from outreach.models import Release, ReleaseCell, ReleaseTable
from outreach.quarters import Quarter
from outreach.report_counts import ENOUGH_CONTACTS, FEELS_AT_HOME

# The two upper steps of a scale: at home here, enough people close by.
CONTENT = ("4", "5")
SCALES = {FEELS_AT_HOME: "at_home", ENOUGH_CONTACTS: "contacts"}


def content(tables: Iterable[SafeTable]) -> dict[str, int | None]:
    """Of how many homes each scale says 4 or 5, at least and at most, as the fields of a release."""
    found: dict[str, int | None] = {}
    for table in tables:
        if table.code in SCALES:
            cells = [cell for cell in table.cells if cell.code in CONTENT]
            name, is_told = SCALES[table.code], table.withheld is None
            found[f"{name}_low"] = sum(cell.low or 0 for cell in cells) if is_told else None
            found[f"{name}_high"] = sum(_most(cell, table) for cell in cells) if is_told else None
    return found


def keep(release: Release, tables: Iterable[SafeTable], silent: frozenset[str] = frozenset()) -> None:
    """Writes down the tables of a release."""
    for table in tables:
        row = ReleaseTable.objects.create(
            release=release,
            code=table.code,
            talks=table.talks,
            adds_up=table.adds_up,
            withheld=table.withheld or "",
            is_silent=table.code in silent,
        )
        ReleaseCell.objects.bulk_create(
            ReleaseCell(table=row, state=cell.code, low=cell.low, high=cell.high) for cell in table.cells
        )


def write(team: Team, quarter: Quarter, made: Sequence[Release], at: datetime) -> Release:
    """Adds up all that was released of a quarter, of which nothing comes later."""
    each = _kept(made)
    tables = [add_up(code, [kept[code] for kept in each]) for code in each[0]]
    silent = frozenset(code for code in each[0] if any(kept[code].withheld for kept in each))
    since = min((release.since_year, release.since_number) for release in made)
    release = Release.objects.create(
        team=team,
        is_sum=True,
        since_year=since[0],
        since_number=since[1],
        year=quarter.year,
        number=quarter.number,
        doors=sum(release.doors for release in made),
        talks=sum(release.talks for release in made),
        frozen_at=at,
        **content(tables),
        **release_facts.of_team(team, quarter),
    )
    keep(release, tables, silent)
    return release


def add_up(code: str, tables: Sequence[SafeTable]) -> SafeTable:
    """One table of several: least and most added up; withheld when every one is.

    A table that stands alone stays as it is. An open bin goes up to the talks of its own table.
    """
    told = [table for table in tables if table.withheld is None]
    if not told:
        return SafeTable(code, None, (), adds_up=False, withheld=Withheld.TOO_FEW_TALKS)
    if len(told) == 1:
        return told[0]
    lows: Counter[str] = Counter()
    highs: Counter[str] = Counter()
    untold = set()
    for table in told:
        for cell in table.cells:
            if cell.low is None:
                untold.add(cell.code)
            lows[cell.code] += cell.low or 0
            highs[cell.code] += _most(cell, table)
    cells = (
        SafeCell(state, None) if state in untold else SafeCell(state, lows[state], highs[state])
        for state in lows
    )
    return SafeTable(code, sum(table.talks or 0 for table in told), tuple(cells), adds_up=told[0].adds_up)


def read(tables: Sequence[ReleaseTable]) -> list[SafeTable]:
    """Tables as they were written down, their cells in one query."""
    cells: dict[int, list[SafeCell]] = {}
    lines = ReleaseCell.objects.filter(table__in=tables).order_by("pk")
    for table, state, low, high in lines.values_list("table", "state", "low", "high"):
        cells.setdefault(table, []).append(SafeCell(state, low, high))
    return [
        SafeTable(
            table.code,
            table.talks,
            tuple(cells.get(table.pk, ())),
            table.adds_up,
            Withheld(table.withheld) if table.withheld else None,
        )
        for table in tables
    ]


def _kept(made: Sequence[Release]) -> list[dict[str, SafeTable]]:
    rows = list(ReleaseTable.objects.filter(release__in=made).order_by("release", "pk"))
    told = zip(rows, read(rows), strict=True)
    return [
        {table.code: table for _row, table in of_one}
        for _release, of_one in groupby(told, key=lambda pair: pair[0].release_id)
    ]


def _most(cell: SafeCell, table: SafeTable) -> int:
    return (table.talks or 0) if cell.high is None else cell.high

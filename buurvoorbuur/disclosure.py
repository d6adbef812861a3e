"""From exact counts to what may leave the team: bins of five; knows totals, no persons and no database.

What is printed here is live. It is safe for one table at one moment; against comparing moments and
selections it takes releases that are frozen once, for which `SafeTable` is the row to keep.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

BIN = 5
LEAST_TALKS = 10


class Withheld(StrEnum):
    """Why a table is not shown at all."""

    TOO_FEW_TALKS = "too_few_talks"
    TOO_NARROW = "too_narrow"


class TooNarrow(Exception):
    """The printed bins and the total together say more about a cell than one bin would."""


@dataclass(frozen=True)
class CountTable:
    """Exact counts by state, in reading order, of a number of talks that readers may know.

    When every talk is in exactly one state, `never_printed` names the state that is left out, chosen
    beforehand and not by its count. It is None when a talk may be in several states or in none.
    Raises ValueError for counts that cannot be.
    """

    code: str
    talks: int
    counts: Mapping[str, int]
    never_printed: str | None

    def __post_init__(self) -> None:
        if any(not 0 <= count <= self.talks for count in self.counts.values()):
            raise ValueError("a state counts from none to all of the talks")
        if self.never_printed is None:
            return
        if self.never_printed not in self.counts or sum(self.counts.values()) != self.talks:
            raise ValueError("states of which one is never printed add up to the talks")


@dataclass(frozen=True)
class SafeCell:
    """What is said of one state: from `low` to `high`, from `low` up, or nothing at all."""

    code: str
    low: int | None
    high: int | None = None

    @property
    def label(self) -> str:
        """The bin as it is printed, in any language: 5–9, 20+, or – when it is never printed."""
        if self.low is None:
            return "–"
        return f"{self.low}+" if self.high is None else f"{self.low}–{self.high}"


@dataclass(frozen=True)
class SafeTable:
    """What may be printed and kept; without cells and without its total when it is withheld."""

    code: str
    talks: int | None
    cells: tuple[SafeCell, ...]
    adds_up: bool
    withheld: Withheld | None = None


def protect(table: CountTable) -> SafeTable:
    """The table as it may be shown: nothing below ten talks, nothing when the bins give too much away."""
    if table.talks < LEAST_TALKS:
        return _nothing(table, Withheld.TOO_FEW_TALKS)
    cells = tuple(_cell(table, state, count) for state, count in table.counts.items())
    safe = SafeTable(table.code, table.talks, cells, adds_up=table.never_printed is not None)
    try:
        bounds(safe)
    except TooNarrow:
        return _nothing(table, Withheld.TOO_NARROW)
    return safe


def bounds(safe: SafeTable) -> dict[str, tuple[int, int]]:
    """The least and most that a reader who knows the total can work out for each state.

    Interval reasoning: a state of those that add up is at most the total less the least of all the
    others, and at least the total less the most of all the others. Raises `TooNarrow` when any state
    is known more closely than a bin. A withheld table tells nothing and has no bounds.
    """
    if safe.talks is None:
        return {}
    known = {cell.code: _alone(cell, safe.talks) for cell in safe.cells}
    if safe.adds_up:
        known = _together(known, safe.talks)
    for state, (low, high) in known.items():
        if high - low + 1 < BIN:
            raise TooNarrow(f"{safe.code}: {state}")
    return known


def _cell(table: CountTable, state: str, count: int) -> SafeCell:
    if state == table.never_printed:
        return SafeCell(state, None)
    # The top bin begins where it is still as wide as the others, so that 10 of 10 is not '10–14'.
    top = (table.talks - BIN + 1) // BIN * BIN
    low = min(count // BIN * BIN, top)
    return SafeCell(state, low, None if low == top else low + BIN - 1)


def _alone(cell: SafeCell, total: int) -> tuple[int, int]:
    return cell.low or 0, total if cell.high is None else cell.high


def _together(known: Mapping[str, tuple[int, int]], total: int) -> dict[str, tuple[int, int]]:
    least, most = (sum(ends) for ends in zip(*known.values(), strict=True))
    return {
        state: (max(low, total - (most - high)), min(high, total - (least - low)))
        for state, (low, high) in known.items()
    }


def _nothing(table: CountTable, why: Withheld) -> SafeTable:
    return SafeTable(table.code, None, (), adds_up=table.never_printed is not None, withheld=why)

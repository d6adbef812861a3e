"""Numbers to a bar chart: places on a drawing that is one on screen and paper; has no words of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

# In pixels: a line of words, the bar below it, and air before the next.
WORDS = 18
BAR = 12
AIR = 10
ROW = WORDS + BAR + AIR


@dataclass(frozen=True)
class Amount:
    """One thing to draw: a number, or a bin from `low` to `high`, which is open without `high`.

    `said` is the amount as it is written.
    """

    label: str
    said: str
    low: int
    high: int | None


@dataclass(frozen=True)
class Bar:
    """One bar: `solid` is certain, `possible` begins where it ends; both in percents of the width."""

    label: str
    said: str
    words_at: int
    bar_at: int
    solid: float
    possible: float


@dataclass(frozen=True)
class Chart:
    """A drawing of bars below each other. `title` says what it is to whoever does not see it."""

    code: str
    title: str
    description: str
    bars: tuple[Bar, ...]
    height: int
    bar_height: int = BAR


def bars(code: str, title: str, amounts: Sequence[Amount], *, whole: int, open_bin: int) -> Chart:
    """Draws amounts on a scale that ends at `whole`; an open bin is drawn `open_bin` long.

    Widths are rounded to a tenth of a percent. An amount past the end of the scale stops at it.
    """
    drawn = tuple(_bar(index, amount, whole, open_bin) for index, amount in enumerate(amounts))
    described = "; ".join(f"{amount.label}: {amount.said}" for amount in amounts)
    return Chart(code, title, described, drawn, height=len(drawn) * ROW)


def end_of(amounts: Sequence[Amount], open_bin: int) -> int:
    """Where a scale may end that shows every amount and tells nothing that the amounts do not."""
    return max((_top(amount, open_bin) for amount in amounts), default=0)


def _bar(index: int, amount: Amount, whole: int, open_bin: int) -> Bar:
    solid = _share(amount.low, whole)
    return Bar(
        label=amount.label,
        said=amount.said,
        words_at=index * ROW + WORDS - 5,
        bar_at=index * ROW + WORDS,
        solid=solid,
        possible=round(_share(_top(amount, open_bin), whole) - solid, 1),
    )


def _top(amount: Amount, open_bin: int) -> int:
    return amount.low + open_bin if amount.high is None else amount.high


def _share(part: int, whole: int) -> float:
    return round(100 * min(part, whole) / whole, 1) if whole else 0.0

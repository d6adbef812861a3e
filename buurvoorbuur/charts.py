"""Numbers to a bar chart: places on a drawing that is one on screen and paper; has no words of its own."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """In pixels: a line of words with its letters, the bar below it, and air before the next."""

    words: int
    letters: int
    bar: int
    air: int

    @property
    def row(self) -> int:
        return self.words + self.bar + self.air


TO_READ = Size(words=18, letters=13, bar=12, air=10)
# From the back of a room: letters of 21 points.
TO_SHOW = Size(words=38, letters=28, bar=24, air=18)


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
    size: Size


def bars(
    code: str, title: str, amounts: Sequence[Amount], *, whole: int, open_bin: int, size: Size = TO_READ
) -> Chart:
    """Draws amounts on a scale that ends at `whole`; an open bin is drawn `open_bin` long.

    Widths are rounded to a tenth of a percent. An amount past the end of the scale stops at it.
    """
    drawn = tuple(_bar(index, amount, whole, open_bin, size) for index, amount in enumerate(amounts))
    described = "; ".join(f"{amount.label}: {amount.said}" for amount in amounts)
    return Chart(code, title, described, drawn, height=len(drawn) * size.row, size=size)


def end_of(amounts: Sequence[Amount], open_bin: int) -> int:
    """Where a scale may end that shows every amount and tells nothing that the amounts do not."""
    return max((_top(amount, open_bin) for amount in amounts), default=0)


def _bar(index: int, amount: Amount, whole: int, open_bin: int, size: Size) -> Bar:
    solid = _share(amount.low, whole)
    return Bar(
        label=amount.label,
        said=amount.said,
        words_at=index * size.row + size.letters,
        bar_at=index * size.row + size.words,
        solid=solid,
        possible=round(_share(_top(amount, open_bin), whole) - solid, 1),
    )


def _top(amount: Amount, open_bin: int) -> int:
    return amount.low + open_bin if amount.high is None else amount.high


def _share(part: int, whole: int) -> float:
    return round(100 * min(part, whole) / whole, 1) if whole else 0.0

"""One line of a bench: what was measured, its peer in the same run, the ratio and the budget."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Row:
    """Medians in milliseconds of ours and of the peer, and how many statements ours made."""

    HEAD: ClassVar[str] = f"{'what':<44}{'ours ms':>9}{'peer ms':>9}{'ratio':>7}{'budget':>8}{'queries':>9}"

    what: str
    ours: float
    peer: float
    budget: float
    queries: int | None = None
    most_queries: int | None = None

    @property
    def ratio(self) -> float:
        return self.ours / self.peer

    @property
    def is_over(self) -> bool:
        too_many = self.queries is not None and self.queries > (self.most_queries or 0)
        return self.ratio > self.budget or too_many

    def __str__(self) -> str:
        queries = "" if self.queries is None else f"{self.queries}/{self.most_queries}"
        mark = "  over" if self.is_over else ""
        return (
            f"{self.what:<44}{self.ours:>9.2f}{self.peer:>9.2f}{self.ratio:>7.2f}{self.budget:>8.2f}"
            f"{queries:>9}{mark}"
        )


@dataclass(frozen=True)
class Amount:
    """Something that has a limit and no peer: bytes, or what a person has to wait."""

    what: str
    amount: float
    most: float
    unit: str

    @property
    def is_over(self) -> bool:
        return self.amount > self.most

    def __str__(self) -> str:
        mark = "  over" if self.is_over else ""
        return f"{self.what:<44}{self.amount:>9.2f} of {self.most:g} {self.unit}{mark}"


def side_by_side(ours: Callable[[], object], peer: Callable[[], object], times: int) -> tuple[float, float]:
    """Median milliseconds of both, taken in turns, so that a busy machine troubles them alike."""
    ours(), peer()
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(times):
        for act, kept in zip((ours, peer), taken, strict=True):
            begin = time.perf_counter()
            act()
            kept.append(1000 * (time.perf_counter() - begin))
    return statistics.median(taken[0]), statistics.median(taken[1])

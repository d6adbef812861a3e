"""The possible pairs as a graph of whole numbers; knows ids, scores and capacities, not who they are."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Pair:
    """An introduction of two residents, ids in order, with its score in tenths of a point."""

    a: str
    b: str
    tenths: int


@dataclass(frozen=True)
class PairGraph:
    """Residents and pairs in the order of their ids, so that the order of the input is forgotten.

    A choice of pairs is an array of flags, one a pair.
    """

    pairs: tuple[Pair, ...]
    residents: tuple[str, ...]
    capacities: tuple[int, ...]

    @classmethod
    def of(
        cls, scores: Mapping[tuple[str, str], int], capacities: Mapping[str, int], least: int
    ) -> "PairGraph":
        """The graph of the pairs that score at least `least` and whose two residents want somebody.

        Raises ValueError for a score or capacity that is negative or not whole, a pair of one, a pair
        twice, and a resident without a capacity.
        """
        _refuse_odd_numbers([*scores.values(), *capacities.values(), least])
        every = sorted((_in_order(pair, tenths) for pair, tenths in scores.items()), key=_ids)
        if len({_ids(pair) for pair in every}) < len(every):
            raise ValueError("a pair is there twice")
        if missing := {id for pair in every for id in _ids(pair)} - capacities.keys():
            raise ValueError(f"no capacity for {len(missing)} residents")
        pairs = tuple(
            pair for pair in every if pair.tenths >= least and capacities[pair.a] and capacities[pair.b]
        )
        residents = tuple(sorted({id for pair in pairs for id in _ids(pair)}))
        return cls(pairs, residents, tuple(capacities[id] for id in residents))

    @cached_property
    def ends(self) -> tuple[Integers, Integers]:
        """The positions of the two residents of each pair."""
        position = {id: place for place, id in enumerate(self.residents)}
        return (
            np.array([position[pair.a] for pair in self.pairs], dtype=np.int64),
            np.array([position[pair.b] for pair in self.pairs], dtype=np.int64),
        )

    @cached_property
    def tenths(self) -> Integers:
        return np.array([pair.tenths for pair in self.pairs], dtype=np.int64)

    @cached_property
    def room(self) -> Integers:
        """The capacities, as an array."""
        return np.array(self.capacities, dtype=np.int64)

    def chosen(self, choice: Flags) -> tuple[Pair, ...]:
        return tuple(pair for pair, is_in in zip(self.pairs, choice, strict=True) if is_in)

    def worth(self, choice: Flags) -> tuple[int, int]:
        """How many residents a choice covers and its total, counted pair by pair in whole numbers."""
        pairs = self.chosen(choice)
        return len(_times(pairs)), sum(pair.tenths for pair in pairs)

    def fits(self, choice: Flags) -> bool:
        """Whether nobody gets more introductions than they want."""
        times = _times(self.chosen(choice))
        return all(times[id] <= room for id, room in zip(self.residents, self.capacities, strict=True))

    def most_total(self) -> int:
        """More than this no choice can total: everybody's capacity filled with their best score, halved."""
        best: Counter[str] = Counter()
        for pair in self.pairs:
            for id in _ids(pair):
                best[id] = max(best[id], pair.tenths)
        return sum(best[id] * room for id, room in zip(self.residents, self.capacities, strict=True)) // 2

    def greedy(self) -> Flags:
        """A quick choice, best score first: pairs that cover two more residents, then one, then none."""
        left = dict(zip(self.residents, self.capacities, strict=True))
        choice = np.zeros(len(self.pairs), dtype=np.bool_)
        covered: set[str] = set()
        by_score = sorted(range(len(self.pairs)), key=lambda place: -self.pairs[place].tenths)
        for new in (2, 1, 0):
            for place in by_score:
                ids = set(_ids(self.pairs[place]))
                if not choice[place] and len(ids - covered) >= new and all(left[id] for id in ids):
                    choice[place] = True
                    covered |= ids
                    for id in ids:
                        left[id] -= 1
        return choice


def _ids(pair: Pair) -> tuple[str, str]:
    return pair.a, pair.b


def _in_order(ids: tuple[str, str], tenths: int) -> Pair:
    a, b = sorted(ids)
    if a == b:
        raise ValueError("a pair of one")
    return Pair(a, b, tenths)


def _times(pairs: Iterable[Pair]) -> Counter[str]:
    return Counter(id for pair in pairs for id in _ids(pair))


def _refuse_odd_numbers(numbers: Iterable[object]) -> None:
    if not all(type(number) is int and number >= 0 for number in numbers):
        raise ValueError("scores and capacities are whole numbers from zero up")

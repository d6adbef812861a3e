"""The possible pairs as a graph of whole numbers; knows ids, scores and capacities, not who they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

# A million residents of three places each still leave room for the sums of a proof in 64 bits.
_MOST_TENTHS = 1_000_000


@dataclass(frozen=True)
class Pair:
    """An introduction of two residents, ids in order, with its score in tenths of a point."""

    a: str
    b: str
    tenths: int


@dataclass(frozen=True, eq=False)
class PairGraph:
    """Residents and pairs in the order of their ids, so that the order of the input is forgotten.

    Pair number p is that of residents `one[p]` and `other[p]`, which are positions in `residents`, and
    `room` holds the capacities. A choice of pairs is an array of flags, one a pair.
    """

    residents: tuple[str, ...]
    room: Integers
    one: Integers
    other: Integers
    tenths: Integers

    @classmethod
    def of(
        cls, scores: Mapping[tuple[str, str], int], capacities: Mapping[str, int], least: int = 0
    ) -> "PairGraph":
        """The graph of scores by their two ids; raises ValueError as `build` does, or without a capacity."""
        _refuse_odd_numbers([*scores.values(), *capacities.values(), least])
        residents = sorted(capacities)
        position = {id: place for place, id in enumerate(residents)}
        if missing := {id for pair in scores for id in pair} - position.keys():
            raise ValueError(f"no capacity for {len(missing)} residents")
        one = [position[a] for a, _b in scores]
        other = [position[b] for _a, b in scores]
        return cls.build(
            residents, [capacities[id] for id in residents], one, other, [*scores.values()], least
        )

    @classmethod
    def build(
        cls,
        residents: Sequence[str],
        room: Sequence[int] | Integers,
        one: Sequence[int] | Integers,
        other: Sequence[int] | Integers,
        tenths: Sequence[int] | Integers,
        least: int = 0,
    ) -> "PairGraph":
        """The graph of the pairs that score at least `least` and whose two residents want somebody.

        Residents in any order, pairs by positions in it. Raises ValueError for a score or capacity that
        is negative, not whole or absurd, a pair of one, a pair twice, and a resident twice.
        """
        given = [np.asarray(numbers) for numbers in (room, one, other, tenths)]
        if any(numbers.size and numbers.dtype.kind not in "iu" for numbers in given):
            raise ValueError("scores and capacities are whole numbers")
        places, ends, others, scores = (numbers.astype(np.int64) for numbers in given)
        if min(places.min(initial=0), scores.min(initial=0)) < 0 or scores.max(initial=0) > _MOST_TENTHS:
            raise ValueError(f"scores and capacities are whole numbers from zero up to {_MOST_TENTHS}")
        if len(set(residents)) < len(residents):
            raise ValueError("a resident is there twice")
        if (ends == others).any():
            raise ValueError("a pair of one")
        in_use = (scores >= least) & (places[ends] > 0) & (places[others] > 0)
        by_id = np.array(sorted(range(len(residents)), key=residents.__getitem__), dtype=np.int64)
        rank = np.argsort(by_id)
        low = np.minimum(rank[ends], rank[others])
        high = np.maximum(rank[ends], rank[others])
        key = low * len(residents) + high
        if len(np.unique(key)) < len(key):
            raise ValueError("a pair is there twice")
        order = np.flatnonzero(in_use)[np.argsort(key[in_use])]
        present = np.unique(np.concatenate([low[order], high[order]]))
        names = tuple(residents[place] for place in by_id[present])
        # More places than partners are never filled, and would only make the numbers larger.
        one_end, other_end = np.searchsorted(present, low[order]), np.searchsorted(present, high[order])
        partners = np.bincount(np.concatenate([one_end, other_end]), minlength=len(present))
        wanted = np.minimum(places[by_id[present]], partners)
        return cls(names, wanted, one_end, other_end, scores[order])

    @cached_property
    def ends(self) -> Integers:
        """The first residents of all pairs, then the second ones."""
        return np.concatenate([self.one, self.other])

    @cached_property
    def most_total(self) -> int:
        """More than this no choice can total: everybody's capacity filled with their best score, halved."""
        best = np.zeros(len(self.residents), dtype=np.int64)
        np.maximum.at(best, self.ends, np.tile(self.tenths, 2))
        return int(best @ self.room) // 2

    @property
    def per_covered(self) -> int:
        """What covering one resident is worth beside the scores: more than all scores of any choice."""
        return self.most_total + 1

    @cached_property
    def _by_resident(self) -> tuple[Integers, Integers]:
        order = np.argsort(self.ends, kind="stable")
        start = np.searchsorted(self.ends[order], np.arange(len(self.residents) + 1))
        return order % max(1, len(self.one)), start

    def pairs_of(self, residents: Integers) -> tuple[Integers, Integers]:
        """The pairs with both ends among these residents, and those with one."""
        pairs, start = self._by_resident
        count = start[residents + 1] - start[residents]
        places = np.arange(count.sum()) + np.repeat(start[residents] - np.cumsum(count) + count, count)
        found, ends = np.unique(pairs[places], return_counts=True)
        return found[ends == 2], found[ends == 1]

    def times(self, choice: Flags) -> Integers:
        """How often each resident is introduced."""
        return np.bincount(self.ends[np.tile(choice, 2)], minlength=len(self.residents))

    def worth(self, choice: Flags) -> tuple[int, int]:
        """How many residents a choice covers, and its total."""
        return int(np.count_nonzero(self.times(choice))), int(self.tenths[choice].sum())

    def chosen(self, choice: Flags) -> tuple[Pair, ...]:
        return tuple(
            Pair(self.residents[a], self.residents[b], tenths)
            for a, b, tenths in zip(
                self.one[choice].tolist(),
                self.other[choice].tolist(),
                self.tenths[choice].tolist(),
                strict=True,
            )
        )

    def filled_up(self, choice: Flags, among: Flags | None = None) -> Flags:
        """The choice and what still fits beside it, best score first.

        Pairs that cover two more residents come before those that cover one, and those before the rest.
        """
        left = self.room - self.times(choice)
        fits = ~choice & (left[self.one] > 0) & (left[self.other] > 0)
        places = np.flatnonzero(fits if among is None else fits & among)
        places = places[np.argsort(-self.tenths[places], kind="stable")]
        free, is_new = left.tolist(), (self.times(choice) == 0).tolist()
        waiting = list(
            zip(places.tolist(), self.one[places].tolist(), self.other[places].tolist(), strict=True)
        )
        more = []
        for least_new in (2, 1, 0):
            passed_by = []
            for place, a, b in waiting:
                if not (free[a] and free[b]):
                    continue
                if is_new[a] + is_new[b] < least_new:
                    passed_by.append((place, a, b))
                    continue
                more.append(place)
                free[a] -= 1
                free[b] -= 1
                is_new[a] = is_new[b] = False
            waiting = passed_by
        filled = choice.copy()
        filled[more] = True
        return filled


def fitting(graph: PairGraph, choice: Flags) -> Flags:
    """The choice without the pairs of least score that are too many for somebody."""
    fits, over = choice.copy(), graph.times(choice) - graph.room
    for resident in np.flatnonzero(over > 0).tolist():
        _inside, theirs = graph.pairs_of(np.array([resident]))
        theirs = theirs[fits[theirs]]
        too_many = len(theirs) - int(graph.room[resident])
        if too_many > 0:
            fits[theirs[np.argsort(graph.tenths[theirs], kind="stable")[:too_many]]] = False
    return fits


def covering(graph: PairGraph, choice: Flags) -> Flags:
    """The choice with more residents covered, by letting somebody go who has another introduction.

    Who has nobody takes a place of a partner whose other introduction can miss that one; the swap that
    totals most.
    """
    times, better = graph.times(choice), choice.copy()
    for resident in np.flatnonzero(times == 0).tolist():
        _inside, mine = graph.pairs_of(np.array([resident]))
        partners = graph.one[mine] + graph.other[mine] - resident
        swaps = []
        for pair, partner in zip(mine.tolist(), partners.tolist(), strict=True):
            _inside, theirs = graph.pairs_of(np.array([partner]))
            theirs = theirs[better[theirs]]
            others = graph.one[theirs] + graph.other[theirs] - partner
            swaps += [
                (int(graph.tenths[pair] - graph.tenths[out]), pair, out, other)
                for out, other in zip(theirs.tolist(), others.tolist(), strict=True)
                if times[other] > 1
            ]
        if swaps:
            _gain, pair, out, other = max(swaps)
            better[pair], better[out] = True, False
            times[resident] += 1
            times[other] -= 1
    return better


def _refuse_odd_numbers(numbers: Iterable[object]) -> None:
    if not all(type(number) is int and number >= 0 for number in numbers):
        raise ValueError("scores and capacities are whole numbers from zero up")

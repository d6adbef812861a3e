"""Prices that prove how good a set of pairs can be at most; anybody can add them up without a solver.

The dual of the linear program of a matching with capacities, with the odd-set inequalities of
J. Edmonds, 'Maximum matching and a polyhedron with 0,1-vertices', Journal of Research NBS 69B (1965)
125–130. Each resident fills their places with introductions or leaves them empty; leaving the first
one empty costs `PairGraph.per_covered`, so that more residents come before more points.
"""

from dataclasses import dataclass

import numpy as np

from matching.pair_graph import Integers, PairGraph

# A price is a whole number of these parts of a tenth of a point, which divide by 1 to 8.
PARTS = 840
# Sums of less than this fit in 64 bits.
_MOST = 2**62


class NoProof(ValueError):
    """Prices that prove nothing: of the wrong shape, or with a set that is no odd set."""


@dataclass(frozen=True, eq=False)
class OddSet:
    """Residents, and what may leave the set: of these together only `most` can be used.

    Every pair inside takes two of their places, and a leaving pair or an empty place takes one and has one
    way to be used itself; so what is used is at most half of all this, rounded down. `leaving` are pairs
    with one end inside, `first_empty` and `rest_empty` residents inside whose first place, or all other
    places, count when they stay empty.
    """

    residents: Integers
    leaving: Integers
    first_empty: Integers
    rest_empty: Integers

    def most(self, graph: PairGraph) -> int:
        places = graph.room[self.residents].sum() + len(self.leaving) + len(self.first_empty)
        return int(places + (graph.room[self.rest_empty] - 1).sum()) // 2

    def pairs(self, graph: PairGraph) -> Integers:
        """The pairs that count: those inside and the leaving ones."""
        return np.concatenate([graph.pairs_of(self.residents)[0], self.leaving])

    def is_sound(self, graph: PairGraph) -> bool:
        """Whether everything in it is there once, leaves where it should, and lies inside where it should."""
        groups = (self.residents, self.leaving, self.first_empty, self.rest_empty)
        known = (len(graph.residents), len(graph.one), len(graph.residents), len(graph.residents))
        if not all(_are_once_below(most, group) for most, group in zip(known, groups, strict=True)):
            return False
        crosses = np.isin(self.leaving, graph.pairs_of(self.residents)[1])
        empty = np.concatenate([self.first_empty, self.rest_empty])
        return bool(crosses.all() and np.isin(empty, self.residents).all())


@dataclass(frozen=True, eq=False)
class Prices:
    """A price for a place of each resident, and one from zero up for each odd set."""

    per_place: Integers
    odd_sets: tuple[tuple[OddSet, int], ...] = ()


def earned(graph: PairGraph, prices: Prices) -> Integers:
    """What each pair earns beyond what it pays, in parts: none chosen should lose, none left out earn."""
    pairs = graph.tenths * PARTS - prices.per_place[graph.one] - prices.per_place[graph.other]
    for odd, price in prices.odd_sets:
        pairs[odd.pairs(graph)] -= price
    return pairs


def proven_bound(graph: PairGraph, prices: Prices) -> int:
    """What covered × `per_covered` + total cannot exceed for any choice of pairs, in tenths of a point.

    Whoever uses a place pays its price, and whoever is in an odd set pays that of the set. All that
    payments can bring in is counted, and whatever still earns more than it pays is counted on top. That is
    a bound for any prices, good ones only make it lower. Raises `NoProof` for anything that is no price.
    """
    if prices.per_place.shape != graph.room.shape or prices.per_place.dtype != np.int64:
        raise NoProof("a price for every resident is needed")
    if any(price < 0 or not odd.is_sound(graph) for odd, price in prices.odd_sets):
        raise NoProof("a set is no odd set, or has a negative price")
    largest = max([graph.per_covered * PARTS, *map(abs, _extremes(prices))])
    if largest * (len(graph.ends) + int(graph.room.sum())) >= _MOST:
        raise NoProof("the numbers are too large to add up")
    pairs = earned(graph, prices)
    rest, first = -prices.per_place, -prices.per_place - graph.per_covered * PARTS
    paid = graph.per_covered * PARTS * len(graph.room) + int(graph.room @ prices.per_place)
    for odd, price in prices.odd_sets:
        rest[odd.rest_empty] -= price
        first[odd.first_empty] -= price
        paid += price * odd.most(graph)
    paid += int(pairs[pairs > 0].sum() + first[first > 0].sum())
    return (paid + int(((graph.room - 1) * rest)[rest > 0].sum())) // PARTS


def _extremes(prices: Prices) -> list[int]:
    per_place = (int(prices.per_place.min(initial=0)), int(prices.per_place.max(initial=0)))
    return [*per_place, *(price for _odd, price in prices.odd_sets)]


def _are_once_below(most: int, numbers: Integers) -> bool:
    if numbers.dtype != np.int64 or numbers.min(initial=0) < 0 or numbers.max(initial=-1) >= most:
        return False
    return len(np.unique(numbers)) == len(numbers)

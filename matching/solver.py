"""The best set of pairs with its proof: opaque ids and whole numbers in, pairs and a certificate out.

First as many residents as possible get at least one introduction, then the total is as high as it
can be: a maximum-weight matching with capacities in a general graph. One flow solves it but for a few
halved pairs (`double_cover`); regions round those are then solved whole, wider ones when need be.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic

import numpy as np

from matching.double_cover import Relaxation, relax
from matching.odd_groups import with_odd_groups
from matching.pair_graph import Flags, Integers, Pair, PairGraph, covering, fitting
from matching.prices import PARTS, OddSet, Prices, earned, proven_bound
from matching.regions import Found, Region, open_pairs

# The flow cannot be interrupted, so it is not begun when it would take longer than there is.
_PAIRS_A_SECOND = 50_000
# How many pairs a linear program and a whole one hold.
_MOST_OPEN = 60_000
_MOST_WHOLE = 5_000
_MOST_NEAR = 10_000
_FEW = 600


@dataclass(frozen=True, eq=False)
class Certificate:
    """Prices, and what they prove: covered × `PairGraph.per_covered` + total never exceeds `bound`."""

    prices: Prices
    bound: int

    def proves(self, found: "Solution", graph: PairGraph) -> bool:
        """Whether a solution is a possible one of this graph, and the prices add up; needs no solver.

        How far it is from the best at most is then `bound` less what it covers and totals.
        """
        position = {id: number for number, id in enumerate(graph.residents)}
        if any(id not in position for pair in found.pairs for id in (pair.a, pair.b)):
            return False
        known = dict(
            zip(
                zip(graph.one.tolist(), graph.other.tolist(), strict=True), graph.tenths.tolist(), strict=True
            )
        )
        pairs = [(position[pair.a], position[pair.b]) for pair in found.pairs]
        times = np.bincount(np.array(pairs, dtype=np.int64).ravel(), minlength=len(position))
        return (
            len(set(pairs)) == len(pairs)
            and all(known.get(ends) == pair.tenths for ends, pair in zip(pairs, found.pairs, strict=True))
            and bool((times <= graph.room).all())
            and found.total == sum(pair.tenths for pair in found.pairs)
            and found.covered == np.count_nonzero(times)
            and found.covered * graph.per_covered + found.total
            <= self.bound
            == proven_bound(graph, self.prices)
        )


@dataclass(frozen=True)
class Solution:
    """The pairs, what they reach, and what no other set of pairs can exceed.

    `covered` residents get an introduction, and no set covers more than `covered_bound`; of the sets
    that cover as many none totals more than `bound` (tenths of a point, as `total`). The certificate
    proves as much, or a little less where a region was decided by branching.
    """

    pairs: tuple[Pair, ...]
    total: int
    covered: int
    bound: int
    covered_bound: int
    certificate: Certificate = field(compare=False)

    @property
    def gap(self) -> float:
        """The larger of the two relative distances to what cannot be exceeded; 0 is proven best."""
        return max(_missed(self.covered, self.covered_bound), _missed(self.total, self.bound))


def solve(
    scores: Mapping[tuple[str, str], int],
    capacities: Mapping[str, int],
    *,
    least: int = 0,
    seconds: float = 60.0,
) -> Solution:
    """The best pairs among `scores` (tenths of a point), each resident at most `capacities[id]` times.

    Pairs below `least` are never proposed. The same scores give the same pairs in whatever order they
    come, unless time runs out: then the best found is returned with its honest gap. Raises ValueError
    for a number that is negative or not whole, a pair of one, a pair twice, or a missing capacity.
    """
    return solve_graph(PairGraph.of(scores, capacities, least), seconds=seconds)


def solve_graph(graph: PairGraph, *, seconds: float = 60.0) -> Solution:
    """The best choice of a graph's pairs, for sizes at which a dictionary is too large."""
    search = _Search(graph, monotonic() + seconds)
    if len(graph.one) <= seconds * _PAIRS_A_SECOND:
        relaxation = relax(graph)
        search.propose(graph.filled_up(relaxation.halves == 2, among=relaxation.halves == 1))
        search.lower(Prices(relaxation.half_prices * (PARTS // 2)))
        search.see_odd_groups(relaxation)
        # Among few the odd sets settle it sooner than branching does.
        if len(graph.residents) > _FEW:
            search.decide_what_is_near(relaxation)
        search.decide_round_the_halved(relaxation)
        search.decide_what_is_near(relaxation)
        search.decide_all_that_is_left(relaxation)
    return search.solution()


class _Search:
    """The best choice and the lowest bounds so far."""

    def __init__(self, graph: PairGraph, deadline: float) -> None:
        self._graph, self._deadline = graph, deadline
        self._best = graph.filled_up(np.zeros(len(graph.one), dtype=np.bool_))
        self._covered, self._total = graph.worth(self._best)
        self._covered_bound, self._bound = len(graph.residents), graph.most_total
        half_of_best = np.zeros(len(graph.residents), dtype=np.int64)
        np.maximum.at(half_of_best, graph.ends, np.tile(graph.tenths, 2) * (PARTS // 2))
        self._prices = Prices(half_of_best)
        self._proven = proven_bound(graph, self._prices)
        self._odd_sets: list[OddSet] = []

    @property
    def is_proven(self) -> bool:
        return (self._covered, self._total) == (self._covered_bound, self._bound)

    @property
    def _missed(self) -> int:
        return self._proven - self._covered * self._graph.per_covered - self._total

    @property
    def _is_over(self) -> bool:
        return self.is_proven or monotonic() > self._deadline

    def propose(self, choice: Flags | None) -> None:
        """Takes what fits of a choice, and what still fits beside it, when it is better."""
        if choice is None:
            return
        filled = covering(self._graph, self._graph.filled_up(fitting(self._graph, choice)))
        if (worth := self._graph.worth(filled)) > (self._covered, self._total):
            self._best, (self._covered, self._total) = filled, worth
            self._read_bounds()

    def lower(self, prices: Prices | None) -> None:
        """Takes prices that prove more."""
        if prices and (proven := proven_bound(self._graph, prices)) < self._proven:
            self._prices, self._proven = prices, proven
            self._read_bounds()

    def _read_bounds(self) -> None:
        """What the prices say of the covered, and of the total of those who cover as many as the best."""
        self._covered_bound = min(self._covered_bound, self._proven // self._graph.per_covered)
        self._bound = min(self._bound, self._proven - self._covered * self._graph.per_covered)

    def see_odd_groups(self, relaxation: Relaxation) -> None:
        """Proves at once that groups with an odd number of places leave somebody out."""
        prices = with_odd_groups(self._graph, relaxation)
        self.lower(prices)
        self._odd_sets = [odd for odd, _price in prices.odd_sets]

    def decide_what_is_near(self, relaxation: Relaxation) -> None:
        """Solves whole the pairs within a tenth of being chosen or not, all others being settled.

        Among a thousand that finds the best at once, and so little is missed then that the pairs a better
        choice could have otherwise are few enough to be solved whole too, which proves it.
        """
        if self._is_over:
            return
        spare = earned(self._graph, self._prices)
        is_near = np.abs(spare) <= PARTS
        if np.count_nonzero(is_near) <= _MOST_NEAR:
            self._decide_whole(
                Region(self._graph, relaxation, is_near, ~is_near & (spare > 0), self._odd_sets)
            )
        if np.count_nonzero(self._undecided(spare)) <= _MOST_WHOLE:
            self._decide_the_rest_whole(relaxation, spare)

    def _undecided(self, spare: Integers) -> Flags:
        """The pairs that a better choice could have otherwise.

        It totals a tenth more at least, so it loses less against the prices than what is missed now.
        """
        return np.abs(spare) <= self._missed * PARTS

    def _decide_the_rest_whole(self, relaxation: Relaxation, spare: Integers) -> None:
        is_open = self._undecided(spare)
        region = Region(self._graph, relaxation, is_open, ~is_open & (spare > 0), self._odd_sets)
        covered_bound, bound = self._decide_whole(region)
        self._covered_bound = min(self._covered_bound, max(self._covered, covered_bound))
        self._bound = min(self._bound, max(self._total, bound))

    def decide_round_the_halved(self, relaxation: Relaxation) -> None:
        """Solves a region round the halved pairs, and a wider one while somebody more might be covered.

        Prices are first held near those of the relaxation, so that few pairs elsewhere find them wrong, and
        set free step by step. Pairs that find them wrong are opened next.
        """
        within, patience = 1, 4
        is_open = open_pairs(self._graph, relaxation, within, most=_MOST_OPEN)
        while not self._is_over and np.count_nonzero(is_open) <= _MOST_OPEN:
            settled = ~is_open & (relaxation.halves == 2)
            region = Region(self._graph, relaxation, is_open, settled, self._odd_sets)
            found = self._follow(region, patience)
            if found is None:
                return
            if found.is_bought:
                within, patience = 4 * within, 8 * patience
                wider = is_open | open_pairs(self._graph, relaxation, within, most=_MOST_OPEN)
                if np.count_nonzero(wider) <= _MOST_OPEN:
                    is_open = wider
                elif self._covered == self._covered_bound:
                    # In so large a graph the last few points are not worth minutes.
                    return
                continue
            if not found.is_whole:
                # Only what is halved still: the rest is as good as it gets.
                rest = found.choice & ~found.halved
                self._decide_whole(Region(self._graph, relaxation, found.halved, rest, self._odd_sets))
            spare = earned(self._graph, found.prices)
            wrong = ~is_open & np.where(settled, spare < 0, spare > 0)
            if self._covered == self._covered_bound or not wrong.any():
                return
            is_open |= wrong

    def decide_all_that_is_left(self, relaxation: Relaxation) -> None:
        """Leaves open only pairs that a better choice could have otherwise, and solves these whole."""
        spare = earned(self._graph, self._prices)
        is_open = self._undecided(spare)
        if self._is_over or np.count_nonzero(is_open) > _MOST_OPEN // 3:
            return
        region = Region(self._graph, relaxation, is_open, ~is_open & (spare > 0), self._odd_sets)
        found = self._follow(region, patience=4 * self._graph.per_covered)
        if found and found.is_whole:
            covered_bound, bound = self._covered, self._total
        elif np.count_nonzero(is_open) <= _MOST_WHOLE:
            covered_bound, bound = self._decide_whole(region)
        else:
            return
        self._covered_bound = min(self._covered_bound, max(self._covered, covered_bound))
        self._bound = min(self._bound, max(self._total, bound))

    def _follow(self, region: Region, patience: int) -> Found | None:
        """The last solution of a region within the time, with what it found taken over."""
        found = None
        for found in region.solutions(patience, self._deadline):
            self.lower(found.prices)
            if found.is_whole:
                self.propose(found.choice)
            if self._is_over:
                break
        if found:
            # Even when something is halved or bought still, most of it is as good as it gets.
            self.propose(found.choice)
        self._odd_sets = region.odd_sets
        return found

    def _decide_whole(self, region: Region) -> tuple[int, int]:
        """Proposes the best of a region, and says what none of it exceeds: covered, and then total."""
        covered_bound = self._covered_bound
        if self._covered < covered_bound:
            widest, covered_bound = region.widest(self._deadline)
            self.propose(widest)
        highest, bound = region.highest(self._covered, self._deadline)
        self.propose(highest)
        return covered_bound, bound

    def solution(self) -> Solution:
        return Solution(
            self._graph.chosen(self._best),
            self._total,
            self._covered,
            self._bound,
            self._covered_bound,
            Certificate(self._prices, self._proven),
        )


def _missed(reached: int, bound: int) -> float:
    return (bound - reached) / bound if bound else 0.0

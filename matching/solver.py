"""The best set of pairs with its proof: opaque ids and whole numbers in, pairs and a certificate out.

First as many residents as possible get at least one introduction, then the total is as high as it
can be: a maximum-weight matching with capacities in a general graph (J. Edmonds, 'Maximum matching
and a polyhedron with 0,1-vertices', Journal of Research NBS 69B (1965) 125–130), in two steps.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic

import numpy as np

from matching.branch_and_cut import Goal, maximise
from matching.pair_graph import Pair, PairGraph


@dataclass(frozen=True)
class Solution:
    """The pairs, what they reach, and what no other set of pairs can exceed.

    `covered` residents get an introduction, and no set covers more than `covered_bound`; of the sets
    that cover as many none totals more than `bound` (tenths of a point, as `total`).
    """

    pairs: tuple[Pair, ...]
    total: int
    covered: int
    bound: int
    covered_bound: int

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
    graph = PairGraph.of(scores, capacities, least)
    if not graph.pairs:
        return Solution((), 0, 0, 0, 0)
    start = monotonic()
    coverage = Goal(np.zeros(len(graph.pairs), dtype=np.int64), per_resident=1, at_least_covered=0)
    widest, covered_bound = maximise(
        graph, coverage, at_most=len(graph.residents), deadline=start + seconds / 2
    )
    best = max(graph.greedy(), widest, key=graph.worth)
    total = Goal(graph.tenths, per_resident=0, at_least_covered=graph.worth(best)[0])
    highest, bound = maximise(graph, total, at_most=graph.most_total(), deadline=start + seconds)
    best = max(best, highest, key=graph.worth)
    reached, sum_of_tenths = graph.worth(best)
    return Solution(graph.chosen(best), sum_of_tenths, reached, bound, covered_bound)


def _missed(reached: int, bound: int) -> float:
    return (bound - reached) / bound if bound else 0.0

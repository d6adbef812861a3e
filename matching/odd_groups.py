"""Groups of residents with an odd number of places, of which one has to stay empty; knows prices only.

Halved pairs fill such a group whole, so the linear program overlooks it, and a search finds out last. A price
for the group as a whole takes off the bound what its cheapest empty place costs.
"""

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from matching.double_cover import Relaxation
from matching.pair_graph import Flags, Integers, PairGraph
from matching.prices import PARTS, OddSet, Prices, earned


def with_odd_groups(graph: PairGraph, relaxation: Relaxation) -> Prices:
    """The prices of the relaxation, and one for each group that shows at a glance.

    These are the parts the graph falls into, and the parts of what is left of it without those who are
    sought after by residents that stay without (after T. Gallai and J. Edmonds).
    """
    prices = Prices(relaxation.half_prices * (PARTS // 2))
    even_handed = np.abs(relaxation.half_prices) <= graph.per_covered // 2
    for members in (np.ones(len(graph.residents), dtype=np.bool_), even_handed):
        prices = _priced(graph, relaxation, prices, _groups(graph, members))
    return prices


def _groups(graph: PairGraph, members: Flags) -> Integers:
    """The number of each member's group, and -1 for all others."""
    tied, size = members[graph.one] & members[graph.other], len(graph.residents)
    ends = (graph.one[tied], graph.other[tied])
    ties = coo_array((np.ones(np.count_nonzero(tied), dtype=np.bool_), ends), shape=(size, size))
    group: Integers = connected_components(ties, directed=False)[1].astype(np.int64)
    group[~members] = -1
    return group


def _priced(graph: PairGraph, relaxation: Relaxation, prices: Prices, group: Integers) -> Prices:
    """Lowers the prices of odd groups, as far as nothing that leaves them and no empty place gains by it."""
    spare, per_place = earned(graph, prices), prices.per_place.copy()
    inside = np.flatnonzero(group >= 0)
    leaving = np.flatnonzero(group[graph.one] != group[graph.other])
    chosen = leaving[relaxation.halves[leaving] == 2]
    whose = np.concatenate([group[graph.one[leaving]], group[graph.other[leaving]]])
    # A pair between two groups would feel both.
    slack = np.tile(np.abs(spare[leaving]) // 2, 2)
    empty = np.where(graph.room > 1, per_place, per_place + graph.per_covered * PARTS)
    lower = np.full(group.max(initial=0) + 1, np.iinfo(np.int64).max)
    np.minimum.at(lower, group[inside], empty[inside])
    np.minimum.at(lower, whose[whose >= 0], slack[whose >= 0])
    ends = np.concatenate([group[graph.one[chosen]], group[graph.other[chosen]]])
    places = np.bincount(group[inside], graph.room[inside], minlength=len(lower)).astype(np.int64)
    places += np.bincount(ends[ends >= 0], minlength=len(lower))
    lower[(places % 2 == 0) | (lower < 0)] = 0
    by_group = inside[np.argsort(group[inside], kind="stable")]
    start = np.searchsorted(group[by_group], np.arange(len(lower) + 1))
    nobody = np.zeros(0, dtype=np.int64)
    found = list(prices.odd_sets)
    for number in np.flatnonzero(lower):
        members = np.sort(by_group[start[number] : start[number + 1]])
        per_place[members] -= lower[number]
        out = chosen[(group[graph.one[chosen]] == number) | (group[graph.other[chosen]] == number)]
        found.append((OddSet(members, out, nobody, nobody), 2 * int(lower[number])))
    return Prices(per_place, tuple(found))

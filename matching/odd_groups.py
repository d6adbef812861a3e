"""Groups of residents who want one introduction each and are odd in number, which leaves somebody out.

Halved pairs cover such a group whole, so the linear program overlooks it, and a search finds out last.
After T. Gallai and J. Edmonds: beside those whose every partner is sought after, what is left falls apart.
"""

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from matching.double_cover import Relaxation
from matching.pair_graph import PairGraph
from matching.prices import PARTS, OddSet, Prices


def with_odd_groups(graph: PairGraph, relaxation: Relaxation) -> Prices:
    """The prices of the relaxation, and for each odd group one that takes a resident off the bound."""
    prices, size = relaxation.half_prices * (PARTS // 2), len(graph.residents)
    sought = relaxation.half_prices > graph.per_covered
    # Neither sought after nor left: whether these are covered is decided among themselves.
    even_handed = np.abs(relaxation.half_prices) <= graph.per_covered // 2
    inside = even_handed[graph.one] & even_handed[graph.other]
    ties = coo_array(
        (np.ones(np.count_nonzero(inside)), (graph.one[inside], graph.other[inside])), shape=(size, size)
    )
    _, group = connected_components(ties, directed=False)
    people = np.bincount(group)
    leads_out = even_handed[graph.one] != even_handed[graph.other]
    outside = np.where(even_handed[graph.one], graph.other, graph.one)
    is_plain = people % 2 == 1
    is_plain[group[~even_handed | (graph.room > 1)]] = False
    is_plain[group[graph.ends[np.tile(leads_out & ~sought[outside], 2)]]] = False
    nobody = np.zeros(0, dtype=np.int64)
    found = []
    for number in np.flatnonzero(is_plain & (people > 1)):
        members = np.flatnonzero(group == number)
        prices[members] -= graph.per_covered * PARTS
        found.append((OddSet(members, nobody, nobody, nobody), 2 * graph.per_covered * PARTS))
    return Prices(prices, tuple(found))

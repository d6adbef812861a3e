"""Sets of nodes of a network that little leads out of; knows numbers only, no residents."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

# It takes as many flows as there are nodes, each through all of them.
_MOST_NODES = 400
_STEPS = 1_000_000


def least_cuts(ties: csr_array, outward: NDArray[np.float64]) -> Iterator[NDArray[np.int64]]:
    """Sets of nodes that little leads out of: one for each tie of a tree of least cuts, and all nodes.

    By D. Gusfield, 'Very simple methods for all pairs network flow analysis', SIAM Journal on Computing 19
    (1990) 143–155. `outward` leads from each node out of all of them, to a node of its own, the last.
    """
    size = ties.shape[0]
    yield np.arange(size)
    if not 2 < size <= _MOST_NODES:
        return
    one, other = ties.nonzero()
    ends = np.concatenate([one, other, np.arange(size), np.full(size, size)])
    others = np.concatenate([other, one, np.full(size, size), np.arange(size)])
    # What is more than one leads out enough for any question asked here, and keeps the sums small.
    weights = np.minimum(2, np.concatenate([ties.data, ties.data, outward, outward]))
    network = csr_array(
        (np.round(weights * _STEPS).astype(np.int32), (ends, others)), shape=(size + 1, size + 1)
    )
    towards = np.full(size + 1, size)
    for node in range(size):
        used = maximum_flow(network, node, towards[node]).flow
        beside = breadth_first_order(_still_open(network - used), node, return_predecessors=False)
        later = beside[beside > node]
        towards[later[(towards[later] == towards[node]) & (later < size)]] = node
        yield beside if size not in beside else np.setdiff1d(np.arange(size), beside)


def _still_open(left: csr_array) -> csr_array:
    left = csr_array(left)
    left.data[left.data < 0] = 0
    left.eliminate_zeros()
    return left

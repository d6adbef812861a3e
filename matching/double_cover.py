"""The linear program of a matching, solved as one flow of least cost; knows numbers only, no meaning.

Each resident stands once on the left and once on the right, and a pair may be used in both directions:
the best flow between them, halved, solves the linear program, so no pair is chosen other than not, half
or whole (E. Balas, 'Integer and fractional matchings', Annals of Discrete Mathematics 11 (1981) 1–13).
"""

from dataclasses import dataclass

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from matching.pair_graph import Integers, PairGraph


@dataclass(frozen=True, eq=False)
class Relaxation:
    """The best when pairs may be halved: 0, 1 or 2 halves of each pair, and half the price of a place."""

    halves: Integers
    half_prices: Integers


@dataclass(frozen=True, eq=False)
class _Network:
    """Arcs of a flow from a source to a sink."""

    tails: Integers
    heads: Integers
    most: Integers
    costs: Integers


def relax(graph: PairGraph) -> Relaxation:
    """Solves the linear program, coverage first. It cannot be interrupted: about 15 s for a million pairs."""
    residents, pairs = len(graph.residents), len(graph.one)
    network = _network(graph)
    flow = _cheapest_flow(network, 2 * residents, int(graph.room.sum()) + 1)
    potential = _potentials(network, flow, 2 * residents + 2)
    # The average of both sides is as good as either and the same for both ends of a pair.
    left = potential[:residents] - potential[2 * residents]
    right = potential[2 * residents + 1] - potential[residents : 2 * residents]
    prices = np.maximum(left + right, -2 * graph.per_covered)
    return Relaxation(flow[:pairs] + flow[pairs : 2 * pairs], prices)


def _network(graph: PairGraph) -> _Network:
    """Source to left, left to right, right to sink; the first place of each resident is rewarded.

    The last arc takes what nobody uses, and is never full nor empty.
    """
    residents = len(graph.residents)
    left = np.arange(residents, dtype=np.int64)
    right, source, sink = left + residents, 2 * residents, 2 * residents + 1
    every, reward = np.ones(residents, dtype=np.int64), np.full(residents, -graph.per_covered)
    both_ways = np.ones(2 * len(graph.one), dtype=np.int64)
    return _Network(
        np.concatenate([graph.ends, every * source, every * source, right, right, [source]]),
        np.concatenate(
            [graph.other + residents, graph.one + residents, left, left, every * sink, every * sink, [sink]]
        ),
        np.concatenate([both_ways, every, graph.room - 1, every, graph.room - 1, [graph.room.sum() + 2]]),
        np.concatenate([np.tile(-graph.tenths, 2), reward, 0 * every, reward, 0 * every, [0]]),
    )


def _cheapest_flow(network: _Network, source: int, amount: int) -> Integers:
    solver = SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        network.tails, network.heads, network.most, network.costs
    )
    solver.set_node_supply(source, amount)
    solver.set_node_supply(source + 1, -amount)
    status = solver.solve()
    if status != SimpleMinCostFlow.OPTIMAL:
        raise RuntimeError(f"no flow of least cost: {status}")
    return np.asarray(solver.flows(arcs), dtype=np.int64)


def _potentials(network: _Network, flow: Integers, nodes: int) -> Integers:
    """Distances over what the flow leaves open, by R. Bellman and L. Ford, looking only where some fell."""
    more, less = flow < network.most, flow > 0
    tails = np.concatenate([network.tails[more], network.heads[less]])
    heads = np.concatenate([network.heads[more], network.tails[less]])
    costs = np.concatenate([network.costs[more], -network.costs[less]])
    order = np.argsort(tails, kind="stable")
    heads, costs = heads[order], costs[order]
    start = np.searchsorted(tails[order], np.arange(nodes + 1))
    distance = np.zeros(nodes, dtype=np.int64)
    fell = np.arange(nodes)
    while fell.size:
        count = start[fell + 1] - start[fell]
        skipped = np.cumsum(count) - count
        arcs = np.arange(count.sum()) + np.repeat(start[fell] - skipped, count)
        reached, by_way_of = heads[arcs], np.repeat(distance[fell], count) + costs[arcs]
        shorter = by_way_of < distance[reached]
        np.minimum.at(distance, reached[shorter], by_way_of[shorter])
        fell = np.unique(reached[shorter])
    return distance

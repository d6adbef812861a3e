"""Other ways to the same introductions: best first, blossoms through a gadget, and two exact solvers."""

import numpy as np
import rustworkx
from ortools.sat.python import cp_model
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, hstack, identity

from matching.pair_graph import PairGraph

# What covering one more resident counts beside the tenths of a pair.
COVERED = 10_000
# Holds a point of the gadget to one of its neighbours: more than anything that can be gained.
HELD = 10 * COVERED


def best_first(graph: PairGraph) -> tuple[int, int]:
    """The total when the best pair that still fits is taken, again and again, and whom that leaves out."""
    room = graph.room.tolist()
    left, total = graph.room.tolist(), 0
    for place in np.argsort(-graph.tenths, kind="stable").tolist():
        a, b = graph.one[place], graph.other[place]
        if left[a] and left[b]:
            left[a] -= 1
            left[b] -= 1
            total += int(graph.tenths[place])
    return total, sum(now == before for now, before in zip(left, room, strict=True))


def blossoms(graph: PairGraph) -> int:
    """What rustworkx gains, for which each resident becomes as many as they want people.

    A pair of two who want more than one becomes two points, tied to each other: it is chosen when both
    lead outward instead.
    """
    start = np.concatenate([[0], np.cumsum(graph.room)]).tolist()
    edges: list[tuple[int, int, int]] = []
    points, tied = start[-1], 0
    for a, b, tenths in zip(graph.one.tolist(), graph.other.tolist(), graph.tenths.tolist(), strict=True):
        ours, theirs = (
            [(x, COVERED * (x == start[end])) for x in range(start[end], start[end + 1])] for end in (a, b)
        )
        if len(ours) == 1 or len(theirs) == 1:
            edges += [(x, y, 2 * (tenths + more + extra)) for x, more in ours for y, extra in theirs]
            continue
        edges.append((points, points + 1, 2 * HELD))
        edges += [(x, points, HELD + tenths + 2 * more) for x, more in ours]
        edges += [(y, points + 1, HELD + tenths + 2 * more) for y, more in theirs]
        points, tied = points + 2, tied + 1
    judged = rustworkx.PyGraph()
    judged.add_nodes_from(range(points))
    judged.add_edges_from(edges)
    matched = rustworkx.max_weight_matching(judged, weight_fn=int)
    return (sum(judged.get_edge_data(x, y) for x, y in matched) - 2 * HELD * tied) // 2


def branch_and_bound(graph: PairGraph, seconds: float) -> int:
    """What HiGHS gains with the whole model, as far as it gets in so many seconds."""
    residents, pairs = len(graph.room), len(graph.one)
    meets = coo_array(
        (np.ones(2 * pairs), (graph.ends, np.tile(np.arange(pairs), 2))), shape=(residents, pairs)
    ).tocsr()
    none = identity(residents, format="csr")
    found = milp(
        -np.concatenate([graph.tenths, np.full(residents, COVERED)]),
        constraints=[
            LinearConstraint(hstack([meets, 0 * none]), -np.inf, graph.room),
            LinearConstraint(hstack([-meets, none]), -np.inf, 0),
        ],
        integrality=np.ones(pairs + residents),
        bounds=Bounds(0, 1),
        options={"time_limit": seconds, "mip_rel_gap": 0},
    )
    return 0 if found.x is None else round(-found.fun)


def constraints(graph: PairGraph, seconds: float) -> int:
    """What CP-SAT gains with the whole model, as far as it gets in so many seconds."""
    model = cp_model.CpModel()
    chosen = [model.new_bool_var("") for _ in graph.one]
    of: list[list[cp_model.IntVar]] = [[] for _ in graph.room]
    for a, b, pair in zip(graph.one.tolist(), graph.other.tolist(), chosen, strict=True):
        of[a].append(pair)
        of[b].append(pair)
    covered = [model.new_bool_var("") for _ in graph.room]
    for pairs, room, is_covered in zip(of, graph.room.tolist(), covered, strict=True):
        model.add(sum(pairs) <= room)
        model.add(sum(pairs) >= is_covered)
    gains = [*graph.tenths.tolist(), *[COVERED] * len(covered)]
    model.maximize(cp_model.LinearExpr.weighted_sum([*chosen, *covered], gains))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    status = solver.solve(model)
    return round(solver.objective_value) if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else 0

"""Introductions for made-up neighbourhoods of 170 to 100,000, beside greedy and exact ways to them."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks import matching_peers as peers
from benchmarks.neighbourhoods import made_up
from benchmarks.ratio import Amount, Row
from matching.edges import likely_pairs
from matching.pair_graph import PairGraph
from matching.scoring import Candidate, Weights, rarity, score
from matching.solver import solve_graph

SIZES = (170, 1_000, 10_000, 100_000)
FLOOR = 60
# Seconds after which a peer is stopped.
PATIENCE = 75
MOST_GAP = {170: 0, 1_000: 0, 10_000: 10, 100_000: 100}  # per million
MOST_MEMORY = {170: 300, 1_000: 300, 10_000: 300, 100_000: 1_000}  # MB

Measured = dict[str, float]


def rows() -> list[Row | Amount]:
    """Ratios hardly depend on the machine, and gaps and memory not at all.

    A peer that is not done within its time counts as having taken just that long.
    """
    with tempfile.TemporaryDirectory() as folder:
        found = {size: _apart(size, Path(folder, f"{size}.npz")) for size in SIZES}
        graphs = {size: _load(Path(folder, f"{size}.npz")) for size in (1_000, 10_000)}
    table = [row for size in SIZES for row in _of_one(size, found[size])]
    table.append(Amount("170: solved", 1000 * found[170]["seconds"], 100, "ms"))
    table.append(
        Row(
            "100,000: solved, over 10,000",
            1000 * found[100_000]["seconds"],
            1000 * found[10_000]["seconds"],
            30,
        )
    )
    table += _beside(1_000, "rustworkx", peers.blossoms, graphs, found, 1 / 100)
    for name, peer in (("HiGHS", peers.branch_and_bound), ("CP-SAT", peers.constraints)):
        table += _beside(10_000, name, lambda graph, peer=peer: peer(graph, PATIENCE), graphs, found, 1 / 15)
    return table


def _of_one(size: int, found: Measured) -> list[Row | Amount]:
    name = f"{size:,}"
    return [
        Amount(f"{name}: gap, per million", 1e6 * found["gap"], MOST_GAP[size], ""),
        Amount(f"{name}: left out who could be matched", found["left_out"], 0, ""),
        # How much more there is to have depends on the residents; that ours is proven does not.
        Amount(
            f"{name}: greedy, {found['greedy_leaves']:.0f} left out, of our total",
            100 * found["greedy"] / found["total"],
            100,
            "%",
        ),
        Row(f"{name}: partners found, over solved", 1000 * found["finding"], 1000 * found["seconds"], 3),
        Amount(f"{name}: memory of solving", found["megabytes"], MOST_MEMORY[size], "MB"),
    ]


def _beside(
    size: int,
    name: str,
    peer: Callable[[PairGraph], int],
    graphs: dict[int, PairGraph],
    found: dict[int, Measured],
    budget: float,
) -> list[Row | Amount]:
    begin = time.perf_counter()
    gained = peer(graphs[size])
    taken = time.perf_counter() - begin
    ours = found[size]["total"] + peers.COVERED * found[size]["covered"]
    return [
        Row(f"{size:,}: solved, over {name} whole", 1000 * found[size]["seconds"], 1000 * taken, budget),
        Amount(f"{size:,}: {name} finds more than ours", max(0, gained - ours), 0, "tenths"),
    ]


def _apart(size: int, path: Path) -> Measured:
    """Both steps, each in a process of its own, whose memory is nobody else's."""
    measured: Measured = {}
    for step in ("find", "solve"):
        order = [sys.executable, "-m", __name__, step, str(size), str(path)]
        measured |= json.loads(subprocess.run(order, capture_output=True, text=True, check=True).stdout)
    return measured


def _find(size: int, path: Path) -> Measured:
    people = made_up(size)
    begin = time.perf_counter()
    graph = likely_pairs(people, Weights(), least=FLOOR, all_pairs_up_to=170)
    finding = time.perf_counter() - begin
    np.savez(
        path, ids=graph.residents, room=graph.room, one=graph.one, other=graph.other, tenths=graph.tenths
    )
    return {"finding": finding, "alone": _alone_in_vain(people, graph)}


def _alone_in_vain(people: list[Candidate], graph: PairGraph) -> int:
    """How many have no partner in the graph, though somebody would do."""
    telling, listed = rarity(people), set(graph.residents)
    alone = [person for person in people if person.id not in listed]
    return sum(
        any((why := score(one, other, telling, Weights())) and why.tenths >= FLOOR for other in people)
        for one in alone
    )


def _solve(path: Path) -> Measured:
    graph = _load(path)
    begin = time.perf_counter()
    found = solve_graph(graph, seconds=600)
    seconds = time.perf_counter() - begin
    memory = _most_memory()
    greedy, leaves = peers.best_first(graph)
    assert found.certificate.proves(found, graph)
    return {
        "seconds": seconds,
        "megabytes": memory,
        "gap": found.gap,
        "left_out": found.covered_bound - found.covered,
        "total": found.total,
        "covered": found.covered,
        "greedy": greedy,
        "greedy_leaves": leaves,
    }


def _most_memory() -> float:
    """The most this process held, in MB; what the kernel tells about usage includes the parent's."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def _load(path: Path) -> PairGraph:
    kept = np.load(path)
    return PairGraph.build(kept["ids"].tolist(), kept["room"], kept["one"], kept["other"], kept["tenths"])


if __name__ == "__main__":
    step, size, path = sys.argv[1:]
    print(json.dumps(_find(int(size), Path(path)) if step == "find" else _solve(Path(path))))

"""One linear goal over a graph of pairs, brought to its proven best; knows numbers only, no meaning.

The linear program of the graph is solved, the odd-set inequalities it breaks are added, and again,
after M. Grötschel and O. Holland, 'Solving matching problems with linear programming', Mathematical
Programming 33 (1985) 243–259; what is still fractional then is left to HiGHS' branch and bound.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import floor, inf
from time import monotonic
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import coo_array, csr_array, eye_array, hstack, vstack
from scipy.sparse.csgraph import connected_components

from matching.pair_graph import Flags, Integers, PairGraph

Numbers = NDArray[np.float64]

_MOST_ROUNDS_OF_CUTS = 60
# HiGHS keeps its promises to about a millionth; the totals it is asked for lie a whole one apart.
_NEARLY_WHOLE = 1e-6
_SAFE_TO_ROUND_DOWN = 1e-3
# Among equals a fixed number of each pair decides, so small that all of them together stay below one.
_TIE_STEPS = 64


@dataclass(frozen=True)
class Goal:
    """What to bring as high as possible: a whole number per pair, and one for each covered resident."""

    per_pair: Integers
    per_resident: int
    at_least_covered: int


@dataclass(frozen=True)
class _OddSet:
    """At most `limit` of these pairs fit together, since some residents have an odd number of places."""

    pairs: Integers
    limit: int


class _Program:
    """The linear program: one variable a pair (chosen) and one a resident (covered), each from 0 to 1."""

    def __init__(self, graph: PairGraph, goal: Goal) -> None:
        pairs, residents = len(graph.pairs), len(graph.residents)
        ends, places = np.concatenate(graph.ends), np.tile(np.arange(pairs), 2)
        meets = csr_array((np.ones(2 * pairs), (ends, places)), shape=(residents, pairs))
        all_residents = csr_array(np.r_[np.zeros(pairs), np.ones(residents)][np.newaxis])
        self.graph = graph
        self._cost = -np.r_[goal.per_pair + _tie_break(graph), np.full(residents, goal.per_resident)]
        # No more introductions than wanted; covered only by an introduction; enough covered.
        no_more = hstack([meets, csr_array((residents, residents))])
        covered = hstack([-meets, eye_array(residents)])
        self._rows = vstack([no_more, covered, -all_residents], format="csr")
        self._limits = np.r_[graph.room, np.zeros(residents), -goal.at_least_covered]

    def add(self, odd_sets: Iterable[_OddSet]) -> None:
        for odd in odd_sets:
            row = np.zeros((1, self._rows.shape[1]))
            row[0, odd.pairs] = 1
            self._rows = vstack([self._rows, csr_array(row)], format="csr")
            self._limits = np.r_[self._limits, odd.limit]

    def relaxed(self, seconds: float) -> tuple[Numbers | None, float]:
        """The best when pairs may be chosen in part, and its value; nothing and infinity without time."""
        found = self._solved(0, seconds)
        return (self._pairs_of(found.x), -found.fun) if found.status == 0 else (None, inf)

    def whole(self, seconds: float) -> tuple[Numbers | None, float]:
        """The best found with whole pairs, and a value that none exceeds; nothing without time."""
        found = self._solved(1, seconds)
        bound = inf if found.mip_dual_bound is None else -found.mip_dual_bound
        return (None if found.x is None else self._pairs_of(found.x)), bound

    def _solved(self, whole_pairs: int, seconds: float) -> OptimizeResult:
        integrality = np.zeros_like(self._cost)
        integrality[: len(self.graph.pairs)] = whole_pairs
        return milp(
            self._cost,
            constraints=LinearConstraint(self._rows, -inf, self._limits),
            integrality=integrality,
            bounds=Bounds(0, 1),
            options={"time_limit": seconds, "mip_rel_gap": 0},
        )

    def _pairs_of(self, variables: Numbers) -> Numbers:
        return variables[: len(self.graph.pairs)]


def maximise(graph: PairGraph, goal: Goal, *, at_most: int, deadline: float) -> tuple[Flags, int]:
    """A choice of pairs that serves the goal best, and the value that no choice can exceed.

    `at_most` is a value known to be no less than the best; `deadline` is on the monotonic clock. When
    time runs out the choice is the best found, or no pair at all, and the value is an honest bound.
    """
    program = _Program(graph, goal)
    program.add(_odd_components(graph))
    value, bound = _cut(program, deadline)
    if value is None or not _is_whole(value):
        value, tighter = program.whole(max(0.0, deadline - monotonic()))
        bound = min(bound, tighter)
    choice = np.zeros(len(graph.pairs), dtype=np.bool_) if value is None else value > 0.5
    if not graph.fits(choice):
        choice[:] = False
    return choice, at_most if bound == inf else min(at_most, floor(bound + _SAFE_TO_ROUND_DOWN))


def _cut(program: _Program, deadline: float) -> tuple[Numbers | None, float]:
    """Solves and adds what is broken, until nothing is, time is up or it takes too many rounds."""
    value, bound = None, inf
    for _ in range(_MOST_ROUNDS_OF_CUTS):
        value, latest = program.relaxed(max(0.0, deadline - monotonic()))
        bound = min(bound, latest)
        broken = [] if value is None else list(_broken_odd_sets(program.graph, value))
        if not broken:
            break
        program.add(broken)
    return value, bound


def _odd_components(graph: PairGraph) -> Iterator[_OddSet]:
    """The parts of the graph with an odd number of places: the sets a linear program overlooks longest."""
    every = np.ones(len(graph.pairs), dtype=np.bool_)
    for inside in _components(graph, every):
        yield from _odd_set(graph, inside, ~every)


def _broken_odd_sets(graph: PairGraph, value: Numbers) -> Iterator[_OddSet]:
    """The odd sets among the residents whom fractional pairs tie together that this solution breaks."""
    one_end, other_end = graph.ends
    partly = (value > _NEARLY_WHOLE) & (value < 1 - _NEARLY_WHOLE)
    for inside in _components(graph, partly):
        leaving = (inside[one_end] != inside[other_end]) & (value > 0.5)
        for odd in _odd_set(graph, inside, leaving):
            if value[odd.pairs].sum() > odd.limit + _NEARLY_WHOLE:
                yield odd


def _components(graph: PairGraph, linked_by: Flags) -> Iterator[Flags]:
    """The sets of two or more residents that these pairs tie together, as flags."""
    one_end, other_end = (ends[linked_by] for ends in graph.ends)
    size = len(graph.residents)
    links = coo_array((np.ones(len(one_end)), (one_end, other_end)), shape=(size, size))
    _, label = connected_components(links, directed=False)
    for wanted in np.unique(label[one_end]):
        yield label == wanted


def _odd_set(graph: PairGraph, inside: Flags, leaving: Flags) -> Iterator[_OddSet]:
    """The inequality of one set of residents and some pairs that leave it; none when its places are even.

    Every pair inside takes two of the places inside, every leaving pair one of them and one of its own.
    """
    places = int(graph.room[inside].sum() + leaving.sum())
    if places % 2:
        one_end, other_end = graph.ends
        yield _OddSet(np.flatnonzero((inside[one_end] & inside[other_end]) | leaving), places // 2)


def _is_whole(value: Numbers) -> bool:
    return bool(np.all(np.abs(value - np.round(value)) < _NEARLY_WHOLE))


def _tie_break(graph: PairGraph) -> Numbers:
    """A number per pair that depends on its two ids alone; over any choice they add up to less than one."""
    steps = np.array([crc32(f"{pair.a} {pair.b}".encode()) % _TIE_STEPS for pair in graph.pairs])
    return steps / float(_TIE_STEPS * (sum(graph.capacities) // 2 + 1))

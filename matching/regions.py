"""The part of a graph that halved pairs leave undecided, as a linear program with odd sets; no meaning.

The odd-set inequalities that its solution breaks are added, and again, after M. Grötschel and O. Holland,
'Solving matching problems with linear programming', Mathematical Programming 33 (1985) 243–259. Costs are
what is lost against the prices of the whole graph, so the numbers stay small however large the graph is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import floor, inf, isinf
from time import monotonic

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, linprog, milp
from scipy.sparse import coo_array, csr_array, eye_array, hstack, vstack
from scipy.sparse.csgraph import connected_components

from matching.double_cover import Relaxation
from matching.least_cuts import least_cuts
from matching.pair_graph import Flags, Integers, PairGraph
from matching.prices import PARTS, OddSet, Prices

Numbers = NDArray[np.float64]

# HiGHS keeps its promises to about a millionth; the totals it is asked for lie a whole one apart.
_NEARLY_WHOLE = 1e-6
_SAFE_TO_ROUND_DOWN = 1e-3
_IMPOSSIBLE = 2
_MOST_ROUNDS_OF_CUTS = 10
_MANY = 20_000
_STEPS_ROUND_HALVED = 3


def spare_halves(graph: PairGraph, relaxation: Relaxation) -> Integers:
    """How much more, in halves of a tenth, each pair earns than its two places cost."""
    prices = relaxation.half_prices
    return 2 * graph.tenths - prices[graph.one] - prices[graph.other]


def open_pairs(graph: PairGraph, relaxation: Relaxation, within: int, most: int) -> Flags:
    """The halved pairs, and pairs round them that are within so many tenths of being chosen or not.

    Goes from neighbour to neighbour, and stops before there are more than `most` of them.
    """
    halved = relaxation.halves == 1
    near = halved | (np.abs(spare_halves(graph, relaxation)) <= 2 * within)
    inside = np.zeros(len(graph.residents), dtype=np.bool_)
    inside[graph.ends[np.tile(halved, 2)]] = True
    found = near & inside[graph.one] & inside[graph.other]
    while True:
        touched = near & (inside[graph.one] | inside[graph.other])
        inside[graph.ends[np.tile(touched, 2)]] = True
        wider = near & inside[graph.one] & inside[graph.other]
        if not np.count_nonzero(found) < np.count_nonzero(wider) <= most:
            return found
        found = wider


@dataclass(frozen=True, eq=False)
class _Cut:
    """An odd set, and its inequality over the columns of a region: their sum is at most `limit`."""

    odd_set: OddSet
    columns: Integers
    limit: float


@dataclass(frozen=True, eq=False)
class Found:
    """What a linear program says: prices for the whole graph, and a choice that may be too many if halved."""

    prices: Prices
    choice: Flags
    halved: Flags
    is_bought: bool

    @property
    def is_whole(self) -> bool:
        return not (self.is_bought or self.halved.any())


class Region:
    """The program of the open pairs, all others being settled: these are chosen and those are not.

    Its columns are the open pairs, then empty places of the residents they touch: the first place of those
    whom no other pair covers, and the rest.
    """

    def __init__(
        self,
        graph: PairGraph,
        relaxation: Relaxation,
        is_open: Flags,
        settled: Flags,
        odd_sets: Iterable[OddSet] = (),
    ) -> None:
        self._graph, self._relaxation = graph, relaxation
        self.pairs, self.settled = np.flatnonzero(is_open), settled
        self.residents = np.unique(np.concatenate([graph.one[self.pairs], graph.other[self.pairs]]))
        self._introduced = graph.times(self.settled)[self.residents]
        self._places = (graph.room[self.residents] - self._introduced).astype(np.float64)
        self._set_columns()
        self._cuts = [self._cut_of(odd) for odd in odd_sets]

    def _set_columns(self) -> None:
        graph, here = self._graph, np.full(len(self._graph.residents), -1)
        here[self.residents] = np.arange(len(self.residents))
        is_new = self._introduced == 0
        rest = self._places - is_new
        self._first, self._rest = np.flatnonzero(is_new), np.flatnonzero(rest > 0)
        empty, pairs = np.concatenate([self._first, self._rest]), len(self.pairs)
        self._one = np.concatenate([here[graph.one[self.pairs]], empty])
        # An empty place has one end only.
        self._other = np.concatenate([here[graph.other[self.pairs]], np.full(len(empty), -1)])
        self._most = np.concatenate([np.ones(pairs + len(self._first)), rest[self._rest]])
        price = self._relaxation.half_prices[self.residents]
        earned = spare_halves(graph, self._relaxation)[self.pairs]
        lost = np.concatenate([2 * graph.per_covered + price[self._first], price[self._rest]])
        self._gain = np.concatenate([earned, -lost]).astype(np.float64)
        columns = np.arange(len(self._one))
        ends, places = (
            np.concatenate([self._one, self._other[:pairs]]),
            np.concatenate([columns, columns[:pairs]]),
        )
        shape = (len(self.residents), len(columns))
        self._uses = csr_array((np.ones(len(ends)), (ends, places)), shape=shape)

    @property
    def odd_sets(self) -> list[OddSet]:
        return [cut.odd_set for cut in self._cuts]

    def solutions(self, patience: int, deadline: float) -> Iterator[Found]:
        """The program's solutions, each after adding the odd sets that the one before broke.

        Anything may be bought off for `patience` halves of a tenth a place, which keeps the prices near
        those of the relaxation.
        """
        residents = len(self.residents)
        bought = eye_array(residents)
        for _ in range(_MOST_ROUNDS_OF_CUTS):
            rows, limits = self._rows_of_cuts(len(self._gain) + 2 * residents)
            solved = linprog(
                np.concatenate([-self._gain, np.full(2 * residents, patience)]),
                A_ub=rows if self._cuts else None,
                b_ub=limits if self._cuts else None,
                A_eq=hstack([self._uses, bought, -bought], format="csr"),
                b_eq=self._places,
                bounds=np.stack(
                    [np.zeros(rows.shape[1]), np.append(self._most, np.full(2 * residents, inf))], axis=1
                ),
                method="highs",
                options={"time_limit": max(0.0, deadline - monotonic())},
            )
            if solved.status != 0:
                return
            value, debts = np.split(solved.x, [len(self._gain)])
            halved, is_bought = self._halved(value), bool(debts.sum() > _NEARLY_WHOLE)
            yield Found(self._prices(solved), self.choice(value), halved, is_bought)
            broken = self._broken(value) if halved.any() else []
            if not broken:
                return
            self._cuts += broken

    def widest(self, deadline: float) -> tuple[Flags | None, int]:
        """A choice with these pairs open that covers most, and the number that none exceeds."""
        pairs, firsts = len(self.pairs), len(self._first)
        gain = np.zeros(len(self._gain))
        gain[pairs : pairs + firsts] = -1
        choice, bound = self._whole(gain, firsts, deadline)
        return choice, self._covered_at_most + (0 if isinf(bound) else floor(bound + _SAFE_TO_ROUND_DOWN))

    def highest(self, at_least_covered: int, deadline: float) -> tuple[Flags | None, int]:
        """A choice with these pairs open that covers so many and totals most, and what none exceeds.

        That is 0 when none covers so many.
        """
        gain = np.zeros(len(self._gain))
        gain[: len(self.pairs)] = self._graph.tenths[self.pairs]
        choice, bound = self._whole(gain, self._covered_at_most - at_least_covered, deadline)
        settled = int(self._graph.tenths[self.settled].sum())
        most = self._graph.most_total
        if isinf(bound):
            return choice, most if bound > 0 else 0
        return choice, min(most, settled + floor(bound + _SAFE_TO_ROUND_DOWN))

    @property
    def _covered_at_most(self) -> int:
        """How many are covered when nobody here leaves their first place empty."""
        covered = self._graph.times(self.settled) > 0
        covered[self.residents] = True
        return int(np.count_nonzero(covered))

    def _whole(self, gain: Numbers, most_uncovered: int, deadline: float) -> tuple[Flags | None, float]:
        pairs, firsts = len(self.pairs), len(self._first)
        rows, limits = self._rows_of_cuts(len(gain))
        first = csr_array(
            (np.ones(firsts), (np.zeros(firsts, dtype=np.int64), pairs + np.arange(firsts))),
            shape=(1, len(gain)),
        )
        found = milp(
            -gain,
            constraints=[
                LinearConstraint(self._uses, self._places, self._places),
                LinearConstraint(vstack([rows, first]), -inf, np.append(limits, most_uncovered)),
            ],
            integrality=np.ones(len(gain)),
            bounds=Bounds(0, self._most),
            options={"time_limit": max(0.0, deadline - monotonic()), "mip_rel_gap": 0},
        )
        if found.status == _IMPOSSIBLE:
            return None, -inf
        bound = inf if found.mip_dual_bound is None else -found.mip_dual_bound
        return (None if found.x is None else self.choice(found.x)), bound

    def _halved(self, value: Numbers) -> Flags:
        """The pairs that are halved, and open ones among their residents and a few steps round them."""
        halved = np.zeros(len(self._graph.one), dtype=np.bool_)
        partly = np.abs(value - np.round(value)) > _NEARLY_WHOLE
        if not partly.any():
            return halved
        one, other = self._one[: len(self.pairs)], self._other[: len(self.pairs)]
        near = np.zeros(len(self.residents), dtype=np.bool_)
        near[self._one[partly]] = near[other[partly[: len(self.pairs)]]] = True
        for _ in range(_STEPS_ROUND_HALVED):
            reached = near[one] | near[other]
            near[one[reached]] = near[other[reached]] = True
        halved[self.pairs[near[one] & near[other]]] = True
        return halved

    def choice(self, value: Numbers) -> Flags:
        """The settled pairs and the open ones that are chosen for more than half; may be too many."""
        chosen = self.settled.copy()
        chosen[self.pairs] = value[: len(self.pairs)] > 0.5
        return chosen

    def _rows_of_cuts(self, width: int) -> tuple[csr_array, Numbers]:
        rows = np.repeat(np.arange(len(self._cuts)), [len(cut.columns) for cut in self._cuts])
        columns = np.concatenate([np.zeros(0, dtype=np.int64), *(cut.columns for cut in self._cuts)])
        limits = np.array([cut.limit for cut in self._cuts])
        return csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(self._cuts), width)), limits

    def _prices(self, found: OptimizeResult) -> Prices:
        per_place = self._relaxation.half_prices * (PARTS // 2)
        per_place[self.residents] -= _in_parts(found.eqlin.marginals)
        of_cuts = (
            np.maximum(0, _in_parts(-found.ineqlin.marginals)) if self._cuts else np.zeros(0, dtype=np.int64)
        )
        sets = zip(self._cuts, of_cuts.tolist(), strict=True)
        lowest = -self._graph.per_covered * PARTS
        return Prices(
            np.maximum(per_place, lowest), tuple((cut.odd_set, price) for cut, price in sets if price)
        )

    def _broken(self, value: Numbers) -> list[_Cut]:
        """Odd sets that this solution breaks.

        What takes a search is done where nothing shows at once; among many residents always, since there
        each further round costs more than the search.
        """
        found = self._breaking(self._wide(value), value)
        if found and len(self.residents) < _MANY:
            return found
        return found + self._breaking(self._narrow(value), value)

    def _breaking(self, sets: Iterable[Integers], value: Numbers) -> list[_Cut]:
        found = []
        for members in sets:
            inside = np.zeros(len(self.residents), dtype=np.bool_)
            inside[members] = True
            odd = self._odd_set(inside, value)
            cut = odd and self._cut_of(odd)
            if cut and value[cut.columns].sum() > cut.limit + _NEARLY_WHOLE:
                found.append(cut)
        return found

    def _wide(self, value: Numbers) -> Iterator[Integers]:
        """Residents with halved pairs and all who are tied to them by any open pair, and by chosen ones.

        These find out at once that an odd number of places cannot all be filled, which narrow ones would
        find out for one place after the other.
        """
        room, touched = self._undecided(value)
        chosen = value[: len(self.pairs)] > _NEARLY_WHOLE
        for linked in (np.ones(len(self.pairs), dtype=np.bool_), chosen):
            _ties, label = self._tied(linked, room)
            yield from (np.flatnonzero(label == wanted) for wanted in np.unique(label[touched]))

    def _narrow(self, value: Numbers) -> Iterator[Integers]:
        """Sets among residents who are tied by halved pairs: one that is broken, if there is any.

        What a set leaves undecided is the sum over all that leaves it of how far that is from being used
        or not: below one, and odd, it is broken. So it is among the least cuts.
        """
        room, touched = self._undecided(value)
        pairs = len(self.pairs)
        outward = np.zeros(len(self.residents))
        np.add.at(outward, self._one[pairs:], room[pairs:])
        ties, label = self._tied(room[:pairs] > _NEARLY_WHOLE, room)
        for wanted in np.unique(label[touched]):
            members = np.flatnonzero(label == wanted)
            yield from (members[chosen] for chosen in least_cuts(ties[members][:, members], outward[members]))

    def _undecided(self, value: Numbers) -> tuple[Numbers, Integers]:
        """How far each column is from being used or not, and residents with a halved pair."""
        room, pairs = np.minimum(value, self._most - value), len(self.pairs)
        return room, np.unique(self._one[:pairs][room[:pairs] > _NEARLY_WHOLE])

    def _tied(self, linked: Flags, room: Numbers) -> tuple[csr_array, Integers]:
        """The residents tied by these pairs as a matrix, and for each the number of its group."""
        pairs, size = len(self.pairs), len(self.residents)
        ends = (self._one[:pairs][linked], self._other[:pairs][linked])
        ties = coo_array((room[:pairs][linked] + 1e-9, ends), shape=(size, size)).tocsr()
        return ties, connected_components(ties, directed=False)[1]

    def _odd_set(self, inside: Flags, value: Numbers) -> OddSet | None:
        """The tightest odd set round these residents; none when their places are even whatever leaves."""
        in_one, in_other = inside[self._one], (self._other >= 0) & inside[self._other]
        leaving = np.flatnonzero((in_one != in_other) & self._may_leave)
        counts = value[leaving] > self._most[leaving] / 2
        if (self._places[inside].sum() + self._most[leaving[counts]].sum()) % 2 == 0:
            # One thing changes sides, the one for which it matters least.
            change = np.abs(self._most[leaving] - 2 * value[leaving])
            change[self._most[leaving] % 2 == 0] = inf
            if not np.isfinite(change).any():
                return None
            counts[change.argmin()] ^= True
        return self._named(inside, leaving[counts])

    @cached_property
    def _may_leave(self) -> Flags:
        """All columns but the rest of places of those who are covered more than once already.

        These are fewer than in the whole graph, where the set would be a looser one.
        """
        allowed = np.ones(len(self._one), dtype=np.bool_)
        allowed[len(self.pairs) + len(self._first) :] = (self._introduced <= 1)[self._rest]
        return allowed

    def _named(self, inside: Flags, leaving: Integers) -> OddSet:
        """The set in terms of the whole graph, in which settled pairs that leave it leave it too."""
        graph, pairs, firsts = self._graph, len(self.pairs), len(self.pairs) + len(self._first)
        members = self.residents[inside]
        _inside, crossing = graph.pairs_of(members)
        crossing = crossing[self.settled[crossing]]
        first = self.residents[self._one[leaving[(leaving >= pairs) & (leaving < firsts)]]]
        rest = self.residents[self._one[leaving[leaving >= firsts]]]
        leaving_pairs = np.concatenate([self.pairs[leaving[leaving < pairs]], crossing])
        return OddSet(members, leaving_pairs, first, rest)

    def _cut_of(self, odd: OddSet) -> _Cut:
        """An odd set of the whole graph as an inequality here, where some of its pairs are settled."""
        graph, pairs, firsts = self._graph, len(self.pairs), len(self.pairs) + len(self._first)
        counted = odd.pairs(graph)
        first = np.flatnonzero(np.isin(self.residents[self._first], odd.first_empty))
        rest = np.flatnonzero(np.isin(self.residents[self._rest], odd.rest_empty))
        columns = [np.flatnonzero(np.isin(self.pairs, counted)), pairs + first, firsts + rest]
        # Empty places of residents beyond the region are as the relaxation has them: the set may be loose.
        return _Cut(
            odd, np.concatenate(columns), odd.most(graph) - int(np.count_nonzero(self.settled[counted]))
        )


def _in_parts(halves: Numbers) -> Integers:
    return np.round(halves * (PARTS // 2)).astype(np.int64)

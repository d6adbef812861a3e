"""The integer program of groups: who takes part in which circle, in how many groups; numbers in and out.

Equal groups of one circle are one whole number, not so many copies: the worth of a circle depends on who
takes part and on how many groups there are, hardly on who sits with whom, so there is no symmetry to
break and the linear bound is that of the sets of groups themselves: docs/decisions/0011.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import floor, inf
from time import monotonic

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, vstack

from matching.group_division import Filled
from matching.group_slots import Perk, Slot
from matching.scoring import ReasonKind

Numbers = NDArray[np.float64]
Terms = Iterable[tuple[int, int]]

_SAFE_TO_ROUND_DOWN = 1e-3
_NEARLY_NOTHING = 1e-6
# Kept so much short of what is asked, lest a rounding of the solver's keep something out.
_SHORT = 1e-4
# About in the order of the goals, and not so far apart that the solver's precision suffers.
_TOGETHER = np.array([1e6, 1e5, 1.0])


@dataclass(frozen=True)
class Reached:
    """Residents in a group, groups with somebody who would pull, and the total worth: most in that order."""

    covered: int = 0
    pulled: int = 0
    total: int = 0

    def __add__(self, other: "Reached") -> "Reached":
        return Reached(self.covered + other.covered, self.pulled + other.pulled, self.total + other.total)

    @property
    def rank(self) -> tuple[int, int, int]:
        return self.covered, self.pulled, self.total


@dataclass(frozen=True)
class Relaxed:
    """What no choice exceeds, the slots that reach it, and what any of each column would take off it.

    Without time infinity, no slots, and no costs.
    """

    bound: float
    used: list[Slot]
    costs: Numbers | None


@dataclass
class _Columns:
    """The variables of a slot: who takes part, how many groups, and how much of both has which perk."""

    people: dict[str, int]
    groups: int
    with_perk: list[tuple[Perk, int, int]]


@dataclass
class _Rows:
    """Sparse constraints, gathered one at a time."""

    at: list[int] = field(default_factory=list)
    column: list[int] = field(default_factory=list)
    value: list[int] = field(default_factory=list)
    limits: list[float] = field(default_factory=list)

    def at_most(self, limit: float, terms: Terms) -> None:
        for column, value in terms:
            self.at.append(len(self.limits))
            self.column.append(column)
            self.value.append(value)
        self.limits.append(limit)

    def as_constraint(self, columns: int) -> LinearConstraint:
        shape = (len(self.limits), columns)
        return LinearConstraint(csr_array((self.value, (self.at, self.column)), shape), -inf, self.limits)


class Program:
    """The program over these slots, with a floor on what a group is worth to a member on average."""

    def __init__(self, slots: Sequence[Slot], least: int) -> None:
        self.slots = slots
        self._most: list[int] = []
        self._goals: tuple[list[int], list[int], list[int]] = ([], [], [])
        self._rows = _Rows()
        self._columns = [self._slot(slot, least) for slot in slots]
        self._in_one_group()
        self._twins_in_order()
        self._goal_rows = np.array(self._goals, dtype=np.float64)
        self._rules = self._rows.as_constraint(len(self._most))

    def relaxed(self, goal: int, reached: Sequence[int], deadline: float) -> Relaxed:
        """The best in a goal when people and groups come in parts, given what is reached before it."""
        seconds = deadline - monotonic()
        if seconds <= 0:
            return Relaxed(inf, [], None)
        kept = [self._goal_rows[place] for place in range(len(reached))]
        found = linprog(
            -self._goal_rows[goal],
            A_ub=vstack([self._rules.A, *(csr_array(-row[np.newaxis]) for row in kept)], format="csr"),
            b_ub=np.r_[self._rules.ub, -np.array(reached, dtype=np.float64)],
            bounds=np.c_[np.zeros(len(self._most)), self._most],
            method="highs",
            options={"time_limit": seconds},
        )
        if found.status != 0:
            return Relaxed(inf, [], None)
        slots = zip(self.slots, self._columns, strict=True)
        used = [slot for slot, columns in slots if found.x[columns.groups] > _NEARLY_NOTHING]
        return Relaxed(-found.fun, used, found.lower.marginals)

    def leave_out(self, relaxed: Relaxed, spare: int) -> None:
        """Does without what costs more than is to spare, which no better choice can hold.

        `relaxed` is the last goal's, and `spare` how far above what was found its bound lies.
        """
        if relaxed.costs is not None:
            # One more to spare than there is, for what rounding may hide.
            self._most = [
                0 if cost > spare + 1 else most for cost, most in zip(relaxed.costs, self._most, strict=True)
            ]

    def whole(
        self, goal: int, reached: Sequence[int], deadline: float
    ) -> tuple[tuple[Filled, ...] | None, float]:
        """The best choice found, none when there is none or no time, and what no choice exceeds."""
        kept = [self._goal_rows[place] for place in range(len(reached))]
        return self._solved(self._goal_rows[goal], kept, reached, deadline)

    def all_at_once(self, deadline: float) -> tuple[Filled, ...]:
        """A choice good in all goals, which is found sooner than one that has to reach this and that."""
        return self._solved(_TOGETHER @ self._goal_rows, [], [], deadline)[0] or ()

    def _solved(
        self, goal: Numbers, kept: Sequence[Numbers], amounts: Sequence[int], deadline: float
    ) -> tuple[tuple[Filled, ...] | None, float]:
        seconds = deadline - monotonic()
        if seconds <= 0:
            return None, inf
        rules = [self._rules]
        for row, amount in zip(kept, amounts, strict=True):
            rules.append(LinearConstraint(csr_array(row[np.newaxis]), amount - _SHORT, inf))
        found = milp(
            -goal,
            constraints=rules,
            integrality=np.ones(len(self._most)),
            bounds=Bounds(0, self._most),
            options={"time_limit": seconds, "mip_rel_gap": 0},
        )
        bound = inf if found.mip_dual_bound is None else -found.mip_dual_bound
        return (None if found.x is None else self._filled(np.round(found.x))), bound

    def _column(self, most: int, covered: int = 0, pulled: int = 0, total: int = 0) -> int:
        for goal, amount in zip(self._goals, (covered, pulled, total), strict=True):
            goal.append(amount)
        self._most.append(most)
        return len(self._most) - 1

    def _slot(self, slot: Slot, least: int) -> _Columns:
        people = {id: self._column(1, covered=1, total=slot.worth[id]) for id in slot.residents}
        groups = self._column(slot.at_most)
        rows, bounds = self._rows, slot.bounds
        rows.at_most(0, [(groups, bounds.least), *((column, -1) for column in people.values())])
        rows.at_most(0, [(groups, -bounds.most), *((column, 1) for column in people.values())])
        # Of people who must not meet each group takes one; anybody is in as many groups as there are, or one.
        alone = people.keys() - {id for clique in slot.apart for id in clique}
        for clique in (*slot.apart, *((id,) for id in sorted(alone))):
            rows.at_most(0, [(groups, -1), *((people[id], 1) for id in sorted(clique))])
        columns = _Columns(people, groups, [self._perk(slot, perk, people, groups) for perk in slot.perks])
        if min(slot.worth.values()) < least:
            gained = ((members, -perk.tenths) for perk, _, members in columns.with_perk)
            rows.at_most(0, [*((people[id], least - slot.worth[id]) for id in slot.residents), *gained])
        return columns

    def _perk(self, slot: Slot, perk: Perk, people: dict[str, int], groups: int) -> tuple[Perk, int, int]:
        having = self._column(slot.at_most, pulled=int(perk.kind == ReasonKind.WILLING_TO_PULL))
        members = self._column(len(people), total=perk.tenths)
        rows, bounds = self._rows, slot.bounds
        rows.at_most(0, [(having, 1), (groups, -1)])
        rows.at_most(0, [(having, 1), *((people[id], -1) for id in sorted(perk.brought_by))])
        rows.at_most(0, [(members, 1), (having, -bounds.most)])
        # The groups without it hold at least the least each.
        without = [(groups, bounds.least), (having, -bounds.least)]
        rows.at_most(0, [(members, 1), *without, *((column, -1) for column in people.values())])
        return perk, having, members

    def _in_one_group(self) -> None:
        places: dict[str, list[int]] = defaultdict(list)
        for columns in self._columns:
            for id, column in columns.people.items():
                places[id].append(column)
        for id in sorted(places):
            self._rows.at_most(1, [(column, 1) for column in places[id]])

    def _twins_in_order(self) -> None:
        """Of slots that are each other's copy, the first is the fullest."""
        for (one, first), (two, second) in pairwise(zip(self.slots, self._columns, strict=True)):
            if one is two:
                fewer = [(column, -1) for column in first.people.values()]
                self._rows.at_most(0, [*fewer, *((column, 1) for column in second.people.values())])

    def _filled(self, value: Numbers) -> tuple[Filled, ...]:
        return tuple(
            Filled(
                slot,
                members=tuple(id for id, column in columns.people.items() if value[column]),
                groups=int(value[columns.groups]),
                pulled=_pulled(columns, value),
                worth=_worth(slot, columns, value),
            )
            for slot, columns in zip(self.slots, self._columns, strict=True)
            if any(value[column] for column in columns.people.values())
        )


def whole_part(bound: float, otherwise: int) -> int:
    """A bound on whole numbers as a whole number; `otherwise` is one that is known without solving."""
    return otherwise if bound == inf else min(otherwise, floor(bound + _SAFE_TO_ROUND_DOWN))


def _pulled(columns: _Columns, value: Numbers) -> int:
    return sum(
        int(value[having]) for perk, having, _ in columns.with_perk if perk.kind == ReasonKind.WILLING_TO_PULL
    )


def _worth(slot: Slot, columns: _Columns, value: Numbers) -> int:
    gained = sum(perk.tenths * int(value[members]) for perk, _, members in columns.with_perk)
    return gained + sum(slot.worth[id] for id, column in columns.people.items() if value[column])

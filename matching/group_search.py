"""The best groups of one neighbourhood: proven where time allows, else improved a few groups at a time."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from random import Random
from time import monotonic

from matching.group_division import Filled, divide
from matching.group_program import Program, Reached, Relaxed, whole_part
from matching.group_slots import Slot

COVERED, PULLED, TOTAL = range(3)

# Residents whose groups are made anew at once: few enough to be solved exactly in a moment.
_WINDOW = 40
_ROUNDS_WITHOUT_GAIN = 60


@dataclass(frozen=True)
class Placed:
    """One group: the slot that allows it and its members."""

    slot: Slot
    members: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """Groups, and a rank (most covered, then pulled, then total) that no set of groups exceeds."""

    groups: tuple[Placed, ...]
    bound: Reached


def reached(groups: Iterable[Placed]) -> Reached:
    return sum(map(_reached, groups), start=Reached())


def most(slots: Collection[Slot]) -> Reached:
    """What can be said without solving anything."""
    best: dict[str, int] = {}
    pullers: set[str] = set()
    for slot in slots:
        perks = sum(perk.tenths for perk in slot.perks)
        pullers |= slot.pullers
        for id, tenths in slot.worth.items():
            best[id] = max(best.get(id, 0), tenths + perks)
    fewest = min((slot.bounds.least for slot in slots), default=1)
    return Reached(len(best), min(len(pullers), len(best) // fewest), sum(best.values()))


def exact(slots: Sequence[Slot], least: int, deadline: float) -> Answer:
    """The best groups, unless time runs out: then as good as found, with a bound that is honest.

    Of many residents, first among the slots alone that the linear program uses: that takes a moment and
    comes close, so there is something good when time runs out before the proof.
    """
    if not slots:
        return Answer((), Reached())
    program = Program(slots, least)
    linear, bound = _linear(program, deadline)
    if bound.covered <= _WINDOW:
        return _proven(program, least, bound, Reached(), deadline)
    close, _ = _divided(Program(linear.used, least).all_at_once(_within(2 / 3, deadline)), least)
    found = reached(close)
    if found == bound:
        return Answer(close, bound)
    if found.rank[:TOTAL] == bound.rank[:TOTAL]:
        program.leave_out(linear, bound.total - found.total)
    return _better(Answer(close, bound), _proven(program, least, bound, found, deadline))


def _better(one: Answer, other: Answer) -> Answer:
    """The groups of the better one, with the bound of the other, which is that over all slots."""
    best = max(one, other, key=lambda answer: reached(answer.groups).rank)
    return Answer(best.groups, other.bound)


def _linear(program: Program, deadline: float) -> tuple[Relaxed, Reached]:
    """The linear program's best in the total, and what no groups exceed.

    First as if everybody in a slot is in a group and all who would pull are spread, since that is mostly so
    and bounding those goals takes longest.
    """
    known = most(program.slots)
    covered, pulled, total = known.rank
    linear = program.relaxed(TOTAL, (covered, pulled), deadline)
    if linear.costs is None:
        covered = whole_part(program.relaxed(COVERED, (), deadline).bound, covered)
        pulled = whole_part(program.relaxed(PULLED, (covered,), deadline).bound, pulled)
        linear = program.relaxed(TOTAL, (covered, pulled), deadline)
    return linear, Reached(covered, pulled, whole_part(linear.bound, total))


def _proven(program: Program, least: int, known: Reached, found: Reached, deadline: float) -> Answer:
    """The best groups and a bound, with one that is known already, and what groups that were found reach.

    A circle whose residents cannot be divided as the program supposed is taken apart into single groups,
    which the program divides itself, and all is solved again.
    """
    bound, best = known, Answer((), known)
    while program.slots:
        latest, filled = _lexicographic(program, known, found, deadline)
        bound = min(bound, latest, key=lambda found: found.rank)
        groups, torn = _divided(filled, least)
        best = _better(best, Answer(groups, bound))
        if not torn:
            break
        apart = [slot.singly() if id(slot) in torn else [slot] for slot in program.slots]
        program = Program([slot for slots in apart for slot in slots], least)
    return Answer(best.groups, bound)


def bound_given(slots: Sequence[Slot], least: int, given: Sequence[int], deadline: float) -> int:
    """What no groups exceed in the goal that follows those in which they reach what is given."""
    goal = len(given)
    bound = Program(slots, least).relaxed(goal, given, deadline).bound
    return whole_part(bound, most(slots).rank[goal])


def improved(slots: Sequence[Slot], least: int, answer: Answer, deadline: float) -> Answer:
    """The answer with a few groups at a time made anew; the same every time unless time runs out."""
    neighbourhood = _Neighbourhood(slots, least, deadline)
    groups = neighbourhood.begun(answer.groups)
    idle = 0
    while idle < _ROUNDS_WITHOUT_GAIN and monotonic() < deadline:
        if reached(groups).rank == answer.bound.rank:
            break
        groups, is_better = neighbourhood.changed(groups)
        idle = 0 if is_better else idle + 1
    return Answer(tuple(groups), answer.bound)


class _Neighbourhood:
    """Windows on a few residents who have most to do with each other."""

    def __init__(self, slots: Sequence[Slot], least: int, deadline: float) -> None:
        self._slots, self._least, self._deadline = slots, least, deadline
        self._residents = sorted({id for slot in slots for id in slot.worth})
        # Not for secrets: the same windows every time are what makes the outcome repeatable.
        self._random = Random(len(self._residents))

    def begun(self, groups: Collection[Placed]) -> list[Placed]:
        """These groups and what can be made at once of everybody in none."""
        made = list(groups)
        left = {*self._residents} - {id for group in groups for id in group.members}
        while left and monotonic() < self._deadline:
            window = [id for id in self._nearest(min(left)) if id in left][:_WINDOW]
            made += self._best_among(window)
            left -= set(window)
        return made

    def changed(self, groups: list[Placed]) -> tuple[list[Placed], bool]:
        """Some groups that have much to do with each other made anew, if that is better."""
        group_of = {id: group for group in groups for id in group.members}
        old: dict[tuple[str, ...], Placed] = {}
        window: set[str] = set()
        for id in self._nearest(self._random.choice(self._residents)):
            if id in group_of:
                old[group_of[id].members] = group_of[id]
                window.update(group_of[id].members)
            window.add(id)
            if len(window) >= _WINDOW:
                break
        new = self._best_among(window)
        if reached(new).rank <= reached(old.values()).rank:
            return groups, False
        return [group for group in groups if group.members not in old] + list(new), True

    def _nearest(self, id: str) -> list[str]:
        """Everybody in a slot with this resident, who is in most of them first, with some chance."""
        times = Counter(other for slot in self._slots if id in slot.worth for other in slot.worth)
        chance = {other: times[other] * (1 + self._random.random()) for other in sorted(times)}
        return [id, *sorted(chance.keys() - {id}, key=lambda other: (-chance[other], other))]

    def _best_among(self, window: Collection[str]) -> tuple[Placed, ...]:
        inside = set(window)
        slots = [part for slot in self._slots if (part := slot.among(inside))]
        return exact(slots, self._least, self._deadline).groups


def _reached(group: Placed) -> Reached:
    slot, members = group.slot, group.members
    return Reached(len(members), int(not slot.pullers.isdisjoint(members)), slot.group_worth(members))


def _divided(filled: Iterable[Filled], least: int) -> tuple[tuple[Placed, ...], set[int]]:
    """The groups, and the slots (by identity) for which none could be found."""
    groups: list[Placed] = []
    torn: set[int] = set()
    for each in filled:
        divided = divide(each, least)
        if divided is None:
            torn.add(id(each.slot))
        else:
            groups += [Placed(each.slot, tuple(sorted(members))) for members in divided]
    return tuple(groups), torn


def _lexicographic(
    program: Program, hoped: Reached, found: Reached, deadline: float
) -> tuple[Reached, tuple[Filled, ...]]:
    """A bound and a choice: first as if what is hoped for can be reached, which proves all goals at once.

    When groups that reach it were found, only choices that total as much need looking at.
    """
    known = most(program.slots)
    covered, pulled, _ = hoped.rank
    if found.rank[:TOTAL] == (covered, pulled):
        filled, bound = program.whole(TOTAL, found.rank, deadline)
        return Reached(covered, pulled, whole_part(bound, hoped.total)), filled or ()
    filled, bound = program.whole(TOTAL, (covered, pulled), _within(2 / 3, deadline))
    if filled is not None:
        return Reached(covered, pulled, whole_part(bound, hoped.total)), filled
    return _goal_by_goal(program, known, deadline)


def _goal_by_goal(program: Program, most: Reached, deadline: float) -> tuple[Reached, tuple[Filled, ...]]:
    best: tuple[Filled, ...] = ()
    bounds: list[int] = []
    for goal in (COVERED, PULLED, TOTAL):
        so_far = sum(len(each.members) for each in best), sum(each.pulled for each in best)
        filled, bound = program.whole(goal, so_far[:goal], _within(1 / (3 - goal), deadline))
        bounds.append(whole_part(bound, most.rank[goal]))
        best = best if filled is None else filled
    covered, pulled, total = bounds
    return Reached(covered, pulled, total), best


def _within(share: float, deadline: float) -> float:
    """When such a share of the time until then is over."""
    now = monotonic()
    return now + (deadline - now) * share

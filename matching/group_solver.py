"""The best set of groups with its proof: residents and activities in, groups and a certificate out.

First as many residents as possible are in a group, then as many groups as possible hold somebody who
would get it going, then what the groups are worth to their members together is as high as it can be.
How that is reached, and what was tried before: docs/decisions/0011.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic

from matching.group_program import Reached
from matching.group_search import Answer, bound_given, exact, improved, reached
from matching.group_slots import Slot, slots
from matching.groups import Activity, Group, valued
from matching.scoring import Candidate, Weights, rarity

# Of the time that is given: to solve exactly, and until then also to improve; the rest is for the bound.
_EXACTLY, _IMPROVING = 0.85, 0.95


@dataclass(frozen=True)
class GroupSolution:
    """The groups, what they reach, and what no other set of groups can exceed.

    `covered` residents are in a group and no set covers more than `covered_bound`; of the sets that cover
    as many none has more than `pulled_bound` groups with somebody who would pull; and of those that have
    as many none is worth more than `bound` (tenths of a point summed over the members, as `total`).
    """

    groups: tuple[Group, ...]
    covered: int
    covered_bound: int
    pulled: int
    pulled_bound: int
    total: int
    bound: int

    @property
    def gap(self) -> float:
        """The largest of the three relative distances to what cannot be exceeded; 0 is proven best."""
        reached = (self.covered, self.pulled, self.total)
        bounds = (self.covered_bound, self.pulled_bound, self.bound)
        return max((most - got) / most if most else 0.0 for got, most in zip(reached, bounds, strict=True))


@dataclass(frozen=True)
class _Part:
    """Slots that share no resident with any other, and the answer for them."""

    slots: Sequence[Slot]
    answer: Answer


def solve(
    people: Collection[Candidate],
    activities: Mapping[str, Activity],
    weights: Weights,
    *,
    least: int = 0,
    seconds: float = 60.0,
) -> GroupSolution:
    """The best groups for these activities, each resident in one at most.

    A group worth less than `least` (tenths of a point, the members' mean) is never proposed. The same
    residents give the same groups in whatever order they come, unless time runs out: then the best found
    is returned with its honest gap. Raises ValueError when an id occurs twice.
    """
    known = {person.id: person for person in people}
    if len(known) < len(people):
        raise ValueError("a resident is a candidate twice")
    telling = rarity(people)
    start = monotonic()
    parts = list(_parts(slots(people, activities, telling, weights), least, start, seconds))
    found = [
        valued(
            [known[id] for id in placed.members], placed.slot.activity, placed.slot.bounds, telling, weights
        )
        for part in parts
        for placed in part.answer.groups
    ]
    groups = sorted((group for group in found if isinstance(group, Group)), key=lambda group: group.members)
    bound = _bound(parts, least, start + seconds)
    return GroupSolution(
        groups=tuple(groups),
        covered=sum(len(group.members) for group in groups),
        covered_bound=bound.covered,
        pulled=sum(group.is_pulled for group in groups),
        pulled_bound=bound.pulled,
        total=sum(group.worth for group in groups),
        bound=bound.total,
    )


def _parts(found: Sequence[Slot], least: int, start: float, seconds: float) -> Iterator[_Part]:
    """Each neighbourhood that has nothing to do with another, solved: the small ones first.

    Each gets its share of the time that is left, by its size, so what is quick leaves time to what is not.
    """
    left = sum(_size([slot]) for slot in found)
    for together in sorted(_apart(found), key=lambda group: (_size(group), group[0].residents)):
        now = monotonic()
        share = max(0.0, start + seconds * _IMPROVING - now) * _size(together) / left
        left -= _size(together)
        answer = exact(together, least, now + share * _EXACTLY / _IMPROVING)
        if reached(answer.groups) != answer.bound:
            answer = improved(together, least, answer, now + share)
        yield _Part(together, answer)


def _size(found: Sequence[Slot]) -> int:
    return sum(len(slot.worth) for slot in found)


def _apart(found: Sequence[Slot]) -> list[list[Slot]]:
    """The slots in sets that share no resident."""
    leader: dict[str, str] = {}

    def first(id: str) -> str:
        while leader.setdefault(id, id) != id:
            leader[id] = id = leader[leader[id]]
        return id

    for slot in found:
        for id in slot.residents:
            leader[first(id)] = first(slot.residents[0])
    sets: dict[str, list[Slot]] = defaultdict(list)
    for slot in found:
        sets[first(slot.residents[0])].append(slot)
    return list(sets.values())


def _bound(parts: Sequence[_Part], least: int, deadline: float) -> Reached:
    """What all parts together cannot exceed.

    Each part's bounds suppose that it reaches its own bounds in what comes before. While the whole falls
    short of those, one part may do worse for another to do better, so as much is allowed to each.
    """
    got = sum((reached(part.answer.groups) for part in parts), Reached())
    covered = sum(part.answer.bound.covered for part in parts)
    fewer = covered - got.covered
    pulled = [_pulled_bound(part, least, fewer, deadline) for part in parts]
    fewer_pulled = sum(pulled) - got.pulled
    totals = (
        _total_bound(part, least, (fewer, most, fewer_pulled), deadline)
        for part, most in zip(parts, pulled, strict=True)
    )
    return Reached(covered, sum(pulled), sum(totals))


def _pulled_bound(part: _Part, least: int, fewer: int, deadline: float) -> int:
    bound = part.answer.bound
    if not fewer:
        return bound.pulled
    return bound_given(part.slots, least, (bound.covered - fewer,), deadline)


def _total_bound(part: _Part, least: int, allowed: tuple[int, int, int], deadline: float) -> int:
    fewer, pulled, fewer_pulled = allowed
    bound = part.answer.bound
    if not fewer and not fewer_pulled:
        return bound.total
    return bound_given(part.slots, least, (bound.covered - fewer, pulled - fewer_pulled), deadline)

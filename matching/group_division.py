"""Who of a circle sits with whom, once it is known who takes part and in how many groups."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from matching.group_slots import Slot

Groups = list[list[str]]

# Nearly always the first try fits; where it does not for so long, the caller has a surer way.
_MOST_STEPS = 4000


@dataclass(frozen=True)
class Filled:
    """A slot with who takes part in it, in how many groups, and what these should reach."""

    slot: Slot
    members: tuple[str, ...]
    groups: int
    pulled: int
    worth: int


def divide(filled: Filled, least: int) -> Groups | None:
    """Groups that reach what they should, each worth at least `least` a member; None if none were found."""
    for groups in _counts(filled):
        for sizes in _sizes(filled, groups):
            found = _Search(filled, sizes, least).found()
            if found:
                return found
    return None


def reaches(filled: Filled, groups: Groups) -> bool:
    slot = filled.slot
    pulled = sum(not slot.pullers.isdisjoint(group) for group in groups)
    return pulled >= filled.pulled and sum(map(slot.group_worth, groups)) >= filled.worth


def _counts(filled: Filled) -> Iterator[int]:
    """In how many groups: as many as was supposed, else the most, since few together bar few."""
    yield filled.groups
    most = min(filled.slot.at_most, len(filled.members) // filled.slot.bounds.least)
    if most != filled.groups:
        yield most


def _sizes(filled: Filled, groups: int) -> Iterator[list[int]]:
    """How large the groups can be: as equal as can be, and else the first ones as large as can be."""
    each, more = divmod(len(filled.members), groups)
    equal = [each + (place < more) for place in range(groups)]
    yield equal
    bounds = filled.slot.bounds
    left = len(filled.members) - bounds.least * groups
    uneven = []
    for _ in range(groups):
        extra = min(left, bounds.most - bounds.least)
        left -= extra
        uneven.append(bounds.least + extra)
    if uneven != equal:
        yield uneven


@dataclass
class _Search:
    """Depth first over the members, who bring something rare first, within a number of steps."""

    filled: Filled
    sizes: list[int]
    least: int
    steps: int = 0
    groups: Groups = field(init=False)

    def found(self) -> Groups | None:
        self.groups = [[] for _ in self.sizes]
        return self.groups if self._place(self._in_order(), 0) else None

    def _in_order(self) -> list[str]:
        members, slot = set(self.filled.members), self.filled.slot
        carriers = [perk.brought_by & members for perk in slot.perks]
        return sorted(
            members,
            key=lambda id: (
                -sum(id in brought_by for brought_by in carriers),
                min((len(brought_by) for brought_by in carriers if id in brought_by), default=0),
                -len(slot.kept_from.get(id, ())),
                id,
            ),
        )

    def _place(self, order: list[str], at: int) -> bool:
        self.steps += 1
        if at == len(order):
            return self._is_enough()
        for group in self._where(order[at]):
            group.append(order[at])
            if self._place(order, at + 1):
                return True
            group.pop()
            if self.steps > _MOST_STEPS:
                break
        return False

    def _where(self, id: str) -> list[list[str]]:
        """The groups with room that this resident may join, where they bring most first."""
        kept_from = self.filled.slot.kept_from.get(id, frozenset())
        open_ones = []
        empty_sizes: set[int] = set()
        for group, size in zip(self.groups, self.sizes, strict=True):
            is_twin = not group and size in empty_sizes
            if not group:
                empty_sizes.add(size)
            if not is_twin and len(group) < size and kept_from.isdisjoint(group):
                open_ones.append(group)
        return sorted(open_ones, key=lambda group: -_brings(self.filled.slot, id, group))

    def _is_enough(self) -> bool:
        slot = self.filled.slot
        high = all(slot.group_worth(group) >= self.least * len(group) for group in self.groups)
        return high and reaches(self.filled, self.groups)


def _brings(slot: Slot, id: str, group: Collection[str]) -> int:
    return sum(id in perk.brought_by and perk.brought_by.isdisjoint(group) for perk in slot.perks)

"""The circles in which groups can form: residents who all want one thing, near, at one time, in one language.

Any few of a circle make a group unless two of them must not meet. It knows the rules of a group and
nothing of solving.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

from matching.groups import Activity, nearness, worth_to
from matching.scoring import Candidate, ReasonKind, Weights


@dataclass(frozen=True)
class Perk:
    """Something that one member brings and every member gains by, in tenths of a point."""

    kind: ReasonKind
    brought_by: frozenset[str]
    tenths: int


@dataclass(frozen=True)
class Slot:
    """Room for at most `at_most` groups of one circle. `worth` is what it is to each, perks left out."""

    activity: str
    bounds: Activity
    worth: Mapping[str, int]
    perks: tuple[Perk, ...]
    apart: tuple[frozenset[str], ...]
    at_most: int

    @cached_property
    def residents(self) -> tuple[str, ...]:
        return tuple(sorted(self.worth))

    @cached_property
    def pullers(self) -> frozenset[str]:
        return frozenset().union(
            *(perk.brought_by for perk in self.perks if perk.kind == ReasonKind.WILLING_TO_PULL)
        )

    def singly(self) -> "list[Slot]":
        """The same room as so many slots for one group each."""
        one = replace(self, at_most=1)
        return [one] * self.at_most

    @cached_property
    def kept_from(self) -> Mapping[str, frozenset[str]]:
        """By resident, whom they must not meet and themselves; nobody is in it who may meet all."""
        found: dict[str, set[str]] = defaultdict(set)
        for clique in self.apart:
            for id in clique:
                found[id] |= clique
        return {id: frozenset(others) for id, others in found.items()}

    def among(self, ids: Collection[str]) -> "Slot | None":
        """The same for these residents only; None when they are too few."""
        worth = {id: tenths for id, tenths in self.worth.items() if id in ids}
        perks = tuple(
            Perk(perk.kind, perk.brought_by & worth.keys(), perk.tenths)
            for perk in self.perks
            if perk.brought_by & worth.keys()
        )
        apart = tuple(left for clique in self.apart if len(left := clique & worth.keys()) > 1)
        return _of_use(Slot(self.activity, self.bounds, worth, perks, apart, self.at_most))

    def group_worth(self, members: Collection[str]) -> int:
        """What a group of these is worth to its members together."""
        gained = sum(perk.tenths for perk in self.perks if not perk.brought_by.isdisjoint(members))
        return sum(self.worth[id] for id in members) + gained * len(members)


def slots(
    people: Collection[Candidate],
    activities: Mapping[str, Activity],
    rarity: Mapping[str, int],
    weights: Weights,
) -> list[Slot]:
    """Every circle that could hold a group and that no other makes needless, in a fixed order."""
    found = [
        slot
        for (activity, _, _, flat, _), circle in sorted(_circles(people, activities).items())
        if (slot := _slot(circle, activity, activities[activity], bool(flat), rarity, weights))
    ]
    return _without_needless(found)


Circle = tuple[str, str, str, str, str]


def _circles(
    people: Collection[Candidate], activities: Mapping[str, Activity]
) -> dict[Circle, list[Candidate]]:
    """Residents by activity, part of the day, language, and flat or place."""
    circles: dict[Circle, list[Candidate]] = defaultdict(list)
    for person in sorted(people, key=lambda person: person.id):
        for activity in (person.interests | person.wishes) & activities.keys():
            for part in person.parts_of_day:
                for language in person.languages:
                    circles[activity, part, language, f"in {person.flat}", ""].append(person)
                    if person.place:
                        circles[activity, part, language, "", person.place].append(person)
    return circles


def _slot(
    circle: list[Candidate],
    activity: str,
    bounds: Activity,
    is_one_flat: bool,
    rarity: Mapping[str, int],
    weights: Weights,
) -> Slot | None:
    where_and_when = 10 * (weights.part_of_day + nearness(is_one_flat, weights))
    worth = {person.id: worth_to(person, activity, rarity, weights) + where_and_when for person in circle}
    offerers = frozenset(person.id for person in circle if activity in person.offers)
    pullers = frozenset(person.id for person in circle if person.pulls)
    perks = (
        Perk(ReasonKind.GROUP_OFFERS, offerers, 10 * weights.offer_meets_wish),
        Perk(ReasonKind.WILLING_TO_PULL, pullers, 10 * weights.willing_to_pull),
    )
    carried = tuple(perk for perk in perks if perk.brought_by)
    apart = tuple(_cliques(circle))
    return _of_use(Slot(activity, bounds, worth, carried, apart, len(circle) // bounds.least))


def _of_use(slot: Slot) -> Slot | None:
    """The slot with no more groups than its residents can fill; None when that is none."""
    # From each set of people who must not meet a group takes one.
    in_one: set[str] = set()
    spare = 0
    for clique in slot.apart:
        if in_one.isdisjoint(clique):
            in_one |= clique
            spare += len(clique) - 1
    if len(slot.worth) - spare < slot.bounds.least or slot.bounds.most < slot.bounds.least:
        return None
    at_most = min(slot.at_most, len(slot.worth) // slot.bounds.least)
    return replace(slot, at_most=at_most)


def _cliques(circle: list[Candidate]) -> Iterator[frozenset[str]]:
    """Sets of residents of whom no two may meet; every two who may not are together in one of them."""
    by_id = {person.id: person for person in circle}
    foes: dict[str, set[str]] = defaultdict(set)
    households: dict[str, list[str]] = defaultdict(list)
    for person in circle:
        households[person.household].append(person.id)
        for other in person.barred & by_id.keys() - {person.id}:
            foes[person.id].add(other)
            foes[other].add(person.id)
    for together in households.values():
        for a, b in combinations(together, 2):
            foes[a].add(b)
            foes[b].add(a)
    done: set[tuple[str, str]] = set()
    for a in sorted(foes):
        for b in sorted(foes[a]):
            if (a, b) not in done:
                clique = [a, b]
                for other in sorted(foes[a] & foes[b]):
                    if all(other in foes[id] for id in clique):
                        clique.append(other)
                done.update((one, two) for one in clique for two in clique)
                yield frozenset(clique)


def _without_needless(found: list[Slot]) -> list[Slot]:
    """Without the slots all of whose groups another slot could hold for at least as much."""
    with_resident: dict[str, list[int]] = defaultdict(list)
    for place, slot in enumerate(found):
        for id in slot.worth:
            with_resident[id].append(place)
    needless: set[int] = set()
    for place, slot in enumerate(found):
        rarest = min(slot.residents, key=lambda id: len(with_resident[id]))
        if any(
            other != place and other not in needless and _can_stand_in(found[other], slot)
            for other in with_resident[rarest]
        ):
            needless.add(place)
    return [slot for place, slot in enumerate(found) if place not in needless]


def _can_stand_in(other: Slot, slot: Slot) -> bool:
    fits = other.bounds.least <= slot.bounds.least and slot.bounds.most <= other.bounds.most
    return (
        fits
        and len(other.worth) >= len(slot.worth)
        and all(id in other.worth and other.worth[id] >= tenths for id, tenths in slot.worth.items())
        and all(_brings(other, perk) for perk in slot.perks)
    )


def _brings(slot: Slot, perk: Perk) -> bool:
    return any(
        own.kind == perk.kind and own.tenths >= perk.tenths and perk.brought_by <= own.brought_by
        for own in slot.perks
    )

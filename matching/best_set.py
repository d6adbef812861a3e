"""The best set of introductions among some residents: groups first, and pairs of who has room left.

It knows ids and codes only.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from matching import edges, group_solver, solver
from matching.groups import Activity, Group, valued
from matching.scoring import Candidate, Reason, Score, Weights, rarity, score
from matching.terms import Terms

Rarity = Mapping[str, int]


@dataclass(frozen=True)
class Patience:
    """For how many seconds to look, first for groups and then for pairs."""

    groups: float
    pairs: float


# An estate takes a few seconds; who waits for more gets the best found, with its honest gap.
USUAL = Patience(20.0, 60.0)
# Somebody sits before the page: what is found by then, with its honest gap.
SHORT = Patience(3.0, 1.0)


@dataclass(frozen=True)
class Introduction:
    """Who would meet around what, and why; the reasons add up to the score.

    `fewest` is how many of them must still take part for it to go on.
    """

    members: tuple[str, ...]
    fewest: int
    interest: str
    reasons: tuple[Reason, ...]

    @property
    def tenths(self) -> int:
        return sum(reason.tenths for reason in self.reasons)


@dataclass(frozen=True)
class BestSet:
    """The introductions, what they reach, and what no other set could exceed (tenths of a point).

    `covered` counts residents with a pair, among those who had room left after the groups.
    """

    introductions: tuple[Introduction, ...]
    candidates: int
    possible_pairs: int
    in_groups: int
    in_groups_bound: int
    groups_total: int
    groups_bound: int
    covered: int
    covered_bound: int
    total: int
    bound: int

    @property
    def reached(self) -> int:
        """How many residents get an introduction."""
        return len({id for introduction in self.introductions for id in introduction.members})

    @property
    def people_missed(self) -> int:
        """How many people more the best choice could reach at most, in groups and in pairs."""
        return self.in_groups_bound - self.in_groups + self.covered_bound - self.covered

    @property
    def tenths_missed(self) -> int:
        """How much more the best choice could be worth at most."""
        return self.groups_bound - self.groups_total + self.bound - self.total


def find(
    people: Collection[Candidate],
    activities: Mapping[str, Activity],
    terms: Terms,
    patience: Patience = USUAL,
) -> BestSet:
    """The best groups for these activities, and the best pairs among who has room left, under these terms."""
    fitting = {code: fitted(activity, terms) for code, activity in activities.items()}
    grouped = group_solver.solve(people, fitting, terms.weights, least=terms.least, seconds=patience.groups)
    left = list(_with_room_left(people, grouped.groups))
    graph = edges.likely_pairs(left, terms.weights, least=terms.least)
    paired = solver.solve_graph(graph, seconds=patience.pairs)
    known, telling = {person.id: person for person in left}, rarity(left)
    groups = [_of_group(group, fitting[group.activity]) for group in grouped.groups]
    scores = (score(known[pair.a], known[pair.b], telling, terms.weights) for pair in paired.pairs)
    pairs = [_of_pair(found) for found in scores if found]
    return BestSet(
        introductions=(*groups, *pairs),
        candidates=len(people),
        possible_pairs=len(graph.tenths),
        in_groups=grouped.covered,
        in_groups_bound=grouped.covered_bound,
        groups_total=grouped.total,
        groups_bound=grouped.bound,
        covered=paired.covered,
        covered_bound=paired.covered_bound,
        total=paired.total,
        bound=paired.bound,
    )


def fitted(activity: Activity, terms: Terms) -> Activity:
    """An activity with no more people than fit in the room."""
    if terms.venue_places is None:
        return activity
    return replace(activity, most=min(activity.most, terms.venue_places))


def _with_room_left(people: Iterable[Candidate], groups: Sequence[Group]) -> Iterable[Candidate]:
    """Who may still get a pair: not with somebody they meet in their group."""
    group_of = {id: group for group in groups for id in group.members}
    for person in people:
        group = group_of.get(person.id)
        if group is None:
            yield person
        elif person.capacity > 1:
            others = person.barred | set(group.members) - {person.id}
            yield replace(person, capacity=person.capacity - 1, barred=others)


def together(
    members: Collection[Candidate], rarity: Rarity, terms: Terms, interest: str, activity: Activity | None
) -> Introduction | None:
    """These people as a group for an activity, or as a pair without one; None if that may not be."""
    made = _pair(members, rarity, terms.weights)
    if activity is not None:
        found = valued(members, interest, fitted(activity, terms), rarity, terms.weights)
        made = _of_group(found, activity) if isinstance(found, Group) else None
    return made if made and made.tenths >= terms.least else None


def _pair(members: Collection[Candidate], rarity: Rarity, weights: Weights) -> Introduction | None:
    if len(members) != 2:
        return None
    one, other = members
    found = score(one, other, rarity, weights)
    return _of_pair(found) if found else None


def _of_pair(found: Score) -> Introduction:
    return Introduction((found.first, found.second), 2, found.suggested_interest, found.reasons)


def _of_group(group: Group, activity: Activity) -> Introduction:
    return Introduction(group.members, activity.least, group.activity, group.reasons)

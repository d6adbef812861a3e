"""Whether a few neighbours can do one thing together and how well it fits, in points that add up.

It judges one set at a time and knows no name; which sets are best together is for the solver.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from matching.scoring import Candidate, Reason, ReasonKind, Weights, telling_share


@dataclass(frozen=True)
class Activity:
    """How few and how many may do it together. With `most` below `least` it cannot be done now."""

    least: int = 3
    most: int = 6

    def __post_init__(self) -> None:
        if type(self.least) is not int or type(self.most) is not int or self.least < 2:
            raise ValueError("a group is of whole people, and of two at least")


class WhyNoGroup(StrEnum):
    """Why a set of residents is never proposed for an activity."""

    TOO_FEW = "too_few"
    TOO_MANY = "too_many"
    DOES_NOT_WANT_IT = "does_not_want_it"
    SAME_HOUSEHOLD = "same_household"
    BARRED = "barred"
    NO_COMMON_LANGUAGE = "no_common_language"
    NO_COMMON_PART_OF_DAY = "no_common_part_of_day"
    TOO_FAR_APART = "too_far_apart"


@dataclass(frozen=True)
class Group:
    """Residents for one activity: ids in order, what all of them share, and the reasons of their score.

    `flat` is empty when they live in several, `place` when that is not the same for all or unknown.
    `worth` is the sum of what the group is worth to each member, in tenths of a point.
    """

    activity: str
    members: tuple[str, ...]
    languages: tuple[str, ...]
    parts_of_day: tuple[str, ...]
    flat: str
    place: str
    reasons: tuple[Reason, ...]
    worth: int

    @property
    def tenths(self) -> int:
        """The score: the members' mean in tenths of a point, rounded down; the sum of the reasons."""
        return sum(reason.tenths for reason in self.reasons)

    @property
    def is_pulled(self) -> bool:
        """Whether somebody in it would get it going."""
        return any(reason.kind == ReasonKind.WILLING_TO_PULL for reason in self.reasons)


def wants(person: Candidate, activity: str) -> bool:
    return activity in person.interests or activity in person.wishes


def worth_to(person: Candidate, activity: str, rarity: Mapping[str, int], weights: Weights) -> int:
    """How telling the activity is for somebody who wants it, in tenths of a point."""
    share = telling_share(activity, person.interests | person.wishes, rarity)
    return round(10 * weights.interests * share)


def nearness(is_one_flat: bool, weights: Weights) -> int:
    """What living near counts, in points. One flat is the nearest there is, so it never counts for less."""
    return max(weights.same_flat, weights.neighbouring_flat) if is_one_flat else weights.neighbouring_flat


def why_not_together(
    members: Collection[Candidate], activity: str, bounds: Activity
) -> tuple[WhyNoGroup, ...]:
    """Every reason why these do not make a group; empty when they do. A resident counts once."""
    people = list({person.id: person for person in members}.values())
    flats, places = {person.flat for person in people}, {person.place for person in people}
    pairs = list(combinations(people, 2))
    rules = {
        WhyNoGroup.TOO_FEW: len(people) < bounds.least,
        WhyNoGroup.TOO_MANY: len(people) > bounds.most,
        WhyNoGroup.DOES_NOT_WANT_IT: not all(wants(person, activity) for person in people),
        WhyNoGroup.SAME_HOUSEHOLD: len({person.household for person in people}) < len(people),
        WhyNoGroup.BARRED: any(a.id in b.barred or b.id in a.barred for a, b in pairs),
        WhyNoGroup.NO_COMMON_LANGUAGE: not _in_common(person.languages for person in people),
        WhyNoGroup.NO_COMMON_PART_OF_DAY: not _in_common(person.parts_of_day for person in people),
        WhyNoGroup.TOO_FAR_APART: len(flats) > 1 and (len(places) > 1 or "" in places),
    }
    return tuple(code for code, holds in rules.items() if holds)


def valued(
    members: Collection[Candidate],
    activity: str,
    bounds: Activity,
    rarity: Mapping[str, int],
    weights: Weights,
) -> Group | tuple[WhyNoGroup, ...]:
    """The group that these residents make, with its reasons, or every reason why they do not make one.

    `rarity` is that of a set of candidates in which all are: an unknown interest raises KeyError.
    """
    why_not = why_not_together(members, activity, bounds)
    return why_not or _group({person.id: person for person in members}, activity, rarity, weights)


def _group(
    members: Mapping[str, Candidate], activity: str, rarity: Mapping[str, int], weights: Weights
) -> Group:
    people = [members[id] for id in sorted(members)]
    flats, places = ({person.flat for person in people}, {person.place for person in people})
    parts = _in_common(person.parts_of_day for person in people)
    is_one_flat = len(flats) == 1
    near = ReasonKind.SAME_FLAT if is_one_flat else ReasonKind.NEIGHBOURING_FLAT
    likings = sum(worth_to(person, activity, rarity, weights) for person in people)
    offered = any(activity in person.offers for person in people)
    pulled = any(person.pulls for person in people)
    shared = [
        (ReasonKind.GROUP_OFFERS, offered, (activity,), weights.offer_meets_wish),
        (ReasonKind.WILLING_TO_PULL, pulled, (), weights.willing_to_pull),
        (ReasonKind.PART_OF_DAY, True, parts, weights.part_of_day),
        (near, True, (), nearness(is_one_flat, weights)),
    ]
    liking = Reason(ReasonKind.SAME_ACTIVITY, (activity,), likings // len(people))
    rest = [Reason(kind, items, 10 * points) for kind, holds, items, points in shared if holds]
    return Group(
        activity=activity,
        members=tuple(person.id for person in people),
        languages=_in_common(person.languages for person in people),
        parts_of_day=parts,
        flat=flats.pop() if is_one_flat else "",
        place=places.pop() if len(places) == 1 else "",
        reasons=(liking, *rest),
        worth=likings + len(people) * sum(reason.tenths for reason in rest),
    )


def _in_common(lists: Iterable[frozenset[str]]) -> tuple[str, ...]:
    every = list(lists)
    return tuple(sorted(frozenset.intersection(*every))) if every else ()

"""How well two neighbours fit and why, in points that add up; knows no name, age, gender or free text."""

import math
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum

# What a score never looks at, for the screen that says so. `Candidate` has no place for any of it.
NOT_USED = ("age", "gender", "contacts_answer", "loneliness", "free_text")

# An interest that one in three neighbours has, as `rarity` counts: the yardstick of `_likeness`.
ORDINARY = round(1000 * (1 + math.log(3)) ** 2)


class ReasonKind(StrEnum):
    """What counted. 'First' and 'second' are the two residents in the order of their ids."""

    SHARED_INTERESTS = "shared_interests"
    FIRST_OFFERS = "first_offers"
    SECOND_OFFERS = "second_offers"
    BOTH_WAYS = "both_ways"
    PART_OF_DAY = "part_of_day"
    SAME_FLAT = "same_flat"
    NEAR_FLOOR = "near_floor"
    NEIGHBOURING_FLAT = "neighbouring_flat"
    # Of groups only.
    SAME_ACTIVITY = "same_activity"
    GROUP_OFFERS = "group_offers"
    WILLING_TO_PULL = "willing_to_pull"


class WhyNot(StrEnum):
    """Why two residents are never proposed to each other."""

    SAME_RESIDENT = "same_resident"
    SAME_HOUSEHOLD = "same_household"
    BARRED = "barred"
    NO_COMMON_LANGUAGE = "no_common_language"
    NOTHING_TO_DO = "nothing_to_do"


class BadWeights(ValueError):
    """Weights that cannot be used. `code`: not_whole, negative, above_100 or nothing_counts."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Candidate:
    """One resident as matching sees them: opaque ids and codes, nothing that names or describes a person.

    `place` is the same for flats round the corner of each other, `pulls` whether they would get something
    going themselves, `capacity` how many new introductions they want now, `barred` whom they must not
    meet (again).
    """

    id: str
    household: str
    flat: str
    place: str = ""
    floor: int | None = None
    interests: frozenset[str] = frozenset()
    offers: frozenset[str] = frozenset()
    wishes: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    parts_of_day: frozenset[str] = frozenset()
    pulls: bool = False
    capacity: int = 1
    barred: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Weights:
    """The most points each reason can bring, in whole points; together at most 100 a pair or group."""

    interests: int = 35
    offer_meets_wish: int = 20  # for each direction
    both_ways: int = 10
    part_of_day: int = 5
    same_flat: int = 5
    near_floor: int = 5
    neighbouring_flat: int = 3  # instead of the two above
    willing_to_pull: int = 5  # groups only

    def __post_init__(self) -> None:
        each = [getattr(self, field.name) for field in fields(self)]
        if any(type(points) is not int for points in each):
            raise BadWeights("not_whole")
        if min(each) < 0:
            raise BadWeights("negative")
        if max(self.most, self.most_of_a_group) > 100:
            raise BadWeights("above_100")
        if self.interests + self.offer_meets_wish == 0:
            raise BadWeights("nothing_counts")

    @property
    def most(self) -> int:
        """The points of two people whom everything speaks for."""
        liked = self.interests + 2 * self.offer_meets_wish + self.both_ways
        return liked + self.part_of_day + max(self.same_flat + self.near_floor, self.neighbouring_flat)

    @property
    def most_of_a_group(self) -> int:
        """The points of a group whom everything speaks for."""
        liked = self.interests + self.offer_meets_wish + self.willing_to_pull
        return liked + self.part_of_day + max(self.same_flat, self.neighbouring_flat)


@dataclass(frozen=True)
class Reason:
    """One thing that counted: its codes, the most telling first, and its points in tenths."""

    kind: ReasonKind
    items: tuple[str, ...]
    tenths: int

    @property
    def points(self) -> Decimal:
        return Decimal(self.tenths) / 10


@dataclass(frozen=True)
class Score:
    """The reasons of one pair; the total, 0 to 100 points, is their sum and nothing else."""

    first: str
    second: str
    reasons: tuple[Reason, ...]

    @property
    def tenths(self) -> int:
        return sum(reason.tenths for reason in self.reasons)

    @property
    def total(self) -> Decimal:
        return Decimal(self.tenths) / 10

    @property
    def suggested_interest(self) -> str:
        """The concrete thing for these two to begin with: the first item of the reason that counts most."""
        return max(self._things_to_do, key=lambda reason: reason.tenths).items[0]

    @property
    def _things_to_do(self) -> list[Reason]:
        return [reason for reason in self.reasons if reason.kind in _NAMES_A_THING]


_NAMES_A_THING = (ReasonKind.SHARED_INTERESTS, ReasonKind.FIRST_OFFERS, ReasonKind.SECOND_OFFERS)


def rarity(candidates: Collection[Candidate]) -> dict[str, int]:
    """How telling each interest is: 1000 when everybody names it, more the fewer do.

    The square of a smoothed inverse document frequency, 1 + ln((1 + N) / (1 + n)) for n of N residents,
    after K. Spärck Jones, 'A statistical interpretation of term specificity and its application in
    retrieval', Journal of Documentation 28 (1972) 11–21. An interest counts once a resident, whether
    shared, offered or wished for. In whole thousandths, so that sums are the same in any order.
    """
    named = Counter(
        item for person in candidates for item in person.interests | person.offers | person.wishes
    )
    return {
        item: round(1000 * (1 + math.log((1 + len(candidates)) / (1 + times))) ** 2)
        for item, times in named.items()
    }


def why_not(a: Candidate, b: Candidate) -> tuple[WhyNot, ...]:
    """Every reason why these two are not proposed; empty when they may be."""
    rules = {
        WhyNot.SAME_RESIDENT: a.id == b.id,
        WhyNot.SAME_HOUSEHOLD: a.household == b.household,
        WhyNot.BARRED: a.id in b.barred or b.id in a.barred,
        WhyNot.NO_COMMON_LANGUAGE: not a.languages & b.languages,
        # An introduction names one concrete thing to do, so there has to be one.
        WhyNot.NOTHING_TO_DO: not (a.interests & b.interests or a.offers & b.wishes or b.offers & a.wishes),
    }
    return tuple(code for code, holds in rules.items() if holds)


def score(a: Candidate, b: Candidate, rarity: Mapping[str, int], weights: Weights) -> Score | None:
    """The points of a pair with their reasons, the same for (a, b) and (b, a); None when not allowed.

    `rarity` is that of a set of candidates in which both are: an unknown interest raises KeyError.
    """
    if why_not(a, b):
        return None
    first, second = sorted((a, b), key=lambda person: person.id)
    reasons = _what_they_like(first, second, rarity, weights) + _when_and_where(first, second, weights)
    return Score(first.id, second.id, tuple(reasons))


def _what_they_like(
    first: Candidate, second: Candidate, rarity: Mapping[str, int], weights: Weights
) -> list[Reason]:
    shared = _likeness(first.interests, second.interests, rarity)
    gives = _likeness(first.offers, second.wishes, rarity)
    takes = _likeness(second.offers, first.wishes, rarity)
    found = [
        (ReasonKind.SHARED_INTERESTS, first.interests & second.interests, weights.interests, shared),
        (ReasonKind.FIRST_OFFERS, first.offers & second.wishes, weights.offer_meets_wish, gives),
        (ReasonKind.SECOND_OFFERS, second.offers & first.wishes, weights.offer_meets_wish, takes),
    ]
    reasons = [
        Reason(kind, _most_telling_first(items, rarity), round(10 * points * likeness))
        for kind, items, points, likeness in found
        if items
    ]
    if gives and takes:
        reasons.append(Reason(ReasonKind.BOTH_WAYS, (), round(10 * weights.both_ways * min(gives, takes))))
    return reasons


def _likeness(ours: frozenset[str], theirs: frozenset[str], rarity: Mapping[str, int]) -> float:
    """How much two lists have in common, from 0 up to but not reaching 1.

    The cosine of the two lists weighted by rarity, as if each also held one ordinary interest that
    the other lacks. The cosine keeps a list of everything from winning; the extra interest lets a
    rare thing in common count for more than a common one when it is all there is.
    """
    common = sum(rarity[item] for item in ours & theirs)
    return common / math.sqrt(_length(ours, rarity) * _length(theirs, rarity))


def telling_share(item: str, items: frozenset[str], rarity: Mapping[str, int]) -> float:
    """How much of what a list tells is told by one item of it, from 0 up to but not reaching 1.

    The likeness of the list to itself, narrowed to that item: the longer the list, the less each counts.
    """
    return rarity[item] / _length(items, rarity)


def _length(items: frozenset[str], rarity: Mapping[str, int]) -> int:
    return ORDINARY + sum(rarity[item] for item in items)


def _most_telling_first(items: frozenset[str], rarity: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(sorted(items, key=lambda item: (-rarity[item], item)))


def _when_and_where(first: Candidate, second: Candidate, weights: Weights) -> list[Reason]:
    parts = tuple(sorted(first.parts_of_day & second.parts_of_day))
    same_flat = first.flat == second.flat
    near = same_flat and _floors_apart(first, second) <= 1
    round_the_corner = not same_flat and first.place == second.place != ""
    found = [
        (ReasonKind.PART_OF_DAY, bool(parts), parts, weights.part_of_day),
        (ReasonKind.SAME_FLAT, same_flat, (), weights.same_flat),
        (ReasonKind.NEAR_FLOOR, near, (), weights.near_floor),
        (ReasonKind.NEIGHBOURING_FLAT, round_the_corner, (), weights.neighbouring_flat),
    ]
    return [Reason(kind, items, 10 * points) for kind, holds, items, points in found if holds]


def _floors_apart(first: Candidate, second: Candidate) -> float:
    if first.floor is None or second.floor is None:
        return math.inf
    return abs(first.floor - second.floor)

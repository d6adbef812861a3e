"""Residents who like the same, for the tests of introductions."""

from collections.abc import Callable, Iterable

import pytest

from buurvoorbuur.models import User
from matching import runs
from matching.models import Proposal
from outreach import interests
from outreach.models import Flat, Interest, Resident, Round
from tests import make

# Makes a resident behind the next free door who likes the interests with these numbers.
Neighbour = Callable[..., Resident]


@pytest.fixture
def walked(flat: Flat, ans: User, riny: User) -> Round:
    interests.load_starter()
    return make.walking_round(flat, ans, riny)


@pytest.fixture
def neighbour(walked: Round) -> Neighbour:
    codes = list(Interest.objects.order_by("pk").values_list("code", flat=True))
    doors = iter(walked.flat.addresses.in_walking_order())

    def settle(*likes: int, **known: object) -> Resident:
        door = next(doors)
        shares = frozenset(codes[number] for number in likes)
        return make.resident(walked, door, f"Bewoner {door.number}", **{"shares": shares, **known})

    return settle


@pytest.fixture
def residents(neighbour: Neighbour) -> list[Resident]:
    """Four people behind four doors: two like the first thing, two the second."""
    return [neighbour(number) for number in (0, 0, 1, 1)]


@pytest.fixture
def pair(residents: list[Resident], cora: User) -> Proposal:
    """Of the two pairs that a run proposed, the one of those who like the first thing."""
    runs.start(team=residents[0].address.flat.team, by=cora, at=make.EVENING)
    return Proposal.objects.get(members__resident=residents[0])


def together(proposals: Iterable[Proposal]) -> set[frozenset[object]]:
    """Who is in each of these."""
    return {frozenset(one.members.values_list("resident", flat=True)) for one in proposals}

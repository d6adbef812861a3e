"""The evening that most tests of this app are about: a round under way, its doors, a phone, a resident."""

import pytest

from buurvoorbuur.models import User
from outreach import interests
from outreach.models import Address, Flat, Phone, Resident, Round
from tests import make


@pytest.fixture
def in_english(ans: User, riny: User, cora: User) -> None:
    """The cast reads English, as the tests do."""
    User.objects.update(language="en")


@pytest.fixture
def tonight(flat: Flat, ans: User, riny: User) -> Round:
    """A round under way with all doors of the flat."""
    return make.walking_round(flat, ans, riny)


@pytest.fixture
def doors(flat: Flat) -> list[Address]:
    return list(flat.addresses.in_walking_order())


@pytest.fixture
def door(flat: Flat) -> Address:
    return flat.addresses.in_walking_order()[0]


@pytest.fixture
def phone(tonight: Round) -> Phone:
    """The phone of Ans."""
    return make.phone(tonight)[0]


@pytest.fixture
def starter_interests(db: None) -> None:
    """What every team may choose from on its first day."""
    interests.load_starter()


@pytest.fixture
def samira(starter_interests: None, tonight: Round, door: Address) -> Resident:
    """Behind the first door, and she says yes to everything."""
    return make.resident(tonight, door)

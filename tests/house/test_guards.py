"""Every test of the adversarial list has a guard that `./run guards` takes out, and it stands there still."""

import pytest

from tests.guards.taking_out import ROOT, Place, known
from tests.house.test_promises_kept import LIST, NAMED_TEST, rows

PLACES = [place for guard in known() for place in guard.places]


def test_every_test_of_every_item_has_a_guard_and_every_guard_is_of_the_list() -> None:
    listed = {
        (item, f"{file}::{name}") for item, held in rows(LIST) for file, name in NAMED_TEST.findall(held)
    }
    assert {(guard.item, guard.test) for guard in known()} == listed


@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place.file} {place.guard.strip()[:60]}")
def test_a_guard_stands_once_in_its_file_and_is_not_there_afterwards(place: Place) -> None:
    whole = (ROOT / place.file).read_text(encoding="utf-8")
    assert whole.count(place.guard) == 1
    assert place.guard not in whole.replace(place.guard, place.instead)


def test_a_guard_is_tried_on_a_database_that_there_is() -> None:
    assert {guard.on for guard in known()} <= {"sqlite", "postgresql"}

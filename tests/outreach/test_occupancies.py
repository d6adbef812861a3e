"""What is heard of a home being lived in: with its source, once, and by a coordinator of the team."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from buurvoorbuur import clock
from buurvoorbuur.models import Event, User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Role
from outreach import occupancies, report_counts
from outreach.models import Address, Flat, OccupancyNote
from outreach.visit_states import Occupancy, OccupancySource
from tests import make

AT = make.EVENING
HEARD = {"occupancy": Occupancy.CONFIRMED_EMPTY, "source": OccupancySource.LANDLORD}


@pytest.fixture
def client(cora: User, as_) -> Client:
    User.objects.update(language="en")
    return as_(cora)


def test_an_empty_home_is_counted_as_such_once_somebody_confirmed_it(
    flat: Flat, door: Address, cora: User
) -> None:
    occupancies.note(id=uuid4(), address=door, **HEARD, by=cora, at=AT)
    assert report_counts.doors([flat]).ledger.apart.confirmed_empty == 1
    later, neighbour = AT + timedelta(days=30), OccupancySource.NEIGHBOUR
    occupancies.note(
        id=uuid4(), address=door, occupancy=Occupancy.INHABITED, source=neighbour, by=cora, at=later
    )
    assert report_counts.doors([flat]).ledger.apart.confirmed_empty == 0


def test_noting_twice_is_noting_once_and_other_content_is_refused(
    flat: Flat, door: Address, cora: User
) -> None:
    id = uuid4()
    first, again = (occupancies.note(id=id, address=door, **HEARD, by=cora, at=AT) for _ in range(2))
    assert first == again
    other = flat.addresses.in_walking_order()[1]
    for changes in ({"address": other}, {"occupancy": Occupancy.INHABITED}):
        with pytest.raises(Refused) as no:
            occupancies.note(**{"id": id, "address": door, **HEARD, "by": cora, "at": AT, **changes})
        assert no.value.code == "conflict"
    assert Event.objects.filter(action="occupancy.noted", object_id=str(id)).count() == 1


def test_a_coordinator_notes_on_the_page_of_a_door_what_the_landlord_said(
    client: Client, flat: Flat, door: Address, ans: User, as_
) -> None:
    page = reverse("door", args=[flat.pk, door.pk])
    url = reverse("door_occupancy", args=[flat.pk, door.pk])
    html = client.get(page).content.decode()
    assert url in html
    assert url not in as_(ans).get(page).content.decode()
    id = html.split('name="note_id" value="')[1].split('"')[0]
    said = {"note_id": id, "occupancy": "confirmed_empty", "source": "landlord"}
    for _ in range(2):
        html = client.post(url, said, follow=True).content.decode()
    assert "Empty, that is certain" in html and "The landlord said so" in html
    assert OccupancyNote.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"occupancy": ""},
        {"occupancy": "unknown"},
        {"source": "at_the_door"},
        {"source": "x"},
        {"note_id": "1"},
    ],
)
def test_a_note_that_cannot_be_is_told_and_not_stored(
    client: Client, flat: Flat, door: Address, changes: dict[str, str]
) -> None:
    said = {"note_id": str(uuid4()), "occupancy": "seems_empty", "source": "neighbour", **changes}
    html = client.post(reverse("door_occupancy", args=[flat.pk, door.pk]), said, follow=True).content.decode()
    assert "message-warning" in html
    assert not OccupancyNote.objects.exists()


def test_a_door_of_another_team_is_not_there(flat: Flat, door: Address, as_) -> None:
    elsewhere = make.member("Elsa", Role.COORDINATOR, make.team("Selwerd"))
    assert as_(elsewhere).post(reverse("door_occupancy", args=[flat.pk, door.pk])).status_code == 404


def test_what_was_seen_at_a_visit_that_was_undone_is_not_shown(
    client: Client, flat: Flat, door: Address, ans: User, riny: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    evening = make.walking_round(flat, ans, riny)
    slip = make.visit(evening, door)
    OccupancyNote.objects.create(
        address=door, occupancy="seems_empty", source="at_the_door", noted_at=clock.now(), visit=slip
    )
    page = reverse("door", args=[flat.pk, door.pk])
    assert "Seen at the door" in client.get(page).content.decode()
    slip.undone_at = AT
    slip.save()
    assert "Seen at the door" not in client.get(page).content.decode()

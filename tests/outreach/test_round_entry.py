"""A round entered from paper: each right line once, each wrong one with its sentence, also a day later."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from buurvoorbuur import clock
from buurvoorbuur.models import Event, User
from outreach import interests, optouts
from outreach.models import Address, Flat, Round, Talk, Visit
from outreach.opt_out_terms import Channel
from outreach.visit_states import Outcome, RoundState
from tests import make

pytestmark = pytest.mark.usefixtures("in_english")

AT = make.EVENING


@pytest.fixture
def client(ans: User, as_) -> Client:
    return as_(ans)


def url(evening: Round) -> str:
    return reverse("round_entry", args=[evening.pk])


def sheet(*lines: tuple[Address, str], opened: str = "18:45", **more: str) -> dict[str, str]:
    """What the page sends: an outcome for some doors, under an id of its own for each."""
    said = {"opened": opened, **more}
    for door, outcome in lines:
        said |= {f"door-{door.pk}-visit_id": str(uuid4()), f"door-{door.pk}-outcome": outcome}
    return said


def html(client: Client, evening: Round, said: dict[str, str] | None = None) -> str:
    answer = client.post(url(evening), said, follow=True) if said else client.get(url(evening))
    return answer.content.decode()


def outcomes() -> dict[int, str]:
    return dict(Visit.objects.order_by("address__number").values_list("address__number", "outcome"))


def test_the_page_shows_every_planned_door_with_nothing_chosen(
    client: Client, tonight: Round, doors: list[Address]
) -> None:
    page = html(client, tonight)
    assert page.count("<fieldset") == 6
    assert "checked" not in page
    assert page.count('type="radio"') == 6 * 5
    assert len({part.split('"')[0] for part in page.split('visit_id" value="')[1:]}) == 6


def test_what_is_ticked_is_stored_at_the_time_of_the_page(
    client: Client, tonight: Round, doors: list[Address]
) -> None:
    page = html(client, tonight, sheet((doors[0], "nobody_home"), (doors[1], "declined_door")))
    assert outcomes() == {1: "nobody_home", 2: "declined_door"}
    assert {visit.happened_at for visit in Visit.objects.all()} == {AT.replace(hour=18, minute=45)}
    assert "2 doors are stored." in page
    assert Event.objects.filter(action="visit.recorded").count() == 2


def test_sending_twice_is_once(client: Client, tonight: Round, doors: list[Address]) -> None:
    said = sheet((doors[0], "nobody_home"), (doors[1], "declined_intercom"))
    for _ in range(2):
        html(client, tonight, said)
    assert Visit.objects.count() == 2
    assert Event.objects.filter(action="visit.recorded").count() == 2


def test_a_part_of_the_day_says_come_back_and_come_back_asks_for_a_part(
    client: Client, tonight: Round, doors: list[Address]
) -> None:
    said = sheet((doors[0], ""), (doors[1], "come_back"))
    said[f"door-{doors[0].pk}-come_back_part"] = "afternoon"
    page = html(client, tonight, said)
    assert Visit.objects.get().come_back_part == "afternoon"
    assert page.count("Choose the part of the day to come back.") == 1


def test_a_wrong_line_stays_filled_in_with_its_sentence_and_the_right_ones_are_stored(
    client: Client, tonight: Round, doors: list[Address]
) -> None:
    said = sheet((doors[0], "nobody_home"), (doors[1], "declined_door"), (doors[2], ""))
    said[f"door-{doors[1].pk}-come_back_part"] = "morning"
    page = html(client, tonight, said)
    assert outcomes() == {1: "nobody_home"}
    row = page.split(f'id="door-{doors[1].pk}"')[1].split("</fieldset>")[0]
    assert "Choose the part of the day to come back." in row
    assert 'value="declined_door" checked' in row
    assert said[f"door-{doors[1].pk}-visit_id"] in row
    assert "the lines that were right are stored" in page
    assert f'id="door-{doors[0].pk}"' not in page
    del said[f"door-{doors[1].pk}-come_back_part"]
    html(client, tonight, said)
    assert outcomes() == {1: "nobody_home", 2: "declined_door"}


def test_a_door_that_said_no_meanwhile_is_told_at_its_line(
    client: Client, tonight: Round, doors: list[Address], cora: User
) -> None:
    said = sheet((doors[0], "nobody_home"), (doors[1], "nobody_home"), (doors[2], "nobody_home"))
    optouts.record(address=doors[0], channel=Channel.PHONE, by=cora, at=AT)
    optouts.pause(address=doors[1], by=cora, at=AT)
    page = html(client, tonight, said)
    assert outcomes() == {3: "nobody_home"}
    assert "This door has opted out and is not contacted." in page
    assert "This door is paused until a coordinator has looked at it." in page


def test_a_door_that_the_other_entered_first_is_not_entered_again(
    client: Client, tonight: Round, doors: list[Address]
) -> None:
    make.visit(tonight, doors[0])
    assert f'id="door-{doors[0].pk}"' not in html(client, tonight)
    page = html(client, tonight, sheet((doors[0], "declined_door")))
    assert "This door was noted already this evening: Nobody home." in page
    assert Visit.objects.count() == 1


@pytest.mark.parametrize(
    ("opened", "sentence"),
    [
        ("", "This field is required."),
        ("straks", "Enter a valid time."),
        ("20:31", "At this time nobody rings at a door."),
        ("03:00", "At this time nobody rings at a door."),
        ("19:30", "This time is still to come."),
    ],
)
def test_a_wrong_time_is_told_at_its_field_and_nothing_is_stored(
    client: Client, tonight: Round, doors: list[Address], opened: str, sentence: str
) -> None:
    page = html(client, tonight, sheet((doors[0], "nobody_home"), opened=opened))
    assert sentence in page
    assert 'value="nobody_home" checked' in page
    assert not Visit.objects.exists()


def test_an_empty_page_stores_nothing_and_says_so(client: Client, tonight: Round) -> None:
    assert "No door was stored." in html(client, tonight, sheet())


def test_doors_of_elsewhere_and_nonsense_are_ignored(
    client: Client, tonight: Round, team, doors: list[Address]
) -> None:
    other = make.flat(team, name="Zonneflat").addresses.all()[0]
    said = sheet((other, "nobody_home")) | {"door-x-visit_id": "1", f"door-{'9' * 40}-visit_id": "x"}
    html(client, tonight, said)
    html(client, tonight, {"opened": "18:45", f"door-{doors[0].pk}-visit_id": "not an id",
                           f"door-{doors[0].pk}-outcome": "nobody_home"})  # fmt: skip
    html(client, tonight, sheet((doors[0], "talk"), (doors[1], "vanished")))
    assert not Visit.objects.exists()


@pytest.fixture
def morning_after(client: Client, ans: User, monkeypatch: pytest.MonkeyPatch) -> datetime:
    later = AT + timedelta(hours=14)
    monkeypatch.setattr(clock, "now", lambda: later)
    client.force_login(ans)
    return later


def test_an_evening_on_paper_is_entered_the_next_morning(
    client: Client, tonight: Round, doors: list[Address], morning_after: datetime
) -> None:
    html(client, tonight, sheet((doors[0], "nobody_home"), opened="19:40"))
    visit = Visit.objects.get()
    assert visit.happened_at == AT.replace(hour=19, minute=40)
    assert visit.recorded_at == morning_after


def test_a_talk_on_paper_is_entered_on_its_own_page_also_the_next_morning(
    client: Client, tonight: Round, doors: list[Address], morning_after: datetime
) -> None:
    interests.load_starter()
    link = html(client, tonight).split(f'id="door-{doors[0].pk}"')[1].split('href="')[1].split('"')[0]
    page = client.get(link).content.decode()
    assert "You enter this talk from paper." in page
    opened = page.split('name="opened" value="')[1].split('"')[0]
    said = {"visit_id": str(uuid4()), "taal": "nl", "opened": opened, "introductions_wanted": "1"}
    answer = client.post(reverse("round_talk", args=[tonight.pk, doors[0].pk]), said)
    assert answer.status_code == 302, answer.context["form"].errors or answer.context["person"].errors
    visit = Visit.objects.get(outcome=Outcome.TALK)
    assert visit.happened_at == AT.replace(hour=18, minute=30)
    assert Talk.objects.get().minutes is None


def test_a_moment_of_paper_is_of_its_own_door(
    client: Client, tonight: Round, doors: list[Address], morning_after: datetime
) -> None:
    page = html(client, tonight)
    first = page.split(f'id="door-{doors[0].pk}"')[1].split('href="')[1].split('"')[0]
    stolen = first.replace(f"/deur/{doors[0].pk}/", f"/deur/{doors[1].pk}/")
    assert "You enter this talk from paper." not in client.get(stolen).content.decode()


def test_on_the_night_the_clock_changes_the_time_is_the_one_on_the_wall(
    flat: Flat, doors: list[Address], ans: User, riny: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    night = datetime(2026, 10, 25, 19, 30, tzinfo=timezone.get_default_timezone())
    evening = make.walking_round(flat, ans, riny, night)
    monkeypatch.setattr(clock, "now", lambda: night)
    client.force_login(ans)
    html(client, evening, sheet((doors[0], "nobody_home")))
    assert Visit.objects.get().happened_at.isoformat() == "2026-10-25T17:45:00+00:00"


@pytest.mark.parametrize("state", [RoundState.PLANNED, RoundState.CLOSED, RoundState.CANCELLED])
def test_a_round_that_is_not_under_way_takes_nothing(
    client: Client, tonight: Round, doors: list[Address], state: RoundState
) -> None:
    Round.objects.update(state=state)
    page = html(client, tonight, sheet((doors[0], "nobody_home")))
    assert "This round is not under way" in page
    assert not Visit.objects.exists()


def test_only_the_two_enter_it(tonight: Round, cora: User, as_) -> None:
    assert as_(cora).get(url(tonight)).status_code == 404


def test_when_all_is_entered_the_sheet_may_go(client: Client, tonight: Round, doors: list[Address]) -> None:
    html(client, tonight, sheet(*((door, "nobody_home") for door in doors)))
    assert Visit.objects.count() == 6
    assert "You can tear the sheet up now." in html(client, tonight)


def test_the_page_takes_the_same_queries_whatever_its_doors(team, ans: User, riny: User, as_) -> None:
    client, counts = as_(ans), []
    for name, doors in (("Zonneflat", 3), ("Maanflat", 30)):
        place = make.flat(team, name=name, doors=doors)
        make.assign(ans, place)
        evening = make.walking_round(place, ans, riny)
        with CaptureQueriesContext(connection) as queries:
            html(client, evening)
        counts.append(len(queries))
    assert counts[0] == counts[1]

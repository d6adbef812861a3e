"""Planning, walking and closing a round on the screens, and who sees which part of it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buurvoorbuur import clock
from buurvoorbuur.models import Event, Team, User
from buurvoorbuur.roles import Role
from outreach import optouts, rounds, visits
from outreach.models import Address, Flat, Round, Visit
from outreach.opt_out_terms import Channel
from outreach.visit_states import Outcome, RoundState
from tests import make

pytestmark = pytest.mark.usefixtures("in_english")

TODAY = make.EVENING.date()


@pytest.fixture
def client(ans: User, as_) -> Client:
    return as_(ans)


def plan(client: Client, flat: Flat, one: User, other: User, **changes: object) -> tuple[str, int]:
    facts = {
        "planned_on": TODAY.isoformat(),
        "starts_at": "18:30",
        "asker": one.pk,
        "note_taker": other.pk,
        "do": "plan",
    }
    url = f"{reverse('round_new')}?flat={flat.pk}"
    response = client.post(url, {**facts, **changes}, follow=True)
    return response.content.decode(), Round.objects.count()


def page(client: Client, tonight: Round) -> str:
    """The round as a list, as it is without a script; the page that walks it has tests of its own."""
    return client.get(reverse("round_doors", args=[tonight.pk])).content.decode()


def test_a_round_goes_from_plan_to_looking_back(flat: Flat, ans: User, riny: User, as_) -> None:
    client, other = as_(ans), as_(riny)
    html, _count = plan(client, flat, ans, riny)
    tonight = Round.objects.get()
    assert "The evening is planned." in html
    client.post(reverse("round_start", args=[tonight.pk]))
    assert Round.objects.get().state == RoundState.PLANNED
    for one in (client, other):
        one.post(reverse("round_safety", args=[tonight.pk]))
    assert "Start the round" in page(client, tonight)
    client.post(reverse("round_start", args=[tonight.pk]))
    html = page(client, tonight)
    assert html.count('value="nobody_home"') == 6
    close = reverse("round_close", args=[tonight.pk])
    html = client.post(close, {"wonder": "Mooi."}).content.decode()
    assert "Close the round when both of you are home." in html
    html = client.post(close, {"both_home": "on", "wonder": "Mooi."}, follow=True).content.decode()
    assert Round.objects.get().state == RoundState.CLOSED
    assert "Mooi." in html
    assert "it says nothing about you. Perhaps a Saturday afternoon finds more people home." in html


def test_the_plan_shows_the_doors_that_would_be_rung(client: Client, flat: Flat, cora: User) -> None:
    door = flat.addresses.in_walking_order()[0]
    optouts.record(address=door, channel=Channel.PHONE, by=cora, at=make.EVENING)
    html = client.get(reverse("round_new")).content.decode()
    assert html.count('class="door-number"') == 5
    assert not Round.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"note_taker": "same"}, "Go with two, always."),
        ({"planned_on": (TODAY - timedelta(days=1)).isoformat()}, "This date has gone by."),
        ({"planned_on": "morgen"}, "Enter a valid date."),
        ({"starts_at": "21:00"}, "At this time nobody rings at a door."),
        ({"asker": "00000000-0000-0000-0000-000000000000"}, "Select a valid choice."),
    ],
)
def test_a_wrong_plan_is_told_at_its_field_and_stored_nowhere(
    client: Client, flat: Flat, ans: User, riny: User, changes: dict[str, object], sentence: str
) -> None:
    if changes.get("note_taker"):
        changes = {"note_taker": ans.pk}
    html, count = plan(client, flat, ans, riny, **changes)
    assert sentence in html
    assert count == 0


@pytest.mark.parametrize("day", ["past", "none"])
def test_all_that_is_wrong_with_a_plan_is_told_at_once(
    client: Client, flat: Flat, ans: User, riny: User, day: str
) -> None:
    plan(client, flat, ans, riny)
    changes: dict[str, object] = {"starts_at": "21:00"}
    if day == "past":
        Round.objects.update(planned_on=TODAY - timedelta(days=1))
        changes["planned_on"] = (TODAY - timedelta(days=1)).isoformat()
        told = ["planned_on", "starts_at", "asker", "note_taker"]
    else:
        changes |= {"planned_on": "", "note_taker": ans.pk}
        told = ["planned_on", "starts_at", "note_taker"]
    html, count = plan(client, flat, ans, riny, **changes)
    assert count == 1
    summary = html.split('role="alert"')[1].split("</ul>")[0]
    assert [
        name for name in ("planned_on", "starts_at", "asker", "note_taker") if f"#id_{name}" in summary
    ] == told
    assert summary.count("<li>") == len(told)


def test_showing_the_doors_again_plans_nothing(client: Client, flat: Flat, ans: User, riny: User) -> None:
    html, count = plan(client, flat, ans, riny, do="show")
    assert count == 0
    assert html.count('class="door-number"') == 6


def test_with_several_flats_one_is_asked_and_without_any_that_is_told(
    flat: Flat, ans: User, cora: User, as_
) -> None:
    second = make.flat(flat.team, name="Zonneflat")
    html = as_(cora).get(reverse("round_new")).content.decode()
    assert f"?flat={second.pk}" in html and f"?flat={flat.pk}" in html
    Flat.objects.update(phase="prepare")
    assert "No flat is at its visits" in as_(cora).get(reverse("round_new")).content.decode()


def test_nobody_home_is_one_tap_and_can_be_undone(client: Client, tonight: Round) -> None:
    door = tonight.flat.addresses.in_walking_order()[0]
    id = page(client, tonight).split('name="visit_id" value="')[1].split('"')[0]
    tap = {"visit_id": id, "outcome": "nobody_home"}
    for _ in range(2):
        client.post(reverse("round_door", args=[tonight.pk, door.pk]), tap)
    visit = Visit.objects.get()
    assert (visit.outcome, visit.address) == (Outcome.NOBODY_HOME, door)
    html = page(client, tonight)
    assert html.count('value="nobody_home"') == 5
    undo = reverse("visit_undo", args=[tonight.pk, visit.pk])
    assert undo in html
    client.post(undo)
    assert not Visit.objects.standing().exists()


def test_a_paused_door_has_no_button(client: Client, tonight: Round, cora: User) -> None:
    optouts.pause(address=tonight.flat.addresses.in_walking_order()[0], by=cora, at=make.EVENING)
    assert page(client, tonight).count('value="nobody_home"') == 5


def test_a_coordinator_sees_the_round_of_others_without_buttons(tonight: Round, cora: User, as_) -> None:
    html = page(as_(cora), tonight)
    assert "Only the two who walk it log its doors." in html
    assert 'value="nobody_home"' not in html


def test_the_list_shows_mine_what_is_planned_and_what_was(
    client: Client, tonight: Round, flat: Flat, ans: User, cora: User, riny: User, as_
) -> None:
    other = Round.objects.create(
        flat=flat, planned_on=TODAY, starts_at="18:00", last_new_door="20:30", asker=cora, note_taker=riny
    )
    html = client.get(reverse("rounds")).content.decode()
    assert html.index("My rounds") < html.index(str(tonight.pk)) < html.index("Also planned")
    assert html.index("Also planned") < html.index(str(other.pk))
    Round.objects.update(state=RoundState.CLOSED)
    assert "Over, or called off" in client.get(reverse("rounds")).content.decode()


def test_a_round_can_be_called_off_before_it_begins(
    client: Client, flat: Flat, ans: User, riny: User
) -> None:
    plan(client, flat, ans, riny)
    tonight = Round.objects.get()
    html = client.post(reverse("round_cancel", args=[tonight.pk]), follow=True).content.decode()
    assert "This round was called off" in html
    assert not tonight.doors.exists()


SCREENS = ["round", "round_close", "round_left"]
ACTS = ["round_safety", "round_start", "round_cancel", "round_close"]


def test_a_round_of_another_team_is_not_found(tonight: Round, as_) -> None:
    client = as_(make.member("Ciska", Role.COORDINATOR, make.team("Andere buurt")))
    for name in SCREENS:
        assert client.get(reverse(name, args=[tonight.pk])).status_code == 404
    for name in ACTS:
        assert client.post(reverse(name, args=[tonight.pk])).status_code == 404
    assert str(tonight.pk) not in client.get(reverse("rounds")).content.decode()


def test_a_flat_that_is_not_mine_is_not_planned(team: Team, client: Client, flat: Flat) -> None:
    other = make.flat(team, name="Zonneflat")
    assert client.get(f"{reverse('round_new')}?flat={other.pk}").status_code == 404
    assert client.get(f"{reverse('round_new')}?flat=9{'9' * 30}").status_code == 404


def test_without_the_right_it_is_forbidden_and_without_a_login_one_logs_in(
    tonight: Round, wim: User, as_
) -> None:
    for name in SCREENS:
        url = reverse(name, args=[tonight.pk])
        assert as_(wim).get(url).status_code == 403
        assert Client().get(url).status_code == 302
    assert Event.objects.count() == 0


def test_a_round_takes_the_same_queries_whatever_its_doors(team: Team, ans: User, riny: User, as_) -> None:
    client, counts = as_(ans), []
    for name, doors in (("Zonneflat", 3), ("Maanflat", 30)):
        flat = make.flat(team, name=name, doors=doors)
        make.assign(ans, flat)
        walk = make.walking_round(flat, ans, riny)
        make.visit(walk, Address.objects.filter(flat=flat)[0])
        with CaptureQueriesContext(connection) as queries:
            page(client, walk)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_looking_back_is_read_by_the_two_and_their_coordinator_only(
    tonight: Round, ans: User, cora: User, team: Team, as_
) -> None:
    third = make.member("Toos", Role.INITIATOR, team)
    make.assign(third, tonight.flat)
    rounds.close(
        round=tonight, both_home=True, debrief=rounds.Debrief(worry="Een zorg."), by=ans, at=make.EVENING
    )
    assert "Een zorg." in page(as_(ans), tonight)
    assert "Een zorg." in page(as_(cora), tonight)
    assert "Een zorg." not in page(as_(third), tonight)


def test_a_plan_posted_twice_is_one_evening(client: Client, flat: Flat, ans: User, riny: User) -> None:
    id = client.get(reverse("round_new")).content.decode().split('name="round_id" value="')[1].split('"')[0]
    for _ in range(2):
        html, count = plan(client, flat, ans, riny, round_id=id)
        assert count == 1
        assert "The evening is planned." in html


def test_a_person_with_a_round_that_day_is_told_at_their_field(
    client: Client, flat: Flat, ans: User, riny: User
) -> None:
    plan(client, flat, ans, riny)
    html, count = plan(client, flat, ans, riny)
    assert "This person already walks a round on that day." in html
    assert count == 1


def test_a_round_that_was_missed_is_told_and_called_off_where_it_is_seen(
    client: Client, flat: Flat, ans: User, riny: User, cora: User, team: Team, as_,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    plan(client, flat, ans, riny)
    missed = Round.objects.get()
    third = make.member("Toos", Role.INITIATOR, team)
    make.assign(third, flat)
    cancel = f'action="{reverse("round_cancel", args=[missed.pk])}"'
    lists = [as_(person).get(reverse("rounds")).content.decode() for person in (ans, cora)]
    assert not any(cancel in html or "Not walked" in html for html in lists)
    monkeypatch.setattr(clock, "now", lambda: make.EVENING + timedelta(days=1))
    for person, may in ((ans, True), (cora, True), (third, False)):
        User.objects.filter(pk=person.pk).update(language="en")
        html = as_(person).get(reverse("rounds")).content.decode()
        assert "Not walked" in html
        assert (cancel in html) is may
    client.force_login(ans)
    home = client.get(reverse("home")).content.decode()
    assert "Your round was not walked" in home and "Call it off" in home
    assert "Plan a round" in as_(cora).get(reverse("home")).content.decode()
    html = page(client, missed)
    assert "This evening has gone by" in html and cancel in html
    assert "I have read it and agree" not in html
    client.post(reverse("round_cancel", args=[missed.pk]))
    assert "Not walked" not in client.get(reverse("rounds")).content.decode()
    assert "not walked" not in client.get(reverse("home")).content.decode()


def test_the_page_that_a_phone_keeps_has_no_person_and_no_state_of_a_door_in_it(
    tonight: Round, ans: User, riny: User, as_
) -> None:
    client, url = as_(ans), reverse("round", args=[tonight.pk])
    first = client.get(url)
    assert first.headers["BvB-Shell"] == "1"
    make.visit(tonight, tonight.flat.addresses.in_walking_order()[0])
    again = client.get(url)
    assert again.content == first.content, "the same bytes whatever happened at the doors"
    assert client.get(url, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    page = first.content.decode()
    assert not any(word in page for word in (ans.name, riny.name, ans.email, ans.first_name, riny.first_name))
    assert "Planetenlaan" not in page


def test_only_the_two_get_the_page_that_walks_the_round(
    tonight: Round, ans: User, riny: User, cora: User, as_
) -> None:
    url = reverse("round", args=[tonight.pk])
    assert all("BvB-Shell" in as_(one).get(url).headers for one in (ans, riny))
    assert "BvB-Shell" not in as_(cora).get(url).headers


def test_a_door_that_two_phones_noted_is_told_with_both_visits(
    tonight: Round, ans: User, riny: User, as_
) -> None:
    door, other = tonight.flat.addresses.in_walking_order()[:2]
    make.visit(tonight, other)
    for minutes, outcome, by in ((0, Outcome.NOBODY_HOME, ans), (9, Outcome.DECLINED_DOOR, riny)):
        at = make.EVENING + timedelta(minutes=minutes)
        notes = visits.DoorNotes(outcome=outcome, opened_at=at)
        visits.record(id=uuid4(), round=tonight, address=door, notes=notes, by=by, at=at, sent_later=True)
    Round.objects.update(state=RoundState.CLOSED, both_home_at=make.EVENING)
    html = " ".join(as_(ans).get(reverse("round", args=[tonight.pk])).content.decode().split())
    assert "Noted twice" in html
    assert f"<li>{door.door}: Nobody home (19:00, Ans); No, at the door (19:09, Riny)</li>" in html
    assert f"<li>{other.door}:" not in html
    Visit.objects.filter(pk=Visit.objects.filter(address=door).latest("recorded_at").pk).update(
        undone_at=make.EVENING
    )
    assert "Noted twice" not in as_(ans).get(reverse("round", args=[tonight.pk])).content.decode()

"""The flats, one flat and one door, as each role sees them."""

import re
from collections import Counter
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from buurvoorbuur import crypto
from buurvoorbuur.models import Team, User
from buurvoorbuur.roles import Role
from outreach import doors, optouts, report_counts, round_cards, round_pages
from outreach.flat_phases import Phase
from outreach.ledger import Ledger
from outreach.models import Flat, Visit
from outreach.opt_out_terms import Channel, EndReason
from outreach.visit_states import Outcome
from tests import make


def page(client: Client, name: str, *args: object, status: int = 200) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == status, response.content.decode()[:400]
    return response.content.decode()


def visited(flat: Flat, ans: User, riny: User) -> None:
    """One of each: a talk, three times out, come back, a no by intercom, broken off, an opt-out."""
    evening = make.walking_round(flat, ans, riny)
    first, second, third, fourth, fifth, sixth = flat.addresses.in_walking_order()
    make.visit(evening, first, Outcome.TALK)
    for _ in range(3):
        make.visit(evening, second, Outcome.NOBODY_HOME)
    make.visit(evening, third, Outcome.COME_BACK)
    make.visit(evening, fourth, Outcome.DECLINED_INTERCOM)
    make.visit(evening, fifth, Outcome.LEFT)
    optouts.record(address=sixth, channel=Channel.PHONE, by=ans, at=make.EVENING)


def test_each_door_shows_how_it_stands(flat: Flat, ans: User, riny: User) -> None:
    visited(flat, ans, riny)
    states = [door.state for door in doors.of_flat(flat)]
    assert states == ["talk", "rests", "come_back", "declined_intercom", "paused", "opted_out"]


def test_an_undone_visit_leaves_no_trace_on_the_tile(flat: Flat, ans: User, riny: User) -> None:
    make.visit(make.walking_round(flat, ans, riny), flat.addresses.first())
    Visit.objects.update(undone_at=make.EVENING)
    assert {door.state for door in doors.of_flat(flat)} == {"not_recorded"}


def test_the_flat_is_drawn_top_floor_first_with_words(flat: Flat, ans: User, riny: User, as_) -> None:
    visited(flat, ans, riny)
    html = page(as_(ans), "flat", flat.pk)
    for state in ("talk", "rests", "come_back", "declined_intercom", "paused", "opted_out"):
        assert f'data-state="{state}"' in html
        assert str(doors.WORDS[state]) in html
    door_numbers = [int(part.split("<")[0]) for part in html.split('class="door-number">')[1:]]
    assert door_numbers == [4, 5, 6, 1, 2, 3]


def test_coordinators_get_the_buttons_that_initiators_do_not(flat: Flat, ans: User, cora: User, as_) -> None:
    road = reverse("flat_road", args=[flat.pk])
    assert road in page(as_(cora), "flat", flat.pk)
    assert road not in page(as_(ans), "flat", flat.pk)
    assert reverse("flat_begin") in page(as_(cora), "flats")
    assert reverse("flat_begin") not in page(as_(ans), "flats")


@pytest.mark.parametrize(
    ("phase", "leads_to"),
    [
        (Phase.PREPARE, "flat_road"),
        (Phase.LETTER, "letter"),
        (Phase.VISITS, "round_new"),
        (Phase.MATCHING, None),
        (Phase.KEEP, None),
    ],
)
def test_the_largest_button_is_what_the_phase_asks_for(
    flat: Flat, ans: User, cora: User, as_, phase: Phase, leads_to: str | None
) -> None:
    Flat.objects.update(phase=phase)
    assert largest(page(as_(cora), "flat", flat.pk)) == leads_to
    assert largest(page(as_(ans), "flat", flat.pk)) == (leads_to if phase == Phase.VISITS else None)


def test_a_flat_at_rest_asks_for_no_round(flat: Flat, cora: User, as_) -> None:
    Flat.objects.update(restarts_on=make.EVENING.date() + timedelta(days=9))
    html = page(as_(cora), "flat", flat.pk)
    assert reverse("round_new") in html
    assert largest(html) is None


def largest(html: str) -> str | None:
    """To which page the one button leads that stands out."""
    found = re.findall(r'class="btn btn-primary" href="([^"]+)"', html)
    assert len(found) <= 1
    return resolve(found[0].partition("?")[0]).url_name if found else None


def test_the_list_counts_as_the_ledger_does(flat: Flat, ans: User, riny: User, cora: User, as_) -> None:
    visited(flat, ans, riny)
    talked = flat.addresses.in_walking_order().first()
    row = as_(cora).get(reverse("flats")).context["rows"][0][1]
    assert (row.doors, row.opted_out, row.talks) == (6, 1, 1)
    optouts.record(address=talked, channel=Channel.EMAIL, by=cora, at=make.EVENING)
    row = as_(cora).get(reverse("flats")).context["rows"][0][1]
    ledger = as_(cora).get(reverse("flat", args=[flat.pk])).context["ledger"]
    assert (
        (row.doors, row.opted_out, row.talks) == (6, 2, 0) == (ledger.doors, ledger.opted_out, ledger.talks)
    )


def test_the_flat_and_the_reports_count_alike(flat: Flat, ans: User, riny: User, cora: User, as_) -> None:
    visited(flat, ans, riny)
    on_screen = as_(cora).get(reverse("flat", args=[flat.pk])).context["ledger"]
    in_reports = report_counts.doors([flat]).ledger
    assert on_screen == in_reports


def test_an_empty_team_is_told_what_to_do(team: Team, cora: User, ans: User, as_) -> None:
    assert reverse("flat_begin") in page(as_(cora), "flats")
    assert reverse("flat_begin") not in page(as_(ans), "flats")


@pytest.mark.parametrize("size", [6, 500])
def test_a_flat_takes_as_many_queries_at_any_size(team: Team, cora: User, as_, size: int) -> None:
    flat = make.flat(team, doors=size, per_floor=20)
    client = as_(cora)
    assert _own_queries(client, reverse("flat", args=[flat.pk])) == 4


@pytest.mark.parametrize("flats", [1, 8])
def test_the_list_takes_as_many_queries_for_any_number_of_flats(
    team: Team, cora: User, as_, flats: int
) -> None:
    for number in range(flats):
        make.flat(team, name=f"Flat {number}")
    assert _own_queries(as_(cora), reverse("flats")) == 2


def _own_queries(client: Client, url: str) -> int:
    """The queries about flats and doors; who is asking takes the same few on every page."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return sum('FROM "outreach_' in query["sql"] for query in asked)


def test_a_flat_shows_no_word_that_was_encrypted(
    flat: Flat, ans: User, riny: User, cora: User, as_, monkeypatch
) -> None:
    make.talk(make.walking_round(flat, ans, riny), flat.addresses.first())
    opened: list[str] = []
    client = as_(cora)
    real = crypto._open

    def noted(token: crypto.Token, label: str, pk: UUID) -> str:
        opened.append(label)
        return real(token, label, pk)

    monkeypatch.setattr(crypto, "_open", noted)
    client.get(reverse("flat", args=[flat.pk]))
    assert set(opened) <= {"buurvoorbuur.user.name"}


def test_a_door_tells_its_history(flat: Flat, ans: User, riny: User, as_) -> None:
    visited(flat, ans, riny)
    client = as_(ans)
    for address in flat.addresses.all():
        html = page(client, "door", flat.pk, address.pk)
        assert str(address) in html
        assert reverse("optout_end", args=[flat.pk, address.pk]) not in html
        assert reverse("door_resume", args=[flat.pk, address.pk]) not in html


def test_a_door_of_another_flat_is_not_under_this_one(team: Team, flat: Flat, cora: User, as_) -> None:
    other = make.flat(team, name="Zonneflat")
    page(as_(cora), "door", other.pk, flat.addresses.first().pk, status=404)


@pytest.mark.parametrize("name", ["flats", "flat_begin", "flat_new", "flat_new_pattern"])
def test_who_is_not_logged_in_logs_in_first(db: None, name: str) -> None:
    response = Client().get(reverse(name))
    assert response.status_code == 302 and response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["flat", "flat_road", "optout_new"])
def test_a_flat_of_another_team_is_not_there(flat: Flat, as_, name: str) -> None:
    elsewhere = make.member("Elsa", Role.COORDINATOR, make.team("Selwerd"))
    page(as_(elsewhere), name, flat.pk, status=404)


def test_an_initiator_sees_only_the_flats_they_walk(team: Team, ans: User, flat: Flat, as_) -> None:
    other = make.flat(team, name="Zonneflat")
    assert "Zonneflat" not in page(as_(ans), "flats")
    page(as_(ans), "flat", other.pk, status=404)


@pytest.mark.parametrize("name", ["flat", "flat_road", "optout_new"])
def test_a_welfare_worker_sees_no_doors(flat: Flat, wim: User, stranger: User, as_, name: str) -> None:
    page(as_(wim), name, flat.pk, status=403)
    page(as_(stranger), name, flat.pk, status=403)


def test_a_coordinator_moves_assigns_and_pauses(flat: Flat, cora: User, ans: User, as_) -> None:
    client = as_(cora)

    def post(name: str, *args: object, **data: object) -> str:
        return client.post(reverse(name, args=args), data, follow=True).content.decode()

    assert "Deze flat is bij: Koppelingen." in post("flat_move", flat.pk, action="next")
    post("flat_pause", flat.pk, restarts_on="2026-12-01", message="Even rust.")
    assert f"{ans} loopt niet meer in deze flat." in post("flat_assign", flat.pk, ans.pk, action="unassign")
    flat.refresh_from_db()
    assert flat.phase == Phase.MATCHING
    assert str(flat.restarts_on) == "2026-12-01"
    assert not flat.assignments.filter(user=ans).exists()
    assert "message-warning" in post("flat_move", flat.pk, action="jump")
    assert "message-warning" in post("flat_plan", flat.pk, plan_afterwards="groups")
    post("flat_restart", flat.pk)
    flat.refresh_from_db()
    assert flat.restarts_on is None


def test_nobody_from_outside_is_assigned(flat: Flat, cora: User, stranger: User, as_) -> None:
    for pk in (stranger.pk, uuid4()):
        assert as_(cora).post(reverse("flat_assign", args=[flat.pk, pk])).status_code == 404


def test_an_initiator_changes_nothing_on_the_road(flat: Flat, ans: User, as_) -> None:
    for name in ("flat_move", "flat_pause", "flat_restart", "flat_plan"):
        assert as_(ans).post(reverse(name, args=[flat.pk]), {"action": "next"}).status_code == 403
    flat.refresh_from_db()
    assert flat.phase == Phase.VISITS


def test_a_number_that_no_database_holds_is_not_found(as_, cora: User) -> None:
    assert as_(cora).get(f"/flats/{10**30}/deur/1/").status_code == 404
    assert as_(cora).get("/flats/999999999999999999/deur/1/").status_code == 404


def test_a_door_opened_again_says_so_while_the_ledger_keeps_what_happened(
    flat: Flat, ans: User, riny: User, cora: User, as_
) -> None:
    visited(flat, ans, riny)
    later = make.EVENING + timedelta(hours=1)
    doors_in_order = list(flat.addresses.in_walking_order())
    optouts.resume(address=doors_in_order[4], by=cora, at=later)
    for door in (doors_in_order[1], doors_in_order[3]):
        optouts.record(address=door, channel=Channel.PHONE, by=cora, at=later)
        optouts.end(address=door, reason=EndReason.NEW_HOUSEHOLD, by=cora, at=later)
    before = report_counts.doors([flat]).ledger
    tiles = doors.of_flat(flat)
    assert [door.state for door in tiles] == ["talk", "visit", "come_back", "visit", "visit", "opted_out"]
    assert Ledger.of(Counter(door.standing for door in tiles), before.apart) == before
    assert (before.nobody_home, before.declined_intercom) == (1, 1)
    html = page(as_(ans), "door", flat.pk, doors_in_order[3].pk)
    assert str(doors.WORDS["visit"]) in html
    again = make.walking_round(flat, riny, cora)
    make.visit(again, doors_in_order[3], Outcome.NOBODY_HOME, at=later + timedelta(minutes=1))
    assert doors.of_flat(flat)[3].state == "nobody_home"


def test_a_door_that_talked_before_it_was_opened_again_is_closed_by_a_new_pause(
    flat: Flat, ans: User, riny: User, cora: User
) -> None:
    door, later = flat.addresses.in_walking_order()[0], make.EVENING + timedelta(hours=1)
    evening = make.walking_round(flat, ans, riny)
    make.visit(evening, door, Outcome.TALK)
    optouts.pause(address=door, by=cora, at=later)
    optouts.resume(address=door, by=cora, at=later)
    Visit.objects.update(round=make.walking_round(flat, riny, cora, make.EVENING - timedelta(days=9)))
    assert round_pages.doors(evening, later)[0].may_ring
    assert round_cards.card(evening, later)["doors"][0]["rings"]
    optouts.pause(address=door, by=cora, at=later + timedelta(hours=1))
    assert not round_pages.doors(evening, later)[0].may_ring
    assert not round_cards.card(evening, later)["doors"][0]["rings"]

"""The round on paper: one sheet for ten doors, sound and tagged, with boxes to tick and no name on it."""

from datetime import date

import pytest
from django.urls import reverse

from buurvoorbuur.models import Event, User
from buurvoorbuur.roles import Role
from outreach import optouts, round_sheets
from outreach.models import Flat, Round
from outreach.opt_out_terms import Channel
from outreach.visit_states import RoundState
from tests import make, paper

pytestmark = pytest.mark.one_database


@pytest.fixture
def ten(team, ans: User, riny: User) -> Round:
    """A round of ten doors with the longest numbers there are."""
    place = make.flat(team, name="Burgemeester van Nispen van Sevenaerflat", doors=10, per_floor=2)
    for door in place.addresses.all():
        door.number, door.suffix = 1230 + door.number, "A-123"
        door.save()
    for person in (ans, riny):
        make.assign(person, place)
    return make.walking_round(place, ans, riny)


def printed(evening: Round, by: User, language: str = "nl") -> bytes:
    return round_sheets.print_sheet(round=evening, language=language, by=by, at=make.EVENING)


def test_ten_doors_fit_on_one_page_with_everything_one_needs(ten: Round, ans: User) -> None:
    for language in ("nl", "en"):
        (page,) = paper.pages(printed(ten, ans, language))
        for number in range(1231, 1241):
            assert f"{number}A-123" in page
        for said in ("20:30", "18:30", "050 123 4567", "112"):
            assert said in page
    assert "Nobody home" in " ".join(page.split())


def test_the_heads_of_the_columns_stand_apart(ten: Round, ans: User) -> None:
    (words,) = paper.words(printed(ten, ans))
    top = min(word.top for word in words if word.text == "Weggegaan")
    heads = {word.text: word for word in words if abs(word.top - top) < 1}
    assert heads["Weggegaan"].right + 1.5 <= heads["Gesprek"].left


def test_the_file_is_sound_tagged_and_says_its_language(ten: Round, ans: User) -> None:
    sheet = printed(ten, ans)
    assert paper.is_sound(sheet) and paper.is_tagged(sheet)
    inside = paper.opened(sheet)
    for mark in ("/Lang (nl)", "pdfuaid:part", "/S /H1", "/S /Table", "/S /TH"):
        assert mark in inside


def test_no_name_stands_on_it_and_no_door_that_said_no(flat: Flat, ans: User, riny: User, cora: User) -> None:
    evening = make.walking_round(flat, ans, riny)
    doors = list(flat.addresses.in_walking_order())
    make.talk(evening, doors[0])
    optouts.record(address=doors[1], channel=Channel.PHONE, by=cora, at=make.EVENING)
    optouts.pause(address=doors[2], by=cora, at=make.EVENING)
    (page,) = paper.words(printed(evening, ans))
    words = [word.text for word in page]
    assert [word.text for word in page if word.text.isdigit() and word.left < 20] == ["4", "5", "6"]
    assert not {"Ans", "Riny", "Boer", "Samira", "Haddad"} & set(words)


def test_what_one_says_at_the_door_is_on_it_in_the_readers_language(ten: Round, ans: User) -> None:
    for language, sentence in (
        ("nl", "Het is een kennismaking, geen belofte."),
        ("en", "It is a first meeting, not a promise."),
    ):
        assert sentence in " ".join(paper.pages(printed(ten, ans, language))[0].split())


def test_forty_doors_take_more_pages_each_with_the_head_of_the_table(team, ans: User, riny: User) -> None:
    place = make.flat(team, name="Zonneflat", doors=40, per_floor=10)
    sheet = printed(make.walking_round(place, ans, riny), ans, "en")
    with_doors = [
        page for page in paper.words(sheet) if any(word.text.isdigit() and word.left < 20 for word in page)
    ]
    assert len(with_doors) > 2
    for page in with_doors:
        assert {"Nobody", "Floor"} <= {word.text for word in page}


def test_who_printed_it_stands_in_the_event_log(ten: Round, ans: User, as_) -> None:
    answer = as_(ans).get(reverse("round_sheet", args=[ten.pk]))
    assert answer.headers["Content-Type"] == "application/pdf"
    event = Event.objects.get()
    assert (event.action, event.actor_id, event.object_id) == ("round.sheet_printed", ans.pk, str(ten.pk))


def test_a_round_that_is_over_is_not_printed(ten: Round, ans: User, as_) -> None:
    Round.objects.update(state=RoundState.CLOSED)
    assert as_(ans).get(reverse("round_sheet", args=[ten.pk])).status_code == 409
    assert not Event.objects.exists()


def test_only_the_two_and_their_coordinator_print_it(ten: Round, team, ans: User, cora: User, as_) -> None:
    url = reverse("round_sheet", args=[ten.pk])
    third = make.member("Toos", Role.INITIATOR, team)
    make.assign(third, ten.flat)
    assert as_(third).get(url).status_code == 404
    assert as_(cora).get(url).status_code == 200


def test_a_round_of_another_day_says_its_own_day(ten: Round, ans: User) -> None:
    ten.planned_on = date(2026, 10, 25)
    assert "zondag 25 oktober" in " ".join(paper.pages(printed(ten, ans))[0].split())

"""The card that says we rang: for doors where nobody was home, each with a code of its own."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from buurvoorbuur import pdf
from buurvoorbuur.models import Event, User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Role
from outreach import call_cards, codes, optouts, wishes
from outreach.call_cards import For
from outreach.models import Address, DoorCode, Flat, LetterBatch, OptOut, Round
from outreach.opt_out_terms import Channel
from outreach.visit_states import Outcome, RoundState, Wish
from tests import make, paper

AT = make.EVENING


def printed(evening: Round, by: User, doors: For = For.TO_RING, language: str = "nl") -> bytes:
    return call_cards.print_cards(round=evening, doors=doors, language=language, by=by, at=AT)


def text(sheet: bytes) -> str:
    return " ".join(" ".join(paper.pages(sheet)).split())


def codes_on(sheet: bytes) -> list[str]:
    return [codes.tidy(code) for code in re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", text(sheet))]


def doors_on(sheet: bytes) -> list[int]:
    return [int(number) for number in re.findall(r"Planetenlaan (\d+)", text(sheet))]


def test_every_door_still_to_ring_gets_a_card_in_walking_order_four_to_a_sheet(
    tonight: Round, doors: list[Address], ans: User
) -> None:
    make.visit(tonight, doors[0])
    make.talk(tonight, doors[1])
    sheet = printed(tonight, ans)
    assert doors_on(sheet) == [3, 4, 5, 6]
    assert len(paper.pages(sheet)) == 1
    make.visit(tonight, doors[2], Outcome.DECLINED_DOOR)
    assert doors_on(printed(tonight, ans)) == [4, 5, 6]


def test_six_cards_take_two_sheets(tonight: Round, ans: User) -> None:
    assert len(paper.pages(printed(tonight, ans))) == 2


def test_or_every_door_where_nobody_was_home_this_evening_also_once_it_is_closed(
    tonight: Round, doors: list[Address], ans: User
) -> None:
    make.visit(tonight, doors[0])
    make.visit(tonight, doors[1], Outcome.DECLINED_DOOR)
    make.visit(tonight, doors[3])
    Round.objects.update(state=RoundState.CLOSED)
    tonight.refresh_from_db()
    assert doors_on(printed(tonight, ans, For.MISSED)) == [1, 4]


@pytest.mark.parametrize(("days", "is_news"), [(7, True), (8, False)])
def test_after_a_week_the_card_is_no_news_any_more(
    tonight: Round, doors: list[Address], ans: User, as_, days: int, is_news: bool
) -> None:
    make.visit(tonight, doors[0])
    Round.objects.update(state=RoundState.CLOSED, planned_on=AT.date() - timedelta(days=days))
    tonight.refresh_from_db()
    page = as_(ans).get(reverse("round", args=[tonight.pk])).text
    assert (reverse("round_call_cards", args=[tonight.pk]) in page) is is_news
    if is_news:
        assert doors_on(printed(tonight, ans, For.MISSED)) == [1]
        return
    with pytest.raises(Refused, match="refused") as no:
        printed(tonight, ans, For.MISSED)
    assert "langer dan een week geleden" in str(no.value.sentence)
    assert not DoorCode.objects.exists()


def test_a_visit_that_was_taken_back_brings_no_card(tonight: Round, doors: list[Address], ans: User) -> None:
    slip = make.visit(tonight, doors[0])
    make.visit(tonight, doors[1])
    slip.undone_at = AT
    slip.save()
    assert doors_on(printed(tonight, ans, For.MISSED)) == [2]


def test_each_code_is_new_opens_its_own_door_and_is_kept_as_a_fingerprint(
    tonight: Round, ans: User, flat: Flat
) -> None:
    first, second = printed(tonight, ans), printed(tonight, ans)
    made = codes_on(first) + codes_on(second)
    assert len(set(made)) == 12 == DoorCode.objects.count()
    assert set(DoorCode.objects.values_list("code_index", flat=True)) == {codes.index(code) for code in made}
    for code, number in zip(made, doors_on(first) + doors_on(second), strict=True):
        door = codes.door_of(code)
        assert door and door.number == number
    letter = make.known_code(LetterBatch.objects.get())
    assert codes.door_of(letter) == flat.addresses.in_walking_order().last()


def test_with_the_code_of_a_card_one_chooses_a_moment_or_says_no(tonight: Round, ans: User) -> None:
    cache.clear()
    code = codes_on(printed(tonight, ans))[0]
    Client().post(reverse("optout_wish", args=[code]), {"moment": Wish.MORNING})
    door = codes.door_of(code)
    assert door and wishes.standing(door) == Wish.MORNING
    Client().post(reverse("optout_code", args=[code]))
    assert OptOut.objects.get().address == door


def test_the_qr_code_leads_to_the_page_of_the_door(tonight: Round, doors: list[Address], ans: User) -> None:
    tonight.doors.exclude(address=doors[4]).delete()
    sheet = printed(tonight, ans)
    assert paper.scanned(sheet, 1).endswith(reverse("optout_code", args=codes_on(sheet)))


def test_a_door_that_said_no_or_waits_gets_none(
    tonight: Round, doors: list[Address], ans: User, cora: User
) -> None:
    for door in doors:
        make.visit(tonight, door)
    optouts.record(address=doors[1], channel=Channel.CODE, by=None, at=AT)
    optouts.pause(address=doors[2], by=cora, at=AT)
    assert doors_on(printed(tonight, ans, For.MISSED)) == [1, 4, 5, 6]
    assert not DoorCode.objects.filter(address__in=doors[1:3]).exists()


def test_a_no_that_comes_while_the_doors_are_chosen_still_counts(
    tonight: Round, doors: list[Address], ans: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = call_cards.round_pages.doors

    def meanwhile(*said: object) -> object:
        rows = real(*said)
        optouts.record(address=doors[0], channel=Channel.CODE, by=None, at=AT)
        return rows

    monkeypatch.setattr(call_cards.round_pages, "doors", meanwhile)
    assert doors_on(printed(tonight, ans)) == [2, 3, 4, 5, 6]


def test_without_a_door_nothing_is_printed_made_or_logged(tonight: Round, ans: User) -> None:
    with pytest.raises(Refused):
        printed(tonight, ans, For.MISSED)
    Round.objects.update(state=RoundState.CLOSED)
    tonight.refresh_from_db()
    with pytest.raises(Refused):
        printed(tonight, ans)
    assert not DoorCode.objects.exists() and not Event.objects.exists()


def test_a_card_that_cannot_be_set_leaves_no_code(
    tonight: Round, ans: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_template: object, **_words: object) -> bytes:
        raise pdf.WrongPages

    monkeypatch.setattr(pdf, "render", broken)
    with pytest.raises(pdf.WrongPages):
        printed(tonight, ans)
    assert not DoorCode.objects.exists() and not Event.objects.exists()


@pytest.mark.parametrize(
    ("language", "title", "day"),
    [
        ("nl", "We belden aan en misten u", "dinsdag 6 oktober"),
        ("en", "We rang, and missed you", "Tuesday 6"),
    ],
)
def test_it_says_who_and_when_and_how_to_reach_us_and_is_sound_and_tagged(
    tonight: Round, ans: User, language: str, title: str, day: str
) -> None:
    sheet = printed(tonight, ans, language=language)
    assert paper.is_sound(sheet) and paper.is_tagged(sheet) and f"/Lang ({language})" in paper.opened(sheet)
    said = text(sheet)
    for wanted in (title, day, "Ans", "Riny", "050 123 4567", "/wie-belt-er-aan", "/afmelden"):
        assert said.count(wanted) == 6
    for left_out in ("de Boer", "Planetenflat", "team@example.org"):
        assert left_out not in said


def test_the_longest_and_the_strangest_names_stay_on_their_own_card(
    tonight: Round, ans: User, riny: User
) -> None:
    team = tonight.flat.team
    team.name, team.neighbourhood = "<b>W</b>" * 10, "Van Heemskerckstraatbuurt " * 3
    team.phone = "+31 (0)50 123 456 78"
    team.save()
    Address.objects.update(street="Burgemeester van Nispen van Sevenaerstraat", suffix="A-123")
    ans.name, riny.name = "W" * 40, "<script>alert(1)</script>"
    for person in (ans, riny):
        person.save()
    evening = Round.objects.select_related("flat__team", "asker", "note_taker").get()
    sheet = printed(evening, ans, language="en")
    assert text(sheet).replace(" ", "").count("<script>alert(1)</script>") == 6
    for page in paper.words(sheet):
        for number, bottom in (("/afmelden", 148.5), ("/afmelden", 297)):
            assert any(number in word.text and word.bottom < bottom for word in page)
        assert not [word for word in page if word.bottom > 148.5 - 1 and word.top < 148.5 + 5]
        assert not [word for word in page if word.left < 105 < word.right]


def test_who_printed_them_stands_in_the_log(tonight: Round, ans: User, as_) -> None:
    answer = as_(ans).post(reverse("round_call_cards", args=[tonight.pk]), {"language": "en"})
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "We rang, and missed you" in text(answer.content)
    event = Event.objects.get()
    assert (event.action, event.actor_id, event.object_id) == ("round.cards_printed", ans.pk, str(tonight.pk))


@pytest.mark.parametrize("said", [{}, {"language": "xx"}, {"doors": "all", "language": "../nl"}])
def test_what_cannot_be_chosen_is_dutch_and_for_the_doors_still_to_ring(
    tonight: Round, ans: User, as_, said: dict[str, str]
) -> None:
    answer = as_(ans).post(reverse("round_call_cards", args=[tonight.pk]), said)
    assert "We belden aan en misten u" in text(answer.content)
    assert DoorCode.objects.count() == 6


def test_a_round_with_nothing_to_print_says_so_gently(tonight: Round, ans: User, as_) -> None:
    answer = as_(ans).post(reverse("round_call_cards", args=[tonight.pk]), {"doors": "missed"})
    assert answer.status_code == 409
    assert "geen deur waarvoor een kaartje" in answer.text


def test_only_the_two_and_their_coordinator_print_them_and_never_by_looking(
    tonight: Round, team, ans: User, cora: User, as_, without_paper: None
) -> None:
    url = reverse("round_call_cards", args=[tonight.pk])
    third = make.member("Toos", Role.INITIATOR, team)
    make.assign(third, tonight.flat)
    assert as_(third).post(url).status_code == 404
    assert as_(ans).get(url).status_code == 405
    assert not DoorCode.objects.exists()
    assert as_(cora).post(url).status_code == 200


def test_old_codes_stay_good_when_new_cards_are_printed(tonight: Round, ans: User) -> None:
    first = codes_on(printed(tonight, ans))
    call_cards.print_cards(
        round=tonight, doors=For.TO_RING, language="nl", by=ans, at=AT + timedelta(minutes=1)
    )
    assert all(codes.door_of(code) for code in first)


def test_cards_are_offered_only_when_there_is_a_door_for_them(
    tonight: Round, doors: list[Address], ans: User, as_
) -> None:
    client, path = as_(ans), reverse("round_doors", args=[tonight.pk])
    offered = 'name="doors" value="missed"'
    page = client.get(path).text
    assert offered not in page and 'name="doors" value="to_ring"' in page
    make.visit(tonight, doors[0])
    assert offered in client.get(path).text
    optouts.record(address=doors[0], channel=Channel.CODE, by=None, at=AT)
    assert offered not in client.get(path).text

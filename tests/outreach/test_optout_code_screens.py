"""A resident opts out with the code on the letter: no account, no name, and never kept out."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from buurvoorbuur import clock
from buurvoorbuur.models import Event
from outreach import codes, guesses
from outreach.models import Address, DoorWish, Flat, LetterCopy, OptOut
from outreach.opt_out_terms import Channel
from outreach.views import optout_codes
from outreach.visit_states import Wish
from tests import make


@pytest.fixture
def code(flat: Flat) -> str:
    """The code of Planetenlaan 1."""
    made = codes.make()
    LetterCopy.objects.filter(address__number=1).update(code_index=codes.index(made))
    cache.clear()
    return made


def test_typing_the_code_leads_to_the_door_and_a_button_opts_out(code: str) -> None:
    typed = codes.written(code).lower().replace("0", "o")
    response = Client().post(reverse("optout_by_code"), {"code": f" {typed} "})
    assert response.url == reverse("optout_code", args=[code])
    html = Client().get(response.url).content.decode()
    assert "Planetenlaan 1" in html and not OptOut.objects.exists()
    assert urlsplit(Client().post(response.url).url).path == reverse("optout_done")
    assert OptOut.objects.get().channel == Channel.CODE
    assert OptOut.objects.get().recorded_by is None
    event = Event.objects.get()
    assert (event.action, event.actor_id) == ("optout.recorded", None)
    assert Client().get(reverse("optout_done")).status_code == 200


def test_opting_out_twice_is_fine(code: str) -> None:
    url = reverse("optout_code", args=[code])
    for _ in range(2):
        assert Client().post(url).status_code == 302
    assert OptOut.objects.count() == 1
    assert '<form method="post">' not in Client().get(url).content.decode()


def test_looking_never_opts_out(code: str) -> None:
    for method in ("get", "head"):
        getattr(Client(), method)(reverse("optout_code", args=[code]))
    assert not OptOut.objects.exists() and not Event.objects.exists()


def test_the_page_tells_no_more_than_the_letter(code: str, flat: Flat) -> None:
    html = Client().get(reverse("optout_code", args=[code])).content.decode()
    assert "Planetenflat" not in html and "9742" not in html and str(flat.team) not in html


@pytest.mark.parametrize("wrong", ["", "x", "ABCDEFGH", "' or 1=1 --", "7" * 60, "\u0661" * 8, "<script>"])
def test_a_wrong_code_gets_a_gentle_sentence(code: str, wrong: str) -> None:
    response = Client().post(reverse("optout_by_code"), {"code": wrong})
    assert response.status_code == 200
    html = response.content.decode()
    assert "invalid-feedback" in html and "<script>alert" not in html
    assert not OptOut.objects.exists()


def test_a_wrong_code_in_the_address_is_not_found_and_can_be_typed_again(code: str) -> None:
    response = Client().post(reverse("optout_code", args=["ABCDEFGH"]))
    assert response.status_code == 404
    assert 'name="code"' in response.content.decode()


def test_after_many_wrong_codes_a_right_one_still_works(code: str) -> None:
    answers = [Client().post(reverse("optout_by_code"), {"code": "AAAA-AAAA"}).status_code for _ in range(22)]
    assert answers == [200] * guesses.MOST_AN_HOUR + [429] * 2
    assert Client().get(reverse("optout_code", args=["AAAAAAAB"])).status_code == 429
    right = Client().post(reverse("optout_by_code"), {"code": code})
    assert right.status_code == 302
    assert Client().post(right.url).status_code == 302
    assert OptOut.objects.count() == 1


def test_another_address_on_the_net_has_its_own_count(code: str) -> None:
    for _ in range(25):
        Client(REMOTE_ADDR="10.0.0.1").post(reverse("optout_by_code"), {"code": "AAAAAAAA"})
    other = Client(REMOTE_ADDR="10.0.0.2").post(reverse("optout_by_code"), {"code": "AAAAAAAA"})
    assert other.status_code == 200


def test_a_form_from_elsewhere_opts_nobody_out(code: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("optout_code", args=[code])).status_code == 403
    assert not OptOut.objects.exists()


def test_the_pages_speak_english_when_asked(code: str) -> None:
    client = Client()
    client.post(reverse("set_language"), {"language": "en"})
    assert "Do not visit this address" in client.get(reverse("optout_code", args=[code])).content.decode()


def test_the_code_of_another_door_does_not_touch_this_one(code: str) -> None:
    Client().post(reverse("optout_code", args=[code]))
    assert Address.objects.contactable().count() == 5


def test_another_moment_is_one_press_and_the_page_then_says_so(code: str) -> None:
    client, page = Client(), reverse("optout_code", args=[code])
    assert 'aria-pressed="true"' not in client.get(page).text
    for wish in Wish:
        assert client.post(reverse("optout_wish", args=[code]), {"moment": wish}).url == page
        html = client.get(page).text
        assert html.count('aria-pressed="true"') == 1
        assert f'value="{wish}" aria-pressed="true"' in html
        assert (DoorWish.objects.get().part, DoorWish.objects.get().address.number) == (wish, 1)
    assert not OptOut.objects.exists()


@pytest.mark.parametrize("wrong", ["", "night", "MORNING", "' or 1=1 --"])
def test_a_moment_that_there_is_not_is_no_wish(code: str, wrong: str) -> None:
    said = Client().post(reverse("optout_wish", args=[code]), {"moment": wrong})
    assert said.status_code == 302
    assert not DoorWish.objects.exists() and not Event.objects.exists()


def test_a_wrong_code_wishes_nothing_and_is_counted_as_another_wrong_one(code: str) -> None:
    url = reverse("optout_wish", args=["AAAAAAAB"])
    answers = [Client().post(url, {"moment": "any"}).status_code for _ in range(guesses.MOST_AN_HOUR + 1)]
    assert answers == [404] * guesses.MOST_AN_HOUR + [429]
    assert not DoorWish.objects.exists()


def test_who_opens_the_page_again_after_a_no_reads_that_it_stands_and_whom_to_call(
    code: str, flat: Flat
) -> None:
    client, page = Client(), reverse("optout_code", args=[code])
    client.post(page)
    html = client.get(page).text
    assert "heeft zich afgemeld" in html and flat.team.phone in html
    assert "ander-moment" not in html
    assert client.post(reverse("optout_wish", args=[code]), {"moment": "any"}).url == page
    assert not DoorWish.objects.exists()


def test_a_team_without_a_telephone_is_reached_by_mail_and_else_by_the_letter(code: str, flat: Flat) -> None:
    page = reverse("optout_code", args=[code])
    Client().post(page)
    flat.team.phone = ""
    flat.team.save()
    assert "team@example.org" in Client().get(page).text
    flat.team.email = ""
    flat.team.save()
    assert "Bel het nummer onderaan uw brief" in Client().get(page).text


def test_the_thanks_name_the_address_and_the_telephone_of_its_team_for_a_while(
    code: str, flat: Flat, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = Client().post(reverse("optout_code", args=[code])).url
    thanks = Client().get(done).text
    assert "Planetenlaan 1" in thanks and flat.team.phone in thanks
    assert "Planetenflat" not in thanks and "9742" not in thanks and code not in done
    later = make.EVENING + optout_codes.NAMED_FOR + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "Planetenlaan" not in Client().get(done).text


@pytest.mark.parametrize("made_up", ["", "1", "1:abc:def", "\x00"])
def test_thanks_that_we_did_not_sign_name_no_address(code: str, made_up: str) -> None:
    thanks = Client().get(reverse("optout_done"), {"adres": made_up})
    assert thanks.status_code == 200 and "Planetenlaan" not in thanks.text
    assert "onderaan uw brief" in thanks.text


def test_a_wrong_code_says_where_the_number_stands(code: str) -> None:
    for name in ("optout_by_code", "consent_by_code"):
        assert "onderaan uw brief" in Client().post(reverse(name), {"code": "AAAA-AAAA"}).text

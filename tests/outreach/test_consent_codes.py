"""A resident takes back a yes with a code of their own: no account, no name, and never kept out."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from buurvoorbuur.models import Event, User
from buurvoorbuur.refusals import Refused
from outreach import codes, consent_cards, consents, guesses, residents
from outreach.consent_terms import How, Purpose
from outreach.models import Consent, ConsentCode, Resident
from tests import make, paper

WORDS = {
    Purpose.KEEP_ANSWERS: "Mogen wij uw naam en uw antwoorden bewaren?",
    Purpose.MATCH: "Mogen wij zoeken naar buren die bij u passen?",
    Purpose.SHARE_FIELDS: "Wat mogen wij dan van u doorgeven?",
    Purpose.KEEP_POSTED: "Mogen wij u af en toe laten weten wat buren samen doen?",
    Purpose.NAMED_STUURBUUR: "met uw naam in het verslag voor alle bewoners?",
}


def on_card(sheet: bytes) -> str:
    """The code that stands on a printed card."""
    [found] = re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", paper.pages(sheet)[0])
    return codes.tidy(found)


@pytest.fixture
def code(samira: Resident) -> str:
    """Samira's own code."""
    cache.clear()
    return make.own_code(samira)


def page(code: str) -> str:
    return reverse("consent_code", args=[code])


def open_purposes(samira: Resident) -> set[str]:
    return set(Consent.objects.open().filter(resident=samira).values_list("purpose", flat=True))


def test_typing_the_code_leads_to_every_open_yes_in_the_words_that_were_read_aloud(code: str) -> None:
    typed = codes.written(code).lower().replace("1", "l")
    response = Client().post(reverse("consent_by_code"), {"code": f" {typed} "})
    assert response.url == page(code)
    html = Client().get(response.url).text
    for purpose, spoken in WORDS.items():
        assert spoken in html and f'value="{purpose}"' in html
    assert html.count("6 oktober 2026") == len(WORDS)
    assert not Event.objects.filter(action__startswith="consent").exists()


def test_words_read_in_english_are_shown_in_english(code: str, samira: Resident) -> None:
    samira.consents.update(language="en")
    html = Client().get(page(code)).text
    assert "May we look for neighbours who go well with you?" in html and 'lang="en"' in html


def test_the_page_holds_no_name_no_address_and_nothing_else_that_was_told(
    code: str, samira: Resident
) -> None:
    samira.phone, samira.email = "06 11122233", "samira@example.org"
    samira.save()
    html = Client().get(page(code)).text
    for hidden in ("Samira", "Haddad", "Planetenlaan", "Planetenflat", "9742", "06 11122233", "samira@"):
        assert hidden not in html


@pytest.mark.parametrize("purpose", Purpose)
def test_one_press_takes_one_yes_back_and_leaves_the_others(
    code: str, samira: Resident, purpose: Purpose
) -> None:
    assert Client().post(page(code), {"purpose": purpose}).url == page(code)
    assert open_purposes(samira) == set(Purpose) - {purpose}
    ended = Consent.objects.get(resident=samira, purpose=purpose)
    assert (ended.withdrawn_how, ended.withdrawn_at) == (How.CODE, make.EVENING)
    event = Event.objects.first()
    assert event and (event.action, event.actor_id) == ("consent.withdrawn", None)
    assert WORDS[purpose] not in Client().get(page(code)).text


def test_with_the_last_yes_everything_goes_and_the_code_opens_nothing(code: str, samira: Resident) -> None:
    answers = [Client().post(page(code), {"purpose": purpose}).url for purpose in Purpose]
    assert answers == [page(code)] * 4 + [reverse("consent_done")]
    assert not Resident.objects.exists() and not ConsentCode.objects.exists()
    assert Client().get(page(code)).status_code == 404
    assert Client().get(reverse("consent_done")).status_code == 200


def test_it_says_which_yes_was_taken_back(code: str, samira: Resident, cora: User) -> None:
    client = Client()
    assert "Ingetrokken op" not in client.get(page(code)).text
    client.post(page(code), {"purpose": Purpose.MATCH})
    said = "Ingetrokken op 6 oktober 2026: Een buur zoeken"
    assert said in client.get(page(code)).text
    # A yes that was given again is no longer one that was taken back.
    consents.give(
        resident=samira, purpose=Purpose.MATCH, how=How.PHONE, language="nl", by=cora, at=make.EVENING
    )
    assert said not in client.get(page(code)).text


def test_stop_everything_asks_once_before_it_can_be_pressed_also_without_script(code: str) -> None:
    html = Client().get(page(code)).text
    outside = re.sub(r"<details.*?</details>", "", html, flags=re.DOTALL)
    assert 'value="everything"' in html and 'value="everything"' not in outside
    assert "<details open" not in html
    # A single yes stays one press: its button stands on the page itself.
    assert all(f'value="{purpose}"' in outside for purpose in Purpose)


def test_after_the_question_everything_stops_at_one_press(code: str, samira: Resident) -> None:
    assert Client().post(page(code), {"purpose": "everything"}).url == reverse("consent_done")
    assert not Resident.objects.exists()
    event = Event.objects.first()
    assert event and (event.action, event.actor_id) == ("resident.erased", None)


def test_pressed_twice_at_once_the_second_press_finds_nothing_left(
    code: str, samira: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = Resident.objects.select_related("address__flat__team").get()
    residents.erase(resident=samira, by=None, at=make.EVENING)
    monkeypatch.setattr(codes, "resident_of", lambda text: gone)
    for chosen in ("everything", Purpose.MATCH):
        assert Client().post(page(code), {"purpose": chosen}).url == reverse("consent_done")


@pytest.mark.parametrize("chosen", ["", "all", "MATCH", "' or 1=1 --"])
def test_what_cannot_be_chosen_changes_nothing(code: str, samira: Resident, chosen: str) -> None:
    assert Client().post(page(code), {"purpose": chosen}).url == page(code)
    assert open_purposes(samira) == set(Purpose)


def test_looking_never_takes_back(code: str, samira: Resident) -> None:
    for method in ("get", "head"):
        getattr(Client(), method)(page(code))
    assert open_purposes(samira) == set(Purpose)


def test_a_form_from_elsewhere_takes_nothing_back(code: str, samira: Resident) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(page(code), {"purpose": "everything"}).status_code == 403
    assert open_purposes(samira) == set(Purpose)


def test_an_erased_resident_s_code_opens_nothing(code: str, samira: Resident, cora: User) -> None:
    residents.erase(resident=samira, by=cora, at=make.EVENING)
    assert Client().get(page(code)).status_code == 404
    assert Client().post(reverse("consent_by_code"), {"code": code}).status_code == 200


def test_wrong_codes_count_with_those_of_letters_and_a_right_one_still_works(code: str) -> None:
    for number in range(guesses.MOST_AN_HOUR):
        name = "optout_by_code" if number % 2 else "consent_by_code"
        assert Client().post(reverse(name), {"code": "AAAA-AAAA"}).status_code == 200
    for url in (page("AAAAAAAB"), reverse("optout_code", args=["AAAAAAAB"])):
        assert Client().get(url).status_code == 429
    right = Client().post(reverse("consent_by_code"), {"code": code})
    assert right.url == page(code)
    assert Client().post(right.url, {"purpose": "match"}).status_code == 302
    assert not Consent.objects.open().filter(purpose="match").exists()


def test_the_code_of_a_card_leads_to_its_page_from_anywhere_and_that_of_a_letter_says_first_what_it_is_for(
    code: str,
) -> None:
    team = Resident.objects.get().address.flat.team
    from_letter = make.known_code(make.delivered_letters(make.flat(team, name="Sterrenflat")))
    says_no = reverse("optout_code", args=[from_letter])
    for name in ("consent_by_code", "optout_by_code"):
        assert Client().post(reverse(name), {"code": code}).url == page(code)
    assert Client().post(reverse("optout_by_code"), {"code": from_letter}).url == says_no
    told = Client().post(reverse("consent_by_code"), {"code": from_letter}).text
    assert f'href="{says_no}"' in told and "geen bezoek" in told
    assert Client().get(page(from_letter)).status_code == 404
    assert Client().get(reverse("optout_code", args=[code])).status_code == 404


def test_the_page_of_consents_asks_for_the_code_on_the_card(code: str) -> None:
    html = Client().get(reverse("consent_by_code")).text
    assert "De code op uw kaart" in html and "in uw brief" not in html


def test_only_a_fingerprint_of_the_code_is_kept(samira: Resident, cora: User) -> None:
    code = on_card(consent_cards.print_card(resident=samira, by=cora, at=make.EVENING))
    kept = ConsentCode.objects.get()
    assert kept.code_index == codes.index(code) and code not in kept.code_index.upper()


def test_a_new_card_ends_the_code_of_the_one_before(samira: Resident, cora: User) -> None:
    first, second = (
        on_card(consent_cards.print_card(resident=samira, by=cora, at=make.EVENING)) for _ in range(2)
    )
    assert Client().get(page(first)).status_code == 404
    assert Client().get(page(second)).status_code == 200


def test_nothing_is_printed_about_who_is_gone(samira: Resident, cora: User) -> None:
    residents.erase(resident=samira, by=cora, at=make.EVENING)
    with pytest.raises(Refused):
        consent_cards.print_card(resident=samira, by=cora, at=make.EVENING)
    assert not ConsentCode.objects.exists()


@pytest.mark.parametrize(("language", "said"), [("nl", "Uw ja blijft van u"), ("en", "Yes stays yours")])
def test_the_card_is_sound_tagged_and_in_the_language_of_the_talk(
    samira: Resident, cora: User, language: str, said: str
) -> None:
    samira.consents.update(language=language)
    sheet = consent_cards.print_card(resident=samira, by=cora, at=make.EVENING)
    assert paper.is_sound(sheet) and paper.is_tagged(sheet)
    assert f"/Lang ({language})" in paper.opened(sheet)
    [text] = paper.pages(sheet)
    assert said in " ".join(text.split()) and "050 123 4567" in text
    assert not {"Samira", "Haddad", "Planetenlaan", "Planetenflat"} & set(text.split())


def test_the_card_is_scanned_to_the_page_of_the_code(samira: Resident, cora: User) -> None:
    sheet = consent_cards.print_card(resident=samira, by=cora, at=make.EVENING)
    assert paper.scanned(sheet, 1).endswith(page(on_card(sheet)))


def test_the_longest_and_the_strangest_team_still_fits_on_its_quarter(samira: Resident, cora: User) -> None:
    team = samira.address.flat.team
    team.name, team.neighbourhood = "<b>W</b>" * 10, "Van Heemskerckstraatbuurt " * 3
    team.phone, team.email = "+31 (0)50 123 456 78", f"{'w' * 100}@example.org"
    team.save()
    sheet = consent_cards.print_card(resident=samira, by=cora, at=make.EVENING)
    [words] = paper.words(sheet)
    assert any("<b>W</b>" in word.text for word in words)
    assert max(word.right for word in words) < 100
    assert max(word.bottom for word in words) < 144


def test_printing_stands_in_the_log_and_only_the_coordinator_may(
    samira: Resident, cora: User, ans: User, as_
) -> None:
    url = reverse("resident_code_card", args=[samira.pk])
    assert as_(ans).post(url).status_code == 403
    assert as_(cora).get(url).status_code == 405
    assert not ConsentCode.objects.exists()
    assert as_(cora).post(url).headers["Content-Type"] == "application/pdf"
    event = Event.objects.first()
    assert event and (event.action, event.actor_id, event.object_id) == (
        "consent_code.printed",
        cora.pk,
        str(samira.pk),
    )
    assert "6 oktober 2026" in as_(cora).get(reverse("resident", args=[samira.pk])).text

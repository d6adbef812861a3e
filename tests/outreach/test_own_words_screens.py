"""Own words on screen and on paper: written by the coordinator, refused with every reason, never lost."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buurvoorbuur.models import User
from outreach import consents, report_pages, reports
from outreach.consent_terms import How, Purpose
from outreach.models import Flat, OwnWords, Resident
from tests import make, paper

As = Callable[[User], Client]
FINE = "Veel bewoners missen een <bankje>."


@pytest.fixture
def cora_s(cora: User, as_: As, in_english: None) -> Client:
    return as_(cora)


@pytest.fixture
def words_page(flat: Flat) -> str:
    return reverse("flat_report_words", args=[flat.pk])


@pytest.fixture
def report_page(flat: Flat) -> str:
    return reverse("flat_report", args=[flat.pk])


def printed(flat: Flat) -> str:
    report = reports.flat_report(Flat.objects.select_related("team").get(pk=flat.pk))
    return " ".join(
        " ".join(paper.pages(report_pages.flat_paper(report, on=date(2026, 10, 6), language="en"))).split()
    )


def test_what_is_written_stands_on_screen_and_paper_and_not_in_the_spreadsheet(
    flat: Flat, cora_s: Client, words_page: str, report_page: str
) -> None:
    assert "Add our own words" in cora_s.get(report_page).text
    answer = cora_s.post(words_page, {"text": FINE}, follow=True)
    assert answer.redirect_chain == [(report_page, 302)]
    assert "In our own words" in answer.text and "&lt;bankje&gt;" in answer.text
    assert f"In our own words {FINE}" in printed(flat)
    sheet = cora_s.get(reverse("flat_report_csv", args=[flat.pk]))
    assert "bankje" not in sheet.content.decode()
    assert FINE in cora_s.get(words_page).context["form"]["text"].value()


def test_a_refusal_tells_each_reason_at_the_field_and_keeps_what_was_typed(
    cora_s: Client, words_page: str
) -> None:
    typed = "Op 3 woont iemand die bakt."
    page = cora_s.post(words_page, {"text": typed})
    errors = page.context["form"].errors["text"]
    assert [error.split(" ")[0] for error in errors] == ["“Op", "“iemand"]
    assert all(error in page.text for error in errors)
    assert page.context["form"]["text"].value() == typed and typed in page.text
    assert not OwnWords.objects.exists()


def test_too_long_is_kept_on_screen_whole(cora_s: Client, words_page: str) -> None:
    page = cora_s.post(words_page, {"text": "mooi " * 200})
    assert "longer than 600 characters" in page.text
    assert "mooi " * 199 in page.text
    assert cora_s.post(words_page, {"text": "\r\n".join(["m" * 99] * 5 + ["m" * 100])}).status_code == 302


def test_words_that_became_traceable_are_on_no_paper_and_the_screens_say_why(
    flat: Flat, cora: User, cora_s: Client, words_page: str, report_page: str, samira: Resident
) -> None:
    make.words(flat, cora, "Samira Haddad is onze stuurbuur.")
    assert "is onze stuurbuur" in printed(flat)
    consents.withdraw(
        resident=samira, purpose=Purpose.NAMED_STUURBUUR, how=How.PHONE, by=cora, at=make.EVENING
    )
    assert "Samira" not in printed(flat) and "own words" not in printed(flat)
    for page in (report_page, words_page):
        assert "“Samira Haddad” is the name of a resident" in cora_s.get(page).text
    assert "is onze stuurbuur" in cora_s.get(words_page).text
    assert "is onze stuurbuur" not in cora_s.get(report_page).text


def test_an_empty_text_takes_the_words_away(flat: Flat, cora: User, cora_s: Client, words_page: str) -> None:
    make.words(flat, cora)
    assert (
        "Your own words are taken away."
        in cora_s.post(words_page, {"text": "", "version": 1}, follow=True).text
    )
    assert "Write something here." in cora_s.post(words_page, {"text": "", "version": 2}).text


def test_own_words_are_for_the_coordinator_of_the_flat(
    flat: Flat, words_page: str, cora: User, wim: User, ans: User, bea: User, as_: As
) -> None:
    assert [as_(user).get(words_page).status_code for user in (cora, wim, ans, bea)] == [200, 403, 403, 403]
    elsewhere = make.flat(make.team("Andere buren"), name="Elders")
    assert as_(cora).post(reverse("flat_report_words", args=[elsewhere.pk]), {"text": "x"}).status_code == 404


def test_the_report_with_words_takes_the_same_queries_at_any_size(
    flat: Flat, cora: User, ans: User, riny: User, cora_s: Client, starter_interests: None
) -> None:
    taken = []
    large = make.as_published(flat.team, ans, riny, name="Grote flat")
    for place in (flat, large):
        if place == flat:
            walked = make.walking_round(make.flat(flat.team, name="Kleine flat", doors=12), ans, riny)
            place = walked.flat
            for door in place.addresses.all():
                make.talk(walked, door)
        make.words(place, cora)
        with CaptureQueriesContext(connection) as asked:
            cora_s.get(reverse("flat_report", args=[place.pk]))
        taken.append(len(asked))
    assert taken[0] == taken[1]

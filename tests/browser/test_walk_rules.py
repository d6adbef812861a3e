"""What the walking page decides before the server does: hours by the Dutch clock, and what leaves a form."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browsing import press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NIGHTS = [
    # moment in UTC, planned day, why not
    ("2026-10-06T18:30:00Z", "2026-10-06", None),
    ("2026-10-06T18:30:59Z", "2026-10-06", None),
    ("2026-10-06T18:31:00Z", "2026-10-06", "late"),
    ("2026-10-06T06:59:00Z", "2026-10-06", "late"),
    ("2026-10-06T07:00:00Z", "2026-10-06", None),
    ("2026-10-06T22:00:00Z", "2026-10-06", "other_day"),
    # The evening after the clock went back, and the one after it went forward.
    ("2026-10-25T19:30:00Z", "2026-10-25", None),
    ("2026-10-25T19:31:00Z", "2026-10-25", "late"),
    ("2027-03-28T18:30:00Z", "2027-03-28", None),
    ("2027-03-28T18:31:00Z", "2027-03-28", "late"),
]


@pytest.fixture
def blank(page: Page, live_server) -> Page:
    """A page of the site without a script of its own."""
    page.goto(f"{live_server.url}/afmelden/")
    return page


def module(name: str, call: str) -> str:
    return f"async (given) => {{ const m = await import('/static/js/{name}.js'); return {call}; }}"


@pytest.mark.parametrize("zone", ["Europe/Amsterdam", "America/New_York"])
def test_no_new_door_after_half_past_eight_in_the_netherlands(
    zone: str, blank: Page, browser, live_server
) -> None:
    context = browser.new_context(timezone_id=zone)
    page = context.new_page()
    page.goto(f"{live_server.url}/afmelden/")
    call = "given.map(([at, plannedOn]) => m.whyNot(new Date(at), {plannedOn, lastNewDoor: '20:30'}))"
    said = page.evaluate(module("hours", call), [[at, day] for at, day, _why in NIGHTS])
    context.close()
    assert said == [why for _at, _day, why in NIGHTS]


WAITING = [
    # kinds, in Dutch, in English
    (["optout"], "1 afmelding", "1 opt-out"),
    (["visit", "optout", "visit"], "2 bezoeken en 1 afmelding", "2 visits and 1 opt-out"),
    (
        ["undo", "resident", "visit", "optout", "optout"],
        "1 bezoek, 1 extra bewoner, 1 teruggedraaid bezoek en 2 afmeldingen",
        "1 visit, 1 more resident, 1 visit taken back, and 2 opt-outs",
    ),
]


def test_what_waits_is_called_by_its_kind(blank: Page) -> None:
    in_words, kinds = module("kinds", "given.map(m.inWords)"), [kinds for kinds, *_words in WAITING]
    assert blank.evaluate(in_words, kinds) == [dutch for _kinds, dutch, _english in WAITING]
    press(blank.get_by_role("button", name="English"))
    assert blank.evaluate(in_words, kinds) == [english for _kinds, _dutch, english in WAITING]


EVERYTHING = [
    ["taal", "nl"],
    ["questionnaire", "q"],
    ["answer_joins_in", "De moestuin."],
    ["name", "Samira"],
    ["shares", "walking"],
]


@pytest.mark.parametrize(
    ("consents", "kept"),
    [
        ([], ["taal", "questionnaire"]),
        (["match"], ["taal", "questionnaire", "name", "shares"]),
        (["keep_answers"], ["taal", "questionnaire", "answer_joins_in", "name", "shares"]),
    ],
)
def test_what_was_not_agreed_does_not_leave_the_form(
    consents: list[str], kept: list[str], blank: Page
) -> None:
    pairs = [*EVERYTHING, *([f"consent_{one}", "on"] for one in consents)]
    left = blank.evaluate(module("fields", "m.agreed(given).map(([name]) => name)"), pairs)
    assert [name for name in left if not name.startswith("consent_")] == kept


def test_of_a_talk_that_ends_in_a_no_only_agreed_answers_stay(blank: Page) -> None:
    names = module("fields", "given.map((pairs) => m.keptAfterNo(pairs).map(([name]) => name))")
    match, keep = ["consent_match", "on"], ["consent_keep_answers", "on"]
    everything = [*EVERYTHING, match, keep, ["phone", "12"]]
    nameless = [pair for pair in everything if pair[0] != "name"]
    kept = blank.evaluate(names, [EVERYTHING, [*EVERYTHING, match], nameless, everything])
    always = ["taal", "questionnaire"]
    assert kept == [always, always, always, [*always, "answer_joins_in", "name", "consent_keep_answers"]]


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ([], [["name", "name_needed"]]),
        ([["name", "Samira"]], []),
        ([["name", "Samira"], ["phone", "12"]], [["phone", "phone_wrong"]]),
        ([["name", "Samira"], ["email", "samira"]], [["email", "email_wrong"]]),
        ([["name", "Samira"], ["consent_share_fields", "on"]], [["shared_fields", "fields_needed"]]),
        (
            [["name", "Samira"], ["consent_share_fields", "on"], ["shared_fields", "phone"]],
            [["phone", "detail_needed"]],
        ),
    ],
)
def test_what_is_not_right_yet_is_said_at_its_field(more: list[Any], wrong: list[Any], blank: Page) -> None:
    pairs = [["consent_match", "on"], *more]
    assert blank.evaluate(module("fields", "m.wrong(given)"), pairs) == wrong


@pytest.mark.parametrize(
    ("pairs", "tells"),
    [
        ([["taal", "nl"], ["languages", "nl"], ["introductions_wanted", "1"]], False),
        ([["answer_joins_in", "De tuin."]], True),
        ([["phone", "0612345678"]], True),
        ([["shares", "chess"]], True),
        ([["moments", "evening"]], True),
    ],
)
def test_what_was_told_is_more_than_a_name(pairs: list[Any], tells: bool, blank: Page) -> None:
    assert blank.evaluate(module("fields", "m.tells(given)"), pairs) is tells


def test_without_a_yes_nothing_is_asked_of_the_form(blank: Page) -> None:
    assert blank.evaluate(module("fields", "m.wrong(given)"), [["phone", "12"]]) == []

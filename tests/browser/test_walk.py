"""An evening walked on a phone that has a network: one tap, undo, several, keyboard, doors that close."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from buurvoorbuur import clock
from buurvoorbuur.models import Team, User
from buurvoorbuur.roles import Role
from outreach import optouts
from outreach.consent_terms import Purpose
from outreach.envelope_states import EnvelopeState
from outreach.models import Answer, Envelope, Flat, OptOut, Resident, Round, Visit
from outreach.opt_out_terms import Channel
from outreach.visit_states import Outcome, RoundState
from tests import make
from tests.browsing import PHONE, SLIP, Look, eventually, press
from tests.walking import door_of, open_door, sent, settled, tile, toast, without_network

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

POLL = "00:31"


def test_one_tap_says_nobody_home_and_is_taken_back_within_eight_seconds(stairs: Page, flat: Flat) -> None:
    tile(stairs, 1).click()
    expect(toast(stairs)).to_have_text("Deur 1: Niemand thuis")
    sent(stairs, 1)
    assert [visit.outcome for visit in Visit.objects.standing()] == [Outcome.NOBODY_HOME]
    stairs.get_by_role("button", name="Maak ongedaan").click()
    expect(toast(stairs)).to_have_text("Teruggedraaid.")
    sent(stairs, 2)
    assert Visit.objects.count() == 1
    assert not Visit.objects.standing().exists()
    expect(tile(stairs, 1)).to_have_attribute("data-state", "not_recorded")


def test_the_way_back_goes_after_eight_seconds(entered, ans: User, tonight: Round, live_server) -> None:
    page = entered(ans)
    page.clock.install()
    page.goto(f"{live_server.url}/rondes/{tonight.pk}/")
    settled(page)
    tile(page, 1).click()
    expect(toast(page)).to_be_visible()
    page.clock.run_for("00:07")
    expect(toast(page)).to_be_visible()
    page.clock.run_for("00:02")
    expect(toast(page)).to_be_hidden()


def test_several_doors_are_marked_at_once(stairs: Page, tonight: Round) -> None:
    stairs.get_by_label("Meerdere deuren").check()
    for number in (1, 2, 3):
        tile(stairs, number).click()
    tile(stairs, 2).click()
    expect(tile(stairs, 3)).to_have_attribute("aria-pressed", "true")
    stairs.get_by_role("button", name="Niemand thuis bij 2 deuren").click()
    expect(toast(stairs)).to_have_text("2 deuren: Niemand thuis")
    sent(stairs, 2)
    numbers = Visit.objects.filter(round=tonight).values_list("address__number", flat=True)
    assert sorted(numbers) == [1, 3]


def test_a_long_press_opens_the_door_and_marks_nothing(stairs: Page) -> None:
    tile(stairs, 1).click(delay=700)
    expect(stairs.get_by_role("heading", name="Deur 1")).to_be_visible()
    assert not Visit.objects.exists()


def test_everything_goes_by_keyboard(stairs: Page, tonight: Round) -> None:
    press = stairs.keyboard.press
    tile(stairs, 1).focus()
    press("Space")
    expect(toast(stairs)).to_have_text("Deur 1: Niemand thuis")
    press("ArrowRight")
    press("Enter")
    expect(stairs.get_by_role("heading", name="Deur 2")).to_be_focused()
    for _key in range(9):
        press("Tab")
        if stairs.evaluate("document.activeElement.dataset.outcome") == "declined_door":
            break
    press("Enter")
    sent(stairs, 2)
    outcomes = dict(Visit.objects.values_list("address__number", "outcome"))
    assert outcomes == {1: Outcome.NOBODY_HOME, 2: Outcome.DECLINED_DOOR}


def test_a_door_that_says_no_elsewhere_closes_within_a_minute(
    entered, ans: User, riny: User, tonight: Round, live_server
) -> None:
    page = entered(ans)
    page.clock.install()
    page.goto(f"{live_server.url}/rondes/{tonight.pk}/")
    settled(page)
    open_door(page, 1)
    expect(page.locator("[data-door-form]")).to_be_visible()
    door = tonight.flat.addresses.in_walking_order()[0]
    optouts.record(address=door, channel=Channel.CODE, by=None, at=make.EVENING)
    page.clock.run_for(POLL)
    expect(page.locator("[data-door-form]")).to_be_hidden()
    expect(page.locator("[data-door-closed-text]")).to_contain_text("Deze deur zei nee")
    page.get_by_role("link", name="Alle deuren").click()
    expect(tile(page, 1)).to_have_attribute("data-state", "opted_out")


def test_a_door_that_said_no_is_not_marked_by_a_tap(stairs: Page, look: Look) -> None:
    tile(stairs, 5).click()
    expect(stairs.locator("[data-door-closed-text]")).to_contain_text("Deze deur zei nee")
    look(stairs, "walk-door-opted-out")
    assert not Visit.objects.exists()


def test_no_new_door_after_half_past_eight_but_leaving_is_never_too_late(
    entered, ans: User, tonight: Round, live_server, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: make.EVENING + timedelta(minutes=91))
    page = entered(ans)
    page.goto(f"{live_server.url}/rondes/{tonight.pk}/")
    settled(page)
    tile(page, 1).click()
    expect(toast(page)).to_contain_text("te laat")
    expect(page.locator("[data-standing-text]")).to_contain_text("te laat")
    look(page, "walk-late")
    open_door(page, 1)
    expect(page.locator("[data-door-closed-text]")).to_contain_text("te laat")
    look(page, "walk-door-late")
    page.locator('[data-screen="door"] [data-leave]').click()
    expect(page.locator('[data-screen="left"]')).to_be_visible()
    expect(page.locator("#content")).not_to_contain_text("Planetenlaan")
    page.get_by_role("link", name="Ga verder").click()
    sent(page, 1)
    assert [visit.outcome for visit in Visit.objects.all()] == [Outcome.LEFT]
    open_door(page, 1)
    expect(page.locator("[data-door-closed-text]")).to_contain_text("gepauzeerd")
    look(page, "walk-door-left")


def test_another_resident_of_the_household_is_added(stairs: Page) -> None:
    open_door(stairs, 2)
    stairs.locator("form [data-talk=nl]").click()
    stairs.get_by_role("button", name="Alles tegelijk").click()
    stairs.locator("[data-finish]").click()
    sent(stairs, 1)
    tile(stairs, 2).click()
    stairs.locator("[data-another]").click()
    stairs.get_by_text("Ja: Een buur zoeken").click()
    stairs.locator("[data-finish]").click()
    expect(stairs.locator("[data-talk-wrong-text]")).to_contain_text("naam")
    stairs.locator("[name=name]").fill("Joop de Wit")
    stairs.locator("[data-finish]").click()
    sent(stairs, 2)
    assert [resident.name for resident in Resident.objects.all()] == ["Joop de Wit"]


def taps_in_the_docs(what: str) -> int:
    rows = (Path(__file__).parents[2] / "docs/offline.md").read_text(encoding="utf-8").splitlines()
    return next(int(row.split("|")[2].split(":")[0]) for row in rows if row.startswith(f"| {what} "))


@pytest.mark.parametrize("way", ["question by question", "all at once"])
def test_a_door_with_a_talk_takes_as_many_taps_as_the_docs_say(way: str, stairs: Page) -> None:
    tile(stairs, 2).click(delay=700)
    stairs.locator("form [data-talk=nl]").click()
    expect(stairs.locator("[data-draft-kept]")).to_have_attribute("data-is-kept", "true")
    taps = 2
    if way == "all at once":
        stairs.get_by_role("button", name="Alles tegelijk").click()
        taps += 1
    while stairs.locator("[data-step-on]").is_visible():
        stairs.locator("[data-step-on]").click()
        taps += 1
    stairs.wait_for_timeout(SLIP)
    stairs.locator("[data-finish]").click()
    sent(stairs, 1)
    assert [visit.outcome for visit in Visit.objects.all()] == [Outcome.TALK]
    assert taps + 1 == taps_in_the_docs(f"a talk, {way}")


def test_every_state_of_the_page_can_be_used_by_everybody(stairs: Page, look) -> None:
    look(stairs, "walk-grid")
    tile(stairs, 1).click()
    expect(toast(stairs)).to_be_visible()
    look(stairs, "walk-toast")
    stairs.get_by_label("Meerdere deuren").check()
    tile(stairs, 2).click()
    look(stairs, "walk-several")
    open_door(stairs, 3)
    look(stairs, "walk-door")
    stairs.locator("form [data-talk=nl]").click()
    look(stairs, "walk-talk")
    stairs.locator("[data-step-on]").click()
    look(stairs, "walk-talk-question")
    stairs.get_by_role("link", name="Alle deuren").click()
    look(stairs, "walk-draft")
    stairs.get_by_role("button", name="Verder met het gesprek").click()
    stairs.get_by_role("button", name="Alles tegelijk").click()
    stairs.get_by_text("Ja: Antwoorden bewaren").click()
    stairs.locator("[data-finish]").click()
    look(stairs, "walk-talk-wrong")
    stairs.locator('[data-screen="talk"] [data-leave]').click()
    look(stairs, "walk-left")


def test_what_is_wrong_stands_in_sight_and_not_under_the_bar(stairs: Page) -> None:
    open_door(stairs, 3)
    stairs.locator("form [data-talk=nl]").click()
    stairs.get_by_role("button", name="Alles tegelijk").click()
    stairs.get_by_label("Naam", exact=True).fill("Samira")
    stairs.get_by_text("Ja: Gegevens doorgeven").click()
    # Who reads the questions again presses from up there.
    stairs.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    stairs.locator("[data-finish]").click()
    said = stairs.locator(".walk-error").bounding_box()
    bar = stairs.locator(".talk-bar").bounding_box()
    assert said and bar
    assert said["y"] >= 0 and said["y"] + said["height"] <= bar["y"]
    assert stairs.evaluate("document.activeElement.name") == "shared_fields"


def refuse_all(route: Route) -> None:
    """The server takes nothing, and says of each entry why."""
    sent_now: dict[str, Any] = route.request.post_data_json
    why = {"answer": "refused", "code": "malformed", "sentence": "Dit kunnen we niet lezen."}
    receipts = [{"id": envelope["id"], **why} for envelope in sent_now["envelopes"]]
    route.fulfill(json={"batch": sent_now["batch"], "now": sent_now["now"], "receipts": receipts})


def test_what_went_wrong_can_be_read_by_everybody(stairs: Page, look: Look) -> None:
    stairs.context.route("**/ontvangst/", refuse_all)
    tile(stairs, 1).click()
    stairs.get_by_text("1 bezoek vraagt aandacht").click()
    expect(stairs.locator("[data-refused-list]")).to_have_text("1: Dit kunnen we niet lezen.")
    look(stairs, "walk-refused")
    full = "IDBObjectStore.prototype.add = () => { throw new DOMException('', 'QuotaExceededError'); }"
    stairs.evaluate(f"() => {{ {full} }}")
    tile(stairs, 2).click()
    expect(stairs.locator("[data-notice-text]")).to_contain_text("geen ruimte")
    look(stairs, "walk-full")
    assert not Visit.objects.exists()


@pytest.mark.parametrize(("width", "size"), [(320, "100%"), (360, "200%")])
def test_a_small_screen_and_large_letters_are_enough(
    stairs: Page, width: int, size: str, tonight: Round
) -> None:
    stairs.set_viewport_size({"width": width, "height": PHONE["height"]})
    # Larger letters as a reader sets them; the policy of the site lets no style in, so by the browser itself.
    stairs.evaluate("(size) => { document.documentElement.style.fontSize = size; }", size)
    fits = "document.documentElement.scrollWidth <= innerWidth"
    assert stairs.evaluate(fits)
    tile(stairs, 1).click()
    assert stairs.evaluate(fits)
    open_door(stairs, 2)
    assert stairs.evaluate(fits)
    stairs.wait_for_timeout(SLIP)
    stairs.locator("form [data-talk=nl]").click()
    stairs.get_by_role("button", name="Alles tegelijk").click()
    assert stairs.evaluate(fits)


def test_a_cold_thumb_that_taps_twice_makes_one_visit(stairs: Page) -> None:
    tile(stairs, 1).dblclick()
    expect(toast(stairs)).to_have_text("Deur 1: Niemand thuis")
    sent(stairs, 1)
    open_door(stairs, 2)
    stairs.locator('[data-screen="door"] [data-outcome=declined_door]').dblclick()
    sent(stairs, 2)
    assert Visit.objects.count() == 2


def test_storing_a_talk_with_two_taps_stores_it_once_and_says_nothing_untrue(stairs: Page) -> None:
    open_door(stairs, 2)
    stairs.locator("form [data-talk=nl]").click()
    stairs.get_by_role("button", name="Alles tegelijk").click()
    stairs.locator("[data-finish]").evaluate("(button) => { button.click(); button.click(); }")
    sent(stairs, 1)
    expect(stairs.locator("[data-notice]")).to_be_hidden()
    assert Visit.objects.count() == 1


def test_a_round_that_is_no_longer_mine_leaves_no_card_on_the_phone(
    stairs: Page, tonight: Round, riny: User, cora: User
) -> None:
    Round.objects.update(asker=cora)
    stairs.evaluate("dispatchEvent(new Event('online'))")
    expect(stairs.locator("[data-connection]")).to_contain_text("niet meer van jou")
    tile(stairs, 1).click()
    expect(toast(stairs)).to_be_visible()
    gone = "async (round) => !(await (await import('/static/js/locked.js')).loadCard(round))"
    eventually(stairs, gone, str(tonight.pk))
    assert not Visit.objects.exists()


def test_who_is_at_home_is_in_sight_and_never_kept_on_the_phone(
    stairs: Page, tonight: Round, look: Look
) -> None:
    line = stairs.locator("[data-contact]")
    expect(line).to_be_hidden()
    tonight.contact_name, tonight.contact_phone = "Els", "06 12345678"
    tonight.save()
    stairs.evaluate("dispatchEvent(new Event('online'))")
    expect(line).to_contain_text("Vanavond thuis: Els, 06 12345678")
    expect(line.get_by_role("link")).to_have_attribute("href", "tel:0612345678")
    look(stairs, "walk-contact")
    kept = "async (round) => JSON.stringify(await (await import('/static/js/locked.js')).loadCard(round))"
    card = stairs.evaluate(kept, str(tonight.pk))
    assert '"doors"' in card and "Els" not in card and "12345678" not in card


def test_undo_goes_by_keyboard_too(stairs: Page) -> None:
    tile(stairs, 1).focus()
    stairs.keyboard.press("Space")
    expect(toast(stairs)).to_have_text("Deur 1: Niemand thuis")
    stairs.keyboard.press("Backspace")
    sent(stairs, 2)
    assert not Visit.objects.standing().exists()


def test_a_door_that_was_chosen_and_says_no_meanwhile_is_chosen_no_more(stairs: Page, tonight: Round) -> None:
    stairs.get_by_label("Meerdere deuren").check()
    tile(stairs, 1).click()
    tile(stairs, 2).click()
    door = tonight.flat.addresses.in_walking_order()[0]
    optouts.record(address=door, channel=Channel.CODE, by=None, at=make.EVENING)
    stairs.evaluate("dispatchEvent(new Event('online'))")
    stairs.get_by_role("button", name="Niemand thuis bij 1 deur").click()
    sent(stairs, 1)
    assert [visit.address.number for visit in Visit.objects.all()] == [2]


def test_leaving_a_door_with_a_talk_under_way_takes_the_talk_off_the_phone(stairs: Page) -> None:
    open_door(stairs, 2)
    stairs.locator("form [data-talk=nl]").click()
    stairs.get_by_role("button", name="Alles tegelijk").click()
    stairs.locator("[name=answer_joins_in]").fill("Geheim")
    expect(stairs.locator("[data-draft-kept]")).to_have_attribute("data-is-kept", "true")
    stairs.get_by_role("link", name="Alle deuren").click()
    open_door(stairs, 2)
    stairs.locator('[data-screen="door"] [data-leave]').click()
    sent(stairs, 1)
    expect(stairs.locator('[data-screen="left"]')).to_be_visible()
    assert "Geheim" not in stairs.content()
    eventually(stairs, "async () => !(await (await import('/static/js/locked.js')).hasDraft())")
    stairs.go_back()
    expect(stairs.get_by_role("heading", name="Deur 2")).to_be_hidden()
    assert [visit.outcome for visit in Visit.objects.all()] == [Outcome.LEFT]


def test_a_no_said_at_the_door_closes_it_at_once_without_a_network(
    stairs: Page, tonight: Round, look: Look
) -> None:
    without_network(stairs)
    open_door(stairs, 2)
    at_the_door = stairs.locator('[data-screen="door"]')
    at_the_door.get_by_text("Ze willen nooit meer dat er gebeld wordt").click()
    look(stairs, "walk-optout")
    at_the_door.locator("button[data-optout]").click()
    expect(stairs.locator("[data-toast-text]")).to_have_text("Deur 2: Afgemeld")
    expect(stairs.locator("[data-connection]")).to_contain_text("1 afmelding wacht op verzending.")
    expect(tile(stairs, 2)).to_contain_text("Afgemeld")
    stairs.reload()
    expect(tile(stairs, 2)).to_contain_text("Afgemeld")
    tile(stairs, 2).click()
    expect(stairs.locator("[data-door-closed-text]")).to_contain_text("zei nee")
    expect(stairs.locator("[data-door-form]")).to_be_hidden()
    assert not OptOut.objects.filter(address=door_of(tonight, 2)).exists()
    stairs.context.set_offline(False)
    sent(stairs, 1)
    assert OptOut.objects.open().get(address=door_of(tonight, 2)).channel == Channel.DOOR


def test_a_talk_that_ends_in_a_no_is_kept_as_far_as_agreed(stairs: Page, tonight: Round, look: Look) -> None:
    open_door(stairs, 2)
    stairs.locator("form [data-talk=nl]").click()
    stairs.get_by_role("button", name="Alles tegelijk").click()
    stairs.locator("[name=answer_joins_in]").fill("De moestuin.")
    stairs.get_by_text("Ja: Antwoorden bewaren").click()
    stairs.get_by_text("Ja: Een buur zoeken").click()
    stairs.locator("[name=name]").fill("Joop de Wit")
    stairs.locator("[name=phone]").fill("12")
    stairs.get_by_role("link", name="Alle deuren").press("Enter")
    open_door(stairs, 2)
    at_the_door = stairs.locator('[data-screen="door"]')
    at_the_door.get_by_text("Ze willen nooit meer dat er gebeld wordt").press("Enter")
    at_the_door.locator("button[data-optout]").press("Enter")
    no = stairs.locator('[data-screen="talk"] button[data-optout]')
    expect(no).to_be_focused()
    look(stairs, "walk-talk-optout")
    no.press("Enter")
    expect(toast(stairs)).to_contain_text("Deur 2: afgemeld. Naam en antwoorden zijn bewaard")
    sent(stairs, 2)
    door = door_of(tonight, 2)
    assert OptOut.objects.open().get(address=door).channel == Channel.DOOR
    assert Visit.objects.get(address=door).outcome == Outcome.TALK
    person = Resident.objects.get()
    assert (person.name, person.phone) == ("Joop de Wit", "")
    assert [consent.purpose for consent in person.consents.all()] == [Purpose.KEEP_ANSWERS]
    assert [answer.value for answer in Answer.objects.all()] == ["De moestuin."]


def test_a_talk_is_finished_after_the_other_one_closed_the_round(
    stairs: Page, live_server, tonight: Round, look: Look
) -> None:
    open_door(stairs, 2)
    stairs.locator("form [data-talk=nl]").click()
    stairs.get_by_role("button", name="Alles tegelijk").click()
    stairs.locator("[name=answer_joins_in]").fill("De moestuin.")
    expect(stairs.locator("[data-draft-kept]")).to_have_attribute("data-is-kept", "true")
    Round.objects.update(state=RoundState.CLOSED, both_home_at=make.EVENING)
    stairs.goto(f"{live_server.url}/rondes/{tonight.pk}/")
    expect(stairs.locator("[data-line=draft]")).to_contain_text("Het gesprek bij deur 2 is nog niet af")
    look(stairs, "draft-elsewhere")
    press(stairs.get_by_role("link", name="Verder met het gesprek"))
    stairs.get_by_role("button", name="Alles tegelijk").click()
    expect(stairs.locator("[name=answer_joins_in]")).to_have_value("De moestuin.")
    # Once for what was told without a yes, and once more for meaning it.
    for _press in range(2):
        stairs.locator("[data-finish]").click()
        stairs.wait_for_timeout(SLIP)
    sent(stairs, 1)
    assert [visit.outcome for visit in Visit.objects.all()] == [Outcome.TALK]
    stairs.goto(f"{live_server.url}/rondes/{tonight.pk}/")
    eventually(stairs, "async () => !(await (await import('/static/js/locked.js')).hasDraft())")
    expect(stairs.locator("[data-line=draft]")).to_be_hidden()


def test_a_talk_is_finished_by_somebody_who_was_replaced(
    stairs: Page, live_server, tonight: Round, team: Team
) -> None:
    open_door(stairs, 2)
    stairs.locator("form [data-talk=nl]").click()
    expect(stairs.locator("[data-draft-kept]")).to_have_attribute("data-is-kept", "true")
    third = make.member("Toos", Role.INITIATOR, team)
    Round.objects.update(asker=third, asker_read_safety_at=None)
    stairs.goto(f"{live_server.url}/rondes/")
    press(stairs.get_by_role("link", name="Verder met het gesprek"))
    stairs.get_by_role("button", name="Alles tegelijk").click()
    stairs.locator("[data-finish]").click()
    sent(stairs, 1)
    assert not Visit.objects.exists()
    assert Envelope.objects.get().state == EnvelopeState.SET_ASIDE

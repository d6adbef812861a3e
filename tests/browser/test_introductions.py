"""From a search to letters, on a phone: a group in which one is exchanged and one withdraws, and a pair."""

import re

import pytest
from playwright.sync_api import Page, expect

from buurvoorbuur.models import User
from matching.models import Proposal
from matching.proposal_states import State
from outreach import consents, interests
from outreach.consent_terms import How, Purpose
from outreach.models import Flat, Resident
from tests import make, paper
from tests.browser.introducing import approve, inside, says, search, step
from tests.browsing import MAIN, Enter, Look, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def flat(team) -> Flat:
    return make.flat(team, doors=9)


@pytest.fixture
def people(flat: Flat, ans: User, riny: User) -> dict[str, Resident]:
    """Six who like to drink coffee together, and two who like to play chess and nothing else."""
    interests.load_starter()
    evening = make.walking_round(flat, ans, riny)
    doors = iter(flat.addresses.in_walking_order())
    names = ["Anna", "Bram", "Carla", "Daan", "Eva", "Floor"]
    likes = {**dict.fromkeys(names, "coffee_and_tea"), "Gijs": "chess", "Hanna": "chess"}
    return {
        name: make.resident(evening, next(doors), f"{name} Vos", shares=frozenset({like}))
        for name, like in likes.items()
    }


@pytest.fixture
def page(entered: Enter, cora: User) -> Page:
    return entered(cora)


def letter_of(page: Page, name: str) -> str:
    with page.expect_download() as download:
        page.locator("main .card", has_text=name).locator("form[action*='/brief/'] button").click()
    return " ".join(" ".join(paper.pages(download.value.path().read_bytes())).split())


def test_a_group_goes_all_the_way_though_one_is_exchanged_and_one_withdraws(
    page: Page, live_server, people: dict[str, Resident], cora: User, look: Look
) -> None:
    make.settled_terms(people["Anna"].address.flat.team, cora, venue_places=5)
    search(page, live_server.url, look)
    press(page.get_by_role("link", name=re.compile("5 personen")))
    look(page, "group-proposed")
    [left_over] = set(list(people)[:6]) - inside(page)
    press(page.locator("main .card").nth(1).get_by_role("link", name=re.compile("Iemand anders")))
    expect(page.locator("main")).to_contain_text(left_over)
    look(page, "group-exchange")
    press(page.locator("main form button", has_text=left_over))
    assert left_over in inside(page)

    approve(page, "thuis bij Anna en Bram en Carla en Daan en Eva")
    look(page, "group-name-in-place")
    approve(page, "De recreatiezaal")
    look(page, "group-approved")
    press(page.locator("a[href$='/vragen/']"))
    letter = page.locator("select[name^=asking_]").last
    letter.select_option(letter.locator("option[value$=letter]").first.get_attribute("value"))
    look(page, "group-who-asks")
    press(page.locator(MAIN))
    look(page, "group-one-by-letter")
    expect(page.locator("main form[action*='/vraagbrief/'] button")).to_have_count(1)
    members = sorted(inside(page))
    for name in members[:4]:
        says(page, name, "yes")
    look(page, "group-asking")
    # The last one withdraws on the phone with another coordinator, before having said anything.
    gone = people[members[4]]
    consents.withdraw(resident=gone, purpose=Purpose.MATCH, how=How.PHONE, by=cora, at=make.EVENING)
    page.reload()
    look(page, "group-one-withdrew")
    step(page, "all_yes")
    step(page, "introduce")
    look(page, "group-introduced")
    assert Proposal.objects.get(state=State.INTRODUCED).fewest == 4
    told = letter_of(page, members[0])
    assert all(name in told for name in members[:4])
    assert members[4] not in told and "De recreatiezaal" in told


def test_a_pair_goes_all_the_way_and_back_when_one_rather_waits(
    page: Page, live_server, people: dict[str, Resident], look: Look
) -> None:
    search(page, live_server.url, look)
    press(page.get_by_role("link", name=re.compile("Gijs Vos")))
    look(page, "pair-proposed")
    approve(page, "De recreatiezaal")
    press(page.locator("a[href$='/vragen/']"))
    press(page.locator(MAIN))
    words = page.locator("main .card", has_text="Gijs").locator(".read-aloud").text_content() or ""
    assert "recreatiezaal" in words and "Hanna" not in words
    says(page, "Gijs", "yes")
    says(page, "Hanna", "yes")
    step(page, "introduce")
    look(page, "pair-introduced")
    told = letter_of(page, "Gijs")
    assert "Hanna Vos" in told and "Anna Vos" not in told.replace("Hanna Vos", "")


def test_what_stands_around_introductions_can_be_used_by_everybody(
    page: Page, live_server, people: dict[str, Resident], look: Look
) -> None:
    page.goto(f"{live_server.url}/koppelingen/wachtend/")
    look(page, "waiting")
    page.goto(f"{live_server.url}/koppelingen/afstellen/")
    page.locator("#id_interests").fill("99")
    press(page.locator("button[name=try]"))
    look(page, "terms-wrong")
    page.locator("#id_interests").fill("20")
    press(page.locator("button[name=try]"))
    look(page, "terms-tried")
    page.goto(f"{live_server.url}/koppelingen/apart/")
    page.locator("#id_one").select_option(str(people["Anna"].pk))
    page.locator("#id_other").select_option(str(people["Bram"].pk))
    press(page.locator(MAIN))
    look(page, "kept-apart")
    search(page, live_server.url, look)
    page.goto(f"{live_server.url}/koppelingen/samen-goedkeuren/?vanaf=5")
    page.locator("#id_place").fill("De recreatiezaal")
    page.locator("#id_first_step").fill("Bel elkaar.")
    look(page, "approve-several")
    press(page.locator("main form button.btn-primary"))
    look(page, "approved-several")
    page.goto(f"{live_server.url}/koppelingen/opbrengst/")
    look(page, "effect")


def test_an_initiator_asks_on_the_phone_whom_they_were_given(
    page: Page, live_server, people: dict[str, Resident], ans: User, entered: Enter, look: Look
) -> None:
    make.assign(ans, people["Gijs"].address.flat)
    search(page, live_server.url, look)
    press(page.get_by_role("link", name=re.compile("Gijs Vos")))
    approve(page, "De recreatiezaal")
    press(page.locator("a[href$='/vragen/']", has_text="Kies"))
    who = page.get_by_label("Wie vraagt het aan Gijs Vos, en hoe?")
    who.select_option(label="Ans de Boer, aan de deur")
    press(page.locator(MAIN))
    entered(ans)
    page.goto(live_server.url)
    look(page, "initiator-home-with-an-asking")
    press(page.locator("main a[href='/koppelingen/vragen/']"))
    look(page, "initiator-askings")
    expect(page.locator("main")).to_contain_text("Gijs Vos")
    expect(page.locator("main")).not_to_contain_text("Hanna")
    press(page.locator("main button[value=yes]"))
    look(page, "initiator-askings-none")
    assert Proposal.objects.get(state=State.ASKING).members.filter(answer="yes").count() == 1


def test_who_goes_by_keyboard_goes_on_where_they_were(
    page: Page, live_server, people: dict[str, Resident], look: Look
) -> None:
    search(page, live_server.url, look)
    link = page.get_by_role("link", name=re.compile("5 personen|6 personen"))
    link.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    following = page.get_by_role("link", name="Volgende om over te beslissen")
    assert "koppelingen" in (following.get_attribute("href") or "")
    with page.expect_navigation():
        page.locator("a.back").press("Enter")
    page.keyboard.press("Tab")
    expect(link).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    approve(page, "De recreatiezaal")
    press(page.locator("a[href$='/vragen/'].btn-primary"))
    press(page.locator(MAIN))
    second = page.locator("main .card").nth(1)
    with page.expect_navigation():
        second.locator("button[value=yes]").press("Enter")
    page.keyboard.press("Tab")
    assert second.evaluate("card => card.contains(document.activeElement)")

"""From a wish to eat together to an activity that the residents carry, and to one that nobody carries."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from buurvoorbuur.models import User
from outreach import interests
from outreach.consent_terms import Purpose
from outreach.models import Activity, Flat, Resident
from tests import make, together
from tests.browser.introducing import approve, inside, says, search, step
from tests.browsing import MAIN, Enter, Look, press, printed
from tests.matching.test_group_activities import IN_THREE_WEEKS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAMES = ["Anna", "Bram", "Carla", "Daan", "Eva"]


@pytest.fixture
def flat(team) -> Flat:
    return make.flat(team, doors=9)


@pytest.fixture
def people(flat: Flat, ans: User, riny: User, cora: User) -> list[Resident]:
    """Four who would like to eat together, in a flat with a common room; a fifth is told at the door."""
    interests.load_starter()
    for walker in (ans, riny):
        make.assign(walker, flat)
    together.venue(flat.team, cora)
    evening = make.walking_round(flat, ans, riny)
    doors = iter(flat.addresses.in_walking_order())
    return [
        make.resident(evening, next(doors), f"{name} Vos", shares=frozenset({"eat_together"}))
        for name in NAMES[:-1]
    ]


def told_at_the_door(page: Page, url: str, people: list[Resident]) -> None:
    """The last of them says in a talk what she likes, and yes to being introduced."""
    evening = people[0].talk.visit.round
    door = evening.flat.addresses.in_walking_order()[len(people)]
    page.goto(f"{url}{reverse('round_talk', args=[evening.pk, door.pk])}?taal=nl")
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    agreed = [f"[name=consent_{one}]" for one in (Purpose.KEEP_ANSWERS, Purpose.MATCH, Purpose.KEEP_POSTED)]
    for box in ("[name=shares][value=eat_together]", *agreed, "[name=moments][value=evening]"):
        page.locator(f"label[for='{page.locator(box).get_attribute('id')}']").click()
        expect(page.locator(box)).to_be_checked()
    page.locator("[name=name]").fill(f"{NAMES[-1]} Vos")
    press(page.locator(MAIN))
    expect(page.locator("main")).to_contain_text("Opgeslagen")


def introduced(page: Page, url: str, look: Look) -> list[str]:
    """A group of five is found, all are asked, four say yes; returns who comes."""
    search(page, url, look)
    press(page.get_by_role("link", name=re.compile("5 personen")))
    expect(page.locator("main")).to_contain_text("Waarom deze mensen")
    expect(page.locator(".reasons").first).to_contain_text("Ze willen dit allemaal graag: samen eten")
    names = sorted(inside(page))
    assert names == NAMES
    approve(page, "Plutozaal")
    press(page.locator("a[href$='/vragen/']"))
    press(page.locator(MAIN))
    for name in names[:4]:
        says(page, name, "yes")
    says(page, names[4], "no")
    step(page, "introduce")
    return names[:4]


def test_a_wish_to_eat_together_becomes_something_of_the_residents_own(
    entered: Enter, live_server, people: list[Resident], ans: User, cora: User, look: Look, now_is
) -> None:
    told_at_the_door(entered(ans), live_server.url, people)
    page = entered(cora)
    report = f"{live_server.url}/rapporten/flat/{people[0].address.flat_id}/"
    page.goto(report)
    expect(page.locator("main")).not_to_contain_text("samen met iets begonnen")
    coming = introduced(page, live_server.url, look)
    look(page, "journey-may-become-activity")
    press(page.get_by_role("button", name="Maak er een activiteit van"))
    look(page, "journey-activity-new")
    assert sorted(page.locator("main .rows .row-link").all_inner_texts()) == [
        f"{name} Vos" for name in coming
    ]

    press(page.get_by_role("link", name="Wijzigen"))
    look(page, "journey-activity-form")
    page.get_by_label("Wanneer is de volgende keer?").fill("2026-10-14")
    page.get_by_label("Vanaf hoe laat?").fill("17:30")
    page.get_by_label("Waar?", exact=True).select_option(label="Plutozaal")
    page.get_by_label("Wat kost het (€)?").fill("2,50")
    press(page.get_by_role("button", name="Opslaan"))
    expect(page.locator("main")).to_contain_text("14 oktober")
    expect(page.get_by_role("button", name="Draag het over")).to_have_count(0)

    anna = page.locator(".row-item", has_text="Anna Vos")
    press(anna.get_by_role("button", name=re.compile("organiseren")))
    look(page, "journey-organised")
    poster = printed(page, page.get_by_role("button", name="Print de poster"))
    assert "Plutozaal" in poster and "€ 2,50" in poster and not any(name in poster for name in NAMES)
    slips = printed(page, page.get_by_role("button", name="Print de uitnodigingen"))
    assert [name in slips for name in NAMES] == [True] * 4 + [False] and "14 oktober" in slips

    page.get_by_label("Ze weten dat het vanaf nu van hen is").check()
    press(page.get_by_role("button", name="Draag het over"))
    expect(page.locator("main")).to_contain_text("Je mag er trots op zijn.")
    look(page, "journey-handed-over")

    now_is(IN_THREE_WEEKS)
    later = entered(cora)
    later.goto(live_server.url)
    look(later, "journey-home-after-three-weeks")
    expect(later.locator("main")).to_contain_text("ging het door?")
    later.goto(f"{live_server.url}/koppelingen/")
    press(later.locator("main .rows a").first)
    later.locator("#outcome-on").fill("2026-10-14")
    look(later, "journey-one-question")
    press(later.locator("button[value=did_meet]"))
    later.goto(report)
    expect(later.locator("main")).to_contain_text("samen met iets begonnen")
    look(later, "journey-report")


def test_what_nobody_wants_to_organise_ends_without_blame(
    entered: Enter, live_server, people: list[Resident], ans: User, cora: User, look: Look, now_is
) -> None:
    told_at_the_door(entered(ans), live_server.url, people)
    page = entered(cora)
    introduced(page, live_server.url, look)
    press(page.get_by_role("button", name="Maak er een activiteit van"))
    page.get_by_text("Niemand pakt het op").click()
    look(page, "journey-nobody")
    press(page.get_by_role("button", name="Laat het ophouden"))
    main = page.get_by_role("main")
    expect(main).to_contain_text("niemands schuld")
    expect(main.locator("section", has_text="Niet opgepakt")).to_contain_text("niet mislukt")
    look(page, "journey-not-taken-on")
    assert Activity.objects.get().began_on is None

    now_is(IN_THREE_WEEKS)
    later = entered(cora)
    later.goto(live_server.url)
    expect(later.locator("main")).not_to_contain_text("ging het door?")

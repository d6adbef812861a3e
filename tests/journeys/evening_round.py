"""One evening for two: planned in time, five doors, two talks, both home."""

from playwright.sync_api import expect

from outreach.models import Round
from outreach.visit_states import RoundState
from tests.browsing import MAIN, eventually
from tests.journeys.cast import JOOP, SAMIRA, Neighbour, Road

REGISTERED = """async () => {
  const {registrationOf} = await import('/static/js/registration.js');
  return Boolean(await registrationOf(document.querySelector('[data-walk]').dataset.person));
}"""


def a_round_is_planned(road: Road) -> Round:
    s = road.screens
    road.at(5, 20)
    s.become(road.ans)
    s.open(f"/rondes/nieuw/?flat={road.flat.pk}", "journey-round-new")
    s.fill("planned_on", "2026-10-08")
    s.fill("starts_at", "18:30")
    s.choose("asker", road.ans)
    s.choose("note_taker", road.riny)
    s.press("button[value=plan]", "journey-round-too-early")
    assert not Round.objects.exists(), "residents get seven days to say no"
    s.fill("planned_on", "2026-10-15")
    s.press("button[value=plan]", "journey-round-planned")
    return Round.objects.get()


def both_read_the_safety_card(road: Road, evening: Round) -> None:
    s = road.screens
    road.at(15, 18, 20)
    for person in (road.ans, road.riny):
        s.become(person)
        s.open(f"/rondes/{evening.pk}/", f"journey-safety-{person.first_name.lower()}")
        s.press("form[action$='/veiligheid/'] button")
    s.press("form[action$='/begin/'] button", "journey-walking")
    # Registered before the screen is left for the list, so that its event is always among those counted.
    eventually(s.page, REGISTERED, seconds=60)


def the_two_ring_at_five_doors(road: Road, evening: Round) -> None:
    s = road.screens
    # By the list, as it goes on a phone without a script; the other way has a journey of its own.
    s.open(f"/rondes/{evening.pk}/deuren/", "journey-doors")
    doors = s.page.locator("main .row-item a[href*='/deur/']")
    expect(doors).to_have_count(10)
    road.at(15, 18, 35)
    s.press(s.page.locator("main .row-item button[value=nobody_home]").first, "journey-nobody-home")
    s.press(doors.nth(1), "journey-door")
    s.press("button[value=declined_intercom]")
    s.press(doors.nth(2))
    s.press("button[name=come_back_part][value=afternoon]")
    road.at(15, 18, 45)
    talk_with(road, evening, 3, SAMIRA)
    road.at(15, 19, 30)
    talk_with(road, evening, 4, JOOP)


def talk_with(road: Road, evening: Round, place: int, who: Neighbour) -> None:
    s = road.screens
    s.open(f"/rondes/{evening.pk}/deuren/", f"journey-walking-{place}")
    s.press(s.page.locator("main .row-item a[href*='/deur/']").nth(place))
    s.press("a.outcome[href*='taal=nl']")
    s.fill("answer_pleasant_or_change", "Fijn dat het groen is; de lift mag stiller.")
    s.tick("answer_feels_at_home", "4")
    s.tick("answer_pulls_activity", "maybe_later")
    for interest in who.likes:
        s.tick("shares", interest)
    for purpose in who.agrees:
        s.tick(f"consent_{purpose}")
    for shared in who.passes_on:
        s.tick("shared_fields", shared)
    s.fill("name", who.name)
    s.fill("phone", who.phone)
    s.fill("email", who.email)
    s.tick("moments", "evening")
    s.look(s.page, f"journey-talk-{place}")
    s.press(MAIN, f"journey-talked-{place}")


def both_are_home(road: Road, evening: Round) -> None:
    s = road.screens
    road.at(15, 20, 40)
    s.open(f"/rondes/{evening.pk}/afsluiten/", "journey-close")
    s.press(MAIN)
    assert Round.objects.get().state == RoundState.WALKING, "nobody closes a round before both are home"
    s.tick("both_home")
    s.fill("wonder", "Twee mooie gesprekken.")
    s.press(MAIN, "journey-closed")
    s.open(f"/flats/{road.flat.pk}/", "journey-flat-walked")

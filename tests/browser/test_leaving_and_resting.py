"""One of two stops: what is open is seen, the flat rests with a word, and months later it comes back."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from buurvoorbuur import clock
from buurvoorbuur.models import Membership, User
from outreach import consents
from outreach.consent_terms import How, Purpose
from outreach.flat_phases import Afterwards, Phase
from outreach.models import Flat, FlatAssignment, Promise, Round
from outreach.visit_states import Outcome, RoundState
from tests import make
from tests.browsing import Enter, Look, press, printed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TODAY = make.EVENING.date()


@pytest.fixture
def mid_flat(flat: Flat, ans: User, riny: User) -> Flat:
    """A door to come back to, one that is paused, a promise of Ans, and an evening on Thursday."""
    evening, doors = make.walking_round(flat, ans, riny), list(flat.addresses.in_walking_order())
    make.visit(evening, doors[0], Outcome.COME_BACK)
    make.visit(evening, doors[1], Outcome.LEFT)
    Round.objects.update(state=RoundState.CLOSED, both_home_at=make.EVENING, ended_at=make.EVENING)
    Round.objects.update(planned_on=TODAY - timedelta(days=1))
    coming = make.walking_round(flat, ans, riny)
    thursday = TODAY + timedelta(days=2)
    Round.objects.filter(pk=coming.pk).update(state=RoundState.PLANNED, planned_on=thursday, started_at=None)
    make.promise(flat, ans)
    Flat.objects.update(plan_afterwards=Afterwards.GATHERING)
    return flat


def test_one_of_two_leaves_and_nothing_disappears(
    mid_flat: Flat,
    ans: User,
    riny: User,
    cora: User,
    entered: Enter,
    look: Look,
    live_server,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    promise = Promise.objects.get()
    page: Page = entered(ans)
    main = page.get_by_role("main")
    page.goto(f"{live_server.url}/account/")
    press(page.get_by_role("link", name="Vertrekken"))
    for open_thing in ("donderdag 8 oktober", "1 belofte", "om te lopen", "terug te komen", "staat op pauze"):
        expect(main).to_contain_text(open_thing)
    expect(main).to_contain_text("Stopt een van hen, dan belt daar niemand meer aan.")
    look(page, "leave-with-work")
    page.get_by_label("Wie neemt dit over?").select_option(label="Riny de Boer")
    press(page.get_by_role("button", name="Overdragen"))
    expect(main).to_contain_text("niemand belt alleen aan")
    look(page, "leave-refused")

    entered(cora)
    page.goto(f"{live_server.url}/flats/{mid_flat.pk}/weg/")
    expect(main).to_contain_text("We kiezen met iemand die hier woont een dag en een plek")
    look(page, "flat-road")
    press(page.get_by_role("link", name="Pauzeer deze flat"))
    expect(main).to_contain_text("Avond van donderdag 8 oktober")
    expect(main).to_contain_text(promise.what)
    look(page, "pause-before")
    page.get_by_label("Verder vanaf").fill("2027-01-11")
    page.get_by_label("Een bericht voor het team").fill("Ans verhuist. Zoek iemand die met Riny loopt.")
    press(page.get_by_role("main").get_by_role("button", name="Pauzeer deze flat"))
    expect(main).to_contain_text("Gaat verder op 11 januari 2027")
    expect(main).to_contain_text("Ans verhuist.")
    expect(main).to_contain_text(promise.what)
    expect(main).not_to_contain_text("donderdag 8 oktober")
    look(page, "pause-rests")
    assert "11 januari 2027" in printed(page, page.get_by_role("button", name="Print het briefje"))

    entered(ans)
    page.goto(f"{live_server.url}/account/")
    press(page.get_by_role("link", name="Vertrekken"))
    page.get_by_label("Wie neemt dit over?").select_option(label="Riny de Boer")
    press(page.get_by_role("button", name="Overdragen"))
    press(page.get_by_role("button", name="Uit het team gaan"))
    assert not FlatAssignment.objects.filter(user=ans).exists()
    assert Membership.objects.get(user=ans).ends_on == TODAY - timedelta(days=1)

    entered(riny)
    page.goto(live_server.url)
    expect(main).to_contain_text("Je ronde is afgezegd")
    press(page.get_by_role("link", name="Planetenflat, donderdag 8 oktober"))
    expect(main).to_contain_text(f"Dat deed {cora}.")
    expect(main).to_contain_text("gaat verder vanaf 11 januari 2027")
    look(page, "round-called-off")
    page.goto(f"{live_server.url}/opvolging/")
    expect(main).to_contain_text(promise.what)
    expect(main).to_contain_text("1 deur vroeg ons terug te komen")

    january = make.EVENING.replace(year=2027, month=1, day=11)
    monkeypatch.setattr(clock, "now", lambda: january)
    entered(cora)
    page.goto(live_server.url)
    expect(main).to_contain_text("Een flat mag weer verder")
    look(page, "home-pause-over")
    press(page.get_by_role("link", name="Planetenflat rustte tot 11 januari"))
    expect(main).to_contain_text("Ans verhuist.")
    look(page, "pause-over")
    press(page.get_by_role("button", name="Ga verder"))
    expect(main).not_to_contain_text("staat op pauze en gaat")


def test_a_stuurbuur_stops_and_the_old_papers_are_taken_back(
    flat: Flat, ans: User, riny: User, cora: User, entered: Enter, look: Look, live_server
) -> None:
    samira = make.resident(make.walking_round(flat, ans, riny), flat.addresses.all()[0])
    Round.objects.update(state=RoundState.CLOSED, both_home_at=make.EVENING, ended_at=make.EVENING)
    Flat.objects.update(phase=Phase.REPORT)
    page: Page = entered(cora)
    main = page.get_by_role("main")
    page.goto(f"{live_server.url}/rapporten/flat/{flat.pk}/")
    with page.expect_download():
        page.get_by_role("button", name="Voor alle deuren, Nederlands").click()
    page.reload()
    page.get_by_label("Bezorgd op").fill(TODAY.isoformat())
    press(page.get_by_role("button", name="6 oktober 2026"))
    expect(main).to_contain_text("bezorgd op 6 oktober 2026")
    look(page, "report-delivered")
    consents.withdraw(
        resident=samira, purpose=Purpose.NAMED_STUURBUUR, how=How.PHONE, by=cora, at=make.EVENING
    )
    page.goto(f"{live_server.url}/bewoners/{samira.pk}/")
    expect(main).to_contain_text("Op deze papieren staat nog de naam")
    look(page, "resident-old-papers")
    page.goto(live_server.url)
    look(page, "home-old-papers")
    press(page.get_by_role("link", name="Bekijk welke"))
    look(page, "follow-up-old-papers")
    page.get_by_label("geprint op 6 oktober 2026, bezorgd op 6 oktober 2026").check()
    press(page.get_by_role("button", name="Teruggehaald of vervangen"))
    expect(main).not_to_contain_text("Op deze papieren staat nog de naam")
    expect(main).to_contain_text("Flats zonder stuurbuur")


def test_the_first_page_shows_five_things_and_counts_the_rest(
    flat: Flat, ans: User, riny: User, cora: User, entered: Enter, look: Look, live_server
) -> None:
    make.promise(flat, cora)
    Promise.objects.update(due_on=TODAY - timedelta(days=2))
    make.walking_round(flat, cora, riny)
    for number in range(5):
        other = make.flat(flat.team, name=f"Sterrenflat {number}", doors=2)
        other.addresses.filter(number=1).update(paused_at=make.EVENING)
    page: Page = entered(cora)
    page.goto(live_server.url)
    main = page.get_by_role("main")
    expect(main.locator("ul.cards > li")).to_have_count(5)
    expect(main.locator("ul.cards > li").first).to_contain_text("Je ronde is bezig")
    expect(main).to_contain_text("En nog 3 dingen, die kunnen tot daarna wachten.")
    look(page, "home-five")

"""The whole road on a real list: from the register of addresses to two neighbours who meet, and the reports.

Everything happens on screen and on paper as people see it; only at the end the stored result is looked at.
"""

import pytest
from playwright.sync_api import Page

from buurvoorbuur.models import Team, User
from outreach import starting
from tests import make
from tests.browsing import Enter, Look
from tests.journeys import evening_round, meeting_and_reports, stack_of_letters, stored
from tests.journeys.cast import Road
from tests.journeys.screens import Screens

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    """Several people use this one browser in turn, as nobody does: none keeps pages for the next."""
    return {**browser_context_args, "service_workers": "block"}


@pytest.fixture
def road(
    page: Page,
    live_server,
    entered: Enter,
    look: Look,
    monkeypatch: pytest.MonkeyPatch,
    team: Team,
    cora: User,
    ans: User,
    riny: User,
    wim: User,
) -> Road:
    # The letters are made within the request here, on a busy machine in half a minute.
    page.set_default_timeout(60_000)
    starting.equip(team=team, at=make.EVENING)
    screens = Screens(page, live_server.url, entered, look)
    return Road(screens, monkeypatch, cora, ans, riny, wim, team)


def test_a_flat_of_128_doors_goes_all_the_way(road: Road) -> None:
    stack_of_letters.the_list_becomes_a_flat(road)
    stack_of_letters.two_initiators_get_the_flat(road)
    stack_of_letters.somebody_calls_to_opt_out(road, stack_of_letters.OPTED_OUT)
    stack = stack_of_letters.the_letters_are_printed(road)
    stack_of_letters.somebody_scans_the_letter(road, stack)
    stack_of_letters.the_letters_are_delivered(road)
    evening = evening_round.a_round_is_planned(road)
    evening_round.both_read_the_safety_card(road, evening)
    evening_round.the_two_ring_at_five_doors(road, evening)
    evening_round.both_are_home(road, evening)
    meeting_and_reports.the_neighbours_are_introduced(road)
    meeting_and_reports.the_flat_gets_its_report(road)
    meeting_and_reports.the_welfare_worker_gets_a_report(road)
    stored.all_of_it_is_stored(road)

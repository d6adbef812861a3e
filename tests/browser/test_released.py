"""A welfare worker compares flats and quarters in what was released."""

from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import expect

from buurvoorbuur.models import Team, User
from outreach import interests, releases
from tests import make
from tests.browsing import Enter, Look, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

IN_MAY, IN_JULY = datetime(2027, 5, 11, 17, tzinfo=UTC), datetime(2027, 7, 8, 1, tzinfo=UTC)


def test_flats_and_quarters_stand_beside_each_other_and_one_is_chosen(
    team: Team, ans: User, riny: User, wim: User, entered: Enter, look: Look, live_server
) -> None:
    interests.load_starter()
    make.as_published(team, ans, riny)
    other = make.flat(team, name="Zonneflat", doors=30)
    make.delivered_letters(other, on=date(2027, 5, 1))
    evening = make.walking_round(other, ans, riny, IN_MAY)
    for number, door in enumerate(other.addresses.all()[:19]):
        make.talk(evening, door, answers={"feels_at_home": str(3 + number % 3)}, at=IN_MAY)
    releases.freeze_due(IN_JULY)
    page = entered(wim)
    page.goto(f"{live_server.url}/rapporten/buurt/{team.pk}/")
    expect(page.get_by_role("main")).to_contain_text("43 gesprekken")
    for table in ("Per kwartaal", "Per flat"):
        expect(page.get_by_role("table", name=f"{table}, in getallen").locator("tbody tr")).to_have_count(2)
    look(page, "released")
    page.get_by_label("Flat", exact=True).select_option("Zonneflat")
    press(page.get_by_role("button", name="Tonen"))
    expect(page.get_by_role("main")).to_contain_text("19 gesprekken")
    expect(page.get_by_label("Flat", exact=True)).to_have_value(str(other.pk))
    expect(page.get_by_role("table", name="Per flat, in getallen")).to_be_hidden()
    look(page, "released-flat")

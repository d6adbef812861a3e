"""Where members print cards, badges and the confirmation of a no: folded away, fit for a phone when open."""

import pytest
from playwright.sync_api import Page

from buurvoorbuur.models import User
from outreach import optouts, wishes
from outreach.models import Address, Flat, Round
from outreach.opt_out_terms import Channel
from outreach.visit_states import Wish
from tests import make
from tests.browsing import Enter, Look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def opened(page: Page, action: str) -> None:
    """The fold in which the form for this paper stands."""
    page.locator(f"details:has(form[action$='{action}']) > summary").click()
    assert page.locator(f"form[action$='{action}'] select").is_visible()


def test_the_folds_of_a_round_and_of_a_door_are_fit_for_a_phone(
    entered: Enter, live_server, ans: User, flat: Flat, tonight: Round, look: Look
) -> None:
    closed, wishing = Address.objects.filter(flat=flat)[:2]
    optouts.record(address=closed, channel=Channel.PHONE, by=ans, at=make.EVENING)
    wishes.record(address=wishing, wish=Wish.ANY, by=None, at=make.EVENING)
    page = entered(ans)
    page.goto(f"{live_server.url}/rondes/{tonight.pk}/deuren/")
    opened(page, "kaartjes.pdf")
    look(page, "papers-round")
    page.goto(f"{live_server.url}/flats/{flat.pk}/deur/{closed.pk}/")
    opened(page, "bevestiging.pdf")
    look(page, "papers-door")
    page.goto(f"{live_server.url}/flats/{flat.pk}/deur/{wishing.pk}/")
    look(page, "papers-wish")
    assert "Altijd welkom" in page.locator("main").inner_text()

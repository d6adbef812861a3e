"""Somebody calls to say no: an initiator has it in the log within ten seconds, telephone at the ear."""

import pytest
from playwright.sync_api import expect

from buurvoorbuur.models import User
from outreach.models import Flat, OptOut
from outreach.opt_out_terms import Channel
from tests.browsing import Enter, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Seconds for a thought, a tap and a key, of the keystroke-level model: Card, Moran and Newell,
# Communications of the ACM 23 (1980), with the keys of an average typist.
THOUGHT, TAP, KEY = 1.35, 1.1, 0.28
# Seconds left for two pages to come.
WAITING = 4


def test_a_no_by_phone_takes_two_taps_and_the_number_of_the_door(
    entered: Enter, ans: User, flat: Flat, live_server
) -> None:
    page = entered(ans)
    page.goto(live_server.url)
    press(page.get_by_role("link", name=f"Afmelding in {flat}"))
    expect(page.get_by_label("Huisnummer")).to_be_focused()
    page.keyboard.type("3")
    press(page.get_by_role("button", name="Vastleggen"))
    expect(page.get_by_text("is afgemeld. Daar belt niemand meer aan.")).to_be_visible()
    told = OptOut.objects.get()
    assert (told.address.number, told.channel) == (3, Channel.PHONE)
    assert THOUGHT + TAP + THOUGHT + KEY + TAP < 10 - WAITING

"""Two neighbours are introduced, and what may be told of the flat is told."""

import re

from django.utils import translation

from buurvoorbuur.disclosure import Withheld
from outreach.consent_terms import Field
from outreach.wording import report_words
from tests import paper
from tests.journeys.cast import JOOP, SAMIRA, STREET, Road, door_of, in_one_line

# 128 doors = 2 opted out + 126; those 126 = 2 talks + 2 not home or rather not + 1 + 0 + 121 not recorded.
THE_LEDGER = re.compile(r"128\D+ 2\D+ 126\D+ 126\D+ 2\D+ 2\D+ 1\D+ 0\D+ 121\D")
# The number of the page.
NOT_COUNTED = re.compile(r"1/1$")


def the_neighbours_are_introduced(road: Road) -> None:
    s = road.screens
    road.at(20, 10)
    s.become(road.cora)
    s.open("/koppelingen/", "journey-proposals-none")
    s.press("form[action$='/zoeken/'] button", "journey-search")
    s.press("main a[href='/koppelingen/'].btn", "journey-proposals")
    s.press("main a.row-link", "journey-proposal")
    s.fill("place", "Buurthuis De Trefhoek")
    s.fill("first_step", "Bel elkaar deze week.")
    s.press("form[action$='/goedkeuren/'] button", "journey-approved")
    s.press("a[href$='/vragen/']", "journey-who-asks")
    s.press("main form button.btn-primary", "journey-asking")
    for _each in range(2):
        s.press(s.page.locator("form[action*='/antwoord/'] .btn-primary[value=yes]").first)
    s.look(s.page, "journey-agreed")
    s.press("form[action$='/stap/introduce/'] button", "journey-introduced")
    the_letters_tell_what_was_agreed(road)


def the_letters_tell_what_was_agreed(road: Road) -> None:
    s, read = road.screens, {}
    for who in (SAMIRA, JOOP):
        button = s.page.locator("main .card", has_text=who.name).locator("form[action*='/brief/'] button")
        read[who] = in_one_line(paper.pages(s.paper(button)))
    for to, other in ((SAMIRA, JOOP), (JOOP, SAMIRA)):
        assert to.name in read[to] and other.name in read[to]
        assert "Buurthuis De Trefhoek" in read[to]
        known = {Field.PHONE: other.phone, Field.EMAIL: other.email, Field.DOOR: door_of(other)}
        for shared, value in known.items():
            assert (value in read[to]) is (shared in other.passes_on), (to.name, shared)


def the_flat_gets_its_report(road: Road) -> None:
    s = road.screens
    s.open("/rapporten/", "journey-reports")
    s.open(f"/rapporten/flat/{road.flat.pk}/", "journey-flat-report")
    pages = paper.pages(s.paper(f"form[action$='/{road.flat.pk}.pdf'] button[value=nl]"))
    told = in_one_line(pages)
    assert len(pages) <= 2
    assert THE_LEDGER.search(told), told
    assert too_few_talks() in told
    for secret in (SAMIRA.name, JOOP.name, "Samira", "lift mag stiller", "Twee mooie gesprekken"):
        assert secret not in told


def the_welfare_worker_gets_a_report(road: Road) -> None:
    s = road.screens
    s.become(road.wim)
    s.open("/", "journey-welfare-home")
    s.open(f"/rapporten/buurt/{road.team.pk}/", "journey-neighbourhood-report")
    on_paper = in_one_line(paper.pages(s.paper(f"a[href$='/{road.team.pk}.pdf']")))
    for told in (s.text, on_paper):
        assert "Er is nog niets vrijgegeven" in told
        assert STREET not in told and SAMIRA.name not in told
        assert not re.findall(r"\d+", NOT_COUNTED.sub("", told))


def too_few_talks() -> str:
    """The Dutch sentence that stands where numbers would say too much."""
    with translation.override("nl"):
        return str(report_words.WHY_WITHHELD[Withheld.TOO_FEW_TALKS])

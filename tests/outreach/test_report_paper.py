"""The reports on paper: the same figures as on screen, one sheet, readable to everybody, and nobody in it."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from buurvoorbuur.disclosure import CountTable, protect
from buurvoorbuur.models import Team, User
from outreach import interests, own_words, released, releases, report_pages, reports
from outreach.consent_terms import Direction
from outreach.flat_phases import Afterwards
from outreach.models import Flat
from outreach.released import Selection
from outreach.reports import FlatReport, Interests
from outreach.talk_themes import THEMES
from outreach.wording import report_sentences
from tests import make, paper

pytestmark = pytest.mark.one_database

ON = date(2026, 10, 6)
YEARS_END = datetime(2027, 1, 8, 3, tzinfo=UTC)


@pytest.fixture
def planetenflat(team: Team, ans: User, riny: User) -> Flat:
    interests.load_starter()
    return make.as_published(team, ans, riny)


def words(pdf: bytes) -> str:
    return " ".join(" ".join(paper.pages(pdf)).split())


def flat_paper(flat: Flat, language: str = "en") -> bytes:
    return report_pages.flat_paper(reports.flat_report(flat), on=ON, language=language)


def test_the_ledger_of_the_publication_stands_on_paper_and_closes(planetenflat: Flat) -> None:
    said = words(flat_paper(planetenflat))
    for line in (
        "Doors 90 100.0% of 90",
        "Opted out 24 26.7% of 90",
        "Left to ring at 66 73.3% of 90",
        "Talk held 24 36.4% of 66",
        "Not home or rather not 41 62.1% of 66",
        "Not recorded 1 1.5% of 66",
        "90 doors = 24 opted out + 66 left to ring at. Those 66 = 24 talks + 41 not home or rather not "
        "+ 0 to come back to + 0 left in peace for now + 1 not recorded.",
    ):
        assert line in said


def test_the_paper_for_all_doors_names_a_willing_stuurbuur_and_nobody_else(
    flat: Flat, ans: User, riny: User
) -> None:
    walked = make.walking_round(flat, ans, riny)
    one, two = flat.addresses.order_by("pk")[:2]
    make.resident(walked, one, "Samira Haddad")
    make.resident(walked, two, "Stille Willem", consents=frozenset({"match"}))
    said = words(flat_paper(flat))
    assert "Samira Haddad" in said
    assert "Willem" not in said and "Planetenlaan" not in said


def test_what_is_only_for_the_team_is_not_on_the_paper(planetenflat: Flat) -> None:
    assert "empty" not in words(flat_paper(planetenflat))


def test_the_paper_speaks_the_language_asked_for(planetenflat: Flat) -> None:
    said = words(flat_paper(planetenflat, "nl"))
    assert "Wat de gesprekken in de Planetenflat brachten" in said
    assert "26,7%" in said


def test_a_way_to_join_is_only_named_when_the_team_has_it(flat: Flat) -> None:
    ways = {
        ("050 123 4567", ""): "Phone 050 123 4567.",
        ("", "a@b.nl"): "Send an e-mail to a@b.nl.",
        ("", ""): "",
    }
    for (phone, email), sentence in ways.items():
        flat.team.phone, flat.team.email = phone, email
        said = words(flat_paper(flat))
        assert sentence in said
        assert ("Would you still like" in said) is bool(sentence)


WIDEST = "W"
# As much as a team may add, and the most that fits without setting the sheet closer.
LONGEST_WORDS = [WIDEST] * (own_words.MOST_LINES - 1) + [
    WIDEST * (own_words.LONGEST - 2 * own_words.MOST_LINES + 2)
]
MOST_ROOM = [WIDEST] * 2 + [WIDEST * (report_sentences.ROOM - 4)]


def fullest(report: FlatReport, added: list[str]) -> FlatReport:
    """As long as a report can be: every subject named, long names, and all the team may add."""
    groups = report.interests.groups
    many = protect(CountTable("x", 40, {group.code: 20 for group in groups}, None))
    return replace(
        report,
        themes=protect(CountTable("themes", 40, {theme.code: 20 for theme in THEMES}, None)),
        interests=Interests(groups, dict.fromkeys(Direction, many)),
        stuurbuur=("Wilhelmina van der Veen-Oosterhuis",) * 3,
        plan_afterwards=Afterwards.GROUPS,
        own_words=own_words.Told("\n".join(added), ()),
    )


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("added", [[], MOST_ROOM, LONGEST_WORDS], ids=["nothing", "some", "most"])
def test_the_report_for_all_doors_is_one_sheet_however_much_there_is_to_tell(
    planetenflat: Flat, language: str, added: list[str]
) -> None:
    planetenflat.name = "De Grote Nieuwe Planetenflat aan het Winkelcentrum van Paddepoel-Noord, gebouw B"
    report = fullest(reports.flat_report(planetenflat), added)
    pdf = report_pages.flat_paper(report, on=ON, language=language)
    assert len(paper.pages(pdf)) <= 2


@pytest.mark.parametrize("name", ["flat", "neighbourhood"])
def test_a_screen_reader_hears_every_drawing_and_the_file_is_whole(planetenflat: Flat, name: str) -> None:
    if name == "flat":
        pdf, drawings = flat_paper(planetenflat), 3
    else:
        releases.freeze_due(YEARS_END)
        report = released.report(planetenflat.team, Selection())
        pdf, drawings = report_pages.neighbourhood_paper(report, scope="All flats", language="en"), 5
    inside = paper.opened(pdf)
    assert paper.is_sound(pdf)
    assert "/MarkInfo" in inside and "pdfuaid:part" in inside
    assert len(re.findall(r"/S /Figure", inside)) == len(re.findall(r"/Alt \(", inside)) == drawings + 1
    assert inside.count("Bar chart: ") == drawings


def test_the_neighbourhood_s_paper_holds_bins_and_no_flat(planetenflat: Flat) -> None:
    releases.freeze_due(YEARS_END)
    report = released.report(planetenflat.team, Selection())
    said = words(report_pages.neighbourhood_paper(report, scope="All flats", language="en"))
    assert "Talk held 20–24" in said and "Not recorded 0–4" in said
    assert "Planeten" not in said
    # Without bins, figures of a scale, talks, page numbers, and what began since, which whole flats hear of.
    answers = re.sub(r"What came of it.*?their name\.", "", said)
    rest = re.sub(r"\d+–\d+|\d+\+|\b[1-5] –|24 talks|\d ?/ ?\d", "", answers)
    assert set(re.findall(r"\d+", rest)) <= {"2", "3", "4"}

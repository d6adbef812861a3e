"""One slide for a meeting: what was released on one page, in letters to be read from the back of a room."""

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from buurvoorbuur.disclosure import CountTable, SafeTable, Withheld, protect
from buurvoorbuur.models import Event, Team, User
from outreach import interests, released, releases, report_pages
from outreach.models import Flat
from outreach.quarters import Quarter
from outreach.released import NeighbourhoodReport, Part, Selection
from outreach.talk_themes import THEMES
from outreach.wording import slide_words
from tests import make, paper
from tests.house.test_paper import JAXB, faults

pytestmark = pytest.mark.one_database

YEARS_END = datetime(2027, 1, 8, 3, tzinfo=UTC)
NOTHING = SafeTable("themes", None, (), adds_up=False, withheld=Withheld.TOO_NARROW)


@pytest.fixture
def planetenflat(team: Team, ans: User, riny: User) -> Flat:
    interests.load_starter()
    made = make.as_published(team, ans, riny)
    releases.freeze_due(YEARS_END)
    return made


def report_of(team: Team) -> NeighbourhoodReport:
    return released.report(team, Selection())


def themes(*counts: int, talks: int = 40) -> SafeTable:
    """So many homes for each subject, in the order of the list."""
    each = dict.fromkeys((theme.code for theme in THEMES), 0)
    each.update(zip(each, counts, strict=False))
    return protect(CountTable("themes", talks, each, None))


def slide(report: NeighbourhoodReport, team: Team, language: str = "en") -> bytes:
    return report_pages.neighbourhood_slide(report, team=team, language=language)


def words(pdf: bytes) -> str:
    return " ".join(" ".join(paper.pages(pdf)).split())


def stays_on_its_page(pdf: bytes) -> None:
    [shown] = paper.words(pdf)
    foot = min(word.top for word in shown if word.text in ("Aantallen", "Numbers"))
    above = [word for word in shown if word.top < foot]
    assert max(word.bottom for word in above) <= foot
    assert max(word.right for word in shown) <= 338.67 - 10
    assert max(word.bottom for word in shown) <= 190.5


def test_it_is_one_page_of_sixteen_by_nine_that_everybody_can_read(planetenflat: Flat) -> None:
    pdf = slide(report_of(planetenflat.team), planetenflat.team)
    assert len(paper.pages(pdf)) == 1
    assert paper.is_sound(pdf) and paper.is_tagged(pdf)
    [[width, height]] = re.findall(r"/MediaBox \[\s*0\s+0\s+([\d.]+)\s+([\d.]+)", paper.opened(pdf))
    assert (float(width), float(height)) == pytest.approx((960, 540), abs=0.1)


@pytest.mark.skipif(not shutil.which("java") or not JAXB, reason="veraPDF needs Java and JAXB")
def test_a_full_slide_is_pdf_ua(planetenflat: Flat, tmp_path: Path) -> None:
    report = replace(report_of(planetenflat.team), themes=themes(20, 20, 20, 20))
    languages = ("nl", "en")
    assert faults({f"{one}.html": slide(report, planetenflat.team, one) for one in languages}, tmp_path) == {}


def test_no_letter_is_smaller_than_twenty_points(planetenflat: Flat) -> None:
    report = replace(report_of(planetenflat.team), themes=themes(20, 20, 20, 20))
    sizes = paper.letter_sizes(slide(report, planetenflat.team))
    assert len(sizes) > 3
    assert min(sizes) >= 20


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["24 talks in one flat, in one quarter", "20–24 homes feel at home", "What came up most",
                "Up to and including 2026, quarter 4", "nobody can be recognised"]),
        ("nl", ["24 gesprekken in één flat, in één kwartaal", "20–24 huizen waar men zich thuis voelt",
                "Wat het meest ter sprake kwam", "Tot en met 2026, kwartaal 4", "niemand te herkennen"]),
    ],
)  # fmt: skip
def test_it_tells_what_was_released_in_the_language_of_the_reader(
    planetenflat: Flat, language: str, said: list[str]
) -> None:
    shown = words(slide(report_of(planetenflat.team), planetenflat.team, language))
    for sentence in [*said, planetenflat.team.name, planetenflat.team.neighbourhood]:
        assert sentence in shown
    assert "Planetenflat" not in shown


def test_the_drawing_is_told_in_words_too(planetenflat: Flat) -> None:
    inside = paper.opened(slide(report_of(planetenflat.team), planetenflat.team))
    assert re.search(r"/Alt \(Bar chart: in how many homes each subject came up\. .+: \d+\D+\d*\.\)", inside)


def test_three_subjects_stand_in_the_drawing_and_those_alike_are_counted(planetenflat: Flat) -> None:
    report = replace(report_of(planetenflat.team), themes=themes(6, 21, 12, 10, 11, 3))
    told = slide_words.of(report)
    assert told and told.subjects
    assert [bar.said for bar in told.subjects.bars] == ["20–24", "10–14", "10–14"]
    assert told.subjects_note == "Nog één onderwerp kwam ongeveer even vaak ter sprake."


def test_a_subject_of_fewer_than_five_homes_is_never_named(planetenflat: Flat) -> None:
    told = slide_words.of(replace(report_of(planetenflat.team), themes=themes(4, 4, 4)))
    assert told and told.subjects is None
    assert told.subjects_note == "Geen onderwerp kwam in vijf huizen of meer ter sprake."


def test_what_is_withheld_says_why_in_the_place_of_its_number(planetenflat: Flat) -> None:
    report = replace(report_of(planetenflat.team), themes=NOTHING, feels_at_home=NOTHING)
    told = slide_words.of(report)
    assert told and (told.at_home, told.subjects) == ("", None)
    assert told.at_home_note == told.subjects_note != ""
    assert words(slide(report, planetenflat.team)).count("would say too much about a single home") == 2


def test_no_more_homes_feel_at_home_than_had_a_talk(planetenflat: Flat) -> None:
    counts = {"1": 0, "2": 0, "3": 0, "4": 12, "5": 12, "not_said": 0}
    table = protect(CountTable("feels_at_home", 24, counts, "not_said"))
    told = slide_words.of(replace(report_of(planetenflat.team), feels_at_home=table))
    assert told and told.at_home == "20–24"


def test_it_says_over_how_many_flats_and_quarters_the_talks_were(planetenflat: Flat) -> None:
    parts = [Part(name, 12, None, None) for name in ("Maanflat", "Zonneflat", "")]
    quarters = [Part(Quarter(2026, number), 18, None, None) for number in (3, 4)]
    report = replace(report_of(planetenflat.team), between_flats=parts, over_quarters=quarters)
    told = slide_words.of(report)
    assert told and told.until == "2026, kwartaal 4"
    assert told.spread == "in 2 flats, in flats die samen zijn geteld, in 2 kwartalen"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_longest_names_stay_on_the_page_and_above_its_foot(planetenflat: Flat, language: str) -> None:
    team = planetenflat.team
    team.name = team.neighbourhood = (
        "Het Nieuwe Winkelcentrum en de Planetenbuurt van Paddepoel-Noord en Zuid aan Zee"
    )
    assert len(team.name) == Team._meta.get_field("name").max_length
    parts = [Part(name, 12, None, None) for name in ("Maanflat", "Zonneflat", "")]
    fullest = replace(report_of(team), themes=themes(20, 20, 20, 20), between_flats=parts)
    for report in (fullest, replace(fullest, feels_at_home=NOTHING, themes=NOTHING)):
        stays_on_its_page(slide(report, team, language))


def test_before_any_release_it_says_so_calmly_and_draws_nothing(flat: Flat, wim: User, as_) -> None:
    client = as_(wim)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    answer = client.get(reverse("neighbourhood_slide", args=[flat.team_id]))
    assert "Nothing was released yet" in words(answer.content)
    assert "Bar chart" not in paper.opened(answer.content)
    assert len(paper.pages(answer.content)) == 1


def test_who_takes_it_is_in_the_log_and_it_is_offered_on_the_report(
    planetenflat: Flat, wim: User, as_: Callable[[User], Client]
) -> None:
    client, address = as_(wim), reverse("neighbourhood_slide", args=[planetenflat.team_id])
    assert address in client.get(reverse("neighbourhood_report", args=[planetenflat.team_id])).text
    before = Event.objects.count()
    answer = client.get(address)
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"] and "dia-paddepoel.pdf" in answer["Content-Disposition"]
    assert Event.objects.count() == before + 1
    assert Event.objects.order_by("pk").last().action == "neighbourhood_slide.printed"

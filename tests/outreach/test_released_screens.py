"""What a welfare worker sees: released numbers, alike on screen, paper and sheet, and no more."""

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from buurvoorbuur.models import Team, User
from outreach import interests, optouts, releases
from outreach.models import Flat, Release, ReleaseCell, ReleasedFlat, ReleaseTable, Visit
from outreach.opt_out_terms import Channel
from tests import make, paper

As = Callable[[User], Client]
YEARS_END = datetime(2027, 1, 8, 3, tzinfo=UTC)
PAGES = ["neighbourhood_report", "neighbourhood_report_pdf", "neighbourhood_report_csv"]
SLIDE = "neighbourhood_slide"
BIN = re.compile(r"\d+–\d+|\d+\+|–")
# All that the report of a neighbourhood may read, besides who asks and the words of the interests.
MAY_BE_READ = {
    *(model._meta.db_table for model in (Release, ReleaseTable, ReleaseCell)),
    "outreach_interestgroup", "buurvoorbuur_team", "buurvoorbuur_user", "buurvoorbuur_membership",
    "buurvoorbuur_event", "django_session",
}  # fmt: skip


@pytest.fixture
def planetenflat(team: Team, ans: User, riny: User) -> Flat:
    interests.load_starter()
    made = make.as_published(team, ans, riny)
    releases.freeze_due(YEARS_END)
    return made


@pytest.fixture
def client(wim: User, as_: As) -> Client:
    """The welfare worker, who reads English."""
    made = as_(wim)
    made.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return made


def tables(page: str) -> list[list[tuple[str, ...]]]:
    """The cells of each table on a page, row by row."""
    found = []
    for table in re.findall(r"<tbody>(.*?)</tbody>", page, re.DOTALL):
        rows = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
        found.append([tuple(re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)) for row in rows])
    return found


def told(client: Client, team: Team, **chosen: str) -> list[bytes]:
    """Screen, sheet and the text of the paper for one selection."""
    page, pdf, sheet = (client.get(reverse(name, args=[team.pk]), chosen) for name in PAGES)
    assert page.status_code == pdf.status_code == sheet.status_code == 200
    main = re.search(r"<main.*</main>", page.text, re.DOTALL)
    assert main
    return [main[0].encode(), sheet.content, "".join(paper.pages(pdf.content)).encode()]


def test_every_number_is_a_bin_but_the_number_of_talks(planetenflat: Flat, client: Client) -> None:
    page = client.get(reverse(PAGES[0], args=[planetenflat.team_id])).text
    shown = tables(page)
    came_of_it = shown.pop(-2)
    assert len(shown) == 6
    assert all(BIN.fullmatch(cell) for table in shown for row in table for cell in row[1:])
    assert came_of_it == [("The whole neighbourhood", "0", "0", "1")]
    text = strip_tags(re.sub(r"<(table|svg|form)\b.*?</\1>", "", page, flags=re.DOTALL))
    assert set(re.findall(r"\b\d+\b", text)) == {"24"}


def test_nothing_leads_to_a_door_or_a_person(planetenflat: Flat, client: Client) -> None:
    for said in told(client, planetenflat.team):
        assert b"Planetenlaan" not in said and b"October" not in said


def test_all_that_is_read_is_what_was_released(planetenflat: Flat, client: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        told(client, planetenflat.team)
        told(client, planetenflat.team, flat=str(planetenflat.pk), first="2026-4", last="2026-4")
        client.get(reverse(SLIDE, args=[planetenflat.team_id]))
    read = {
        table
        for query in asked.captured_queries
        for table in re.findall(r'(?:FROM|JOIN|INTO|UPDATE) "(\w+)"', query["sql"])
    }
    assert {"outreach_release", "outreach_releasecell"} <= read <= MAY_BE_READ
    assert ReleasedFlat._meta.db_table not in read


def test_what_happens_after_freezing_changes_no_byte(planetenflat: Flat, client: Client, cora: User) -> None:
    before = told(client, planetenflat.team)
    evening = planetenflat.rounds.get()
    make.talk(evening, planetenflat.addresses.order_by("pk")[89], answers={"feels_at_home": "1"})
    gone = Visit.objects.filter(outcome="talk").first()
    assert gone
    gone.talk.delete()
    gone.delete()
    optouts.record(address=planetenflat.addresses.first(), channel=Channel.PHONE, by=cora, at=make.EVENING)
    releases.freeze_due(YEARS_END)
    assert told(client, planetenflat.team) == before


def test_screen_sheet_and_paper_hold_the_same_tables(planetenflat: Flat, client: Client) -> None:
    page, sheet, printed = (said.decode("utf-8-sig") for said in told(client, planetenflat.team))
    rows = {tuple(row) for row in csv.reader(io.StringIO(sheet), delimiter=";")}
    words = " ".join(printed.split())
    for table in tables(page):
        for row in table:
            assert row in rows
            assert " ".join(row[1:]) in words


def test_a_flat_and_quarters_are_chosen_and_stay_chosen_on_paper(planetenflat: Flat, client: Client) -> None:
    address = reverse(PAGES[0], args=[planetenflat.team_id])
    page = client.get(address, {"flat": planetenflat.pk, "first": "2026-4"}).text
    pdf = reverse(PAGES[1], args=[planetenflat.team_id])
    assert f'href="{pdf}?flat={planetenflat.pk}&amp;first=2026-4"' in page
    for said in told(client, planetenflat.team, flat=str(planetenflat.pk), first="2026-4")[1:]:
        assert b"Planetenflat: 2026, quarter 4" in said


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("flat", "999"),
        ("flat", "x"),
        ("flat", "\x00"),
        ("first", "2026-5"),
        ("first", "2026-10-06"),
        ("last", "1"),
    ],
)
def test_what_cannot_be_chosen_is_told_at_its_field_and_leaves_the_rest(
    planetenflat: Flat, client: Client, field: str, value: str
) -> None:
    page = client.get(reverse(PAGES[0], args=[planetenflat.team_id]), {field: value})
    assert page.status_code == 200
    assert "is not one of the available choices" in page.text
    assert len(tables(page.text)) == 7


def test_an_end_before_the_beginning_is_told_at_the_end(
    planetenflat: Flat, team: Team, client: Client, ans: User, riny: User
) -> None:
    later = datetime(2027, 2, 9, 19, tzinfo=UTC)
    other = make.flat(team, name="Zonneflat", doors=20)
    make.delivered_letters(other, on=date(2026, 9, 20))
    evening = make.walking_round(other, ans, riny, later)
    for door in other.addresses.all()[:12]:
        make.talk(evening, door, at=later)
    releases.freeze_due(datetime(2027, 4, 1, 3, tzinfo=UTC))
    page = client.get(reverse(PAGES[0], args=[team.pk]), {"first": "2027-1", "last": "2026-4"}).text
    assert "before the quarter with which you begin" in page
    both = client.get(reverse(PAGES[0], args=[team.pk])).text
    assert ("2027, quarter 1", "12", "0–8", "0–8") in tables(both)[0]
    assert [row[0] for row in tables(both)[1]] == ["Planetenflat", "Zonneflat"]


def test_before_anything_was_released_the_page_says_when_it_comes(
    flat: Flat, ans: User, riny: User, client: Client
) -> None:
    walked = make.walking_round(flat, ans, riny)
    for door in flat.addresses.all():
        make.talk(walked, door)
    releases.freeze_due(YEARS_END)
    page, _sheet, printed = (said.decode("utf-8-sig") for said in told(client, flat.team))
    assert tables(page) == [] and "<rect" not in page
    for said in (page, printed):
        assert "Nothing was released yet" in " ".join(said.split())


@pytest.mark.parametrize("years", [0, 3])
def test_it_takes_as_many_queries_whatever_was_released(
    planetenflat: Flat, team: Team, client: Client, years: int
) -> None:
    for number in range(4 * years):
        Release.objects.create(
            team=team, flat_id=900 + number, flat_name=f"Flat {number}", since_year=2027, since_number=1,
            year=2027 + number // 4, number=number % 4 + 1, doors=90, talks=12, frozen_at=YEARS_END,
        )  # fmt: skip
    client.get(reverse(PAGES[0], args=[team.pk]))
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse(PAGES[0], args=[team.pk]))
    assert sum(query["sql"].lstrip("(").startswith("SELECT") for query in asked.captured_queries) == 10

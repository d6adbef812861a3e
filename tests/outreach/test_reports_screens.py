"""Who sees which report, that screen and files say the same, and that a welfare worker sees only bins."""

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buurvoorbuur.models import Event, Team, User
from outreach import interests, releases
from outreach.models import Flat
from tests import make

As = Callable[[User], Client]
LEDGER = {
    "Doors": "90", "Opted out": "24", "Left to ring at": "66", "Talk held": "24",
    "Not home or rather not": "41", "– Nobody home": "23", "– Rather not, at the door": "11",
    "– Rather not, by intercom": "7", "To come back to": "0", "Left in peace for now": "0",
    "Not recorded": "1",
}  # fmt: skip
YEARS_END = datetime(2027, 1, 8, 3, tzinfo=UTC)


@pytest.fixture
def planetenflat(team: Team, ans: User, riny: User) -> Flat:
    interests.load_starter()
    return make.as_published(team, ans, riny)


@pytest.fixture
def english(as_: As) -> As:
    def logged_in(user: User) -> Client:
        client = as_(user)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        return client

    return logged_in


def tables(page: str) -> list[list[tuple[str, ...]]]:
    """The cells of each table on a page, row by row."""
    found = []
    for table in re.findall(r"<tbody>(.*?)</tbody>", page, re.DOTALL):
        rows = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
        found.append([tuple(re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)) for row in rows])
    return found


def sheet(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


# The ledger, everywhere


def test_screen_and_spreadsheet_show_the_ledger_of_the_publication(
    planetenflat: Flat, cora: User, english: As
) -> None:
    page = english(cora).get(reverse("flat_report", args=[planetenflat.pk])).content.decode()
    on_screen = {name: count for name, count, _share in tables(page)[0]}
    in_file = sheet(english(cora).get(reverse("flat_report_csv", args=[planetenflat.pk])).content)
    assert on_screen == LEDGER
    assert {row[0]: row[1] for row in in_file if row and row[0] in LEDGER} == LEDGER
    for said in ("26.7% of 90", "36.4% of 66", "90 doors = 24 opted out + 66", "+ 1 not recorded"):
        assert said in page
        assert any(said in cell for row in in_file for cell in row)


def test_not_recorded_is_shown_when_it_is_nothing(planetenflat: Flat, cora: User, english: As) -> None:
    last = planetenflat.addresses.order_by("pk").last()
    make.visit(planetenflat.rounds.get(), last)
    page = english(cora).get(reverse("flat_report", args=[planetenflat.pk])).content.decode()
    assert ("Not recorded", "0", "0.0% of 66") in tables(page)[0]
    assert "+ 0 not recorded" in page


def test_screen_and_spreadsheet_hold_the_same_tables(planetenflat: Flat, cora: User, english: As) -> None:
    client = english(cora)
    releases.freeze_due(YEARS_END)
    for name, thing in (("flat_report", planetenflat.pk), ("neighbourhood_report", planetenflat.team_id)):
        shown = tables(client.get(reverse(name, args=[thing])).content.decode())
        rows = {tuple(row) for row in sheet(client.get(reverse(f"{name}_csv", args=[thing])).content)}
        assert shown and all(row in rows for table in shown for row in table)


def test_every_drawing_has_a_name_and_its_numbers_stand_in_a_table(
    planetenflat: Flat, cora: User, english: As
) -> None:
    page = english(cora).get(reverse("flat_report", args=[planetenflat.pk])).content.decode()
    rows = {row[:2] for table in tables(page) for row in table}
    drawings = re.findall(r'<svg class="chart" role="img".*?</svg>', page, re.DOTALL)
    assert len(drawings) == 3
    for drawing in drawings:
        assert re.search(r"<title id=[^>]+>Bar chart: .+</title>", drawing)
        described = re.search(r"<desc>(.+)</desc>", drawing)
        assert described
        for said in described[1].split("; "):
            assert tuple(said.rsplit(": ", 1)) in rows


def test_no_answer_and_no_name_is_on_a_report(planetenflat: Flat, cora: User, english: As) -> None:
    client = english(cora)
    make.talk(
        planetenflat.rounds.get(),
        planetenflat.addresses.order_by("pk")[89],
        make.resident_notes("Zwijgende Zeger", consents=frozenset({"keep_answers"})),
        answers={"pleasant_or_change": "De merkwaardige kraan lekt rustig."},
    )
    for name in ("flat_report", "flat_report_csv"):
        said = client.get(reverse(name, args=[planetenflat.pk])).content.decode()
        assert "kraan" not in said and "Zeger" not in said


def test_a_name_that_would_be_a_formula_leaves_as_text(team: Team, cora: User, as_: As) -> None:
    evil = make.flat(team, name='=HYPERLINK("http://example.org")')
    rows = sheet(as_(cora).get(reverse("flat_report_csv", args=[evil.pk])).content)
    assert rows[0][0] == '\'=HYPERLINK("http://example.org")'


# Who may open what


def test_the_list_shows_a_coordinator_flats_and_a_welfare_worker_none(
    flat: Flat, cora: User, wim: User, as_: As
) -> None:
    for user, sees in ((cora, True), (wim, False)):
        page = as_(user).get(reverse("reports")).content.decode()
        assert (str(flat) in page) is sees
        assert (reverse("value", args=[flat.team_id]) in page) is sees
        assert reverse("neighbourhood_report", args=[flat.team_id]) in page


FLAT_PAGES = ["flat_report", "flat_report_csv"]
TEAM_PAGES = ["neighbourhood_report", "neighbourhood_report_pdf", "neighbourhood_report_csv"]


def asked(client: Client, name: str, key: object) -> HttpResponse:
    """The paper for all doors notes whose name is on it, so it is asked for by POST."""
    method = client.post if name == "flat_report_pdf" else client.get
    return method(reverse(name, args=[key]))


@pytest.mark.parametrize("name", [*FLAT_PAGES, "flat_report_pdf"])
def test_a_flat_s_report_is_for_its_coordinator(
    flat: Flat, cora: User, wim: User, ans: User, bea: User, as_: As, name: str
) -> None:
    assert asked(as_(cora), name, flat.pk).status_code == 200
    assert [asked(as_(user), name, flat.pk).status_code for user in (wim, ans, bea)] == [403, 403, 403]
    assert asked(Client(), name, flat.pk).status_code == 302
    elsewhere = make.flat(make.team("Andere buren"), name="Elders")
    assert asked(as_(cora), name, elsewhere.pk).status_code == 404


@pytest.mark.parametrize("name", TEAM_PAGES)
def test_a_neighbourhood_s_report_is_for_its_coordinator_and_welfare_worker(
    team: Team, cora: User, wim: User, ans: User, bea: User, as_: As, name: str
) -> None:
    path = reverse(name, args=[team.pk])
    assert [as_(user).get(path).status_code for user in (cora, wim, ans, bea)] == [200, 200, 403, 403]
    assert Client().get(path).status_code == 302
    for elsewhere in (make.team("Andere buren").pk, uuid4()):
        assert as_(wim).get(reverse(name, args=[elsewhere])).status_code == 404


@pytest.mark.parametrize(
    ("name", "about", "action"),
    [
        ("flat_report", "flat", None),
        ("flat_report_pdf", "flat", "flat_report.printed"),
        ("flat_report_csv", "flat", "flat_report.exported"),
        ("neighbourhood_report", "team", None),
        ("neighbourhood_report_pdf", "team", "neighbourhood_report.printed"),
        ("neighbourhood_report_csv", "team", "neighbourhood_report.exported"),
    ],
)
def test_every_file_is_one_event_and_a_look_is_none(
    flat: Flat, cora: User, as_: As, name: str, about: str, action: str | None
) -> None:
    answer = asked(as_(cora), name, flat.pk if about == "flat" else flat.team_id)
    assert list(Event.objects.values_list("action", flat=True)) == ([action] if action else [])
    assert answer.headers.get("Content-Disposition", "").startswith("attachment" if action else "")
    assert "no-store" in answer.headers["Cache-Control"]


def test_whatever_a_flat_is_called_its_file_has_one_plain_name(flat: Flat, cora: User, as_: As) -> None:
    Flat.objects.filter(pk=flat.pk).update(name='a";filename="../x.exe\r\nX-Odd: 1')
    answer = as_(cora).get(reverse("flat_report_csv", args=[flat.pk]))
    assert re.fullmatch(r'attachment; filename="[a-z0-9-]+\.csv"', answer.headers["Content-Disposition"])
    assert "X-Odd" not in answer.headers


def test_a_flat_s_report_takes_the_same_queries_at_any_size(
    planetenflat: Flat, team: Team, cora: User, ans: User, riny: User, as_: As
) -> None:
    client, taken = as_(cora), []
    small = make.flat(team, name="Kleine flat", doors=12)
    walked = make.walking_round(small, ans, riny)
    for door in small.addresses.all():
        make.talk(walked, door)
    for place in (small, planetenflat):
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("flat_report", args=[place.pk]))
        taken.append(len(asked))
    assert taken[0] == taken[1]

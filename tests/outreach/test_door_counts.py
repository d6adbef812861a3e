"""The doors of a team, counted once and parted three ways, add up alike on screen, in a file and on paper."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buurvoorbuur.models import Event, Membership, Team, User
from buurvoorbuur.roles import Role
from outreach import door_counts, optouts, report_counts
from outreach.models import Address, Flat, LetterBatch, LetterCopy, OptOut, Round, RoundDoor, Visit
from outreach.opt_out_terms import Channel
from outreach.quarters import Quarter
from outreach.visit_states import Outcome
from tests import make, paper

# Four cities together, each a little larger than the largest there is room for.
TEAMS, FLATS_A_TEAM = 4, 250
Row = tuple[str, ...]


def rows_of(page: str) -> list[Row]:
    """The rows of every table on a page."""
    return [
        tuple(re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL))
        for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    ]


def sheet(content: bytes) -> list[Row]:
    lines = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
    return [tuple(line) for line in lines]


def assert_closes(row: Row) -> None:
    """A row of a flat: doors, opted out, left to ring at, and what came of those."""
    name, doors, opted_out, may_be_rung, *parts = row
    assert int(doors) == int(opted_out) + int(may_be_rung), name
    assert int(may_be_rung) == sum(map(int, parts)), name


@pytest.fixture
def cities(team: Team, ans: User, riny: User, cora: User) -> list[Team]:
    """A thousand flats, each with a history of its own: visits, undone ones, noes, pauses, doors gone."""
    chance = Random(6)
    teams = [team, *(Team.objects.create(name=f"Stad {number}") for number in range(1, TEAMS))]
    Membership.objects.bulk_create(
        Membership(user=cora, team=one, role=Role.COORDINATOR) for one in teams[1:]
    )
    flats = Flat.objects.bulk_create(
        Flat(team=one, name=f"Flat {number:04}", created_at=make.EVENING)
        for one in teams
        for number in range(FLATS_A_TEAM)
    )
    evenings = Round.objects.bulk_create(
        Round(
            flat=flat, planned_on=make.EVENING.date(), starts_at=make.EVENING.time(),
            last_new_door=make.EVENING.time(), asker=ans, note_taker=riny,
        )
        for flat in flats
    )  # fmt: skip
    doors = Address.objects.bulk_create(
        Address(
            flat=flat, key=f"laan {number}", street="Laan", number=number, postcode=f"{1000 + place}AA",
            city="Groningen", floor=0, position=number,
            paused_at=make.EVENING if chance.random() < 0.15 else None,
            withdrawn_at=make.EVENING if chance.random() < 0.1 else None,
        )
        for place, flat in enumerate(flats)
        for number in range(1, chance.randrange(2, 10))
    )  # fmt: skip
    walked = {evening.flat_id: evening for evening in evenings}
    Visit.objects.bulk_create(
        Visit(
            id=uuid4(), round=walked[door.flat_id], address=door, outcome=chance.choice(list(Outcome)),
            happened_at=make.EVENING, recorded_at=make.EVENING + timedelta(minutes=minute),
            undone_at=chance.choice([None, None, make.EVENING]),
        )
        for door in doors
        for minute in range(chance.randrange(4))
    )  # fmt: skip
    OptOut.objects.bulk_create(
        OptOut(
            address=door, channel=Channel.PHONE, opted_out_at=make.EVENING,
            ended_at=ended, end_reason="resident_asked" if ended else "",
        )
        for door in doors
        if chance.random() < 0.3
        for ended in [chance.choice([None, None, make.EVENING])]
    )  # fmt: skip
    return teams


def flats_in(rows: list[Row]) -> list[Row]:
    return [row for row in rows if len(row) == 9 and row[0].startswith("Flat 0")]


@pytest.mark.one_database
def test_the_ledgers_of_a_thousand_histories_close_on_screen_in_the_file_and_on_paper_alike(
    cities: list[Team], cora: User, as_
) -> None:
    client = as_(cora)
    for city in cities:
        page, csv_file, pdf = (
            client.get(reverse(name, args=[city.pk])) for name in ("counts", "counts_csv", "counts_pdf")
        )
        text = " ".join(" ".join(paper.pages(pdf.content)).split())
        on_paper = [tuple(found.rsplit(maxsplit=8)) for found in re.findall(r"Flat 0\d{3}(?: \d+){8}", text)]
        on_screen = flats_in(rows_of(page.text))
        assert len(on_screen) > 0.9 * FLATS_A_TEAM
        assert on_screen == flats_in(sheet(csv_file.content)) == on_paper
        for row in on_screen:
            assert_closes(row)


def test_a_flat_stands_in_the_table_as_it_stands_by_itself(cities: list[Team]) -> None:
    counts = door_counts.of_team(cities[0])
    for flat, ledger in counts.by_flat[:40]:
        assert ledger == report_counts.doors([flat]).ledger


def test_the_doors_add_up_to_the_same_by_flat_and_by_letter(
    flat: Flat, team: Team, ans: User, riny: User, cora: User
) -> None:
    other = make.flat(team, name="Zonneflat", doors=4)
    evening = make.walking_round(flat, ans, riny)
    one, two, *_rest = flat.addresses.in_walking_order()
    make.visit(evening, one, Outcome.DECLINED_DOOR)
    optouts.record(address=two, channel=Channel.PHONE, by=cora, at=make.EVENING)
    counts = door_counts.of_team(team)
    letter = LetterBatch.objects.get().letter
    assert [(part, ledger.doors, ledger.opted_out) for part, ledger in counts.by_flat] == [
        (flat, 6, 1), (other, 4, 0),
    ]  # fmt: skip
    assert [(part, ledger.doors, ledger.declined_door) for part, ledger in counts.by_letter] == [
        (letter, 6, 1), (None, 4, 0),
    ]  # fmt: skip
    assert (counts.whole.doors, counts.whole.not_recorded) == (10, 8)


def test_a_door_counts_with_the_letter_it_got_last(flat: Flat, team: Team) -> None:
    first = LetterBatch.objects.get()
    second = make.delivered_letters(flat, on=first.delivered_on + timedelta(days=9))
    LetterCopy.objects.filter(batch=second).first().delete()
    counted = [(letter, ledger.doors) for letter, ledger in door_counts.of_team(team).by_letter]
    assert counted == [(first.letter, 1), (second.letter, 5)]


def test_of_a_quarter_only_what_was_recorded_in_it_counts(
    flat: Flat, team: Team, ans: User, riny: User
) -> None:
    evening = make.walking_round(flat, ans, riny)
    one, two, *_rest = flat.addresses.in_walking_order()
    make.visit(evening, one, Outcome.NOBODY_HOME)
    evening.visits.update(recorded_at=datetime(2026, 9, 30, 21, 59, tzinfo=UTC))
    make.visit(evening, two, Outcome.DECLINED_DOOR)
    RoundDoor.objects.all().delete()
    third = door_counts.of_team(team, Quarter(2026, 3)).whole
    assert (third.doors, third.nobody_home, third.declined_door) == (1, 1, 0)
    assert door_counts.quarters(team, at=make.EVENING) == [Quarter(2026, 4), Quarter(2026, 3)]


def test_a_quarter_that_cannot_be_chosen_is_none(flat: Flat, team: Team, cora: User, as_) -> None:
    page = as_(cora).get(reverse("counts", args=[team.pk]), {"quarter": "1999-9"})
    assert page.status_code == 200
    assert page.context["chosen"] is None


def test_many_flats_take_as_many_queries_as_one(flat: Flat, team: Team, cora: User, as_) -> None:
    client, taken = as_(cora), []
    for size in ("klein", "groot"):
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("counts", args=[team.pk]))
        taken.append(len(asked))
        for number in range(4):
            make.delivered_letters(make.flat(team, name=f"{size} {number}", doors=9))
    assert taken[0] == taken[1]


def test_every_file_is_one_event(flat: Flat, team: Team, cora: User, as_) -> None:
    for name, event in (("counts_pdf", "door_counts.printed"), ("counts_csv", "door_counts.exported")):
        as_(cora).get(reverse(name, args=[team.pk]))
        assert Event.objects.filter(action=event, actor_id=cora.pk).count() == 1

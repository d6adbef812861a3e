"""The ledger closes whatever happened, small numbers say nothing, and nobody is named without their yes."""

import random
from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from buurvoorbuur.disclosure import Withheld
from buurvoorbuur.models import Event, Team, User
from outreach import consents, doors, interests, optouts, report_counts, reports
from outreach.consent_terms import Direction, How, Purpose
from outreach.flat_phases import Afterwards
from outreach.ledger import Ledger
from outreach.models import Address, Flat, OccupancyNote, OptOut, Question, Resident, Round, Visit
from outreach.opt_out_terms import Channel
from outreach.reports import Export
from outreach.visit_states import Occupancy, OccupancySource, Outcome
from tests import make

ANSWERS = {"feels_at_home": "4", "pleasant_or_change": "Rustig en groen."}


@pytest.fixture
def evening(flat: Flat, ans: User, riny: User) -> Round:
    return make.walking_round(flat, ans, riny)


@pytest.fixture
def big(team: Team) -> Flat:
    """Twenty doors on two floors, and the words for what people like."""
    interests.load_starter()
    return make.flat(team, name="Sterrenflat", doors=20, per_floor=10)


def talks(flat: Flat, pair: tuple[User, User], count: int, **answers: str) -> Round:
    """A round with so many talks, in each one resident who says yes to everything."""
    walked = make.walking_round(flat, *pair)
    for door in flat.addresses.order_by("pk")[:count]:
        person = make.resident_notes(shares=frozenset({"cook_together"}), wishes=frozenset({"baking"}))
        make.talk(walked, door, person, answers={**ANSWERS, **answers})
    return walked


def ledger_of(flats: report_counts.Flats) -> Ledger:
    return report_counts.doors(flats).ledger


def cells(table: object) -> dict[str, str]:
    return {str(cell.code): cell.label for cell in table.cells}  # type: ignore[attr-defined]


# The ledger


def test_every_door_is_counted_once_and_the_ledger_closes(flat: Flat, evening: Round, cora: User) -> None:
    one, two, three, four, five, _six = flat.addresses.order_by("pk")
    optouts.record(address=one, channel=Channel.PHONE, by=cora, at=make.EVENING)
    make.talk(evening, two)
    make.visit(evening, three)
    make.visit(evening, three, Outcome.DECLINED_DOOR, make.EVENING + timedelta(minutes=1))
    make.visit(evening, four, Outcome.COME_BACK)
    make.visit(evening, five, Outcome.LEFT)
    found = ledger_of([flat])
    assert (found.doors, found.opted_out, found.may_be_rung) == (6, 1, 5)
    assert found.parts == {
        "talks": 1, "nobody_home": 0, "declined_door": 1, "declined_intercom": 0, "come_back": 1, "paused": 1,
        "not_recorded": 1,
    }  # fmt: skip
    assert found.doors == found.opted_out + sum(found.parts.values())
    assert (found.apart.attempts, found.apart.talks_held) == (5, 1)


def test_an_undone_visit_an_ended_no_and_a_withdrawn_door_do_not_count(
    flat: Flat, evening: Round, cora: User
) -> None:
    one, two, three = flat.addresses.order_by("pk")[:3]
    Visit.objects.filter(pk=make.visit(evening, one).pk).update(undone_at=make.EVENING)
    optouts.record(address=two, channel=Channel.PHONE, by=cora, at=make.EVENING)
    OptOut.objects.update(ended_at=make.EVENING, end_reason="resident_asked")
    Address.objects.filter(pk=three.pk).update(withdrawn_at=make.EVENING)
    found = ledger_of([flat])
    assert (found.doors, found.opted_out, found.not_recorded, found.apart.attempts) == (5, 0, 5, 0)


def test_a_talk_at_a_door_that_opted_out_later_is_counted_apart(
    flat: Flat, evening: Round, cora: User
) -> None:
    door = flat.addresses.first()
    make.talk(evening, door)
    optouts.record(address=door, channel=Channel.PHONE, by=cora, at=make.EVENING)
    found = ledger_of([flat])
    assert (found.opted_out, found.talks, found.apart.talks_held) == (1, 0, 1)


def test_the_newest_note_says_whether_a_home_is_empty_and_adds_no_door(flat: Flat) -> None:
    one, two = flat.addresses.order_by("pk")[:2]
    for days, door, occupancy in (
        (2, one, Occupancy.SEEMS_EMPTY),
        (1, one, Occupancy.CONFIRMED_EMPTY),
        (2, two, Occupancy.SEEMS_EMPTY),
    ):
        OccupancyNote.objects.create(
            address=door,
            occupancy=occupancy,
            source=OccupancySource.NEIGHBOUR,
            noted_at=make.EVENING - timedelta(days=days),
        )
    found = ledger_of([flat])
    assert (found.apart.seems_empty, found.apart.confirmed_empty, found.doors) == (1, 1, 6)


def scramble(flat: Flat, evening: Round, chance: random.Random) -> None:
    """Any history at all: visits in any order, undone ones, noes that stand or ended, pauses, doors gone."""
    for minute, door in enumerate(chance.choices(list(flat.addresses.all()), k=chance.randrange(20))):
        moment = make.EVENING + timedelta(minutes=minute)
        Visit.objects.create(
            id=uuid4(),
            round=evening,
            address=door,
            outcome=chance.choice(list(Outcome)),
            happened_at=moment,
            recorded_at=moment,
            undone_at=chance.choice([None, None, moment]),
        )
    for door in flat.addresses.all():
        if chance.random() < 0.3:
            ended = chance.random() < 0.4
            OptOut.objects.create(
                address=door,
                channel=Channel.PHONE,
                opted_out_at=make.EVENING,
                ended_at=make.EVENING if ended else None,
                end_reason="resident_asked" if ended else "",
            )
        door.paused_at = make.EVENING if chance.random() < 0.15 else None
        door.withdrawn_at = make.EVENING if chance.random() < 0.1 else None
        door.save()


def test_whatever_happened_the_parts_are_the_whole_and_the_tiles_agree(
    team: Team, ans: User, riny: User
) -> None:
    for seed in range(30):
        place = make.flat(team, name=f"Flat {seed}", doors=8)
        scramble(place, make.walking_round(place, ans, riny), random.Random(seed))
        found = ledger_of([place])
        assert found.doors == found.opted_out + sum(found.parts.values()), seed
        assert found.doors == place.addresses.filter(withdrawn_at=None).count(), seed
        standing_noes = OptOut.objects.open().filter(address__flat=place, address__withdrawn_at=None)
        assert found.opted_out == standing_noes.count(), seed
        tiles = Counter(door.standing for door in doors.of_flat(place))
        assert found == Ledger.of(tiles, found.apart), seed


def test_the_ledger_of_two_flats_is_the_sum_of_both(
    flat: Flat, big: Flat, evening: Round, ans: User, riny: User
) -> None:
    talks(flat, (ans, riny), 2)
    talks(big, (ans, riny), 3)
    both = ledger_of(Flat.objects.all())
    assert (both.doors, both.talks, both.not_recorded) == (26, 5, 21)
    one_by_one = report_counts.ledgers(Flat.objects.all())
    assert one_by_one == {place.pk: ledger_of([place]) for place in (flat, big)}


# What the talks brought


def test_below_ten_talks_nothing_is_shown_and_no_answer_is_opened(big: Flat, ans: User, riny: User) -> None:
    talks(big, (ans, riny), 9)
    with CaptureQueriesContext(connection) as asked:
        one = reports.flat_report(big)
    assert not [query for query in asked.captured_queries if "outreach_answer" in query["sql"]]
    for table in (
        one.themes,
        one.feels_at_home,
        *one.interests.tables.values(),
    ):
        assert table.withheld == Withheld.TOO_FEW_TALKS
        assert (table.talks, table.cells) == (None, ())


def test_from_ten_talks_on_answers_are_counted_in_bins(big: Flat, ans: User, riny: User) -> None:
    talks(big, (ans, riny), 13)
    report = reports.flat_report(big)
    assert cells(report.feels_at_home) == {
        "1": "0–4", "2": "0–4", "3": "0–4", "4": "5+", "5": "0–4", "not_said": "–",
    }  # fmt: skip
    assert cells(report.themes)["quiet"] == cells(report.themes)["green"] == "5+"
    assert cells(report.themes)["hall"] == "0–4"
    assert cells(report.interests.tables[Direction.SHARES])["food"] == "5+"
    assert cells(report.interests.tables[Direction.OFFERS])["food"] == "0–4"
    assert cells(report.interests.tables[Direction.WISHES])["food"] == "5+"


def test_two_residents_of_one_home_are_one_home(big: Flat, ans: User, riny: User) -> None:
    walked = talks(big, (ans, riny), 10, feels_at_home="")
    for door in big.addresses.order_by("pk")[10:14]:
        pair = [make.resident_notes(name, offers=frozenset({"baking"})) for name in ("Jan", "Joke")]
        make.talk(walked, door, *pair, answers=ANSWERS)
    report = reports.flat_report(big)
    assert cells(report.interests.tables[Direction.OFFERS])["food"] == "0–4"
    assert cells(report.feels_at_home)["4"] == "0–4"


def test_who_does_not_let_us_keep_answers_is_not_counted(big: Flat, ans: User, riny: User) -> None:
    talks(big, (ans, riny), 12)
    for resident in Resident.objects.all()[:8]:
        consents.withdraw(
            resident=resident, purpose=Purpose.KEEP_ANSWERS, how=How.PHONE, by=ans, at=make.EVENING
        )
    report = reports.flat_report(big)
    assert report.ledger.talks == 12
    assert cells(report.feels_at_home)["4"] == "0–4"
    assert cells(report.interests.tables[Direction.SHARES])["food"] == "0–4"


def test_an_answer_that_is_nobody_else_s_business_goes_to_no_door(big: Flat, ans: User, riny: User) -> None:
    talks(big, (ans, riny), 10)
    assert cells(reports.flat_report(big).feels_at_home)["4"] == "5+"
    Question.objects.filter(code="feels_at_home").update(is_sensitive=True)
    assert cells(reports.flat_report(big).feels_at_home)["4"] == "0–4"


def test_answers_of_a_door_that_opted_out_are_not_counted(
    big: Flat, ans: User, riny: User, cora: User
) -> None:
    talks(big, (ans, riny), 16)
    for door in big.addresses.order_by("pk")[:6]:
        optouts.record(address=door, channel=Channel.PHONE, by=cora, at=make.EVENING)
    report = reports.flat_report(big)
    assert report.ledger.talks == 10
    assert cells(report.feels_at_home)["4"] == "5+"


def test_a_strange_answer_to_a_scale_is_nobody_s_figure(big: Flat, ans: User, riny: User) -> None:
    talks(big, (ans, riny), 12, feels_at_home="11")
    assert set(cells(reports.flat_report(big).feels_at_home).values()) == {"0–4", "–"}


# Names


def stuurbuur(flat: Flat) -> tuple[str, ...]:
    return reports.flat_report(flat).stuurbuur


def test_a_stuurbuur_is_named_only_while_the_yes_to_it_is_open(flat: Flat, evening: Round, ans: User) -> None:
    one, two = flat.addresses.order_by("pk")[:2]
    willing = make.resident(evening, one, "Samira Haddad")
    make.resident(evening, two, "Stille Willem", consents=frozenset({Purpose.MATCH}))
    assert stuurbuur(flat) == ("Samira Haddad",)
    consents.withdraw(
        resident=willing, purpose=Purpose.NAMED_STUURBUUR, how=How.PHONE, by=ans, at=make.EVENING
    )
    assert stuurbuur(flat) == ()


def test_the_names_stand_by_the_alphabet_and_tell_no_door(flat: Flat, evening: Round) -> None:
    doors = flat.addresses.order_by("position")
    for door, name in zip(doors, ("Samira Haddad", "anton Bos", "Bea Cats"), strict=False):
        make.resident(evening, door, name)
    assert stuurbuur(flat) == ("anton Bos", "Bea Cats", "Samira Haddad")


def test_a_stuurbuur_whose_door_opted_out_is_not_named(flat: Flat, evening: Round, cora: User) -> None:
    door = flat.addresses.first()
    make.resident(evening, door)
    optouts.record(address=door, channel=Channel.PHONE, by=cora, at=make.EVENING)
    assert stuurbuur(flat) == ()


def test_what_comes_next_is_what_was_settled_or_nothing(flat: Flat) -> None:
    assert reports.flat_report(flat).plan_afterwards is None
    flat.plan_afterwards = Afterwards.GROUPS
    assert reports.flat_report(flat).plan_afterwards == Afterwards.GROUPS


# Queries and events


def test_reports_take_the_same_queries_at_any_size(
    big: Flat, team: Team, ans: User, riny: User, django_assert_num_queries: object
) -> None:
    talks(big, (ans, riny), 10)
    bigger = make.flat(team, name="Grote flat", doors=60, per_floor=10)
    talks(bigger, (ans, riny), 30)
    for place in (big, bigger):
        with django_assert_num_queries(1):  # type: ignore[operator]
            ledger_of([place])
        with django_assert_num_queries(7):  # type: ignore[operator]
            reports.flat_report(place)


def test_only_answers_that_are_counted_are_opened(big: Flat, ans: User, riny: User) -> None:
    talks(big, (ans, riny), 12, joins_in="Ik zing in een koor.")
    with CaptureQueriesContext(connection) as asked:
        reports.flat_report(big)
    (sql,) = [query["sql"] for query in asked.captured_queries if "outreach_answer" in query["sql"]]
    assert "feels_at_home" in sql and "pleasant_or_change" in sql and "joins_in" not in sql


@pytest.mark.parametrize("export", [Export.FLAT_PDF, Export.FLAT_CSV])
def test_a_file_that_leaves_the_house_is_one_event(flat: Flat, cora: User, export: Export) -> None:
    reports.exported(about=flat, export=export, by=cora, at=make.EVENING)
    event = Event.objects.get()
    assert (event.action, event.object_type, event.object_id) == (export, "outreach.flat", str(flat.pk))
    assert (event.actor_id, event.team_id) == (cora.pk, flat.team_id)


def test_a_neighbourhood_s_file_is_one_event_of_its_team(team: Team, cora: User) -> None:
    reports.exported(about=team, export=Export.NEIGHBOURHOOD_CSV, by=cora, at=make.EVENING)
    assert Event.objects.get().team_id == team.pk

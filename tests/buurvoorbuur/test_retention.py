"""Promise 8: what is past its term is gone, a second after and not a second before, with a certificate."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from buurvoorbuur import event_seals, privacy, retention, tasks
from buurvoorbuur.models import Event, EventSeal, Membership, RetentionCount, RetentionRun, Team, User
from buurvoorbuur.retention_terms import months_before
from matching.models import Proposal
from matching.proposal_states import State
from outreach import interests, optouts, promises, residents
from outreach.models import (
    Answer,
    DoorWish,
    Envelope,
    NameOnPaper,
    OccupancyNote,
    OptOut,
    Promise,
    Release,
    Resident,
    Round,
    RoundDoor,
    Talk,
    Visit,
)
from outreach.opt_out_terms import Channel
from outreach.promise_terms import PromiseEnd
from outreach.visit_states import Occupancy, OccupancySource, Wish
from tests import make
from tests.house import conftest as house
from tests.house.conftest import World

world = house.world
ZONE = timezone.get_default_timezone()
SECOND = timedelta(seconds=1)
# Six, twelve and twenty-four months after the evening of every test; of a day, when that day begins.
MOMENT_6 = datetime(2027, 4, 6, 19, 0, tzinfo=ZONE)
DAY_6 = datetime(2027, 4, 6, tzinfo=ZONE)
MOMENT_12 = datetime(2027, 10, 6, 19, 0, tzinfo=ZONE)
DAY_12 = datetime(2027, 10, 6, tzinfo=ZONE)
DAY_24 = datetime(2028, 10, 6, tzinfo=ZONE)


def visit(world: World) -> Callable[[], bool]:
    made = make.visit(world.round, world.free_door)
    return Visit.objects.filter(pk=made.pk).exists


def planned_door(world: World) -> Callable[[], bool]:
    return RoundDoor.objects.filter(round=world.round).exists


def words_of_a_round(world: World) -> Callable[[], bool]:
    world.round.lesson = "Bel twee keer."
    world.round.save()
    return lambda: bool(Round.objects.get().lesson)


def occupancy(world: World) -> Callable[[], bool]:
    OccupancyNote.objects.create(
        address=world.door,
        occupancy=Occupancy.SEEMS_EMPTY,
        source=next(iter(OccupancySource)),
        noted_at=make.EVENING,
    )
    return OccupancyNote.objects.exists


def wish(world: World) -> Callable[[], bool]:
    DoorWish.objects.create(address=world.door, part=Wish.EVENING, wished_at=make.EVENING)
    return DoorWish.objects.exists


def envelope(world: World) -> Callable[[], bool]:
    laid = make.aside(world.round)
    return lambda: bool(Envelope.objects.get(pk=laid.pk).sealed)


def resident(world: World) -> Callable[[], bool]:
    interests.load_starter()
    person = make.resident(world.round, world.door)
    return Resident.objects.filter(pk=person.pk).exists


def proposal(world: World) -> Callable[[], bool]:
    interests.load_starter()
    two = [make.resident(world.round, door, f"Bewoner {door.number}") for door in world.doors[:2]]
    Resident.objects.update(last_contact_on=DAY_24.date())
    made = make.proposed(*two, state=State.REJECTED)
    Proposal.objects.filter(pk=made.pk).update(decided_at=make.EVENING)
    return Proposal.objects.exists


def opt_out(world: World) -> Callable[[], bool]:
    optouts.record(address=world.door, channel=Channel.PHONE, by=world.cora, at=make.EVENING)
    Team.objects.update(ended_on=make.EVENING.date())
    return OptOut.objects.exists


def promise(world: World) -> Callable[[], bool]:
    made = make.promise(world.flat, world.ans)
    promises.end(promise=made, ending=PromiseEnd.KEPT, by=world.ans, at=make.EVENING)
    return Promise.objects.exists


def name_on_paper(world: World) -> Callable[[], bool]:
    interests.load_starter()
    name = make.name_on_paper(make.resident(world.round, world.door), world.cora)
    NameOnPaper.objects.filter(pk=name.pk).update(settled_at=make.EVENING)
    return NameOnPaper.objects.exists


def account(world: World) -> Callable[[], bool]:
    gone = world.riny
    Membership.objects.filter(user=gone).update(ends_on=make.EVENING.date() - timedelta(days=1))
    User.objects.filter(pk=gone.pk).update(left_at=make.EVENING)
    return lambda: bool(User.objects.get(pk=gone.pk).name)


LIMITS = [
    (account, MOMENT_6),
    (visit, DAY_6),
    (planned_door, DAY_6),
    (words_of_a_round, DAY_6),
    (occupancy, MOMENT_6),
    (wish, MOMENT_6),
    (envelope, MOMENT_6),
    (promise, MOMENT_6),
    (name_on_paper, MOMENT_6),
    (resident, DAY_12),
    (proposal, MOMENT_12),
    (opt_out, DAY_24),
]


@pytest.mark.parametrize(("made", "limit"), LIMITS, ids=lambda value: getattr(value, "__name__", ""))
def test_it_stays_until_a_second_before_its_term_and_is_gone_a_second_after(
    world: World,
    made: Callable[[World], Callable[[], bool]],
    limit: datetime,
) -> None:
    is_there = made(world)
    # In UTC, as the clock of the site tells it.
    retention.run((limit - SECOND).astimezone(UTC))
    assert is_there()
    certificate = retention.run((limit + SECOND).astimezone(UTC))
    assert not is_there()
    assert {count.left for count in certificate.counts.all()} == {0}


def test_every_term_of_the_register_is_tried_here() -> None:
    tried = {
        Visit, RoundDoor, Round, OccupancyNote, DoorWish, Envelope, Promise, Resident, Proposal, OptOut,
        User, NameOnPaper,
    }  # fmt: skip
    assert {entry.model for entry in privacy.register() if entry.term} == tried


def test_a_talk_stays_counted_and_its_answers_go_with_the_last_resident(world: World) -> None:
    interests.load_starter()
    make.talk(world.round, world.door, answers={"cares_about": "De tuin."})
    retention.run(DAY_12 + SECOND)
    assert not Resident.objects.exists() and not Answer.objects.exists()
    assert Talk.objects.count() == 1
    assert Event.objects.filter(action="resident.expired", actor_id=None).count() == 1


def test_who_was_heard_of_in_the_very_night_stays(world: World) -> None:
    as_it_stood = world.resident
    Resident.objects.filter(pk=as_it_stood.pk).update(last_contact_on=DAY_12.date())
    residents.expire(as_it_stood, DAY_12)
    assert Resident.objects.filter(pk=as_it_stood.pk).exists()
    Resident.objects.filter(pk=as_it_stood.pk).update(last_contact_on=as_it_stood.last_contact_on)
    residents.expire(as_it_stood, DAY_12)
    assert not Resident.objects.filter(pk=as_it_stood.pk).exists()
    residents.expire(as_it_stood, DAY_12)


def test_a_team_may_only_make_its_terms_shorter(world: World) -> None:
    is_there = visit(world)
    Team.objects.update(visit_months=2)
    retention.run(datetime(2026, 12, 5, 23, 59, 59, tzinfo=ZONE))
    assert is_there()
    retention.run(datetime(2026, 12, 6, 0, 0, 1, tzinfo=ZONE))
    assert not is_there()
    for longer in ({"visit_months": 7}, {"contact_months": 13}, {"opt_out_months": 25}, {"visit_months": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Team.objects.update(**longer)


def test_a_short_month_ends_on_its_last_day() -> None:
    assert months_before(datetime(2026, 8, 31), 6) == datetime(2026, 2, 28)
    assert months_before(datetime(2027, 1, 6), 12) == datetime(2026, 1, 6)


def test_a_run_that_was_killed_goes_on_and_counts_nothing_twice(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    for door in world.doors:
        make.visit(world.round, door)
    step, steps = retention._let_go, []

    def killed(*args: object) -> int:
        steps.append(args)
        if Visit.objects.count() == 2:
            raise KeyboardInterrupt
        return step(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(retention, "_let_go", killed)
    with pytest.raises(KeyboardInterrupt):
        retention.run(DAY_6)
    assert RetentionRun.objects.get().finished_at is None
    monkeypatch.setattr(retention, "_let_go", step)
    done = retention.run(DAY_6 + timedelta(days=1))
    assert RetentionRun.objects.get() == done and done.finished_at
    assert done.counts.get(kind="outreach.Visit").gone == len(world.doors)
    assert Event.objects.filter(action="retention.ran").count() == 1


def test_one_night_lets_more_go_than_one_step_does(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 1)
    assert len(world.residents) == 2
    assert retention.run(DAY_24).counts.get(kind="outreach.Resident").gone == 2
    assert not Resident.objects.exists()


def test_the_certificate_says_what_was_left(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    visit(world)
    monkeypatch.setattr(retention, "_let_go", lambda *_args: 0)
    assert retention.run(DAY_6).counts.get(kind="outreach.Visit").left == 1


def test_what_was_released_is_never_touched(world: World) -> None:
    Release.objects.create(
        team=world.team, flat=world.flat, since_year=2026, since_number=1, year=2026, number=1,
        doors=6, talks=2, frozen_at=make.EVENING,
    )  # fmt: skip
    Team.objects.update(ended_on=make.EVENING.date())
    retention.run(DAY_24 + timedelta(days=3650))
    assert Release.objects.count() == 1


def line(number: int, at: datetime) -> None:
    Event.objects.create(id=number, at=at, action="visit.recorded", object_type="x", object_id=str(number))


@pytest.fixture
def sealed(db: None) -> list[EventSeal]:
    """Two seals of two lines each, a month apart; the second line of the first is the younger."""
    later = make.EVENING + timedelta(days=30)
    if connection.vendor == "postgresql":
        # Lines that get their own number come after those here.
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval(pg_get_serial_sequence('buurvoorbuur_event', 'id'), 2000)")
    for number, at in ((1001, make.EVENING - SECOND), (1002, make.EVENING)):
        line(number, at)
    event_seals.seal(make.EVENING)
    first = event_seals.seal(make.EVENING)
    for number in (1003, 1004):
        line(number, later)
    event_seals.seal(later)
    return [first, event_seals.seal(later)]


def numbers() -> list[int]:
    return list(Event.objects.filter(pk__range=(1001, 1004)).order_by("pk").values_list("pk", flat=True))


def test_events_go_by_whole_seals_and_the_rest_is_still_checked(sealed: list[EventSeal]) -> None:
    retention.run(MOMENT_12 - SECOND)
    assert numbers() == [1001, 1002, 1003, 1004], "of the first seal one line is not past its term"
    retention.run(MOMENT_12 + SECOND)
    assert numbers() == [1003, 1004]
    assert event_seals.check() == event_seals.Checked(2, None)
    call_command("events", "verify")


def forged_purge() -> None:
    EventSeal.objects.filter(lines=2).update(purged_at=MOMENT_12, purge_mark="0" * 64)
    Event.objects.filter(pk__in=(1003, 1004)).delete()


def written_back() -> None:
    line(1002, make.EVENING)


def seal_changed() -> None:
    EventSeal.objects.filter(lines=2, purged_at__isnull=False).update(digest="0" * 64)


@pytest.mark.parametrize("tamper", [forged_purge, written_back, seal_changed])
def test_after_a_purge_tampering_is_still_found(sealed: list[EventSeal], tamper: Callable[[], None]) -> None:
    retention.run(MOMENT_12 + SECOND)
    assert not event_seals.check().broken
    tamper()
    assert event_seals.check().broken


def test_the_database_itself_refuses_to_delete_a_line_before_its_term(sealed: list[EventSeal]) -> None:
    for numbers_ in ((1001,), (1003, 1004)):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Event.objects.filter(pk__in=numbers_).delete()
    retention.run(MOMENT_12 + SECOND)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.filter(pk=1003).delete()


def test_it_is_done_every_night(db: None) -> None:
    assert "buurvoorbuur.tasks.let_go" in settings.NIGHTLY_TASKS
    tasks.let_go.func()
    assert RetentionRun.objects.get().finished_at == make.EVENING
    assert RetentionCount.objects.filter(kind="buurvoorbuur.Event").count() == 1


def test_the_administrator_sees_each_night_with_as_many_queries_as_for_one(
    world: World, bea: User, as_, django_assert_num_queries
) -> None:
    visit(world)
    client, url = as_(bea), reverse("retention")
    retention.run(DAY_6)
    page = client.get(url).text
    assert "outreach.Visit: 1 weg" in page and "6 april 2027" in page
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for day in range(1, 20):
        retention.run(DAY_6 + timedelta(days=day))
    with django_assert_num_queries(len(one)):
        client.get(url)


def test_every_night_is_a_line_of_the_file_without_any_id(world: World, bea: User, as_) -> None:
    gone = visit(world)
    retention.run(DAY_6)
    assert not gone()
    [said] = as_(bea).get(reverse("retention_export")).text.splitlines()
    night = json.loads(said)
    assert night["counts"]["outreach.Visit"] == {"gone": 1, "emptied": 0, "left": 0}
    assert set(night) == {"started_at", "finished_at", "counts"}

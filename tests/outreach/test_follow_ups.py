"""A later talk is a kind of its own: with consent, by two, behind an open door, and never in the figures."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from buurvoorbuur.models import Event, Membership, Team, User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Role
from outreach import consents, follow_ups, interests, optouts, report_counts, reports, residents
from outreach.consent_terms import LONGEST_FOLLOW_UP, STAYING_IN_TOUCH, How, Purpose
from outreach.follow_ups import FollowUpNotes
from outreach.models import Address, Flat, FollowUpTalk, Hours, Resident, Round, RoundDoor, Talk, Visit
from outreach.opt_out_terms import Channel
from tests import make

pytestmark = pytest.mark.usefixtures("starter_interests")

FIRST_TALK = make.EVENING
LATER = FIRST_TALK + timedelta(weeks=5)


@pytest.fixture
def told(ans: User, riny: User) -> FollowUpNotes:
    return FollowUpNotes(LATER.date(), ans, riny, minutes=40, note="Zij kookt in november.")


def withdraw(person: Resident, *purposes: Purpose, by: User) -> None:
    for purpose in purposes:
        consents.withdraw(resident=person, purpose=purpose, how=How.PHONE, by=by, at=LATER)


def refused(person: Resident, notes: FollowUpNotes, by: User) -> Refused:
    """What is said to these notes; nothing at all is stored."""
    before = FollowUpTalk.objects.count(), Event.objects.count()
    with pytest.raises(Refused) as no:
        follow_ups.record(resident=person, notes=notes, by=by, at=LATER)
    assert (FollowUpTalk.objects.count(), Event.objects.count()) == before
    return no.value


def test_a_talk_is_kept_with_the_two_and_leaves_one_event(
    samira: Resident, told: FollowUpNotes, cora: User
) -> None:
    before = Event.objects.count()
    talk = follow_ups.record(resident=samira, notes=told, by=cora, at=LATER)
    kept = FollowUpTalk.objects.get()
    assert (kept.held_on, kept.minutes, kept.first, kept.second) == (
        LATER.date(),
        40,
        told.first,
        told.second,
    )
    assert (kept.note, kept.recorded_at, kept.recorded_by) == (told.note, LATER, cora)
    assert Event.objects.count() == before + 1
    event = Event.objects.get(action="follow_up.recorded")
    assert (event.object_id, event.team_id) == (str(talk.pk), samira.address.flat.team_id)


def test_it_is_the_last_contact_unless_there_was_a_later_one(
    samira: Resident, told: FollowUpNotes, cora: User
) -> None:
    for weeks_after in (3, 1):
        day = FIRST_TALK.date() + timedelta(weeks=weeks_after)
        follow_ups.record(resident=samira, notes=replace(told, held_on=day), by=cora, at=LATER)
    samira.refresh_from_db()
    assert samira.last_contact_on == FIRST_TALK.date() + timedelta(weeks=3)


def figures(flat: Flat) -> tuple[object, ...]:
    """All that is counted of a flat, and every row that says how its doors stand."""
    rows = (
        list(model._default_manager.order_by("pk").values())
        for model in (Visit, Talk, Round, RoundDoor, Hours, Address, Flat)
    )
    ledger = report_counts.ledgers([flat])[flat.pk]
    return ledger, reports.flat_report(flat), *rows


def test_the_ledger_and_the_figures_of_the_flat_stay_as_they_were(
    team: Team, ans: User, riny: User, cora: User, told: FollowUpNotes
) -> None:
    interests.load_starter()
    flat = make.as_published(team, ans, riny)
    before = figures(flat)
    for person in Resident.objects.all()[:5]:
        follow_ups.record(resident=person, notes=told, by=cora, at=LATER)
    assert FollowUpTalk.objects.count() == 5
    assert figures(flat) == before
    ledger = report_counts.ledgers([flat])[flat.pk]
    assert (ledger.doors, ledger.talks, ledger.apart.talks_held) == (90, 24, 24)


@pytest.mark.parametrize("kept", STAYING_IN_TOUCH)
def test_either_yes_to_staying_in_touch_is_enough(
    samira: Resident, told: FollowUpNotes, cora: User, kept: Purpose
) -> None:
    withdraw(samira, *set(Purpose) - {kept}, by=cora)
    follow_ups.record(resident=samira, notes=told, by=cora, at=LATER)
    assert FollowUpTalk.objects.count() == 1


def test_without_a_yes_to_staying_in_touch_it_is_refused(
    samira: Resident, told: FollowUpNotes, cora: User
) -> None:
    withdraw(samira, *STAYING_IN_TOUCH, by=cora)
    assert refused(samira, told, cora).code == "no_consent"
    residents.erase(resident=samira, by=cora, at=LATER)
    assert refused(samira, told, cora).code == "no_consent"


def test_a_door_that_said_no_or_is_paused_is_refused(
    samira: Resident, told: FollowUpNotes, cora: User
) -> None:
    optouts.pause(address=samira.address, by=cora, at=LATER)
    assert refused(samira, told, cora).code == "paused"
    optouts.record(address=samira.address, channel=Channel.PHONE, by=cora, at=LATER)
    assert refused(samira, told, cora).code == "opted_out"


def test_the_note_is_dropped_without_a_yes_to_keeping_answers(
    samira: Resident, told: FollowUpNotes, cora: User
) -> None:
    withdraw(samira, Purpose.KEEP_ANSWERS, by=cora)
    follow_ups.record(resident=samira, notes=told, by=cora, at=LATER)
    kept = FollowUpTalk.objects.get()
    assert (kept.note, kept.minutes) == ("", 40)


def test_withdrawing_that_yes_takes_the_note_of_this_resident_alone(
    tonight: Round, samira: Resident, told: FollowUpNotes, cora: User
) -> None:
    other = make.resident(tonight, tonight.flat.addresses.in_walking_order()[1], "Jan")
    for person in (samira, other):
        follow_ups.record(resident=person, notes=told, by=cora, at=LATER)
    withdraw(samira, Purpose.KEEP_ANSWERS, by=cora)
    assert samira.follow_up_talks.get().note == ""
    assert other.follow_up_talks.get().note == told.note


def test_it_goes_with_the_resident(samira: Resident, told: FollowUpNotes, cora: User) -> None:
    follow_ups.record(resident=samira, notes=told, by=cora, at=LATER)
    residents.erase(resident=samira, by=cora, at=LATER)
    assert not FollowUpTalk.objects.exists()


def test_it_goes_with_the_last_yes(samira: Resident, told: FollowUpNotes, cora: User) -> None:
    follow_ups.record(resident=samira, notes=told, by=cora, at=LATER)
    withdraw(samira, *Purpose, by=cora)
    assert not FollowUpTalk.objects.exists()


@pytest.mark.parametrize(
    "day", [LATER.date() + timedelta(days=1), FIRST_TALK.date() - timedelta(days=1), date(26, 10, 6)]
)
def test_a_day_to_come_or_before_the_first_talk_is_refused(
    samira: Resident, told: FollowUpNotes, cora: User, day: date
) -> None:
    assert refused(samira, replace(told, held_on=day), cora).field == "held_on"


def test_the_day_is_that_of_the_netherlands(samira: Resident, told: FollowUpNotes, cora: User) -> None:
    past_midnight = LATER.replace(hour=0, minute=30)
    notes = replace(told, held_on=past_midnight.date())
    follow_ups.record(resident=samira, notes=notes, by=cora, at=past_midnight)
    assert FollowUpTalk.objects.count() == 1


@pytest.mark.parametrize("minutes", [0, LONGEST_FOLLOW_UP + 1])
def test_no_length_and_too_long_are_refused(
    samira: Resident, told: FollowUpNotes, cora: User, minutes: int
) -> None:
    assert refused(samira, replace(told, minutes=minutes), cora).field == "minutes"


@pytest.mark.parametrize("minutes", [None, 1, LONGEST_FOLLOW_UP])
def test_the_length_may_be_left_out(
    samira: Resident, told: FollowUpNotes, cora: User, minutes: int | None
) -> None:
    follow_ups.record(resident=samira, notes=replace(told, minutes=minutes), by=cora, at=LATER)
    assert FollowUpTalk.objects.get().minutes == minutes


def test_one_person_alone_is_refused_also_by_the_database(
    samira: Resident, told: FollowUpNotes, ans: User, cora: User
) -> None:
    assert refused(samira, replace(told, second=ans), cora).field == "second"
    kept = follow_ups.record(resident=samira, notes=told, by=cora, at=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUpTalk.objects.filter(pk=kept.pk).update(second=ans)


def test_only_initiators_and_coordinators_of_the_team_hold_one(
    samira: Resident, told: FollowUpNotes, cora: User, wim: User, bea: User, stranger: User
) -> None:
    far = make.member("Otto", Role.INITIATOR, make.team("Andere buurt"))
    for outsider in (wim, bea, stranger, far):
        assert refused(samira, replace(told, first=outsider), cora).field == "first"
        assert refused(samira, replace(told, second=outsider), cora).field == "second"
    follow_ups.record(resident=samira, notes=replace(told, second=cora), by=cora, at=LATER)


def test_a_guest_holds_one_until_their_last_day(
    samira: Resident, told: FollowUpNotes, riny: User, cora: User
) -> None:
    Membership.objects.filter(user=riny).update(ends_on=LATER.date() - timedelta(days=1))
    assert refused(samira, told, cora).field == "second"
    last_day = replace(told, held_on=LATER.date() - timedelta(days=1))
    follow_ups.record(resident=samira, notes=last_day, by=cora, at=LATER)


def test_sent_twice_is_once_and_with_other_content_is_refused(
    samira: Resident, told: FollowUpNotes, cora: User
) -> None:
    id = uuid4()
    for _ in range(2):
        follow_ups.record(resident=samira, notes=told, id=id, by=cora, at=LATER)
    assert FollowUpTalk.objects.count() == 1
    assert Event.objects.filter(action="follow_up.recorded").count() == 1
    with pytest.raises(Refused) as no:
        follow_ups.record(resident=samira, notes=replace(told, minutes=5), id=id, by=cora, at=LATER)
    assert no.value.code == "conflict"

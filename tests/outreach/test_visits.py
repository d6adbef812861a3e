"""What happened at a door: once, in time, by the two, and never at a door that said no."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buurvoorbuur.models import Event, User
from buurvoorbuur.refusals import Refused
from outreach import interests, optouts, questionnaires, report_counts, rounds, visits
from outreach.consent_terms import Purpose
from outreach.models import (
    Address,
    Answer,
    Consent,
    Flat,
    InterestChoice,
    Letter,
    LetterBatch,
    LetterCopy,
    OccupancyNote,
    Resident,
    Round,
    RoundDoor,
    Talk,
    Visit,
)
from outreach.opt_out_terms import Channel, EndReason
from outreach.visit_states import Occupancy, Outcome, PartOfDay, RoundState
from outreach.visits import DoorNotes, TalkNotes
from tests import make

AT = make.EVENING
HALF_PAST_EIGHT = AT.replace(hour=20, minute=30)
SAID = {"feels_at_home": "4", "joins_in": "De moestuin."}


def nobody_home(**changes: object) -> DoorNotes:
    return replace(DoorNotes(outcome=Outcome.NOBODY_HOME, opened_at=AT), **changes)  # type: ignore[arg-type]


def talked(*people: object, answers: dict[str, str] = SAID) -> DoorNotes:
    talk = TalkNotes(language="nl", minutes=25, answers=answers, residents=people)  # type: ignore[arg-type]
    return DoorNotes(outcome=Outcome.TALK, opened_at=AT, talk=talk)


def refused(tonight: Round, door: Address, notes: DoorNotes, by: User) -> str:
    before = Event.objects.count(), Visit.objects.count(), Talk.objects.count(), Resident.objects.count()
    with pytest.raises(Refused) as no:
        visits.record(id=uuid4(), round=tonight, address=door, notes=notes, by=by, at=AT)
    after = Event.objects.count(), Visit.objects.count(), Talk.objects.count(), Resident.objects.count()
    assert after == before
    return no.value.code


def test_a_visit_sent_twice_is_stored_once(tonight: Round, door: Address, ans: User) -> None:
    id, later = uuid4(), AT + timedelta(minutes=2)
    first = visits.record(id=id, round=tonight, address=door, notes=nobody_home(), by=ans, at=AT)
    again = nobody_home(opened_at=later)
    assert visits.record(id=id, round=tonight, address=door, notes=again, by=ans, at=later) == first
    assert Visit.objects.count() == 1
    assert Event.objects.filter(action="visit.recorded").count() == 1


def test_the_same_id_with_other_content_is_refused(tonight: Round, door: Address, ans: User) -> None:
    visit = make.visit(tonight, door)
    other = nobody_home(outcome=Outcome.DECLINED_DOOR)
    with pytest.raises(Refused) as no:
        visits.record(id=visit.pk, round=tonight, address=door, notes=other, by=ans, at=AT)
    assert no.value.code == "conflict"
    assert Visit.objects.get().outcome == Outcome.NOBODY_HOME


def test_a_stored_visit_is_confirmed_even_after_the_door_opted_out(
    tonight: Round, door: Address, ans: User
) -> None:
    visit = make.visit(tonight, door)
    optouts.record(address=door, channel=Channel.CODE, by=None, at=AT)
    again = visits.record(id=visit.pk, round=tonight, address=door, notes=nobody_home(), by=ans, at=AT)
    assert again == visit


def test_a_door_that_said_no_or_is_paused_is_refused(
    tonight: Round, flat: Flat, ans: User, cora: User
) -> None:
    first, second, *_rest = flat.addresses.in_walking_order()
    optouts.record(address=first, channel=Channel.PHONE, by=cora, at=AT)
    optouts.pause(address=second, by=cora, at=AT)
    assert refused(tonight, first, talked(make.resident_notes()), ans) == "opted_out"
    assert refused(tonight, second, nobody_home(), ans) == "paused"


def test_only_the_two_of_the_round_log_its_doors(tonight: Round, door: Address, cora: User) -> None:
    assert refused(tonight, door, nobody_home(), cora) == "not_yours"


def test_a_door_of_another_flat_is_refused(tonight: Round, flat: Flat, ans: User) -> None:
    other = make.flat(flat.team, name="Zonneflat").addresses.in_walking_order()[0]
    assert refused(tonight, other, nobody_home(), ans) == "other_flat"


@pytest.mark.parametrize("state", [RoundState.PLANNED, RoundState.CLOSED, RoundState.CANCELLED])
def test_a_round_that_is_not_under_way_takes_no_visit(
    tonight: Round, door: Address, ans: User, state: RoundState
) -> None:
    Round.objects.filter(pk=tonight.pk).update(state=state)
    assert refused(tonight, door, nobody_home(), ans) == "round_closed"


def test_no_new_door_after_half_past_eight(tonight: Round, door: Address, ans: User) -> None:
    visits.record(
        id=uuid4(),
        round=tonight,
        address=door,
        notes=nobody_home(opened_at=HALF_PAST_EIGHT),
        by=ans,
        at=HALF_PAST_EIGHT,
    )
    late = nobody_home(opened_at=HALF_PAST_EIGHT + timedelta(minutes=1))
    assert refused(tonight, door, late, ans) == "too_late"


def test_a_talk_opened_in_time_may_be_stored_after_half_past_eight(
    tonight: Round, door: Address, ans: User
) -> None:
    notes = replace(talked(make.resident_notes()), opened_at=AT.replace(hour=20, minute=25))
    stored_at = AT.replace(hour=20, minute=55)
    visit = visits.record(id=uuid4(), round=tonight, address=door, notes=notes, by=ans, at=stored_at)
    assert (visit.happened_at, visit.recorded_at) == (notes.opened_at, stored_at)


def test_the_next_day_no_door_is_opened_on_a_round_that_was_never_closed(
    tonight: Round, door: Address, ans: User
) -> None:
    tomorrow = nobody_home(opened_at=AT + timedelta(days=1))
    assert refused(tonight, door, tomorrow, ans) == "too_late"


def test_leaving_pauses_the_door_whatever_the_hour(tonight: Round, door: Address, ans: User) -> None:
    late = AT.replace(hour=22)
    notes = DoorNotes(outcome=Outcome.LEFT, opened_at=late)
    visit = visits.record(id=uuid4(), round=tonight, address=door, notes=notes, by=ans, at=late)
    assert Address.objects.get(pk=door.pk).paused_at == late
    assert Event.objects.filter(action="door.paused", object_id=str(door.pk)).count() == 1
    visits.undo(visit=visit, by=ans, at=late)
    assert Address.objects.get(pk=door.pk).paused_at is None


def test_outcome_and_occupancy_are_two_facts(tonight: Round, door: Address, ans: User) -> None:
    notes = nobody_home(occupancy=Occupancy.SEEMS_EMPTY)
    visits.record(id=uuid4(), round=tonight, address=door, notes=notes, by=ans, at=AT)
    assert OccupancyNote.objects.get().occupancy == Occupancy.SEEMS_EMPTY
    assert Visit.objects.get().outcome == Outcome.NOBODY_HOME


def test_undo_takes_back_what_was_seen_of_the_home_too(tonight: Round, door: Address, ans: User) -> None:
    inhabited = nobody_home(occupancy=Occupancy.INHABITED)
    visits.record(id=uuid4(), round=tonight, address=door, notes=inhabited, by=ans, at=AT)
    empty, later = nobody_home(occupancy=Occupancy.SEEMS_EMPTY), AT + timedelta(minutes=1)
    slip = visits.record(id=uuid4(), round=tonight, address=door, notes=empty, by=ans, at=later)
    assert report_counts.doors([tonight.flat]).ledger.apart.seems_empty == 1
    visits.undo(visit=slip, by=ans, at=later)
    assert report_counts.doors([tonight.flat]).ledger.apart.seems_empty == 0
    assert [note.occupancy for note in OccupancyNote.objects.standing()] == [Occupancy.INHABITED]


def test_come_back_keeps_the_part_of_the_day(tonight: Round, door: Address, ans: User) -> None:
    notes = DoorNotes(outcome=Outcome.COME_BACK, opened_at=AT, come_back_part=PartOfDay.MORNING)
    visit = visits.record(id=uuid4(), round=tonight, address=door, notes=notes, by=ans, at=AT)
    assert visit.come_back_part == PartOfDay.MORNING


def test_a_slip_is_undone_within_ten_minutes_and_not_after(tonight: Round, door: Address, ans: User) -> None:
    visit = make.visit(tonight, door)
    with pytest.raises(Refused):
        visits.undo(visit=visit, by=ans, at=AT + timedelta(minutes=10, seconds=1))
    visits.undo(visit=visit, by=ans, at=AT + timedelta(minutes=10))
    visits.undo(visit=visit, by=ans, at=AT + timedelta(minutes=11))
    assert not Visit.objects.standing().exists()
    assert Event.objects.filter(action="visit.undone").count() == 1


def test_what_stood_there_when_the_round_was_closed_is_not_undone(
    tonight: Round, flat: Flat, ans: User, as_
) -> None:
    first, second, *_rest = flat.addresses.in_walking_order()
    before, later = make.visit(tonight, first), AT + timedelta(minutes=1)
    rounds.close(round=tonight, both_home=True, debrief=rounds.Debrief(), by=ans, at=AT)
    with pytest.raises(Refused) as no:
        visits.undo(visit=before, by=ans, at=later)
    assert no.value.code == "undo_late"
    page = as_(ans).post(reverse("visit_undo", args=[tonight.pk, before.pk]), follow=True).text
    assert "Deze ronde is afgesloten" in page
    after = visits.record(
        id=uuid4(), round=tonight, address=second, notes=nobody_home(), by=ans, at=later, sent_later=True
    )
    visits.undo(visit=after, by=ans, at=later)
    assert Visit.objects.standing().get() == before


def test_a_talk_is_not_undone_and_a_stranger_undoes_nothing(
    tonight: Round, flat: Flat, ans: User, cora: User
) -> None:
    first, second, *_rest = flat.addresses.in_walking_order()
    with pytest.raises(Refused):
        visits.undo(visit=make.talk(tonight, first), by=ans, at=AT)
    with pytest.raises(Refused):
        visits.undo(visit=make.visit(tonight, second), by=cora, at=AT)


def test_without_any_consent_neither_name_nor_answer_is_stored(
    tonight: Round, door: Address, ans: User
) -> None:
    silent = make.resident_notes(consents=frozenset())
    visits.record(id=uuid4(), round=tonight, address=door, notes=talked(silent), by=ans, at=AT)
    assert Talk.objects.count() == 1
    assert not Resident.objects.exists()
    assert not Answer.objects.exists()
    assert not Consent.objects.exists()


def test_what_is_not_kept_leaves_no_fingerprint_either(tonight: Round, flat: Flat, ans: User) -> None:
    first, *_rest = flat.addresses.in_walking_order()
    id = uuid4()
    for name, answer in (("Samira", "ja"), ("Iemand anders", "nee")):
        silent = make.resident_notes(name, consents=frozenset())
        notes = talked(silent, answers={"joins_in": answer})
        visits.record(id=id, round=tonight, address=first, notes=notes, by=ans, at=AT)
    assert Visit.objects.count() == 1


def test_answers_are_kept_only_with_a_yes_to_that(tonight: Round, flat: Flat, ans: User) -> None:
    first, second, *_rest = flat.addresses.in_walking_order()
    no_answers = make.resident_notes(consents=frozenset({Purpose.KEEP_POSTED}))
    visits.record(id=uuid4(), round=tonight, address=first, notes=talked(no_answers), by=ans, at=AT)
    assert Resident.objects.count() == 1
    assert not Answer.objects.exists()
    yes = make.resident_notes(consents=frozenset({Purpose.KEEP_ANSWERS}))
    visits.record(id=uuid4(), round=tonight, address=second, notes=talked(yes), by=ans, at=AT)
    assert {answer.question.code: answer.value for answer in Answer.objects.all()} == SAID


def test_empty_answers_and_unknown_questions_leave_nothing(tonight: Round, door: Address, ans: User) -> None:
    said = {"joins_in": "", "made_up": "x", "feels_at_home": "2"}
    notes = talked(make.resident_notes(), answers=said)
    visits.record(id=uuid4(), round=tonight, address=door, notes=notes, by=ans, at=AT)
    assert [answer.question.code for answer in Answer.objects.all()] == ["feels_at_home"]


def test_a_talk_belongs_to_the_questions_that_were_asked_even_when_others_came_in_use(
    tonight: Round, door: Address, ans: User, cora: User
) -> None:
    asked = questionnaires.current(tonight.flat.team)
    draft = questionnaires.copy(questionnaire=asked, by=cora, at=AT)
    gone = draft.questions.get(code="joins_in")
    questionnaires.remove_question(question=gone, by=cora, at=AT)
    questionnaires.put_in_use(questionnaire=draft, by=cora, at=AT)
    notes = talked(make.resident_notes())
    assert notes.talk
    notes = replace(notes, talk=replace(notes.talk, questionnaire=asked.pk))
    visits.record(id=uuid4(), round=tonight, address=door, notes=notes, by=ans, at=AT)
    assert Talk.objects.get().questionnaire == asked
    assert Answer.objects.count() == 2


def test_a_consent_without_a_name_stores_nothing_at_all(tonight: Round, door: Address, ans: User) -> None:
    assert refused(tonight, door, talked(make.resident_notes("")), ans) == "refused"


def test_a_talk_with_everything_takes_at_most_sixteen_statements(
    tonight: Round, flat: Flat, ans: User
) -> None:
    first, second, *_rest = flat.addresses.in_walking_order()
    interests.load_starter()
    visits.record(id=uuid4(), round=tonight, address=first, notes=talked(), by=ans, at=AT)
    with_interests = make.resident_notes(shares=frozenset({"walking"}), offers=frozenset({"baking"}))
    notes = talked(with_interests)
    with CaptureQueriesContext(connection) as made:
        visits.record(id=uuid4(), round=tonight, address=second, notes=notes, by=ans, at=AT)
    assert InterestChoice.objects.count() == 2
    statements = [one["sql"] for one in made.captured_queries if "SAVEPOINT" not in one["sql"]]
    assert len(statements) == 16
    assert Answer.objects.filter(talk__visit__address=second).count() == len(SAID)


def told_later(flat: Flat, number: int, **changes: object) -> Address:
    """A door that stands in no plan and whose letter differs from those of the others."""
    new = Address.objects.create(
        flat=flat, key=f"planetenlaan {number}", street="Planetenlaan", number=number
    )
    if changes:
        letter = Letter.objects.get()
        first = {"first_visit_on": AT.date(), "delivered_on": AT.date() - timedelta(days=7), **changes}
        batch = LetterBatch.objects.create(letter=letter, ordered_at=AT, printed_at=AT, **first)
        LetterCopy.objects.create(batch=batch, address=new)
    return new


def test_an_unplanned_door_that_was_not_told_in_time_is_refused(
    tonight: Round, flat: Flat, ans: User
) -> None:
    untold = told_later(flat, 7)
    too_short = told_later(flat, 8, delivered_on=AT.date() - timedelta(days=6))
    named_later = told_later(flat, 9, first_visit_on=AT.date() + timedelta(days=1))
    for door in (untold, too_short, named_later):
        assert refused(tonight, door, nobody_home(), ans) == "not_told"
        assert refused(tonight, door, talked(make.resident_notes()), ans) == "not_told"
    told = told_later(flat, 10, first_visit_on=AT.date())
    assert make.visit(tonight, told).address == told
    assert RoundDoor.objects.filter(round=tonight, address=told).exists()


def test_an_unplanned_door_at_rest_is_refused_until_it_is_opened_again(
    tonight: Round, door: Address, ans: User, cora: User
) -> None:
    for _ in range(3):
        make.visit(tonight, door)
    RoundDoor.objects.filter(address=door).delete()
    assert refused(tonight, door, nobody_home(), ans) == "rests"
    optouts.record(address=door, channel=Channel.PHONE, by=cora, at=AT)
    optouts.end(address=door, reason=EndReason.NEW_HOUSEHOLD, by=cora, at=AT)
    assert make.visit(tonight, door)


def test_leaving_is_taken_at_any_door_of_the_flat(tonight: Round, flat: Flat, ans: User) -> None:
    untold = told_later(flat, 7)
    make.visit(tonight, untold, Outcome.LEFT)
    assert Address.objects.get(pk=untold.pk).paused_at == AT

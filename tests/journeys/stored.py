"""What stands in the database when the road has been gone."""

from collections import Counter

from buurvoorbuur.models import Event
from matching.models import Proposal, Run
from matching.proposal_states import Answer as Said
from matching.proposal_states import State
from outreach.flat_phases import Phase
from outreach.models import (
    Address,
    Answer,
    Consent,
    Hours,
    LetterBatch,
    LetterCopy,
    OptOut,
    Round,
    Talk,
    Visit,
)
from outreach.visit_states import Outcome, RoundState
from tests.journeys.cast import JOOP, SAMIRA, STREET, Road, resident_of

# One event for each write and for each page of residents that was opened, in the order of the road.
EVENTS = {
    "flat.made": 1,
    "flat.assigned": 2,
    "flat.moved": 1,
    "optout.recorded": 2,
    "letter.written": 1,
    "letter.checked": 2,
    "letter_batch.ordered": 1,
    "letter_batch.printed": 1,
    "letter_batch.downloaded": 1,
    "letter.taken_out": 1,
    "letter_batch.delivered": 1,
    "round.planned": 1,
    "round.safety_card_read": 2,
    "round.started": 1,
    "phone.registered": 1,
    "visit.recorded": 5,
    "round.closed": 1,
    "matching.started": 1,
    "matching.finished": 1,
    "proposal.opened": 7,
    "proposal.approved": 1,
    "proposal.asked": 1,
    "proposal.answered": 2,
    "proposal.introduced": 1,
    "introduction.printed": 2,
    "flat_report.printed": 1,
    "neighbourhood_report.printed": 1,
}


def all_of_it_is_stored(road: Road) -> None:
    doors_and_letters_are_stored(road)
    the_evening_is_stored(road)
    what_was_agreed_is_stored()
    the_introduction_is_stored()
    assert dict(Counter(Event.objects.values_list("action", flat=True))) == EVENTS


def doors_and_letters_are_stored(road: Road) -> None:
    road.flat.refresh_from_db()
    assert (road.flat.name, road.flat.phase) == ("Ingelanden", Phase.VISITS)
    assert Address.objects.filter(flat=road.flat, street=STREET).count() == 128
    assert sorted(OptOut.objects.values_list("channel", flat=True)) == ["code", "phone"]
    batch = LetterBatch.objects.get()
    assert str(batch.delivered_on) == "2026-10-02"
    assert batch.sealed_pdf is None
    assert LetterCopy.objects.count() == 127
    assert LetterCopy.objects.exclude(taken_out_at=None).get().address.opt_outs.exists()


def the_evening_is_stored(road: Road) -> None:
    evening = Round.objects.get()
    assert (evening.state, evening.doors.count()) == (RoundState.CLOSED, 10)
    assert evening.both_home_at and evening.wonder == "Twee mooie gesprekken."
    assert Counter(Visit.objects.values_list("outcome", flat=True)) == {
        Outcome.NOBODY_HOME: 1,
        Outcome.DECLINED_INTERCOM: 1,
        Outcome.COME_BACK: 1,
        Outcome.TALK: 2,
    }
    assert set(Hours.objects.values_list("user", flat=True)) == {road.ans.pk, road.riny.pk}


def what_was_agreed_is_stored() -> None:
    assert Talk.objects.count() == 2
    assert Answer.objects.count() == 6
    for who in (SAMIRA, JOOP):
        resident = resident_of(who)
        assert set(Consent.objects.filter(resident=resident).values_list("purpose", flat=True)) == set(
            who.agrees
        )
        assert {choice.interest.code for choice in resident.interest_choices.all()} == set(who.likes)


def the_introduction_is_stored() -> None:
    assert Run.objects.get().candidates == 2
    proposal = Proposal.objects.get()
    assert proposal.state == State.INTRODUCED
    assert {member.resident.name for member in proposal.members.all()} == {SAMIRA.name, JOOP.name}
    assert {member.answer for member in proposal.members.all()} == {Said.YES}

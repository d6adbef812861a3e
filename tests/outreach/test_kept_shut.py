"""A door that had said no: what was noted there is kept shut, opened by nobody and destroyed."""

from datetime import timedelta
from uuid import uuid4

from buurvoorbuur.models import Event, User
from outreach import envelope_contents, optouts, rounds, shut_envelopes
from outreach.envelope_states import EnvelopeState, Reason
from outreach.models import Address, Phone, Resident, Round, Visit
from outreach.opt_out_terms import Channel
from tests import make
from tests.fates import APPLIED, KEPT_SHUT, TALK, fate, settled

AT = make.EVENING


def test_a_visit_to_a_door_that_had_opted_out_is_kept_shut_and_nobody_opens_it(
    tonight: Round, phone: Phone, doors: list[Address], cora: User
) -> None:
    optouts.record(address=doors[0], channel=Channel.CODE, by=None, at=AT)
    wrong = make.entry(tonight, doors[0], ("outcome", "no such thing"))
    undo = make.entry(tonight, doors[0], kind="undo", visit=str(uuid4()))
    rows = settled(phone, make.entry(tonight, doors[0], *TALK), wrong, undo)
    assert [fate(row) for row in rows] == [KEPT_SHUT] * 3
    assert not Visit.objects.exists() and not Resident.objects.exists()
    for row in rows:
        assert envelope_contents.of(row) == Reason.OPTED_OUT
        row.state = EnvelopeState.SET_ASIDE
        assert envelope_contents.of(row) == Reason.UNREADABLE


def test_what_was_kept_shut_is_destroyed_after_seven_days(
    tonight: Round, phone: Phone, doors: list[Address]
) -> None:
    optouts.record(address=doors[0], channel=Channel.CODE, by=None, at=AT)
    [envelope] = settled(phone, make.entry(tonight, doors[0]))
    week = timedelta(days=7)
    assert shut_envelopes.destroy_due(AT + week - timedelta(seconds=1)) == 0
    assert shut_envelopes.destroy_due(AT + week) == 1
    assert shut_envelopes.destroy_due(AT + week) == 0
    assert fate(envelope) == (EnvelopeState.DESTROYED, "")
    assert bytes(envelope.sealed) == b""
    assert Event.objects.filter(action="envelope.destroyed").count() == 1


def test_an_undo_of_a_visit_before_the_opt_out_is_still_applied(
    tonight: Round, phone: Phone, doors: list[Address]
) -> None:
    id = uuid4()
    settled(phone, make.entry(tonight, doors[0]), ids=(id,))
    optouts.record(address=doors[0], channel=Channel.CODE, by=None, at=AT)
    [undo] = settled(phone, make.entry(tonight, doors[0], kind="undo", visit=str(id)))
    assert fate(undo) == APPLIED


def test_an_undo_after_both_the_opt_out_and_the_closing_is_kept_shut(
    tonight: Round, phone: Phone, doors: list[Address], ans: User
) -> None:
    [visit] = settled(phone, make.entry(tonight, doors[0]))
    optouts.record(address=doors[0], channel=Channel.CODE, by=None, at=AT)
    rounds.close(round=tonight, both_home=True, debrief=rounds.Debrief(), by=ans, at=AT)
    [undo] = settled(phone, make.entry(tonight, doors[0], kind="undo", visit=str(visit.pk)))
    assert fate(undo) == KEPT_SHUT

"""What is laid aside with its reason, and applied once a coordinator vouches for it."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from buurvoorbuur.models import Event, Membership, User
from buurvoorbuur.roles import Role
from outreach import envelopes, optouts, rounds, settling
from outreach.consent_terms import Purpose
from outreach.envelope_states import Reason
from outreach.models import Address, Consent, FlatAssignment, Phone, Resident, Round, Visit
from outreach.visit_states import RoundState
from tests import make
from tests.fates import APPLIED, TALK, aside, fate, settled

AT = make.EVENING


def test_what_is_no_longer_so_lays_aside(
    tonight: Round, phone: Phone, doors: list[Address], cora: User
) -> None:
    elsewhere = make.flat(tonight.flat.team, name="Zonneflat").addresses.all()[0]
    optouts.pause(address=doors[0], by=cora, at=AT)
    Address.objects.filter(pk=doors[1].pk).update(withdrawn_at=AT)
    theirs = make.walking_round(make.flat(tonight.flat.team, name="Maanflat"), cora, tonight.note_taker)
    cases = {
        Reason.PAUSED: make.entry(tonight, doors[0]),
        Reason.WITHDRAWN: make.entry(tonight, doors[1]),
        Reason.OTHER_FLAT: make.entry(tonight, elsewhere),
        Reason.NOT_YOURS: make.entry(theirs, theirs.flat.addresses.all()[0]),
    }
    rows = settled(phone, *cases.values())
    assert [fate(row) for row in rows] == [aside(reason) for reason in cases]
    assert not Visit.objects.exists()
    assert Event.objects.filter(action="envelope.set_aside").count() == len(cases)


@pytest.mark.parametrize("state", [RoundState.PLANNED, RoundState.CANCELLED])
def test_a_round_that_did_not_take_place_lays_aside(
    tonight: Round, phone: Phone, doors: list[Address], state: RoundState
) -> None:
    Round.objects.filter(pk=tonight.pk).update(state=state)
    [envelope] = settled(phone, make.entry(tonight, doors[0]))
    assert fate(envelope) == aside(Reason.ROUND_CLOSED)


@pytest.mark.parametrize("gone", ["blocked", "ended", "unassigned"])
def test_a_sender_who_may_no_longer_walk_lays_aside_until_a_coordinator_vouches(
    tonight: Round, phone: Phone, doors: list[Address], cora: User, gone: str
) -> None:
    if gone == "blocked":
        User.objects.filter(pk=phone.user_id).update(is_active=False)
    elif gone == "ended":
        Membership.objects.filter(user=phone.user_id).update(ends_on=AT.date() - timedelta(days=1))
    else:
        FlatAssignment.objects.filter(user=phone.user_id).delete()
    [envelope] = settled(phone, make.entry(tonight, doors[0]))
    assert fate(envelope) == aside(Reason.NO_MEMBER)
    envelopes.try_again(envelope=envelope, by=cora, at=AT)
    settling.settle(phone.pk, AT)
    assert fate(envelope) == APPLIED
    assert Visit.objects.get().recorded_by == phone.user


def test_whoever_was_replaced_during_the_round_loses_nothing_once_a_coordinator_vouches(
    tonight: Round, phone: Phone, doors: list[Address], cora: User
) -> None:
    Round.objects.filter(pk=tonight.pk).update(asker=cora)
    [envelope] = settled(phone, make.entry(tonight, doors[0]))
    assert fate(envelope) == aside(Reason.NOT_YOURS)
    envelopes.try_again(envelope=envelope, by=cora, at=AT)
    settling.settle(phone.pk, AT)
    assert fate(envelope) == APPLIED
    assert Visit.objects.get().recorded_by == phone.user


def test_a_coordinator_vouches_only_for_rounds_within_their_own_reach(
    tonight: Round, phone: Phone, cora: User, riny: User
) -> None:
    far = make.team("Elders")
    theirs = make.walking_round(make.flat(far, name="Verweg"), make.member("Otto", Role.INITIATOR, far), riny)
    [envelope] = settled(phone, make.entry(theirs, theirs.flat.addresses.all()[0]))
    envelopes.try_again(envelope=envelope, by=cora, at=AT)
    settling.settle(phone.pk, AT)
    assert fate(envelope) == aside(Reason.NOT_YOURS)


@pytest.mark.parametrize(
    "said",
    [
        "text",
        [],
        {"kind": "party"},
        {"kind": "undo"},
        {"kind": "undo", "visit": 7},
        {"fields": None},
        {"opened": "yesterday"},
        {"opened": "0001-01-01T00:00:00Z"},
        {"address": True},
        {"address": 2**70},
        {"address": "1"},
        {"round": "1"},
        {"fields": {"outcome": "talk"}},
        {"fields": [["outcome"]]},
        {"fields": [["outcome", 1]]},
        {"fields": [["outcome", "\0"]]},
        {"fields": [["outcome", "\ud800"]]},
        {"fields": [["a", "b"]] * 501},
        {"fields": [["name", "x" * 5001]]},
    ],
    ids=lambda said: json.dumps(said)[:40],
)
def test_whatever_was_sealed_an_entry_that_is_none_is_laid_aside(
    tonight: Round, phone: Phone, doors: list[Address], said: object
) -> None:
    whole = {**make.entry(tonight, doors[0]), **said} if isinstance(said, dict) else said
    [envelope] = settled(phone, whole)
    assert fate(envelope) == aside(Reason.MALFORMED)
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        [["outcome", "confirmed"]],
        [["outcome", "come_back"]],
        [["occupancy", "inhabited"]],
        [["outcome", "nobody_home"], ["occupancy", "confirmed_empty"]],
        [["outcome", "talk"], ["consent_match", "on"]],
        [["outcome", "talk"], ["introductions_wanted", "99"]],
        [["outcome", "talk"], ["answer_feels_at_home", "7"]],
    ],
)
def test_what_the_forms_of_the_pages_refuse_is_laid_aside(
    tonight: Round, phone: Phone, doors: list[Address], fields: list[list[str]]
) -> None:
    [envelope] = settled(phone, make.entry(tonight, doors[0], fields=fields))
    assert fate(envelope) == aside(Reason.INVALID)
    assert not Visit.objects.exists()


def test_fields_that_no_form_asks_for_change_nothing(
    tonight: Round, phone: Phone, doors: list[Address], cora: User
) -> None:
    extra = {
        "visit_id": str(uuid4()), "id": str(uuid4()), "recorded_by": str(cora.pk),
        "recorded_at": "2020-01-01", "undone_at": "2020-01-01", "fingerprint": "x",
        "address": str(doors[1].pk), "paused_at": "2020-01-01", "resident_id": str(uuid4()),
        "opened": "2020-01-01",
    }  # fmt: skip
    rows = settled(
        phone,
        make.entry(tonight, doors[0], ("outcome", "nobody_home"), *extra.items()),
        make.entry(tonight, doors[2], *TALK, *extra.items()),
    )
    assert [fate(row) for row in rows] == [APPLIED, APPLIED]
    for visit, row, door in zip(Visit.objects.order_by("address"), rows, (doors[0], doors[2]), strict=True):
        assert (visit.pk, visit.address, visit.recorded_by) == (row.pk, door, phone.user)
        assert (visit.recorded_at, visit.undone_at) == (AT, None)


def test_a_wrong_mail_address_costs_no_talk_once_a_coordinator_tries_again(
    tonight: Round, phone: Phone, doors: list[Address], cora: User
) -> None:
    shares = (("consent_share_fields", "on"), ("shared_fields", "name"), ("shared_fields", "email"))
    [envelope] = settled(phone, make.entry(tonight, doors[0], *TALK, *shares, ("email", "geen")))
    assert fate(envelope) == aside(Reason.INVALID)
    envelopes.try_again(envelope=envelope, by=cora, at=AT)
    settling.settle(phone.pk, AT)
    assert fate(envelope) == APPLIED
    resident = Resident.objects.get()
    assert (resident.name, resident.email) == ("Samira Haddad", "")
    shared = Consent.objects.get(purpose=Purpose.SHARE_FIELDS).shared_fields.values_list("field", flat=True)
    assert list(shared) == ["name"]


def closed(evening: Round, by: User) -> None:
    rounds.close(
        round=evening, both_home=True, debrief=rounds.Debrief(), by=by, at=AT + timedelta(minutes=100)
    )


def test_an_undo_that_comes_after_closing_waits_until_a_coordinator_tries_it_again(
    tonight: Round, phone: Phone, doors: list[Address], ans: User, cora: User
) -> None:
    [visit] = settled(phone, make.entry(tonight, doors[0], ("outcome", "left")))
    closed(tonight, ans)
    later = AT + timedelta(minutes=101)
    [undo] = settled(phone, make.entry(tonight, doors[0], kind="undo", visit=str(visit.pk)), at=later)
    assert fate(undo) == aside(Reason.UNDO_LATE)
    assert Visit.objects.standing().get().pk == visit.pk
    assert Address.objects.get(pk=doors[0].pk).paused_at
    envelopes.try_again(envelope=undo, by=cora, at=later)
    settling.settle(phone.pk, later)
    assert fate(undo) == APPLIED
    assert not Visit.objects.standing().exists()
    assert Address.objects.get(pk=doors[0].pk).paused_at is None


def test_what_came_in_after_closing_is_still_taken_back(
    tonight: Round, phone: Phone, doors: list[Address], ans: User
) -> None:
    closed(tonight, ans)
    id, later = uuid4(), AT + timedelta(minutes=101)
    undo = make.entry(tonight, doors[0], kind="undo", visit=str(id))
    both = settled(phone, make.entry(tonight, doors[0]), undo, ids=(id, uuid4()), at=later)
    assert [fate(one) for one in both] == [APPLIED, APPLIED]
    assert not Visit.objects.standing().exists()


def test_an_undo_of_somebody_who_was_replaced_waits_until_a_coordinator_vouches(
    tonight: Round, phone: Phone, doors: list[Address], cora: User
) -> None:
    [visit] = settled(phone, make.entry(tonight, doors[0]))
    Round.objects.filter(pk=tonight.pk).update(asker=cora)
    [undo] = settled(phone, make.entry(tonight, doors[0], kind="undo", visit=str(visit.pk)))
    assert fate(undo) == aside(Reason.NOT_YOURS)
    envelopes.try_again(envelope=undo, by=cora, at=AT)
    settling.settle(phone.pk, AT)
    assert fate(undo) == APPLIED
    assert not Visit.objects.standing().exists()

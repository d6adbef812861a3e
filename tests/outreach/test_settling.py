"""What becomes of an envelope: applied once, laid aside with its reason, or kept shut; never lost."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, OperationalError
from django.utils import timezone

from buurvoorbuur.models import Event, Membership, User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Role
from outreach import (
    envelope_contents,
    envelopes,
    optouts,
    residents,
    rounds,
    settling,
    shut_envelopes,
    sync,
    visits,
)
from outreach.consent_terms import Purpose
from outreach.entries import Entry
from outreach.envelope_states import SILENT_AFTER, EnvelopeState, Reason
from outreach.models import (
    Address,
    Answer,
    Consent,
    Envelope,
    Flat,
    FlatAssignment,
    Phone,
    Resident,
    Round,
    Talk,
    Visit,
)
from outreach.opt_out_terms import Channel
from outreach.visit_states import Outcome, RoundState
from tests import make

AT = make.EVENING
TALK = (
    ("outcome", "talk"),
    ("taal", "nl"),
    ("name", "Samira Haddad"),
    ("answer_joins_in", "De moestuin."),
    ("consent_keep_answers", "on"),
    ("consent_match", "on"),
)


@pytest.fixture
def tonight(flat: Flat, ans: User, riny: User) -> Round:
    return make.walking_round(flat, ans, riny)


@pytest.fixture
def phone(tonight: Round) -> Phone:
    return make.phone(tonight)[0]


@pytest.fixture
def doors(flat: Flat) -> list[Address]:
    return list(flat.addresses.in_walking_order())


def settled(phone: Phone, *said: object, at=AT, ids: tuple[UUID, ...] = ()) -> list[Envelope]:  # type: ignore[no-untyped-def]
    """These entries, received and settled, as they now lie in the database."""
    ids = ids or tuple(uuid4() for _ in said)
    first = phone.envelopes.filter(is_double=False).count() + 1
    sent = [make.sealed(phone, one, first + number, ids[number]) for number, one in enumerate(said)]
    rows = make.received(phone, *sent, at=at)
    settling.settle(phone.pk, at)
    return [Envelope.objects.get(pk=row.pk) for row in rows]


def fate(envelope: Envelope) -> tuple[str, str]:
    envelope.refresh_from_db()
    return envelope.state, envelope.reason


def aside(reason: Reason) -> tuple[str, str]:
    return EnvelopeState.SET_ASIDE, reason


APPLIED = (EnvelopeState.APPLIED, "")
KEPT_SHUT = (EnvelopeState.KEPT_SHUT, Reason.OPTED_OUT)


# What is applied


def test_a_visit_is_applied_under_the_id_of_its_envelope_and_the_envelope_is_emptied(
    tonight: Round, phone: Phone, doors: list[Address]
) -> None:
    [envelope] = settled(phone, make.entry(tonight, doors[0]))
    visit = Visit.objects.get()
    assert (visit.pk, visit.outcome, visit.recorded_by) == (envelope.pk, Outcome.NOBODY_HOME, phone.user)
    assert fate(envelope) == APPLIED
    assert bytes(envelope.sealed) == b""
    assert Event.objects.filter(action="visit.recorded").count() == 1


def test_a_talk_with_its_resident_and_one_more_of_the_household_are_applied_in_order(
    tonight: Round, phone: Phone, doors: list[Address]
) -> None:
    id = uuid4()
    more = [("name", "Joop"), ("consent_keep_posted", "on")]
    another = make.entry(tonight, doors[0], *more, kind="resident", visit=str(id))
    settled(phone, make.entry(tonight, doors[0], *TALK), another, ids=(id, uuid4()))
    assert {person.name for person in Resident.objects.all()} == {"Joop", "Samira Haddad"}
    assert Answer.objects.get().value == "De moestuin."


def test_a_talk_without_a_yes_keeps_nobody(tonight: Round, phone: Phone, doors: list[Address]) -> None:
    [envelope] = settled(phone, make.entry(tonight, doors[0], ("outcome", "talk"), ("taal", "en")))
    assert fate(envelope) == APPLIED
    assert Talk.objects.get().language == "en"
    assert not Resident.objects.exists()


def test_an_undo_takes_its_visit_back_and_may_come_before_it(
    tonight: Round, phone: Phone, doors: list[Address]
) -> None:
    id = uuid4()
    undo = make.sealed(phone, make.entry(tonight, doors[0], kind="undo", visit=str(id)), 2)
    [early] = make.received(phone, undo)
    assert settling.settle(phone.pk, AT) == SILENT_AFTER
    assert fate(early) == (EnvelopeState.RECEIVED, "")
    make.received(phone, make.sealed(phone, make.entry(tonight, doors[0]), 1, id))
    assert not settling.settle(phone.pk, AT + timedelta(hours=1))
    assert fate(early) == APPLIED
    assert Visit.objects.get().undone_at
    assert not Visit.objects.standing().exists()


def test_an_undo_whose_visit_never_comes_is_laid_aside(
    tonight: Round, phone: Phone, doors: list[Address]
) -> None:
    undo = make.entry(tonight, doors[0], kind="undo", visit=str(uuid4()))
    [envelope] = settled(phone, undo)
    assert fate(envelope) == aside(Reason.UNKNOWN_VISIT)
    [patient] = make.received(phone, make.sealed(phone, undo, 7))
    settling.settle(phone.pk, AT)
    assert fate(patient)[0] == EnvelopeState.RECEIVED
    settling.settle(phone.pk, AT + timedelta(hours=72))
    assert fate(patient) == aside(Reason.UNKNOWN_VISIT)


def test_a_round_that_was_closed_and_a_late_hour_set_nothing_aside(
    tonight: Round, phone: Phone, doors: list[Address], ans: User
) -> None:
    rounds.close(round=tonight, both_home=True, debrief=rounds.Debrief(), by=ans, at=AT + timedelta(hours=2))
    late = (AT + timedelta(hours=2)).isoformat()
    [envelope] = settled(phone, make.entry(tonight, doors[0], opened=late), at=AT + timedelta(days=2))
    assert fate(envelope) == APPLIED


@pytest.mark.parametrize(
    ("ahead", "opened", "stored"),
    [
        (timedelta(0), timedelta(minutes=5), timedelta(minutes=5)),
        (timedelta(days=2), timedelta(days=-2, minutes=5), timedelta(minutes=5)),
        (timedelta(days=-2), timedelta(days=2, minutes=5), timedelta(minutes=5)),
        # Never before the round began, half an hour before, and never after it was told.
        (timedelta(0), timedelta(days=-2), timedelta(minutes=-30)),
        (timedelta(0), timedelta(days=2), timedelta(minutes=40)),
    ],
)
def test_the_clock_of_the_phone_is_a_remark(
    tonight: Round,
    phone: Phone,
    doors: list[Address],
    ahead: timedelta,
    opened: timedelta,
    stored: timedelta,
) -> None:
    now = AT + timedelta(minutes=40)
    entry = make.entry(tonight, doors[0], opened=(AT + opened).isoformat())
    delivery = envelopes.Delivery([make.sealed(phone, entry)], 1, (), int(ahead.total_seconds()))
    envelopes.receive(phone=phone, delivery=delivery, at=now)
    settling.settle(phone.pk, now)
    assert Visit.objects.get().happened_at == AT + stored


# What is laid aside


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


# What cannot be opened


def test_forged_tampered_and_foreign_envelopes_are_laid_aside(
    tonight: Round, phone: Phone, doors: list[Address]
) -> None:
    good = make.sealed(phone, make.entry(tonight, doors[0]), 1)
    other = make.phone(tonight, by=tonight.note_taker)[0]
    rows = make.received(
        phone,
        envelopes.Sealed(good.id, 1, tonight.pk, good.key_id, good.content[:-1] + b"x"),
        envelopes.Sealed(uuid4(), 2, tonight.pk, good.key_id, good.content),
        envelopes.Sealed(uuid4(), 3, tonight.pk, good.key_id, b"\x04" + bytes(200)),
        envelopes.Sealed(uuid4(), 4, tonight.pk, "0" * 16, good.content),
    )
    rows += make.received(other, envelopes.Sealed(uuid4(), 1, tonight.pk, good.key_id, good.content))
    for one in (phone, other):
        settling.settle(one.pk, AT)
    unreadable = aside(Reason.UNREADABLE)
    assert [fate(row) for row in rows] == [unreadable] * 3 + [aside(Reason.UNKNOWN_KEY), unreadable]


def test_an_older_key_still_opens_and_one_that_was_thrown_away_lays_aside(
    tonight: Round, phone: Phone, doors: list[Address], settings
) -> None:
    [old] = settings.FIELD_ENCRYPTION_KEY
    new = "bmV3LWtleS1uZXcta2V5LW5ldy1rZXktbmV3LWtleTE="
    first, second = (make.sealed(phone, make.entry(tonight, doors[n]), n + 1) for n in range(2))
    settings.FIELD_ENCRYPTION_KEY = [new, old]
    rows = make.received(phone, first)
    settling.settle(phone.pk, AT)
    settings.FIELD_ENCRYPTION_KEY = [new]
    rows += make.received(phone, second)
    settling.settle(phone.pk, AT)
    assert [fate(row) for row in rows] == [APPLIED, aside(Reason.UNKNOWN_KEY)]


# A door that said no


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


# Faults


def test_settling_twice_applies_once(tonight: Round, phone: Phone, doors: list[Address]) -> None:
    settled(phone, make.entry(tonight, doors[0]))
    settling.settle(phone.pk, AT)
    assert Visit.objects.count() == 1
    assert Event.objects.filter(action="visit.recorded").count() == 1


def test_one_envelope_that_breaks_holds_up_no_other(
    tonight: Round, phone: Phone, doors: list[Address], monkeypatch: pytest.MonkeyPatch
) -> None:
    apply = sync.apply

    def bursts(*, door: Address, **facts: object) -> None:
        if door == doors[1]:
            raise IntegrityError("a constraint")
        apply(door=door, **facts)  # type: ignore[arg-type]

    monkeypatch.setattr(sync, "apply", bursts)
    rows = settled(phone, *[make.entry(tonight, door) for door in doors[:3]])
    assert [fate(row) for row in rows] == [APPLIED, aside(Reason.BROKEN), APPLIED]


def test_when_the_database_is_ill_nothing_is_laid_aside_and_all_is_applied_later(
    tonight: Round, phone: Phone, doors: list[Address], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as ill:
        ill.setattr(visits, "record", lambda **facts: (_ for _ in ()).throw(OperationalError("locked")))
        rows = settled(phone, *[make.entry(tonight, door) for door in doors[:2]])
        assert [fate(row)[0] for row in rows] == [EnvelopeState.RECEIVED] * 2
        assert settling.settle(phone.pk, AT) == settling.WHEN_ILL
    settling.settle(phone.pk, AT)
    assert [fate(row) for row in rows] == [APPLIED] * 2


class Killed(BaseException):
    """The process ends here; nothing catches it."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("after", range(3))
def test_killed_in_the_middle_of_applying_nothing_is_half_done(
    tonight: Round, phone: Phone, doors: list[Address], monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    rows = make.received(
        phone, *[make.sealed(phone, make.entry(tonight, door), n) for n, door in enumerate(doors[:3], 1)]
    )
    record, done = visits.record, []

    def dies(**facts: object) -> Visit:
        if len(done) == after:
            raise Killed
        done.append(1)
        return record(**facts)  # type: ignore[arg-type]

    with monkeypatch.context() as deadly, pytest.raises(Killed):
        deadly.setattr(visits, "record", dies)
        settling.settle(phone.pk, AT)
    assert not Visit.objects.exists()
    assert {fate(row)[0] for row in rows} == {EnvelopeState.RECEIVED}
    settling.settle(phone.pk, AT)
    assert Visit.objects.count() == 3
    assert {fate(row)[0] for row in rows} == {EnvelopeState.APPLIED}


def test_another_resident_under_the_same_id_is_refused(
    tonight: Round, phone: Phone, doors: list[Address]
) -> None:
    talk = make.talk(tonight, doors[0])
    entry = make.entry(
        tonight, doors[0], ("name", "Joop"), ("consent_match", "on"), kind="resident", visit=str(talk.pk)
    )
    [row] = settled(phone, entry)
    again = Talk.objects.get()
    with pytest.raises(Refused):
        residents.add(talk=again, notes=make.resident_notes("Jaap"), id=row.pk, by=phone.user, at=AT)
    assert Resident.objects.filter(talk=again).count() == 2


def test_what_is_opened_is_what_was_sealed(tonight: Round, phone: Phone, doors: list[Address]) -> None:
    [row] = make.received(phone, make.sealed(phone, make.entry(tonight, doors[0], *TALK)))
    entry = envelope_contents.of(row)
    assert isinstance(entry, Entry)
    assert (entry.round, entry.address, tuple(map(tuple, entry.fields))) == (tonight.pk, doors[0].pk, TALK)
    assert entry.opened and timezone.localtime(entry.opened) == AT

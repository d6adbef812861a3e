"""Receiving sealed entries: kept as they came, once, in one commit; and how they leave the waiting list."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from buurvoorbuur.access import reach_of
from buurvoorbuur.models import Event, User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission, Role
from outreach import envelopes, optouts, phone_alarms, registrations, settling
from outreach.envelope_states import EnvelopeState, Reason
from outreach.envelopes import Answer, Delivery, Sealed
from outreach.models import Address, Envelope, Flat, Phone, Round, Visit
from outreach.opt_out_terms import Channel
from tests import make

AT = make.EVENING


@pytest.fixture
def one(tonight: Round, phone: Phone, door: Address) -> Sealed:
    return make.sealed(phone, make.entry(tonight, door))


def answers(phone: Phone, *ours: Sealed, made: int = 9, waiting: tuple[int, ...] = ()) -> list[str]:
    taken = envelopes.receive(phone=phone, delivery=Delivery(ours, made, waiting, 0), at=AT)
    return [taken[sealed.id].answer for sealed in ours]


def count(action: str) -> int:
    return Event.objects.filter(action=action).count()


# Registering


def test_a_phone_gets_a_new_token_each_time_and_the_old_one_ends(tonight: Round, ans: User) -> None:
    id = uuid4()
    first = registrations.register(id=id, round=tonight, by=ans, at=AT)
    second = registrations.register(id=id, round=tonight, by=ans, at=AT)
    assert registrations.by_token(first.token) is None
    assert registrations.by_token(second.token) == first.phone == second.phone
    assert registrations.by_token("") is None
    assert first.token not in str(list(Phone.objects.values()))
    assert count("phone.registered") == 2


def test_the_id_of_somebody_elses_phone_is_refused(tonight: Round, phone: Phone, riny: User) -> None:
    before = Phone.objects.values().get()
    with pytest.raises(Refused) as no:
        registrations.register(id=phone.pk, round=tonight, by=riny, at=AT)
    assert no.value.code == "taken"
    assert Phone.objects.values().get() == before
    assert count("phone.registered") == 1


def test_a_phone_goes_on_counting_where_the_server_has_seen_it(
    tonight: Round, phone: Phone, door: Address, ans: User
) -> None:
    answers(phone, make.sealed(phone, make.entry(tonight, door), 3), made=5)
    assert registrations.register(id=phone.pk, round=tonight, by=ans, at=AT).counter == 5


# Receiving


def test_what_is_new_is_stored_as_it_came_with_one_event(tonight: Round, phone: Phone, flat: Flat) -> None:
    sent = [
        make.sealed(phone, make.entry(tonight, door), n) for n, door in enumerate(flat.addresses.all(), 1)
    ]
    assert answers(phone, *sent) == [Answer.STORED] * 6
    assert [bytes(row.sealed) for row in Envelope.objects.order_by("counter")] == [s.content for s in sent]
    assert count("envelopes.received") == 1
    assert not Visit.objects.exists()


def test_what_is_sent_again_is_a_duplicate_also_after_it_was_applied(phone: Phone, one: Sealed) -> None:
    answers(phone, one, one)
    assert answers(phone, one) == [Answer.DUPLICATE]
    settling.settle(phone.pk, AT)
    assert answers(phone, one) == [Answer.DUPLICATE]
    assert Envelope.objects.count() == 1
    assert count("envelopes.received") == 1


def test_the_same_id_with_other_content_waits_beside_the_first_and_overwrites_nothing(
    tonight: Round, phone: Phone, door: Address, one: Sealed
) -> None:
    answers(phone, one)
    other = make.sealed(phone, make.entry(tonight, door, ("outcome", "declined_door")), 1, one.id)
    assert answers(phone, other) == answers(phone, other) == [Answer.ATTENTION]
    first, double = Envelope.objects.order_by("is_double")
    assert (first.pk, bytes(first.sealed), first.state) == (one.id, one.content, EnvelopeState.RECEIVED)
    assert (double.sent_as, bytes(double.sealed), double.reason) == (one.id, other.content, Reason.DOUBLE)


def test_a_double_can_be_tried_again_and_is_then_a_visit_of_its_own(
    tonight: Round, phone: Phone, door: Address, one: Sealed, cora: User
) -> None:
    other = make.sealed(phone, make.entry(tonight, door, ("outcome", "declined_door")), 1, one.id)
    answers(phone, one, other)
    envelopes.try_again(envelope=Envelope.objects.get(is_double=True), by=cora, at=AT)
    settling.settle(phone.pk, AT)
    assert set(Visit.objects.values_list("outcome", flat=True)) == {"nobody_home", "declined_door"}


def test_a_number_that_another_entry_bears_waits_too(
    tonight: Round, phone: Phone, door: Address, one: Sealed
) -> None:
    other = make.sealed(phone, make.entry(tonight, door), 1)
    assert answers(phone, one, other) == [Answer.STORED, Answer.ATTENTION]
    assert Envelope.objects.filter(is_double=True, state=EnvelopeState.SET_ASIDE).count() == 1


def test_replayed_by_another_phone_it_waits_and_the_first_stands(
    tonight: Round, phone: Phone, one: Sealed
) -> None:
    answers(phone, one)
    thief = make.phone(tonight, by=tonight.note_taker)[0]
    assert answers(thief, one) == [Answer.ATTENTION]
    settling.settle(phone.pk, AT)
    assert Visit.objects.count() == 1


def test_in_whatever_order_they_come_each_is_kept_once(tonight: Round, phone: Phone, flat: Flat) -> None:
    sent = [
        make.sealed(phone, make.entry(tonight, door), n) for n, door in enumerate(flat.addresses.all(), 1)
    ]
    for batch in ([sent[4]], [sent[1], sent[0]], sent[::-1], [sent[2]]):
        answers(phone, *batch)
        settling.settle(phone.pk, AT)
    assert Visit.objects.count() == len(sent)


def test_the_round_is_kept_only_when_its_sender_walks_it(
    tonight: Round, phone: Phone, door: Address, cora: User, riny: User
) -> None:
    theirs = make.walking_round(make.flat(tonight.flat.team, name="Maanflat"), cora, riny)
    entry = make.entry(tonight, door)
    answers(
        phone,
        make.sealed(phone, entry, 1),
        make.sealed(phone, entry, 2, round=theirs.pk),
        make.sealed(phone, entry, 3, round=uuid4()),
    )
    assert list(Envelope.objects.order_by("counter").values_list("round", flat=True)) == [
        tonight.pk, None, None,
    ]  # fmt: skip


def test_when_receiving_breaks_nothing_at_all_is_stored(
    phone: Phone, one: Sealed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(envelopes.audit, "record", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        answers(phone, one)
    phone.refresh_from_db()
    assert not Envelope.objects.exists()
    assert phone.made == 0


def test_a_phone_that_sends_too_often_is_told_when_to_come_back(phone: Phone, one: Sealed) -> None:
    for _ in range(registrations.POSTS_A_MINUTE):
        answers(phone, one)
    with pytest.raises(registrations.TooFast) as too_fast:
        answers(phone, one)
    assert 0 < too_fast.value.retry_after <= 61
    later = AT + timedelta(minutes=1)
    envelopes.receive(phone=phone, delivery=Delivery([one], 1, (), 0), at=later)


# Alarms


def test_a_gap_is_told_by_its_number_and_goes_when_it_is_filled(
    tonight: Round, phone: Phone, door: Address, cora: User
) -> None:
    reach = reach_of(cora, Permission.MANAGE_FLATS)
    entry = make.entry(tonight, door)
    answers(phone, make.sealed(phone, entry, 1), make.sealed(phone, entry, 4), made=7, waiting=(4, 6, 7))
    assert [(gap.phone, gap.written) for gap in phone_alarms.gaps(reach)] == [(phone, "2-3,5")]
    for number in (2, 3, 5):
        answers(phone, make.sealed(phone, entry, number), made=7, waiting=(6, 7))
    assert phone_alarms.gaps(reach) == []


def test_a_post_that_was_overtaken_by_a_later_one_raises_no_alarm(
    tonight: Round, phone: Phone, one: Sealed, door: Address, cora: User
) -> None:
    later = make.sealed(phone, make.entry(tonight, door), 3)
    answers(phone, later, made=3, waiting=(1, 2, 3))
    answers(phone, one, made=1, waiting=(1,))
    assert phone_alarms.gaps(reach_of(cora, Permission.MANAGE_FLATS)) == []
    phone.refresh_from_db()
    assert (phone.made, phone.waiting) == (3, "2")


def test_a_post_that_was_overtaken_says_nothing_waits_that_came(
    tonight: Round, phone: Phone, one: Sealed, door: Address
) -> None:
    other = make.sealed(phone, make.entry(tonight, door), 2)
    answers(phone, one, other, made=2, waiting=(1, 2))
    answers(phone, one, made=2, waiting=(1, 2))
    phone.refresh_from_db()
    assert phone.waiting == ""


def test_a_phone_that_held_something_and_is_silent_for_three_days_is_named(
    tonight: Round, phone: Phone, one: Sealed, cora: User
) -> None:
    reach = reach_of(cora, Permission.MANAGE_FLATS)
    answers(phone, one, made=3, waiting=(1, 2, 3))
    almost, late = AT + timedelta(hours=72, seconds=-1), AT + timedelta(hours=72)
    assert phone_alarms.silences(reach, almost) == []
    assert [(s.phone, s.count) for s in phone_alarms.silences(reach, late)] == [(phone, 2)]
    answers(phone, one, made=3)
    assert phone_alarms.silences(reach, late) == []


def test_another_team_hears_nothing_of_it(tonight: Round, phone: Phone, one: Sealed) -> None:
    far = make.member("Otto", Role.COORDINATOR, make.team("Elders"))
    answers(phone, one, make.sealed(phone, "no entry", 5), waiting=(8,))
    settling.settle(phone.pk, AT)
    assert not phone_alarms.anything_waits(reach_of(far, Permission.MANAGE_FLATS), AT + timedelta(days=9))


# A coordinator decides


def test_what_was_settled_is_neither_tried_again_nor_destroyed(phone: Phone, one: Sealed, cora: User) -> None:
    answers(phone, one)
    settling.settle(phone.pk, AT)
    envelope = Envelope.objects.get()
    for act in (envelopes.try_again, envelopes.destroy):
        with pytest.raises(Refused) as no:
            act(envelope=envelope, by=cora, at=AT)
        assert no.value.code == "settled"
    assert count("envelope.tried_again") == count("envelope.destroyed") == 0


def test_what_was_destroyed_is_empty_and_sent_again_a_duplicate(
    tonight: Round, phone: Phone, cora: User
) -> None:
    none = make.sealed(phone, "no entry")
    answers(phone, none)
    settling.settle(phone.pk, AT)
    envelopes.destroy(envelope=Envelope.objects.get(), by=cora, at=AT)
    envelope = Envelope.objects.get()
    assert (envelope.state, bytes(envelope.sealed), envelope.reason) == (EnvelopeState.DESTROYED, b"", "")
    assert answers(phone, none) == [Answer.DUPLICATE]


def test_what_was_kept_shut_is_not_tried_again_but_may_be_destroyed(
    phone: Phone, door: Address, one: Sealed, cora: User
) -> None:
    optouts.record(address=door, channel=Channel.CODE, by=None, at=AT)
    answers(phone, one)
    settling.settle(phone.pk, AT)
    envelope = Envelope.objects.get()
    with pytest.raises(Refused):
        envelopes.try_again(envelope=envelope, by=cora, at=AT)
    assert envelopes.destroy(envelope=envelope, by=cora, at=AT).state == EnvelopeState.DESTROYED


def test_a_number_or_a_key_out_of_another_envelope_changes_no_content(phone: Phone, one: Sealed) -> None:
    answers(phone, one)
    assert answers(phone, replace(one, counter=2, key_id="0" * 16)) == [Answer.DUPLICATE]
    assert Envelope.objects.get().counter == 1

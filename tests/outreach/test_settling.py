"""What becomes of an envelope: applied once and in order, whatever breaks; never lost."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, OperationalError

from buurvoorbuur.models import Event, User
from buurvoorbuur.refusals import Refused
from outreach import envelopes, residents, rounds, settling, sync, visits
from outreach.envelope_states import SILENT_AFTER, EnvelopeState, Reason
from outreach.models import Address, Answer, Phone, Resident, Round, Talk, Visit
from outreach.visit_states import Outcome
from tests import make
from tests.fates import APPLIED, TALK, aside, fate, settled

AT = make.EVENING


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

"""A no that was said at a door without a network: it counts as soon as it arrives, for all that follows."""

from datetime import timedelta

import pytest

from buurvoorbuur.models import Event, Membership, Team, User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Role
from outreach import optouts
from outreach.consent_terms import Purpose
from outreach.envelope_states import EnvelopeState, Reason
from outreach.models import Address, OptOut, Phone, Resident, Round, RoundDoor, Visit
from outreach.opt_out_terms import Channel
from tests import make
from tests.fates import TALK, settled

KEPT_SHUT, APPLIED, SET_ASIDE = EnvelopeState.KEPT_SHUT, EnvelopeState.APPLIED, EnvelopeState.SET_ASIDE


def no(round: Round, door: Address) -> dict[str, object]:
    return {"kind": "optout", "round": str(round.pk), "address": door.pk}


def test_it_is_recorded_as_said_at_the_door(tonight: Round, phone: Phone, door: Address, ans: User) -> None:
    [envelope] = settled(phone, no(tonight, door))
    optout = OptOut.objects.open().get(address=door)
    assert (optout.channel, optout.recorded_by, optout.opted_out_at) == (Channel.DOOR, ans, make.EVENING)
    assert (envelope.state, bytes(envelope.sealed)) == (APPLIED, b"")
    assert not RoundDoor.objects.filter(address=door).exists()
    assert Event.objects.filter(action="optout.recorded").count() == 1


def test_said_twice_it_is_one_no(tonight: Round, phone: Phone, door: Address) -> None:
    both = settled(phone, no(tonight, door), no(tonight, door))
    assert [one.state for one in both] == [APPLIED, APPLIED]
    assert OptOut.objects.filter(address=door).count() == 1


def test_what_came_before_it_stays_and_what_comes_after_is_kept_shut(
    tonight: Round, phone: Phone, door: Address
) -> None:
    visit = make.entry(tonight, door, ("outcome", "declined_door"))
    wrong = make.entry(tonight, door, ("outcome", "nonsense"))
    before, said, after, nonsense = settled(phone, visit, no(tonight, door), visit, wrong)
    assert [one.state for one in (before, said)] == [APPLIED, APPLIED]
    assert [one.state for one in (after, nonsense)] == [KEPT_SHUT, KEPT_SHUT]
    assert Visit.objects.get().pk == before.pk


def test_a_talk_that_ended_in_it_is_kept_and_its_resident_is_never_contacted(
    tonight: Round, phone: Phone, door: Address
) -> None:
    fields = [pair for pair in TALK if pair[0] != "consent_match"]
    talk, said = settled(phone, make.entry(tonight, door, *fields), no(tonight, door))
    assert [one.state for one in (talk, said)] == [APPLIED, APPLIED]
    person = Resident.objects.get()
    assert [consent.purpose for consent in person.consents.open()] == [Purpose.KEEP_ANSWERS]
    with pytest.raises(Refused):
        optouts.refuse_contact(person.address)


def test_it_counts_from_somebody_who_was_replaced_meanwhile(
    tonight: Round, phone: Phone, door: Address, team: Team
) -> None:
    third = make.member("Toos", Role.INITIATOR, team)
    Round.objects.filter(pk=tonight.pk).update(asker=third)
    [envelope] = settled(phone, no(tonight, door))
    assert envelope.state == APPLIED
    assert OptOut.objects.open().filter(address=door).exists()


def test_from_somebody_who_left_it_pauses_the_door_until_a_coordinator_looks(
    tonight: Round, phone: Phone, door: Address, ans: User, cora: User
) -> None:
    Membership.objects.filter(user=ans).update(ends_on=make.EVENING.date() - timedelta(days=1))
    [envelope] = settled(phone, no(tonight, door))
    assert (envelope.state, envelope.reason) == (SET_ASIDE, Reason.NO_MEMBER)
    door.refresh_from_db()
    assert door.paused_at == make.EVENING and not OptOut.objects.exists()


def test_a_stranger_closes_no_door(tonight: Round, door: Address) -> None:
    far = make.member("Otto", Role.INITIATOR, make.team("Elders"))
    other = make.phone(tonight, by=far)[0]
    [envelope] = settled(other, no(tonight, door))
    assert (envelope.state, envelope.reason) == (SET_ASIDE, Reason.NOT_YOURS)
    assert not OptOut.objects.exists()
    assert not Address.objects.filter(paused_at__isnull=False).exists()

"""Evenings for two: never one person, never before the notice period, and each action once."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from buurvoorbuur.models import Event, Membership, Team, User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Role
from outreach import evening_doors, hours, optouts, pauses, round_objections, rounds
from outreach.flat_phases import Phase
from outreach.models import Address, Flat, FlatAssignment, Hours, Round, RoundDoor
from outreach.opt_out_terms import Channel, EndReason
from outreach.rounds import RoundPlan
from outreach.visit_states import FINAL_OUTCOMES, Outcome, PartOfDay, RoundState
from tests import make

AT = make.EVENING
TODAY = AT.date()


@pytest.fixture
def plan(ans: User, riny: User) -> RoundPlan:
    return RoundPlan(TODAY, time(18, 30), ans, riny)


def planned(flat: Flat, plan: RoundPlan, by: User) -> Round:
    return rounds.plan(flat=flat, plan=plan, by=by, at=AT)


def ready(flat: Flat, plan: RoundPlan) -> Round:
    evening = planned(flat, plan, plan.asker)
    rounds.read_safety_card(round=evening, by=plan.asker, at=AT)
    return rounds.read_safety_card(round=evening, by=plan.note_taker, at=AT)


def refused(flat: Flat, plan: RoundPlan, by: User) -> Refused:
    before = Event.objects.count()
    with pytest.raises(Refused) as no:
        planned(flat, plan, by)
    assert not RoundDoor.objects.exists()
    assert Event.objects.count() == before
    return no.value


def proposed(flat: Flat, part: PartOfDay = PartOfDay.EVENING, most: int = 10) -> list[int]:
    doors = evening_doors.proposed(flat, TODAY, part, most, today=TODAY)
    return [door.number for door in doors]


def test_an_evening_is_planned_with_the_doors_that_may_be_rung(flat: Flat, plan: RoundPlan) -> None:
    evening = planned(flat, plan, plan.asker)
    assert evening.state == RoundState.PLANNED
    assert evening.doors.count() == 6
    assert Event.objects.filter(action="round.planned", object_id=str(evening.pk)).count() == 1


def test_no_more_doors_are_planned_than_the_team_walks_in_an_evening(flat: Flat, plan: RoundPlan) -> None:
    Team.objects.filter(pk=flat.team_id).update(doors_an_evening=2)
    assert planned(flat, plan, plan.asker).doors.count() == 2


def test_nobody_walks_alone(flat: Flat, plan: RoundPlan) -> None:
    assert refused(flat, replace(plan, note_taker=plan.asker), plan.asker).field == "note_taker"


def test_the_database_knows_no_round_of_one_person(flat: Flat, plan: RoundPlan) -> None:
    evening = planned(flat, plan, plan.asker)
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.filter(pk=evening.pk).update(note_taker=plan.asker)


def test_somebody_who_does_not_walk_this_flat_is_not_planned(
    flat: Flat, plan: RoundPlan, wim: User, stranger: User
) -> None:
    assert refused(flat, replace(plan, note_taker=wim), plan.asker).field == "note_taker"
    assert refused(flat, replace(plan, asker=stranger), plan.asker).field == "asker"


def test_a_coordinator_of_the_team_may_walk_and_one_of_another_team_may_not(
    flat: Flat, plan: RoundPlan, cora: User
) -> None:
    other = make.member("Ciska", Role.COORDINATOR, make.team("Andere buurt"))
    assert refused(flat, replace(plan, note_taker=other), plan.asker).field == "note_taker"
    assert planned(flat, replace(plan, note_taker=cora), plan.asker)


def test_a_guest_is_not_planned_after_their_last_day(flat: Flat, plan: RoundPlan) -> None:
    Membership.objects.filter(user=plan.note_taker).update(ends_on=TODAY)
    later = replace(plan, planned_on=TODAY + timedelta(days=1))
    assert refused(flat, later, plan.asker).field == "note_taker"
    assert planned(flat, plan, plan.asker)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"planned_on": TODAY - timedelta(days=1)}, "planned_on"),
        ({"planned_on": TODAY + timedelta(days=400)}, "planned_on"),
        ({"starts_at": time(20, 31)}, "starts_at"),
        ({"starts_at": time(3)}, "starts_at"),
    ],
)
def test_a_moment_that_cannot_be_is_refused(
    flat: Flat, plan: RoundPlan, changes: dict[str, object], field: str
) -> None:
    assert refused(flat, replace(plan, **changes), plan.asker).field == field


def test_all_objections_are_given_together_one_a_field(
    team: Team, flat: Flat, plan: RoundPlan, wim: User
) -> None:
    Flat.objects.filter(pk=flat.pk).update(restarts_on=TODAY + timedelta(days=9), phase=Phase.REPORT)
    flat.refresh_from_db()
    said = {"planned_on": TODAY - timedelta(days=1), "starts_at": time(3), "asker": wim}
    against = round_objections.found(flat=flat, at=AT, **said)  # type: ignore[arg-type]
    assert [no.field for no in against] == ["asker", "planned_on", "starts_at", "flat"]
    assert str(against[1].sentence) == "Deze datum is voorbij."
    assert round_objections.found(flat=make.flat(team, name="Zonneflat"), at=AT)[0].field == "flat"


def test_no_round_before_the_notice_period_ends(team: Team, plan: RoundPlan) -> None:
    fresh = make.flat(team, name="Zonneflat")
    make.assign(plan.asker, fresh)
    make.assign(plan.note_taker, fresh)
    make.delivered_letters(fresh, on=TODAY - timedelta(days=6))
    assert refused(fresh, plan, plan.asker).field == "planned_on"
    assert planned(fresh, replace(plan, planned_on=TODAY + timedelta(days=1)), plan.asker)


def test_no_round_without_delivered_letters(team: Team, plan: RoundPlan) -> None:
    fresh = make.flat(team, name="Zonneflat")
    make.assign(plan.asker, fresh)
    make.assign(plan.note_taker, fresh)
    assert refused(fresh, plan, plan.asker).field == "flat"


def test_no_round_in_a_flat_that_is_paused_or_not_at_its_visits(
    flat: Flat, plan: RoundPlan, cora: User
) -> None:
    pauses.pause(flat=flat, restarts_on=TODAY + timedelta(days=9), message="Even rust.", by=cora, at=AT)
    before = Round.objects.count()
    with pytest.raises(Refused):
        planned(flat, plan, plan.asker)
    Flat.objects.filter(pk=flat.pk).update(restarts_on=None, phase=Phase.REPORT)
    with pytest.raises(Refused):
        planned(flat, plan, plan.asker)
    assert Round.objects.count() == before


def test_a_door_stands_in_one_open_round_only(flat: Flat, plan: RoundPlan, team: Team, cora: User) -> None:
    first = planned(flat, plan, plan.asker)
    others = replace(plan, asker=cora, note_taker=make.member("Carel", Role.COORDINATOR, team))
    with pytest.raises(Refused) as no:
        planned(flat, others, cora)
    assert no.value.field not in ("asker", "note_taker")
    rounds.cancel(round=first, by=plan.note_taker, at=AT)
    assert planned(flat, plan, plan.asker).doors.count() == 6


def test_a_door_that_said_no_and_a_paused_one_are_not_proposed(flat: Flat, cora: User) -> None:
    first, second, *_rest = flat.addresses.in_walking_order()
    optouts.record(address=first, channel=Channel.PHONE, by=cora, at=AT)
    optouts.pause(address=second, by=cora, at=AT)
    assert proposed(flat) == [3, 4, 5, 6]


def walked(flat: Flat, ans: User, riny: User, at: datetime) -> Round:
    return make.walking_round(flat, ans, riny, at)


def done(evening: Round) -> None:
    Round.objects.filter(pk=evening.pk).update(state=RoundState.CLOSED)


def test_doors_not_yet_reached_come_first_and_then_another_part_of_the_day(
    flat: Flat, ans: User, riny: User
) -> None:
    doors = list(flat.addresses.in_walking_order())
    afternoon = walked(flat, ans, riny, AT.replace(day=3, hour=15))
    make.visit(afternoon, doors[0], at=AT.replace(day=3, hour=15))
    done(afternoon)
    evening = walked(flat, ans, riny, AT.replace(day=5))
    make.visit(evening, doors[1], at=AT.replace(day=5))
    done(evening)
    assert proposed(flat, PartOfDay.EVENING) == [3, 4, 5, 6, 1, 2]
    assert proposed(flat, PartOfDay.AFTERNOON) == [3, 4, 5, 6, 2, 1]


def test_a_door_that_answered_is_not_proposed_again(flat: Flat, ans: User, riny: User) -> None:
    doors = list(flat.addresses.in_walking_order())
    evening = walked(flat, ans, riny, AT)
    for door, outcome in zip(
        doors, [Outcome.DECLINED_DOOR, Outcome.DECLINED_INTERCOM, Outcome.LEFT], strict=False
    ):
        make.visit(evening, door, outcome)
    make.talk(evening, doors[3])
    done(evening)
    assert proposed(flat) == [5, 6]


def test_after_three_times_nobody_home_a_door_rests(flat: Flat, ans: User, riny: User) -> None:
    door = flat.addresses.in_walking_order()[0]
    for day in (3, 4, 5):
        assert door.number in proposed(flat)
        evening = walked(flat, ans, riny, AT.replace(day=day))
        make.visit(evening, door, at=AT.replace(day=day))
        done(evening)
    assert proposed(flat) == [2, 3, 4, 5, 6]


def test_a_round_starts_only_when_both_read_the_safety_card(flat: Flat, plan: RoundPlan) -> None:
    evening = planned(flat, plan, plan.asker)
    rounds.read_safety_card(round=evening, by=plan.asker, at=AT)
    with pytest.raises(Refused):
        rounds.start(round=evening, by=plan.asker, at=AT)
    rounds.read_safety_card(round=evening, by=plan.note_taker, at=AT)
    assert rounds.start(round=evening, by=plan.asker, at=AT).state == RoundState.WALKING
    assert Event.objects.filter(action="round.started").count() == 1


def test_nobody_ticks_the_safety_card_for_another(flat: Flat, plan: RoundPlan, cora: User) -> None:
    evening = planned(flat, plan, plan.asker)
    with pytest.raises(Refused):
        rounds.read_safety_card(round=evening, by=cora, at=AT)


def test_a_round_starts_on_its_own_day_only(flat: Flat, plan: RoundPlan) -> None:
    evening = ready(flat, replace(plan, planned_on=TODAY + timedelta(days=1)))
    with pytest.raises(Refused):
        rounds.start(round=evening, by=plan.asker, at=AT)


def test_only_the_two_start_and_close(flat: Flat, plan: RoundPlan, cora: User) -> None:
    evening = ready(flat, plan)
    with pytest.raises(Refused):
        rounds.start(round=evening, by=cora, at=AT)
    rounds.start(round=evening, by=plan.asker, at=AT)
    with pytest.raises(Refused):
        rounds.close(round=evening, both_home=True, debrief=rounds.Debrief(), by=cora, at=AT)


def test_closing_books_the_hours_of_both_and_happens_once(flat: Flat, plan: RoundPlan) -> None:
    evening = ready(flat, plan)
    rounds.start(round=evening, by=plan.asker, at=AT)
    later = AT + timedelta(minutes=130)
    with pytest.raises(Refused) as no:
        rounds.close(round=evening, both_home=False, debrief=rounds.Debrief(), by=plan.asker, at=later)
    assert no.value.field == "both_home"
    rounds.close(
        round=evening, both_home=True, debrief=rounds.Debrief(wonder="Mooi."), by=plan.note_taker, at=later
    )
    assert sorted(Hours.objects.values_list("user", "minutes")) == sorted(
        [(plan.asker.pk, 130), (plan.note_taker.pk, 130)]
    )
    with pytest.raises(Refused):
        rounds.close(round=evening, both_home=True, debrief=rounds.Debrief(), by=plan.asker, at=later)
    assert Hours.objects.count() == 2
    assert Round.objects.get(pk=evening.pk).wonder == "Mooi."


def test_a_round_that_was_forgotten_books_twelve_hours_at_most() -> None:
    assert hours.round_minutes(timedelta(days=2)) == 720
    assert hours.round_minutes(timedelta(seconds=119)) == 1


def test_an_initiator_outside_the_round_does_not_call_it_off(flat: Flat, plan: RoundPlan, team: Team) -> None:
    third = make.member("Toos", Role.INITIATOR, team)
    make.assign(third, flat)
    evening = planned(flat, plan, plan.asker)
    with pytest.raises(Refused):
        rounds.cancel(round=evening, by=third, at=AT)


def test_a_round_under_way_is_not_called_off(flat: Flat, plan: RoundPlan) -> None:
    evening = ready(flat, plan)
    rounds.start(round=evening, by=plan.asker, at=AT)
    with pytest.raises(Refused):
        rounds.cancel(round=evening, by=plan.asker, at=AT)


def test_an_opt_out_takes_the_door_out_of_a_round_under_way(flat: Flat, plan: RoundPlan, cora: User) -> None:
    evening = ready(flat, plan)
    rounds.start(round=evening, by=plan.asker, at=AT)
    door = Address.objects.filter(planned_in__round=evening).first()
    assert door
    optouts.record(address=door, channel=Channel.PHONE, by=cora, at=AT)
    assert not RoundDoor.objects.filter(round=evening, address=door).exists()


def test_the_first_day_is_counted_from_the_delivery(flat: Flat) -> None:
    assert evening_doors.first_day(flat) == date(2026, 9, 27)


def test_a_plan_sent_twice_is_one_evening(flat: Flat, plan: RoundPlan) -> None:
    id = uuid4()
    first, again = (rounds.plan(flat=flat, plan=plan, id=id, by=plan.asker, at=AT) for _ in range(2))
    assert first == again
    assert Round.objects.count() == 1
    assert Event.objects.filter(action="round.planned").count() == 1


def test_the_same_id_with_another_plan_is_refused(flat: Flat, plan: RoundPlan, cora: User) -> None:
    id = uuid4()
    rounds.plan(flat=flat, plan=plan, id=id, by=cora, at=AT)
    other = make.flat(flat.team, name="Zonneflat")
    changes = [(flat, replace(plan, starts_at=time(19))), (flat, replace(plan, asker=cora)), (other, plan)]
    for where, changed in changes:
        with pytest.raises(Refused) as no:
            rounds.plan(flat=where, plan=changed, id=id, by=cora, at=AT)
        assert no.value.code == "conflict"
    assert Round.objects.get().starts_at == plan.starts_at


@pytest.mark.parametrize("taken", ["asker", "note_taker"])
def test_nobody_walks_two_rounds_on_one_day(
    flat: Flat, plan: RoundPlan, team: Team, cora: User, taken: str
) -> None:
    other = make.flat(team, name="Zonneflat")
    make.delivered_letters(other)
    for person in (plan.asker, plan.note_taker):
        make.assign(person, other)
    second = make.member("Carel", Role.COORDINATOR, team)
    first = planned(other, RoundPlan(TODAY, time(15), cora, getattr(plan, taken)), cora)
    free = "note_taker" if taken == "asker" else "asker"
    wished = replace(plan, **{free: second})
    with pytest.raises(Refused) as no:
        planned(flat, wished, cora)
    assert no.value.field == taken
    tomorrow = planned(flat, replace(wished, planned_on=TODAY + timedelta(days=1)), cora)
    for evening in (tomorrow, first):
        rounds.cancel(round=evening, by=cora, at=AT)
    assert planned(flat, wished, cora)


def test_a_round_that_was_missed_holds_no_doors(flat: Flat, plan: RoundPlan) -> None:
    missed = planned(flat, plan, plan.asker)
    tomorrow = AT + timedelta(days=1)
    later = replace(plan, planned_on=tomorrow.date())
    assert proposed(flat) == []
    assert rounds.plan(flat=flat, plan=later, by=plan.asker, at=tomorrow).doors.count() == 6
    assert list(Round.objects.missed(tomorrow.date())) == [missed]
    assert not Round.objects.missed(TODAY).exists()
    assert rounds.cancel(round=missed, by=plan.asker, at=tomorrow).state == RoundState.CANCELLED


def test_a_round_planned_ahead_and_one_under_way_hold_their_doors(
    flat: Flat, plan: RoundPlan, ans: User, riny: User
) -> None:
    ahead = planned(flat, replace(plan, planned_on=TODAY + timedelta(days=3)), plan.asker)
    assert proposed(flat) == []
    rounds.cancel(round=ahead, by=plan.asker, at=AT)
    make.walking_round(flat, ans, riny, AT - timedelta(days=2))
    assert proposed(flat) == []


@pytest.mark.parametrize("outcome", FINAL_OUTCOMES)
def test_a_door_opened_again_after_a_pause_is_proposed_again(
    flat: Flat, ans: User, riny: User, cora: User, outcome: Outcome
) -> None:
    door = flat.addresses.in_walking_order()[0]
    evening = walked(flat, ans, riny, AT)
    make.visit(evening, door, outcome)
    done(evening)
    optouts.pause(address=door, by=ans, at=AT)
    assert door.number not in proposed(flat)
    optouts.resume(address=door, by=cora, at=AT + timedelta(hours=1))
    assert proposed(flat)[0] == door.number
    again = walked(flat, ans, riny, AT + timedelta(days=1))
    make.visit(again, door, outcome, at=AT + timedelta(days=1))
    done(again)
    assert door.number not in proposed(flat)


@pytest.mark.parametrize("reason", EndReason)
def test_a_door_whose_no_has_ended_is_proposed_again(
    flat: Flat, ans: User, riny: User, cora: User, reason: EndReason
) -> None:
    declined, thrice_out, *_rest = flat.addresses.in_walking_order()
    evening = walked(flat, ans, riny, AT)
    make.visit(evening, declined, Outcome.DECLINED_DOOR)
    for _ in range(3):
        make.visit(evening, thrice_out)
    done(evening)
    for door in (declined, thrice_out):
        assert door.number not in proposed(flat)
        optouts.record(address=door, channel=Channel.PHONE, by=cora, at=AT + timedelta(hours=1))
        optouts.end(address=door, reason=reason, by=cora, at=AT + timedelta(hours=2))
    assert proposed(flat) == [1, 2, 3, 4, 5, 6]


def test_a_door_that_is_not_paused_is_not_opened_again(flat: Flat, ans: User, riny: User, cora: User) -> None:
    door = flat.addresses.in_walking_order()[0]
    evening = walked(flat, ans, riny, AT)
    make.visit(evening, door, Outcome.DECLINED_DOOR)
    done(evening)
    optouts.resume(address=door, by=cora, at=AT + timedelta(hours=1))
    assert door.number not in proposed(flat)
    assert not Event.objects.filter(action="door.resumed").exists()


def test_a_round_does_not_start_once_somebody_no_longer_walks_the_flat(flat: Flat, plan: RoundPlan) -> None:
    evening = ready(flat, plan)
    FlatAssignment.objects.filter(flat=flat, user=plan.note_taker).delete()
    with pytest.raises(Refused):
        rounds.start(round=evening, by=plan.asker, at=AT)
    make.assign(plan.note_taker, flat)
    Membership.objects.filter(user=plan.asker).update(ends_on=TODAY - timedelta(days=1))
    with pytest.raises(Refused):
        rounds.start(round=evening, by=plan.note_taker, at=AT)
    assert Round.objects.get().state == RoundState.PLANNED


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase != Phase.VISITS])
def test_a_round_does_not_start_in_a_flat_that_is_no_longer_at_its_visits(
    flat: Flat, plan: RoundPlan, phase: Phase
) -> None:
    evening = ready(flat, plan)
    Flat.objects.filter(pk=flat.pk).update(phase=phase)
    with pytest.raises(Refused):
        rounds.start(round=evening, by=plan.asker, at=AT)
    assert Round.objects.get().state == RoundState.PLANNED

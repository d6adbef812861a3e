"""The road of a flat: step by step, never to a door before its letter and its plan."""

from datetime import date, timedelta

import pytest

from buurvoorbuur.models import Event, Team, User
from buurvoorbuur.refusals import Refused
from outreach import flats, pauses
from outreach.flat_phases import Afterwards, Phase, PhaseAction
from outreach.models import Flat, FlatAssignment
from tests import make

TODAY = make.EVENING.date()


@pytest.fixture
def prepared(team: Team) -> Flat:
    """A flat at its letter, with a plan and delivered letters."""
    made = make.flat(team, name="Zonneflat", phase=Phase.LETTER)
    Flat.objects.filter(pk=made.pk).update(plan_afterwards=Afterwards.GROUPS)
    make.delivered_letters(made)
    return Flat.objects.get(pk=made.pk)


def actions() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("action", flat=True))


def test_a_flat_goes_on_and_back_one_step(prepared: Flat, cora: User) -> None:
    moved = flats.move(flat=prepared, action=PhaseAction.NEXT, by=cora, at=make.EVENING)
    assert moved.phase == Phase.VISITS
    assert flats.move(flat=prepared, action=PhaseAction.BACK, by=cora, at=make.EVENING).phase == Phase.LETTER
    assert actions() == ["flat.moved", "flat.moved"]


def test_no_visits_before_a_plan_for_afterwards(prepared: Flat, cora: User) -> None:
    Flat.objects.update(plan_afterwards="")
    with pytest.raises(Refused) as no:
        flats.move(flat=prepared, action=PhaseAction.NEXT, by=cora, at=make.EVENING)
    assert no.value.field == "plan_afterwards"
    assert not actions()


def test_no_visits_before_the_letters(team: Team, cora: User) -> None:
    bare = make.flat(team, name="Zonneflat", phase=Phase.LETTER)
    flats.choose_plan(flat=bare, plan_afterwards=Afterwards.GATHERING, by=cora, at=make.EVENING)
    with pytest.raises(Refused):
        flats.move(flat=bare, action=PhaseAction.NEXT, by=cora, at=make.EVENING)
    assert Flat.objects.get(pk=bare.pk).phase == Phase.LETTER


def test_there_is_nothing_before_the_beginning(team: Team, cora: User) -> None:
    with pytest.raises(Refused):
        flats.move(
            flat=make.flat(team, name="Zonneflat", phase=Phase.PREPARE), action=PhaseAction.BACK, by=cora,
            at=make.EVENING,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("phase", "plan", "opens"),
    [
        (Phase.PREPARE, Afterwards.GROUPS, True),
        (Phase.LETTER, Afterwards.GROUPS, True),
        (Phase.LETTER, "", False),
        (Phase.REPORT, Afterwards.GROUPS, False),
    ],
)
def test_delivery_opens_the_visits_of_a_flat_with_a_plan(
    prepared: Flat, phase: Phase, plan: str, opens: bool
) -> None:
    Flat.objects.filter(pk=prepared.pk).update(phase=phase, plan_afterwards=plan)
    assert flats.open_visits(prepared) is opens
    assert (Flat.objects.get(pk=prepared.pk).phase == Phase.VISITS) is opens
    assert not actions()


def test_after_the_first_visits_the_plan_stands(flat: Flat, cora: User) -> None:
    with pytest.raises(Refused):
        flats.choose_plan(flat=flat, plan_afterwards=Afterwards.GROUPS, by=cora, at=make.EVENING)


def test_a_paused_flat_rests_until_its_day(flat: Flat, cora: User) -> None:
    restart = TODAY + timedelta(days=30)
    paused = pauses.pause(flat=flat, restarts_on=restart, message="Even rust.", by=cora, at=make.EVENING)
    assert paused.rests_on(TODAY) and not paused.rests_on(restart)
    assert not pauses.restart(flat=flat, by=cora, at=make.EVENING).rests_on(TODAY)
    assert actions() == ["flat.paused", "flat.restarted"]


@pytest.mark.parametrize("day", [TODAY, TODAY - timedelta(days=1), date(1, 1, 1)])
def test_a_pause_ends_on_a_day_to_come(flat: Flat, cora: User, day: date) -> None:
    with pytest.raises(Refused):
        pauses.pause(flat=flat, restarts_on=day, message="Even rust.", by=cora, at=make.EVENING)
    assert Flat.objects.get(pk=flat.pk).restarts_on is None


def test_an_initiator_is_assigned_once_and_taken_off_once(team: Team, cora: User, ans: User) -> None:
    other = make.flat(team, name="Zonneflat")
    for _ in range(2):
        flats.assign(flat=other, user=ans, by=cora, at=make.EVENING)
    assert FlatAssignment.objects.filter(flat=other).count() == 1
    for _ in range(2):
        flats.unassign(flat=other, user=ans, by=cora, at=make.EVENING)
    assert not FlatAssignment.objects.filter(flat=other).exists()
    assert actions() == ["flat.assigned", "flat.unassigned"]


def test_only_an_initiator_of_the_team_is_assigned(flat: Flat, cora: User, wim: User, stranger: User) -> None:
    for person in (wim, stranger, cora):
        with pytest.raises(Refused):
            flats.assign(flat=flat, user=person, by=cora, at=make.EVENING)
    assert FlatAssignment.objects.filter(flat=flat).count() == 2


def test_initiators_whose_membership_ended_are_not_offered(flat: Flat, ans: User, riny: User) -> None:
    ans.memberships.update(ends_on=TODAY - timedelta(days=1))
    offered = flats.initiators(flat, TODAY)
    assert [(member.user, member.is_assigned) for member in offered] == [(riny, True)]


def test_a_flat_is_wrapped_up_from_its_report_on(flat: Flat, team: Team) -> None:
    assert list(flats.not_wrapped_up(team)) == [flat]
    Flat.objects.update(phase=Phase.REPORT)
    assert not flats.not_wrapped_up(team)

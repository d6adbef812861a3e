"""A run: started once, carried out once, the same from the same, and never with somebody who withdrew."""

from datetime import timedelta

import pytest

from buurvoorbuur.models import Event, Team, User
from buurvoorbuur.refusals import Refused
from matching import best_set, candidates, group_solver, runs, searching
from matching import solver as pair_solver
from matching.models import Proposal, Run, TeamTerms
from matching.proposal_states import State
from matching.run_states import GIVEN_UP_AFTER_MINUTES, RunState
from matching.scoring import Weights
from matching.terms import Terms
from outreach import consents, optouts
from outreach.consent_terms import How, Purpose
from outreach.models import Resident
from outreach.opt_out_terms import Channel
from tests import make
from tests.matching.conftest import Neighbour, together

TODAY = make.EVENING.date()


@pytest.fixture
def by_hand(settings) -> None:
    """No worker comes by."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.fixture
def run(by_hand: None, residents: list[Resident], team: Team, cora: User) -> Run:
    """Started, and not carried out yet."""
    return runs.start(team=team, by=cora, at=make.EVENING)


def test_it_keeps_its_terms_its_input_as_counts_and_who_started_it(run: Run, cora: User) -> None:
    searching.carry_out(run=run, at=make.EVENING)
    run.refresh_from_db()
    assert (run.state, run.started_by, run.terms) == (RunState.DONE, cora, Terms())
    assert (run.candidates, run.covered, run.possible_pairs) == (4, 4, 2)
    assert run.is_proven_best and run.total == sum(Proposal.objects.values_list("score", flat=True))


def test_a_second_run_waits_for_the_first(run: Run, cora: User) -> None:
    with pytest.raises(Refused):
        runs.start(team=run.team, by=cora, at=make.EVENING)
    assert Run.objects.get() == run


def test_a_run_whose_worker_is_gone_is_given_up(run: Run, cora: User) -> None:
    later = make.EVENING + timedelta(minutes=GIVEN_UP_AFTER_MINUTES + 1)
    second = runs.start(team=run.team, by=cora, at=later)
    run.refresh_from_db()
    assert (run.state, second.state) == (RunState.FAILED, RunState.WAITING)
    searching.carry_out(run=run, at=later)
    assert not Proposal.objects.exists()


def test_carried_out_twice_is_once(run: Run) -> None:
    for _time in range(2):
        searching.carry_out(run=run, at=make.EVENING)
    assert Proposal.objects.count() == 2
    assert Event.objects.filter(action="matching.finished").count() == 1


def test_one_that_breaks_says_so_and_leaves_nothing(
    run: Run, cora: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_given: object) -> None:
        raise RuntimeError("out of memory")

    monkeypatch.setattr(best_set, "find", breaks)
    searching.carry_out(run=run, at=make.EVENING)
    run.refresh_from_db()
    assert (run.state, Proposal.objects.count()) == (RunState.FAILED, 0)
    monkeypatch.undo()
    searching.carry_out(run=runs.start(team=run.team, by=cora, at=make.EVENING), at=make.EVENING)
    assert Proposal.objects.count() == 2


@pytest.mark.parametrize("no", ["withdraws", "opts out", "is paused"])
def test_who_steps_out_while_it_looks_is_in_no_proposal(
    run: Run, residents: list[Resident], cora: User, no: str
) -> None:
    found = best_set.find(candidates.of(run.team, today=TODAY), {}, run.terms)
    searching._begin(run)
    if no == "withdraws":
        consents.withdraw(
            resident=residents[0], purpose=Purpose.MATCH, how=How.PHONE, by=cora, at=make.EVENING
        )
    elif no == "opts out":
        optouts.record(address=residents[0].address, channel=Channel.CODE, by=None, at=make.EVENING)
    else:
        optouts.pause(address=residents[0].address, by=cora, at=make.EVENING)
    searching.store(run=run, found=found, at=make.EVENING)
    run.refresh_from_db()
    assert (run.left_out, run.state) == (1, RunState.DONE)
    assert together(Proposal.objects.all()) == {frozenset({residents[2].pk, residents[3].pk})}


def test_the_same_people_give_the_same_run(run: Run, cora: User) -> None:
    searching.carry_out(run=run, at=make.EVENING)
    first = together(Proposal.objects.filter(state=State.PROPOSED))
    searching.carry_out(run=runs.start(team=run.team, by=cora, at=make.EVENING), at=make.EVENING)
    assert together(Proposal.objects.filter(state=State.PROPOSED)) == first
    assert together(Proposal.objects.filter(state=State.REPLACED)) == first


def test_what_if_stores_nothing(run: Run) -> None:
    events = Event.objects.count()
    usual, strict = runs.what_if(team=run.team, terms=Terms(floor=99), at=make.EVENING)
    assert (len(usual.introductions), len(strict.introductions)) == (2, 0)
    assert (Proposal.objects.count(), Event.objects.count()) == (0, events)


def test_who_tries_other_terms_waits_less_than_ten_seconds(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    allowed = []
    for solver, name in ((group_solver, "solve"), (pair_solver, "solve_graph")):
        solve = getattr(solver, name)

        def timed(*given: object, solve=solve, seconds: float, **more: object) -> object:
            allowed.append(seconds)
            return solve(*given, seconds=seconds, **more)

        monkeypatch.setattr(solver, name, timed)
    runs.what_if(team=run.team, terms=Terms(floor=99), at=make.EVENING)
    assert len(allowed) == 4 and sum(allowed) <= 8
    searching.carry_out(run=run, at=make.EVENING)
    assert sum(allowed[4:]) == 80


def test_so_many_that_trying_takes_too_long_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "MOST_TRIED", 3)
    with pytest.raises(Refused, match="too_many"):
        runs.what_if(team=run.team, terms=Terms(), at=make.EVENING)


def test_the_terms_of_the_team_are_those_of_its_runs(
    by_hand: None, residents: list[Resident], team: Team, cora: User
) -> None:
    TeamTerms.objects.create(team=team, interests=30, floor=99, changed_at=make.EVENING)
    run = runs.start(team=team, by=cora, at=make.EVENING)
    assert run.terms == Terms(Weights(interests=30), floor=99)
    searching.carry_out(run=run, at=make.EVENING)
    assert not Proposal.objects.exists()


def test_one_resident_or_none_is_told_so(by_hand: None, neighbour: Neighbour, team: Team, cora: User) -> None:
    for _count in range(2):
        with pytest.raises(Refused):
            runs.start(team=team, by=cora, at=make.EVENING)
        with pytest.raises(Refused):
            runs.what_if(team=team, terms=Terms(), at=make.EVENING)
        neighbour(0)
    assert runs.start(team=team, by=cora, at=make.EVENING).state == RunState.WAITING

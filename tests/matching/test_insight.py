"""Who waits and why, and what came of introductions, as counts that claim no more than they can."""

from datetime import timedelta

import pytest

from buurvoorbuur import intervals
from buurvoorbuur.access import reach_of
from buurvoorbuur.models import Team, User
from buurvoorbuur.roles import Permission
from matching import effects, waiting
from matching.models import Proposal
from matching.proposal_states import State
from matching.scoring import ReasonKind, WhyNot
from outreach.models import Consent, Resident
from tests import make
from tests.matching.conftest import Neighbour


@pytest.mark.parametrize(
    ("hits", "cases", "low", "high"),
    # Worked by hand from Wilson's formula with z = 1.96, and checked against published tables.
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (1, 1, 0.2065, 1.0)],
)
def test_an_interval_is_wilson_s(hits: int, cases: int, low: float, high: float) -> None:
    assert intervals.wilson(hits, cases) == pytest.approx((low, high), abs=1e-4)


def test_no_cases_are_no_interval_and_absurd_ones_are_refused() -> None:
    assert intervals.wilson(0, 0) is None
    for hits, cases in ((1, 0), (-1, 3), (4, 3)):
        with pytest.raises(ValueError, match="hits"):
            intervals.wilson(hits, cases)


def test_the_longest_wish_comes_first_with_what_is_possible(
    residents: list[Resident], team: Team, cora: User
) -> None:
    oldest = residents[2]
    Consent.objects.filter(resident=oldest).update(given_at=make.EVENING - timedelta(weeks=9))
    rows = waiting.of(team, make.EVENING)
    assert rows[0].resident == oldest
    assert {row.resident for row in rows} == set(residents)
    assert {row.possible for row in rows} == {1}


def test_who_is_in_an_introduction_does_not_wait(residents: list[Resident], team: Team) -> None:
    make.proposed(*residents[:2], state=State.ASKING)
    assert {row.resident for row in waiting.of(team, make.EVENING)} == set(residents[2:])


def test_what_stands_in_the_way_is_said(neighbour: Neighbour, team: Team) -> None:
    alone, speaks_arabic = neighbour(5), neighbour(5, languages=frozenset({"ar"}))
    rows = {row.resident: row for row in waiting.of(team, make.EVENING)}
    assert rows[speaks_arabic].in_the_way == (WhyNot.NO_COMMON_LANGUAGE,)
    assert rows[alone].possible == 0


def told(state: State, *people: Resident) -> Proposal:
    made = make.proposed(*people, state=state)
    made.reasons.create(kind=ReasonKind.SHARED_INTERESTS, points=300)
    if state != State.PROPOSED:
        made.approved_at = made.asked_at = make.EVENING
        made.agreed_at = None if state == State.DECLINED else make.EVENING
        made.save()
    return made


def test_the_funnel_counts_each_introduction_as_far_as_it_came(residents: list[Resident], cora: User) -> None:
    for state in (State.PROPOSED, State.DECLINED, State.MET, State.NOT_MET, State.UNKNOWN, State.INTRODUCED):
        told(state, *residents[:2])
    told(State.REPLACED, *residents[:2])
    found = effects.funnel(reach_of(cora, Permission.MATCH))
    assert (found.proposed, found.approved, found.asked, found.all_yes) == (6, 5, 5, 4)
    assert found.introduced == found.met + found.not_met + found.unknown + found.not_asked_yet == 4


def test_an_outcome_that_nobody_knows_is_in_no_share(residents: list[Resident], cora: User) -> None:
    for state in (State.MET, State.MET, State.NOT_MET, State.UNKNOWN, State.INTRODUCED):
        told(state, *residents[:2])
    [row] = effects.by_reason(reach_of(cora, Permission.MATCH))
    assert (row.reason, row.met, row.known) == (ReasonKind.SHARED_INTERESTS, 2, 3)
    assert row.interval == intervals.wilson(2, 3)


def test_another_team_s_introductions_are_not_counted(residents: list[Resident], stranger: User) -> None:
    told(State.MET, *residents[:2])
    assert effects.funnel(reach_of(stranger, Permission.MATCH)).proposed == 0
    assert effects.by_reason(reach_of(stranger, Permission.MATCH)) == []

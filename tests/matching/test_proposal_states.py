"""The road of an introduction: a person decides, each is asked, names move last."""

from itertools import product

import pytest

from buurvoorbuur.state_tables import NotAllowed
from matching.proposal_states import LEADS_TO_CONTACT, OPEN, PROPOSAL, Action, State

S, A = State, Action

# Every step there is; whatever is not here is refused.
STEPS = {
    S.PROPOSED: {A.APPROVE: S.APPROVED, A.REJECT: S.REJECTED, A.HOLD: S.HELD, A.REPLACE: S.REPLACED},
    S.HELD: {A.RELEASE: S.PROPOSED, A.REJECT: S.REJECTED},
    S.APPROVED: {A.ASK: S.ASKING, A.REJECT: S.REJECTED},
    S.ASKING: {
        A.ASK: S.ASKING,
        A.ALL_YES: S.AGREED,
        A.TOO_FEW_LEFT: S.DECLINED,
        A.ONE_LATER: S.POSTPONED,
        A.STOP: S.DECLINED,
    },
    S.AGREED: {A.INTRODUCE: S.INTRODUCED, A.STOP: S.DECLINED},
    S.INTRODUCED: {A.DID_MEET: S.MET, A.DID_NOT_MEET: S.NOT_MET, A.DO_NOT_KNOW: S.UNKNOWN},
    S.REJECTED: {},
    S.REPLACED: {},
    S.POSTPONED: {A.REOPEN: S.ASKING},
    S.DECLINED: {A.REOPEN: S.ASKING},
    S.MET: {},
    S.NOT_MET: {},
    S.UNKNOWN: {A.DID_MEET: S.MET, A.DID_NOT_MEET: S.NOT_MET},
}


@pytest.mark.parametrize(("state", "action"), list(product(State, Action)))
def test_every_state_knows_what_may_be_done_in_it(state: State, action: Action) -> None:
    if action in STEPS[state]:
        assert PROPOSAL.allows(state, action)
        assert PROPOSAL.after(state, action) == STEPS[state][action]
    else:
        assert not PROPOSAL.allows(state, action)
        with pytest.raises(NotAllowed, match=f"proposal: {action} in {state}"):
            PROPOSAL.after(state, action)


def test_the_actions_of_a_state_come_in_the_order_of_the_table() -> None:
    assert PROPOSAL.actions(State.PROPOSED) == [Action.APPROVE, Action.REJECT, Action.HOLD, Action.REPLACE]


def test_an_introduction_ends_rejected_declined_or_with_what_was_told_later() -> None:
    ends = {state for state in State if PROPOSAL.is_final(state)}
    assert ends == {
        State.REJECTED,
        State.REPLACED,
        State.MET,
        State.NOT_MET,
    }


def test_every_state_can_be_reached_from_a_proposal() -> None:
    reached = {State.PROPOSED}
    for _ in State:
        reached |= {after for (before, _), after in PROPOSAL.transitions.items() if before in reached}
    assert reached == set(State)


def test_nobody_is_introduced_without_a_decision_a_question_and_everybodys_yes() -> None:
    without = {Action.APPROVE, Action.ASK, Action.ALL_YES}
    for left_out in without:
        reached = {State.PROPOSED}
        for _ in State:
            reached |= {
                after
                for (before, action), after in PROPOSAL.transitions.items()
                if before in reached and action != left_out
            }
        assert State.INTRODUCED not in reached


def test_it_can_be_stopped_from_the_first_question_until_the_names_have_moved() -> None:
    before = {state for state, action in PROPOSAL.transitions if action == Action.STOP}
    assert before == {State.ASKING, State.AGREED}


def test_every_step_towards_a_resident_asks_the_door_and_the_consent_anew() -> None:
    towards = {State.APPROVED, State.ASKING, State.AGREED, State.INTRODUCED}
    leading = {action for (_, action), after in PROPOSAL.transitions.items() if after in towards}
    assert leading == set(LEADS_TO_CONTACT)


def test_a_proposal_is_open_until_it_ends_or_the_names_have_moved() -> None:
    moved = {State.INTRODUCED, State.UNKNOWN, State.DECLINED, State.POSTPONED}
    assert set(OPEN) == {state for state in State if not PROPOSAL.is_final(state)} - moved

"""The road of a flat: one step on, or one step back."""

import pytest

from buurvoorbuur.state_tables import NotAllowed
from outreach.flat_phases import FLAT, WRAPPED_UP, Phase, PhaseAction

ROAD = [Phase.PREPARE, Phase.LETTER, Phase.VISITS, Phase.MATCHING, Phase.REPORT, Phase.KEEP]


def test_a_flat_goes_from_preparing_to_keeping_in_touch_step_by_step() -> None:
    walked = [Phase.PREPARE]
    while FLAT.allows(walked[-1], PhaseAction.NEXT):
        walked.append(FLAT.after(walked[-1], PhaseAction.NEXT))
    assert walked == ROAD


@pytest.mark.parametrize("phase", ROAD[:-1])
def test_a_step_taken_too_early_can_be_taken_back(phase: Phase) -> None:
    assert FLAT.after(FLAT.after(phase, PhaseAction.NEXT), PhaseAction.BACK) == phase


def test_there_is_nothing_before_preparing_or_after_keeping_in_touch() -> None:
    with pytest.raises(NotAllowed):
        FLAT.after(Phase.PREPARE, PhaseAction.BACK)
    with pytest.raises(NotAllowed):
        FLAT.after(Phase.KEEP, PhaseAction.NEXT)


def test_a_flat_whose_doors_are_still_rung_is_not_wrapped_up() -> None:
    assert set(Phase) - set(WRAPPED_UP) == {Phase.PREPARE, Phase.LETTER, Phase.VISITS, Phase.MATCHING}

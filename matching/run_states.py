"""The road of a run of matching as a table: it waits for the worker, looks, and is done or failed."""

from enum import StrEnum

from buurvoorbuur.state_tables import StateTable


class RunState(StrEnum):
    WAITING = "waiting"
    LOOKING = "looking"
    DONE = "done"
    FAILED = "failed"


class RunAction(StrEnum):
    BEGIN = "begin"
    FINISH = "finish"
    FAIL = "fail"


RUN = StateTable(
    "run",
    {
        (RunState.WAITING, RunAction.BEGIN): RunState.LOOKING,
        (RunState.WAITING, RunAction.FAIL): RunState.FAILED,
        (RunState.LOOKING, RunAction.FINISH): RunState.DONE,
        (RunState.LOOKING, RunAction.FAIL): RunState.FAILED,
    },
)

UNFINISHED = (RunState.WAITING, RunState.LOOKING)
# Longer than any run may take; a worker that is silent for so long is gone.
GIVEN_UP_AFTER_MINUTES = 10

"""The road of a flat as a table: prepare, letter, visits, matching, report, keep; pause is beside it."""

from enum import StrEnum
from itertools import pairwise

from buurvoorbuur.state_tables import StateTable


class Phase(StrEnum):
    PREPARE = "prepare"
    LETTER = "letter"
    VISITS = "visits"
    MATCHING = "matching"
    REPORT = "report"
    KEEP = "keep"


class PhaseAction(StrEnum):
    NEXT = "next"
    BACK = "back"


_ROAD = list(Phase)

FLAT = StateTable(
    "flat",
    {(here, PhaseAction.NEXT): there for here, there in pairwise(_ROAD)}
    | {(there, PhaseAction.BACK): here for here, there in pairwise(_ROAD)},
)
# A flat counts as wrapped up, so that a second may be opened, from here on.
WRAPPED_UP = (Phase.REPORT, Phase.KEEP)


class Afterwards(StrEnum):
    """What follows the talks; chosen before the first ring, since afterwards is too late."""

    INTRODUCTIONS = "introductions"
    GROUPS = "groups"
    GATHERING = "gathering"
    REPORT_ONLY = "report_only"


class Because(StrEnum):
    """Why this flat: the first is what we advise, each other is a reason of its own."""

    OWN = "own"
    NEAR = "near"
    KNOWN = "known"
    ASKED = "asked"
    ADVISED = "advised"
    OTHER = "other"

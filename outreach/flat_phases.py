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


class Deed(StrEnum):
    """What the plan asks of the team once the talks are held."""

    INTRODUCE = "introduce"
    GATHER = "gather"
    PASS_ON = "pass_on"
    REPORT = "report"
    STAY = "stay"
    HAND_OVER = "hand_over"


# Settled before the first ring as well: each plan says what its three last phases are for.
_AFTER_TALKS: dict[Afterwards, tuple[Deed, Deed, Deed]] = {
    Afterwards.INTRODUCTIONS: (Deed.INTRODUCE, Deed.REPORT, Deed.STAY),
    Afterwards.GROUPS: (Deed.INTRODUCE, Deed.REPORT, Deed.HAND_OVER),
    Afterwards.GATHERING: (Deed.GATHER, Deed.REPORT, Deed.HAND_OVER),
    Afterwards.REPORT_ONLY: (Deed.PASS_ON, Deed.REPORT, Deed.STAY),
}
AFTER_TALKS = (Phase.MATCHING, Phase.REPORT, Phase.KEEP)
DEEDS = {plan: dict(zip(AFTER_TALKS, deeds, strict=True)) for plan, deeds in _AFTER_TALKS.items()}


class Because(StrEnum):
    """Why this flat: the first is what we advise, each other is a reason of its own."""

    OWN = "own"
    NEAR = "near"
    KNOWN = "known"
    ASKED = "asked"
    ADVISED = "advised"
    OTHER = "other"

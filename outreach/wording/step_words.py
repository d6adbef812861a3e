"""Where each step of the step plan is done: which screen, what the link to it says, and who may open it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from buurvoorbuur.roles import Permission


@dataclass(frozen=True, slots=True)
class Screen:
    """A link; with `of_flat` it leads to the flat's own screen when somebody has one open flat."""

    permission: Permission
    name: str
    label: Any
    of_flat: bool = False


SCREENS: dict[str, tuple[Screen, ...]] = {
    "before": (
        Screen(Permission.WALK_ROUNDS, "joining", _("Taking part: who fits, and what we agree")),
        Screen(Permission.EDIT_TEAM, "team", _("Our contact and agreements")),
        Screen(Permission.EDIT_TEAM, "referrals", _("Numbers to call")),
        Screen(Permission.KEEP_MEMBERS, "members", _("Invite somebody")),
    ),
    "prepare": (
        Screen(Permission.MANAGE_FLATS, "flat_begin", _("Make the flat")),
        Screen(Permission.MANAGE_FLATS, "flat_road", _("Who walks, and the plan after the talks"), True),
        Screen(Permission.SEE_FLATS, "flats", _("Flats")),
    ),
    "letter": (
        Screen(Permission.WRITE_LETTERS, "letter", _("Write, print and deliver the letter"), True),
        Screen(Permission.RECORD_OPT_OUTS, "optout_new", _("Record an opt-out"), True),
        Screen(Permission.WALK_ROUNDS, "who_rings", _("What residents see: who rings, and when")),
    ),
    "visits": (
        Screen(Permission.WALK_ROUNDS, "rounds", _("Rounds: plan, walk and close")),
        Screen(Permission.WALK_ROUNDS, "worries", _("Worries about a resident")),
    ),
    "matching": (
        Screen(Permission.MATCH, "proposals", _("Introductions")),
        Screen(Permission.KEEP_ACTIVITIES, "activities", _("Activities")),
    ),
    "report": (
        Screen(Permission.REPORT_FLATS, "flat_report", _("The report of the flat"), True),
        Screen(Permission.REPORT_NEIGHBOURHOOD, "reports", _("Reports")),
    ),
    "keep": (
        Screen(Permission.KEEP_ACTIVITIES, "follow_up", _("Follow-up: what we promised")),
        Screen(Permission.KEEP_ACTIVITIES, "activities", _("Activities")),
    ),
    "pause": (
        Screen(Permission.MANAGE_FLATS, "flat_pause", _("Pause this flat"), True),
        Screen(Permission.KEEP_ACTIVITIES, "follow_up", _("Follow-up: what we promised")),
        Screen(Permission.WALK_ROUNDS, "rounds", _("A substitute for a round")),
    ),
}
# Where a screen of a flat leads for who has several flats open, or none.
ELSE = "flats"
INTAKE = _("Talk to get to know each other")
AGREEMENTS = _("Agreements")

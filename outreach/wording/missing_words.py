"""Says what a team is missing, why that matters, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from outreach.missing import Line, Missing

COUNTED: dict[Missing, Any] = {
    Missing.LETTERS: ngettext_lazy(
        "%(count)s stack of letters was not recorded as delivered",
        "%(count)s stacks of letters were not recorded as delivered",
        "count",
    ),
    Missing.PLANS: ngettext_lazy(
        "%(count)s flat has no plan for after the talks",
        "%(count)s flats have no plan for after the talks",
        "count",
    ),
    Missing.OPEN_ROUNDS: ngettext_lazy(
        "%(count)s round is over and was not closed", "%(count)s rounds are over and were not closed", "count"
    ),
    Missing.MISSED_ROUNDS: ngettext_lazy(
        "%(count)s round was not walked and not called off",
        "%(count)s rounds were not walked and not called off",
        "count",
    ),
    Missing.ENVELOPES: ngettext_lazy(
        "%(count)s entry of a phone lies aside", "%(count)s entries of phones lie aside", "count"
    ),
    Missing.DOORS: ngettext_lazy(
        "%(count)s door of a closed round has no outcome",
        "%(count)s doors of closed rounds have no outcome",
        "count",
    ),
    Missing.ANSWERS: ngettext_lazy(
        "%(count)s talk has not one answer", "%(count)s talks have not one answer", "count"
    ),
    Missing.INTERESTS: ngettext_lazy(
        "%(count)s resident would like an introduction and has no interests",
        "%(count)s residents would like an introduction and have no interests",
        "count",
    ),
    Missing.CONTACT: ngettext_lazy(
        "%(count)s resident would like an introduction and cannot be reached",
        "%(count)s residents would like an introduction and cannot be reached",
        "count",
    ),
    Missing.SILENCE: ngettext_lazy(
        "%(count)s resident did not hear from us for a year",
        "%(count)s residents did not hear from us for a year",
        "count",
    ),
    Missing.HOURS: ngettext_lazy(
        "%(count)s time nobody booked the hours of a round",
        "%(count)s times nobody booked the hours of a round",
        "count",
    ),
    Missing.RATE: ngettext_lazy(
        "%(count)s figure is missing: what an hour is worth",
        "%(count)s figures are missing: what an hour is worth",
        "count",
    ),
    Missing.SOURCE: ngettext_lazy(
        "%(count)s value of an hour has no source", "%(count)s values of an hour have no source", "count"
    ),
    Missing.BUDGET: ngettext_lazy(
        "%(count)s line of the budget lacks what was granted or spent",
        "%(count)s lines of the budget lack what was granted or spent",
        "count",
    ),
    Missing.RETURNS: ngettext_lazy(
        "%(count)s activity lacks figures for what it brought",
        "%(count)s activities lack figures for what they brought",
        "count",
    ),
}
WHY: dict[Missing, Any] = {
    Missing.LETTERS: _("Only after delivery do the days of notice begin, and after them the visits."),
    Missing.PLANS: _("Who talked with us hopes for something. Choose beforehand what that will be."),
    Missing.OPEN_ROUNDS: _("Ask the two: only they can say that both are home, and then their hours count."),
    Missing.MISSED_ROUNDS: _("Call such a round off, so that everybody knows that nobody came."),
    Missing.ENVELOPES: _("What was noted at a door is not stored as long as it lies there."),
    Missing.DOORS: _("In the report it counts as not recorded. Take such a door along on a next evening."),
    Missing.ANSWERS: _("We may keep what was said, and nothing was noted. Ask it anew in a follow-up talk."),
    Missing.INTERESTS: _("Without something to share we find nobody. Ask what somebody likes."),
    Missing.CONTACT: _("No telephone, no e-mail, and the door is not to be rung now. Look at the door."),
    Missing.SILENCE: _("We promised to keep what somebody said for a year at most. Talk again, or erase it."),
    Missing.HOURS: _("Without these hours the team gave more than it can show."),
    Missing.RATE: _("Without it nobody knows what the hours are worth."),
    Missing.SOURCE: _("A figure that nobody vouches for is no figure."),
    Missing.BUDGET: _("Whoever gave money will ask what came of it."),
    Missing.RETURNS: _("As long as a cost or a benefit is unknown there is no estimate."),
}
ICONS: dict[Missing, str] = {
    Missing.LETTERS: "letter",
    Missing.PLANS: "flat",
    Missing.OPEN_ROUNDS: "bell",
    Missing.MISSED_ROUNDS: "bell",
    Missing.ENVELOPES: "phone",
    Missing.DOORS: "door",
    Missing.ANSWERS: "talk",
    Missing.INTERESTS: "people",
    Missing.CONTACT: "people",
    Missing.SILENCE: "people",
    Missing.HOURS: "clock",
    Missing.RATE: "clock",
    Missing.SOURCE: "clock",
    Missing.BUDGET: "report",
    Missing.RETURNS: "leaf",
}


@dataclass(frozen=True)
class MissingRow:
    """A line in the reader's words."""

    line: Line
    icon: str
    said: str
    why: str


def of(lines: Iterable[Line]) -> list[MissingRow]:
    """Each line with what it says."""
    return [
        MissingRow(line, ICONS[line.what], COUNTED[line.what] % {"count": line.count}, str(WHY[line.what]))
        for line in lines
    ]

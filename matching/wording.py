"""How states, reasons and what was not used are said on the screen."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from matching.groups import WhyNoGroup
from matching.models import Proposal, ProposalReason
from matching.proposal_states import State
from matching.scoring import NOT_USED, ReasonKind
from outreach.models import Interest

STATES = {
    State.PROPOSED: (_("proposed"), "link", "brick"),
    State.HELD: (_("put aside"), "pause", ""),
    State.APPROVED: (_("approved"), "check", "info"),
    State.REJECTED: (_("not done"), "cross", ""),
    State.ASKING: (_("being asked"), "talk", "warn"),
    State.AGREED: (_("all said yes"), "check", "good"),
    State.DECLINED: (_("stopped"), "cross", ""),
    State.INTRODUCED: (_("introduced"), "letter", "good"),
    State.MET: (_("they met"), "people", "good"),
    State.NOT_MET: (_("did not happen"), "info", ""),
    State.UNKNOWN: (_("not known"), "info", ""),
}
REASONS = {
    ReasonKind.SHARED_INTERESTS: _("Both like this"),
    ReasonKind.FIRST_OFFERS: _("The first offers what the second would like"),
    ReasonKind.SECOND_OFFERS: _("The second offers what the first would like"),
    ReasonKind.BOTH_WAYS: _("It goes both ways"),
    ReasonKind.PART_OF_DAY: _("The same part of the day suits them"),
    ReasonKind.SAME_FLAT: _("They live in the same flat"),
    ReasonKind.NEAR_FLOOR: _("They live at most one floor apart"),
    ReasonKind.NEIGHBOURING_FLAT: _("Their flats stand round the corner of each other"),
    ReasonKind.SAME_ACTIVITY: _("All of them would like this"),
    ReasonKind.GROUP_OFFERS: _("Somebody among them offers it"),
    ReasonKind.WILLING_TO_PULL: _("Somebody among them would get it going"),
}
NO_GROUP = {
    WhyNoGroup.TOO_FEW: _("There are too few of them for this"),
    WhyNoGroup.TOO_MANY: _("There are too many of them for this"),
    WhyNoGroup.DOES_NOT_WANT_IT: _("Not all of them would like this"),
    WhyNoGroup.SAME_HOUSEHOLD: _("Some of them live behind one door"),
    WhyNoGroup.BARRED: _("Some of them met before or are kept apart"),
    WhyNoGroup.NO_COMMON_LANGUAGE: _("They have no language in common"),
    WhyNoGroup.NO_COMMON_PART_OF_DAY: _("No part of the day suits all of them"),
    WhyNoGroup.TOO_FAR_APART: _("They do not all live near each other"),
}
LEFT_OUT = {
    "age": _("age"),
    "gender": _("gender"),
    "contacts_answer": _("the answer about enough contacts"),
    "loneliness": _("anything about loneliness"),
    "free_text": _("anything in their own words"),
}
PARTS = {"morning": _("morning"), "afternoon": _("afternoon"), "evening": _("evening")}


@dataclass(frozen=True)
class Badge:
    word: Any
    icon: str
    tone: str


@dataclass(frozen=True)
class SaidReason:
    """A reason in words. `share` is its part of the whole, 0 to 100, for the bar."""

    label: Any
    items: str
    points: Decimal
    share: int


def badge(proposal: Proposal) -> Badge:
    return Badge(*STATES[State(proposal.state)])


def reasons(proposal: Proposal) -> list[SaidReason]:
    """The reasons of a proposal; their points add up to its score."""
    rows = list(proposal.reasons.all())
    codes = {code for row in rows for code in row.items.split()}
    names = {interest.code: str(interest) for interest in Interest.objects.filter(code__in=codes)}
    return [_said(row, names, proposal.score) for row in rows]


def _said(row: ProposalReason, names: dict[str, str], whole: int) -> SaidReason:
    items = ", ".join(names.get(code) or str(PARTS.get(code, code)) for code in row.items.split())
    return SaidReason(
        REASONS[ReasonKind(row.kind)], items, points(row.points), round(100 * row.points / (whole or 1))
    )


def points(tenths: int) -> Decimal:
    """Tenths of a point as points."""
    return Decimal(tenths) / 10


def left_out() -> list[Any]:
    """What was not used, in words."""
    return [LEFT_OUT[code] for code in NOT_USED]

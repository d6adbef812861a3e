"""What the lists of introductions show: people and what they agreed to, proposals and what they wait for."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from buurvoorbuur.access import Reach
from matching import introductions, wording
from matching.models import Proposal, ProposalMember
from matching.proposal_states import State
from matching.wording import Badge

GROUPS = [
    (_("To decide"), (State.PROPOSED, State.HELD)),
    (_("To ask"), (State.APPROVED, State.ASKING)),
    (_("To introduce"), (State.AGREED,)),
    (_("Introduced"), (State.INTRODUCED,)),
    (_("Behind us"), (State.MET, State.NOT_MET, State.UNKNOWN, State.DECLINED, State.REJECTED)),
]


@dataclass(frozen=True)
class Row:
    proposal: Proposal
    names: str
    badge: Badge
    points: Decimal
    is_frozen: bool


@dataclass(frozen=True)
class Group:
    title: Any
    rows: list[Row]


@dataclass(frozen=True)
class Person:
    """One resident in a proposal, with what may be passed on about them now."""

    member: ProposalMember
    name: str
    contact: introductions.Contact | None


def groups(reach: Reach) -> list[Group]:
    """Every introduction within reach, in the order in which they ask for something."""
    found = (
        Proposal.objects.within_reach_of(reach)
        .select_related("interest__group")
        .prefetch_related("members__resident")
        .order_by("proposed_at", "-score")
    )
    live = set(Proposal.objects.live().filter(team__in=reach.teams).values_list("pk", flat=True))
    rows = [_row(proposal, proposal.pk not in live) for proposal in found]
    by_state = [
        Group(title, [row for row in rows if row.proposal.state in states]) for title, states in GROUPS
    ]
    return [group for group in by_state if group.rows]


def _row(proposal: Proposal, is_frozen: bool) -> Row:
    names = _(" and ").join(_name(member) for member in proposal.members.all())
    return Row(proposal, names, wording.badge(proposal), wording.points(proposal.score), is_frozen)


def _name(member: ProposalMember) -> str:
    return member.resident.name if member.resident else str(_("somebody who withdrew"))


def people(proposal: Proposal) -> list[Person]:
    """The residents of one proposal, with what each agreed to pass on."""
    members = proposal.members.select_related("resident__address__flat")
    return [
        Person(member, _name(member), introductions.contact_of(member.resident) if member.resident else None)
        for member in members
    ]

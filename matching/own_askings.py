"""Whom one person of the team asks, and what they need for it; tells nothing of who else is asked."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from buurvoorbuur.access import Reach
from matching import introductions, wording
from matching.models import ProposalMember
from matching.proposal_states import AskChannel
from outreach.models import Resident


@dataclass(frozen=True)
class OwnAsking:
    """One resident to ask: how, with what to dial or write to if that is the way, and in which words."""

    member: ProposalMember
    resident: Resident
    how: Any
    phone: str
    email: str
    before: date | None
    language: str
    words: str


def of(reach: Reach) -> list[OwnAsking]:
    """Whom this person is to ask now, the first day first."""
    waiting = ProposalMember.objects.given_to(reach).to_ask().order_by("proposal__ask_before", "pk")
    members = list(waiting.select_related("resident__address__flat", "proposal__interest"))
    languages = introductions.languages_of([member.resident for member in members if member.resident])
    return [
        _own(member, member.resident, languages[member.resident.pk]) for member in members if member.resident
    ]


def _own(member: ProposalMember, resident: Resident, language: str) -> OwnAsking:
    channel = AskChannel(member.ask_by)
    return OwnAsking(
        member,
        resident,
        wording.CHANNELS[channel],
        resident.phone if channel == AskChannel.PHONE else "",
        resident.email if channel == AskChannel.EMAIL else "",
        member.proposal.ask_before,
        language,
        wording.blind(member.proposal)[language],
    )

"""What is kept of introductions: runs and their terms, proposals, who is kept apart."""

from matching.models.exclusions import KeptApart, UnusedInterest
from matching.models.proposals import Proposal, ProposalMember, ProposalReason
from matching.models.runs import Run, TeamTerms

__all__ = [
    "KeptApart",
    "Proposal",
    "ProposalMember",
    "ProposalReason",
    "Run",
    "TeamTerms",
    "UnusedInterest",
]

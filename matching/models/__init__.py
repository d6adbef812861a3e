"""What is kept of introductions: runs and their terms, proposals, small jobs, who is kept apart."""

from matching.models.chores import Chore
from matching.models.exclusions import KeptApart, UnusedInterest
from matching.models.proposals import Proposal, ProposalMember, ProposalReason
from matching.models.runs import Run, TeamTerms

__all__ = [
    "Chore",
    "KeptApart",
    "Proposal",
    "ProposalMember",
    "ProposalReason",
    "Run",
    "TeamTerms",
    "UnusedInterest",
]

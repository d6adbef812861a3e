"""What the guards keep, one topic a file."""

from buurvoorbuur.models.entering import EmailChange, Invitation, SignIn
from buurvoorbuur.models.keeping import KeyCanary, RetentionCount, RetentionRun
from buurvoorbuur.models.log import Event, EventSeal
from buurvoorbuur.models.people import ROLE_WORDS, Membership, Team, TeamLogo, User
from buurvoorbuur.models.versioned import Versioned

__all__ = [
    "ROLE_WORDS",
    "EmailChange",
    "Event",
    "EventSeal",
    "Invitation",
    "KeyCanary",
    "Membership",
    "RetentionCount",
    "RetentionRun",
    "SignIn",
    "Team",
    "TeamLogo",
    "User",
    "Versioned",
]

"""Makes the small named cast and the things tests need; each function one thing, with sensible defaults."""

from tests.make.after_talks import activity, announced, idea, promise
from tests.make.cast import EVENING, PASSWORD, logo, member, team
from tests.make.doors import assign, flat, pause, rhythm
from tests.make.evenings import as_published, resident, resident_notes, talk, visit, walking_round
from tests.make.introductions import (
    asked,
    kept_apart,
    meeting_group,
    proposed,
    settled_terms,
    unused_interest,
)
from tests.make.letters import checked_letter, delivered_letters, known_code, own_code, read
from tests.make.phones import aside, entry, phone, received, sealed
from tests.make.reports import budget_line, name_on_paper, return_line, words
from tests.make.team_work import coach_note, referral, training

__all__ = [
    "EVENING",
    "PASSWORD",
    "activity",
    "announced",
    "as_published",
    "aside",
    "asked",
    "assign",
    "budget_line",
    "checked_letter",
    "coach_note",
    "delivered_letters",
    "entry",
    "flat",
    "idea",
    "kept_apart",
    "known_code",
    "logo",
    "meeting_group",
    "member",
    "name_on_paper",
    "own_code",
    "pause",
    "phone",
    "promise",
    "proposed",
    "read",
    "received",
    "referral",
    "resident",
    "resident_notes",
    "return_line",
    "rhythm",
    "sealed",
    "settled_terms",
    "talk",
    "team",
    "training",
    "unused_interest",
    "visit",
    "walking_round",
    "words",
]

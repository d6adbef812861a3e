"""What is kept about doors: places, letters, rounds, talks, residents and money."""

from outreach.models.activities import Activity, Idea
from outreach.models.after_tallies import AfterTally
from outreach.models.coaching import CoachNote
from outreach.models.codes import ConsentCode, DoorCode
from outreach.models.envelopes import Envelope, Phone
from outreach.models.follow_ups import FollowUpTalk
from outreach.models.interests import Interest, InterestGroup
from outreach.models.letter_remarks import LetterRemark
from outreach.models.letters import Letter, LetterBatch, LetterCheck, LetterCopy
from outreach.models.money import BudgetLine, HourRate, Hours, ReturnLine
from outreach.models.named_papers import NamedPaper, NameOnPaper
from outreach.models.own_words import OwnWords
from outreach.models.participants import Gathering, Job, Participant
from outreach.models.pauses import Pause
from outreach.models.places import Address, Flat, FlatAssignment, OccupancyNote, OptOut
from outreach.models.preparations import Preparation, Training
from outreach.models.promises import Promise
from outreach.models.questionnaires import Question, Questionnaire
from outreach.models.referrals import Referral
from outreach.models.releases import Release, ReleaseCell, ReleasedFlat, ReleaseTable
from outreach.models.research import ResearchExport
from outreach.models.residents import (
    Consent,
    InterestChoice,
    Resident,
    ResidentLanguage,
    ResidentMoment,
    SharedField,
)
from outreach.models.rounds import Round, RoundDoor, Visit
from outreach.models.talks import Answer, Talk
from outreach.models.venues import Venue
from outreach.models.wishes import DoorWish

__all__ = [
    "Activity",
    "Address",
    "AfterTally",
    "Answer",
    "BudgetLine",
    "CoachNote",
    "Consent",
    "ConsentCode",
    "DoorCode",
    "DoorWish",
    "Envelope",
    "Flat",
    "FlatAssignment",
    "FollowUpTalk",
    "Gathering",
    "HourRate",
    "Hours",
    "Idea",
    "Interest",
    "InterestChoice",
    "InterestGroup",
    "Job",
    "Letter",
    "LetterBatch",
    "LetterCheck",
    "LetterCopy",
    "LetterRemark",
    "NameOnPaper",
    "NamedPaper",
    "OccupancyNote",
    "OptOut",
    "OwnWords",
    "Participant",
    "Pause",
    "Phone",
    "Preparation",
    "Promise",
    "Question",
    "Questionnaire",
    "Referral",
    "Release",
    "ReleaseCell",
    "ReleaseTable",
    "ReleasedFlat",
    "ResearchExport",
    "Resident",
    "ResidentLanguage",
    "ResidentMoment",
    "ReturnLine",
    "Round",
    "RoundDoor",
    "SharedField",
    "Talk",
    "Training",
    "Venue",
    "Visit",
]

"""What a team keeps for itself: requests, numbers to call, trainings."""

from buurvoorbuur.models import Team, User
from outreach import coaching, preparations, referrals
from outreach.coach_terms import NoteKind
from outreach.models import CoachNote, Referral, Training
from tests.make.cast import EVENING


def coach_note(team: Team, by: User, kind: NoteKind = NoteKind.TRAINING) -> CoachNote:
    """A request to the welfare worker."""
    text = "Een avond oefenen met aanbellen."
    return coaching.write(team=team, kind=kind, text=text, knows_residents=True, by=by, at=EVENING)


def referral(team: Team, by: User, name: str = "Buurtteam", **fields: object) -> Referral:
    """A number looked up today, unless fields say otherwise."""
    known: dict[str, object] = {"what_for": "Meedenken", "phone": "050 7654321", "checked_on": EVENING.date()}
    notes = referrals.ReferralNotes(name, **{**known, **fields})  # type: ignore[arg-type]
    return referrals.add(team=team, notes=notes, by=by, at=EVENING)


def training(team: Team, by: User, name: str = "Reanimeren") -> Training:
    """A training that only this team has."""
    return preparations.add_training(team=team, name=name, by=by, at=EVENING)

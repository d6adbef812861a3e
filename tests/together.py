"""Makes what residents do together: a place, who takes part, and something that was handed over."""

from decimal import Decimal

from buurvoorbuur.models import Team, User
from matching import group_activities
from matching.models import Proposal
from outreach import consents, handing_over, participants, venues
from outreach.activity_terms import TouchWay
from outreach.consent_terms import How, Purpose
from outreach.models import Activity, Consent, Participant, Resident, Venue
from tests import make


def venue(team: Team, by: User, **more: object) -> Venue:
    """The common room of the flats."""
    told: dict[str, object] = {
        "name": "Plutozaal", "directions": "Naast de lift van Pluto", "contact": "Henk, 050 123 4568",
        "holds": 12, "step_free": True, "euros": Decimal(0),
    }  # fmt: skip
    return venues.add(team=team, notes=venues.VenueNotes(**{**told, **more}), by=by, at=make.EVENING)  # type: ignore[arg-type]


def participant(person: Resident, by: User, activity: Activity | None = None) -> Participant:
    """Somebody who takes part in something with a day and a place."""
    ours = activity or make.announced(person.address.flat, by)
    return participants.join(activity=ours, resident=person, by=by, at=make.EVENING)


def carried(person: Resident, by: User) -> Activity:
    """Something that a resident organises."""
    theirs = participant(person, by)
    participants.organise(participant=theirs, organises=True, by=by, at=make.EVENING)
    return theirs.activity


def in_touch_with(person: Resident, by: User) -> Activity:
    """Something that was handed over, with a card every three months."""
    ours = carried(person, by)
    if not Consent.objects.open().filter(resident=person, purpose=Purpose.KEEP_POSTED).exists():
        consents.give(
            resident=person,
            purpose=Purpose.KEEP_POSTED,
            how=How.SPOKEN,
            language="nl",
            by=by,
            at=make.EVENING,
        )
    handing_over.hand_over(activity=ours, by=by, at=make.EVENING)
    handing_over.stay_in_touch(activity=ours, every=3, way=TouchWay.CARD, by=by, at=make.EVENING)
    ours.refresh_from_db()
    return ours


def of_group(proposal: Proposal, by: User) -> Activity:
    """What a group that was introduced goes on as."""
    return group_activities.begin(proposal=proposal, by=by, at=make.EVENING)

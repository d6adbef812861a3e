"""Evenings with visits and talks, and who said what of themselves."""

from datetime import datetime, time, timedelta
from itertools import islice
from uuid import uuid4

from django.utils import timezone

from buurvoorbuur.models import Team, User
from outreach import residents, visits
from outreach.consent_terms import Field, Purpose
from outreach.models import Address, Flat, OptOut, Resident, Round, RoundDoor, Visit
from outreach.opt_out_terms import Channel
from outreach.visit_states import Outcome, RoundState
from tests.make.cast import EVENING
from tests.make.doors import flat


def walking_round(flat: Flat, asker: User, note_taker: User, at: datetime = EVENING) -> Round:
    """A round under way with all doors of the flat planned."""
    made = Round.objects.create(
        flat=flat,
        planned_on=timezone.localdate(at),
        starts_at=time(18, 30),
        last_new_door=time(20, 30),
        asker=asker,
        note_taker=note_taker,
        state=RoundState.WALKING,
        asker_read_safety_at=at - timedelta(minutes=40),
        note_taker_read_safety_at=at - timedelta(minutes=40),
        started_at=at - timedelta(minutes=30),
    )
    RoundDoor.objects.bulk_create(RoundDoor(round=made, address=door) for door in flat.addresses.all())
    return made


def visit(
    round: Round, address: Address, outcome: Outcome = Outcome.NOBODY_HOME, at: datetime = EVENING
) -> Visit:
    notes = visits.DoorNotes(outcome=outcome, opened_at=at)
    return visits.record(id=uuid4(), round=round, address=address, notes=notes, by=round.asker, at=at)


def resident_notes(name: str = "Samira Haddad", **fields: object) -> residents.ResidentNotes:
    """Somebody who says yes to everything, with fields to differ."""
    known: dict[str, object] = {
        "name": name,
        "consents": frozenset(Purpose),
        "shared_fields": frozenset({Field.NAME, Field.DOOR}),
        "languages": frozenset({"nl"}),
        "moments": frozenset({"evening"}),
    }
    return residents.ResidentNotes(**{**known, **fields})  # type: ignore[arg-type]


def talk(
    round: Round,
    address: Address,
    *people: residents.ResidentNotes,
    answers: dict[str, str] | None = None,
    at: datetime = EVENING,
) -> Visit:
    """A visit with a talk; one resident who says yes to everything unless others are given."""
    talked = visits.TalkNotes(
        language="nl", minutes=25, answers=answers or {}, residents=people or (resident_notes(),)
    )
    notes = visits.DoorNotes(outcome=Outcome.TALK, opened_at=at, talk=talked)
    return visits.record(id=uuid4(), round=round, address=address, notes=notes, by=round.asker, at=at)


def resident(round: Round, address: Address, name: str = "Samira Haddad", **fields: object) -> Resident:
    """A resident of a talk at this door."""
    visit = talk(round, address, resident_notes(name, **fields))
    return Resident.objects.get(talk__visit=visit)


def as_published(of: Team, asker: User, note_taker: User, *, name: str = "Planetenflat") -> Flat:
    """Ninety doors as the publication tells: 24 opted out, 24 talks, 41 out or declined, 1 not recorded."""
    made = flat(of, name=name, doors=90, per_floor=10)
    walked = walking_round(made, asker, note_taker)
    doors = iter(made.addresses.order_by("pk"))
    OptOut.objects.bulk_create(
        OptOut(address=door, channel=Channel.PHONE, opted_out_at=EVENING) for door in islice(doors, 24)
    )
    for number, door in enumerate(islice(doors, 24)):
        likes = resident_notes(f"Bewoner {number}", shares=frozenset({"cook_together"}))
        answers = {"feels_at_home": "4", "pleasant_or_change": "Heerlijk rustig hier."}
        talk(walked, door, likes, answers=answers)
    others = {Outcome.NOBODY_HOME: 23, Outcome.DECLINED_DOOR: 11, Outcome.DECLINED_INTERCOM: 7}
    # Stored at once: one by one they take longer than most tests that look at this flat.
    Visit.objects.bulk_create(
        Visit(
            id=uuid4(),
            round=walked,
            address=door,
            outcome=outcome,
            happened_at=EVENING,
            recorded_at=EVENING,
            recorded_by=asker,
        )
        for outcome, count in others.items()
        for door in islice(doors, count)
    )
    return made

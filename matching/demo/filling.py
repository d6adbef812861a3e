"""Plays the story: team, flats, letters, opt-outs, rounds and talks, in the order in which they happened."""

from datetime import date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.utils import timezone

from buurvoorbuur.models import Membership, Team, User
from matching.demo import introducing
from matching.demo.script import PASSWORD, Part, Story, read
from outreach import (
    activities,
    addresses,
    flats,
    follow_ups,
    ideas,
    letter_batches,
    letter_drafts,
    letter_printing,
    letters,
    optouts,
    releases,
    rounds,
    starting,
    trust_checks,
    visits,
)
from outreach.activity_terms import IdeaState
from outreach.address_key import AddressParts
from outreach.consent_terms import Field, Purpose
from outreach.flat_phases import Afterwards, Phase, PhaseAction
from outreach.follow_ups import FollowUpNotes
from outreach.layout import Place
from outreach.models import Address, Flat, Resident, Round, RoundDoor
from outreach.opt_out_terms import Channel
from outreach.placed_doors import PlacedDoor
from outreach.residents import ResidentNotes
from outreach.rounds import Debrief
from outreach.visit_states import Occupancy, Outcome, PartOfDay

Doors = dict[int, Address]


@transaction.atomic
def fill(*, today: date) -> Team:
    """Stores the whole demo, with everything that happened dated back from today; returns its team."""
    story = read(today)
    begin = story.moment({"weeks_ago": 13, "weekday": 1})
    team, people = _people(story, begin)
    coordinator = next(person for code, person in people.items() if _role(story, code) == "coordinator")
    walked, waiting = (_flat(row, team, coordinator, begin) for row in story.parts["flats"])
    _assign(story, walked, people, coordinator, begin)
    _letters(story, walked, people, coordinator)
    doors = {door.number: door for door in walked.addresses.all()}
    for row in story.parts["opt_outs"]:
        by = None if row["channel"] == Channel.CODE else coordinator
        optouts.record(
            address=doors[row["door"]], channel=Channel(row["channel"]), by=by, at=story.moment(row)
        )
    for number, row in enumerate(story.parts["rounds"]):
        _round(story, row, number, walked, doors, people)
    last = story.moment({"weeks_ago": 6, "weekday": 1})
    flats.move(flat=walked, action=PhaseAction.NEXT, by=coordinator, at=last)
    introducing.introduce_some(team=team, by=coordinator, at=last)
    for row in story.parts["follow_ups"]:
        _follow_up(story, row, doors[row["door"]], people, coordinator)
    _what_came_of_it(story, walked, coordinator)
    releases.freeze_due(datetime.combine(today, time(), tzinfo=timezone.get_default_timezone()))
    assert waiting.phase == Phase.PREPARE
    return team


def _what_came_of_it(story: Story, flat: Flat, by: User) -> None:
    """What residents began, and what they would like."""
    for row in story.parts["activities"]:
        began_on = story.day(row) if row["began"] else None
        notes = activities.ActivityNotes(row["name"], [flat], began_on)
        activities.add(team=flat.team, notes=notes, by=by, at=story.moment(row, "20:00"))
    for row in story.parts["ideas"]:
        idea = ideas.IdeaNotes(row["what"], flat, IdeaState(row["state"]), euros=row.get("euros"))
        ideas.add(team=flat.team, notes=idea, by=by, at=story.moment(row))


def _role(story: Story, code: str) -> str:
    return str(next(member["role"] for member in story.parts["members"] if member["code"] == code))


def _people(story: Story, at: datetime) -> tuple[Team, dict[str, User]]:
    row = story.parts["team"]
    team = Team.objects.create(
        name=row["name"], neighbourhood=row["neighbourhood"], phone=row["phone"], email=row["email"]
    )
    starting.equip(team=team, at=at)
    people = {
        member["code"]: User.objects.create_user(
            member["email"], PASSWORD, name=member["name"], language=member["language"]
        )
        for member in story.parts["members"]
    }
    Membership.objects.bulk_create(
        Membership(user=people[member["code"]], team=team, role=member["role"])
        for member in story.parts["members"]
    )
    return team, people


def _flat(row: Part, team: Team, by: User, at: datetime) -> Flat:
    numbers = range(row["number_from"], row["number_to"] + 1, row["number_step"])
    doors = [
        PlacedDoor(
            AddressParts(row["street"], number, postcode=row["postcode"], city=row["city"]),
            Place(row["lowest_floor"] + index // row["doors_per_floor"], index % row["doors_per_floor"] + 1),
        )
        for index, number in enumerate(numbers)
    ]
    return addresses.store(
        team=team,
        name=row["name"],
        doors=doors,
        by=by,
        at=at,
        plan_afterwards=Afterwards.INTRODUCTIONS,
    )


def _assign(story: Story, flat: Flat, people: dict[str, User], by: User, at: datetime) -> None:
    for member in story.parts["members"]:
        if member["flats"]:
            flats.assign(flat=flat, user=people[member["code"]], by=by, at=at)


def _letters(story: Story, flat: Flat, people: dict[str, User], by: User) -> None:
    """Written, checked, printed and delivered; the PDF itself goes with the delivery."""
    row = story.parts["letter"]
    printed_at = story.moment(row["printed"])
    flats.move(flat=flat, action=PhaseAction.NEXT, by=by, at=printed_at)
    draft = letter_drafts.default(row["language"])
    letter = letters.write(flat=flat, draft=draft, by=by, at=printed_at)
    five = trust_checks.asked("nl")
    for reader in (by, people[row["asker"]]):
        trust_checks.check(letter=letter, questions=five, seen=letter.written_at, by=reader, at=printed_at)
    pair = people[row["asker"]], people[row["note_taker"]]
    order = letter_batches.PrintOrder(*pair, story.day(row["first_visit"]))
    batch = letter_batches.order(letter=letter, order=order, by=by, at=printed_at)
    letter_printing.render_batch(batch=batch, at=printed_at)
    letter_batches.deliver(
        batch=batch, on=story.day(row["delivered"]), by=by, at=story.moment(row["delivered"], "16:00")
    )


def _round(story: Story, row: Part, number: int, flat: Flat, doors: Doors, people: dict[str, User]) -> None:
    asker, note_taker = people[row["asker"]], people[row["note_taker"]]
    starts_at = story.moment(row, row["starts_at"])
    before = starts_at - timedelta(minutes=10)
    evening = Round.objects.create(
        id=uuid5(NAMESPACE_URL, f"demo-round-{number}"),
        flat=flat,
        planned_on=starts_at.date(),
        starts_at=starts_at.time(),
        last_new_door=flat.team.last_new_door,
        asker=asker,
        note_taker=note_taker,
    )
    planned = [visit["door"] for visit in row["visits"]] + list(row.get("planned_only", []))
    RoundDoor.objects.bulk_create(RoundDoor(round=evening, address=doors[door]) for door in planned)
    for person in (asker, note_taker):
        rounds.read_safety_card(round=evening, by=person, at=before)
    rounds.start(round=evening, by=asker, at=starts_at)
    for visit in row["visits"]:
        _visit(story, row, visit, evening, doors[visit["door"]])
    ended_at = story.moment(row, row["ends_at"])
    debrief = Debrief(**row.get("debrief", {}))
    rounds.close(round=evening, both_home=True, debrief=debrief, by=asker, at=ended_at)


def _visit(story: Story, row: Part, visit: Part, evening: Round, door: Address) -> None:
    outcome = Outcome(visit["outcome"])
    opened_at = story.moment(row, visit["at"])
    part = visit.get("come_back_part")
    notes = visits.DoorNotes(
        outcome=outcome,
        opened_at=opened_at,
        come_back_part=PartOfDay(part) if part else None,
        occupancy=Occupancy(visit.get("occupancy", Occupancy.UNKNOWN)),
        talk=_talk(story, door) if outcome == Outcome.TALK else None,
    )
    id = uuid5(evening.pk, str(door.number))
    visits.record(id=id, round=evening, address=door, notes=notes, by=evening.asker, at=opened_at)


def _talk(story: Story, door: Address) -> visits.TalkNotes:
    household = next(row for row in story.parts["households"] if row["door"] == door.number)
    return visits.TalkNotes(
        language=household["language"],
        minutes=household["minutes"],
        answers={code: str(answer) for code, answer in household["answers"].items()},
        residents=tuple(_resident(story, row, household["language"]) for row in household["residents"]),
    )


def _resident(story: Story, row: Part, language: str) -> ResidentNotes:
    weeks = row.get("stays_weeks")
    return ResidentNotes(
        name=row["name"],
        consents=frozenset(Purpose(code) for code in row["consents"]),
        shared_fields=frozenset(Field(code) for code in row.get("shared_fields", [])),
        phone=row.get("phone", ""),
        email=row.get("email", ""),
        languages=frozenset(row["languages"]),
        moments=frozenset(row["moments"]),
        shares=frozenset(row["shares"]),
        offers=frozenset(row["offers"]),
        wishes=frozenset(row["wishes"]),
        stays_until=story.monday + timedelta(weeks=weeks) if weeks else None,
        consent_language=language,
    )


def _follow_up(story: Story, row: Part, door: Address, people: dict[str, User], by: User) -> None:
    # A name cannot be searched for: it is encrypted.
    person = next(one for one in Resident.objects.filter(address=door) if one.name == row["resident"])
    notes = FollowUpNotes(
        held_on=story.day(row),
        first=people[row["first"]],
        second=people[row["second"]],
        minutes=row["minutes"],
        note=row["note"],
    )
    follow_ups.record(resident=person, notes=notes, by=by, at=story.moment(row, "20:00"))

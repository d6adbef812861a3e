"""Promise 8: with a resident goes everything about them, in every table; what is of others stays."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django_tasks_db.models import DBTaskResult

from buurvoorbuur import privacy
from buurvoorbuur.crypto import EncryptedText
from buurvoorbuur.models import Event
from matching import exclusions
from matching.chore_kinds import ChoreKind
from outreach import follow_ups, interests, letter_remarks, own_words, participants, residents
from outreach.consent_terms import Purpose
from outreach.envelope_states import EnvelopeState
from outreach.models import Activity, Answer, Consent, Envelope, Idea, OwnWords, Pause, Resident, Round, Talk
from outreach.participants import JobNotes
from tests import make, together
from tests.house.conftest import World

NAME = "Quirijntje Zwaluwstaart"
PHONE = "06 55512345"


@dataclass
class Known:
    """A resident of whom something lies in every table that may hold it, and a neighbour."""

    samira: Resident
    neighbour: Resident
    evening: Round


@pytest.fixture
def known(world: World) -> Known:
    interests.load_starter()
    liked = frozenset({"walking"})
    evening = world.round
    notes = make.resident_notes(NAME, shares=liked, phone=PHONE, email="quirijntje@merk.example")
    visit = make.talk(evening, world.doors[0], notes, answers={"cares_about": f"{NAME} zei dit."})
    samira = Resident.objects.get(talk__visit=visit)
    neighbour = make.resident(evening, world.doors[1], "Buurvrouw Jansen", shares=liked)
    _hang_on(world, samira, neighbour)
    _name_elsewhere(world, samira)
    return Known(samira, neighbour, evening)


def _hang_on(world: World, samira: Resident, neighbour: Resident) -> None:
    make.own_code(samira)
    later = follow_ups.FollowUpNotes(
        held_on=make.EVENING.date(), minutes=20, first=world.ans, second=world.riny, note=f"Met {NAME}."
    )
    follow_ups.record(resident=samira, notes=later, id=uuid4(), by=world.cora, at=make.EVENING)
    letter_remarks.note(
        letter=world.letter(), resident=samira, text="Te lang.", by=world.cora, at=make.EVENING
    )
    exclusions.keep_apart(one=samira, other=neighbour, by=world.cora, at=make.EVENING)
    make.unused_interest(samira, world.cora)
    make.name_on_paper(samira, world.cora)
    proposal = make.proposed(samira, neighbour)
    proposal.place, proposal.first_step = "Bij Zwaluwstaart thuis", "Quirijntje belt."
    proposal.save()
    proposal.chores.create(kind=ChoreKind.COFFEE, member=proposal.members.get(resident=samira))
    proposal.reasons.create(kind="interests", items="walking", points=10)
    takes_part = together.participant(samira, world.cora)
    jobs = [JobNotes(f"{NAME} zet koffie", takes_part)]
    participants.share_out(activity=takes_part.activity, jobs=jobs, by=world.cora, at=make.EVENING)


def _name_elsewhere(world: World, samira: Resident) -> None:
    """In texts of the team, each in its own table."""
    assert samira.name == NAME
    own_words.write(flat=world.flat, text=f"{NAME} is stuurbuur.", seen=0, by=world.cora, at=make.EVENING)
    Activity.objects.create(team=world.team, name=f"Soep bij {NAME}", planned_at=make.EVENING)
    Idea.objects.create(
        team=world.team,
        flat=world.flat,
        resident=samira,
        what=f"{NAME} wil een bankje",
        heard_at=make.EVENING,
    )
    together.venue(world.team, world.cora, contact=f"De sleutel ligt bij {NAME}")
    make.coach_note(world.team, world.cora)
    Pause.objects.create(flat=world.flat, message=f"Eerst {NAME} bellen.", paused_at=make.EVENING)
    world.round.lesson = f"We leerden van {NAME}."
    world.round.save()


def held_of(person: Resident) -> dict[str, list[Any]]:
    return {entry.model.__name__: list(rows) for entry, rows in privacy.about(person) if rows}


def readable() -> str:
    """Every encrypted text of the database, opened."""
    found = []
    for entry in privacy.register():
        for row in entry.model._base_manager.all():
            fields = [f for f in entry.model._meta.concrete_fields if isinstance(f, EncryptedText)]
            found += [str(getattr(row, field.name)) for field in fields]
    return "\n".join(found)


def test_the_resident_of_this_test_has_something_in_every_table(known: Known) -> None:
    may = {entry.model.__name__ for entry in privacy.register() if Resident in entry.leads_to()}
    assert may - set(held_of(known.samira)) == set(), "a new table about residents is filled here too"


def test_nothing_about_an_erased_resident_stays_in_any_table(known: Known, world: World) -> None:
    before, samira = held_of(known.samira), known.samira.pk
    residents.erase(resident=known.samira, by=world.cora, at=make.EVENING)
    stays = {entry.model.__name__: entry.stays for entry in privacy.register()}
    for model, rows in before.items():
        left = [row for row in rows if type(row)._base_manager.filter(pk=row.pk).exists()]
        assert not left or stays[model], model
    assert not any(rows.exists() for _entry, rows in privacy.about(Resident(pk=samira)))
    text = readable()
    assert "Quirijntje" not in text and "Zwaluwstaart" not in text and PHONE not in text
    assert "Soep bij […]" in text, "what is of others stays"
    assert "[…] belt." in text
    assert not Answer.objects.filter(talk=known.samira.talk_id).exists()
    assert Talk.objects.filter(pk=known.samira.talk_id).exists(), "the talk is counted"


def test_the_neighbour_keeps_everything(known: Known, world: World) -> None:
    mine = {"KeptApart", "Chore"}
    before = {model: len(rows) for model, rows in held_of(known.neighbour).items() if model not in mine}
    residents.erase(resident=known.samira, by=world.cora, at=make.EVENING)
    after = {model: len(rows) for model, rows in held_of(known.neighbour).items()}
    assert after == before


def test_the_id_of_an_erased_resident_stands_only_in_the_event_log(known: Known, world: World) -> None:
    samira = known.samira.pk
    residents.erase(resident=known.samira, by=world.cora, at=make.EVENING)
    with connection.cursor() as cursor:
        tables = [
            table
            for table in connection.introspection.table_names(cursor)
            for row in _rows(cursor, table)
            if samira.hex in row or str(samira) in row
        ]
    assert set(tables) == {Event._meta.db_table}


def _rows(cursor: Any, table: str) -> list[str]:
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
    return [str(row) for row in cursor.fetchall()]


def test_no_queue_no_session_and_no_cache_holds_the_resident(known: Known, world: World, as_) -> None:
    as_(world.cora).get(f"/bewoners/{known.samira.pk}/")
    held = [str(session.get_decoded()) for session in Session.objects.all()]
    held += [f"{task.args_kwargs} {task.return_value}" for task in DBTaskResult.objects.all()]
    held += [str(cache.get(str(known.samira.pk)))]
    assert not [text for text in held if NAME in text or str(known.samira.pk) in text]


def person(**said: str) -> list[tuple[str, str]]:
    return [("outcome", "talk"), ("taal", "nl"), *said.items()]


@pytest.mark.parametrize(
    ("said", "state"),
    [
        (person(name=NAME.upper()), EnvelopeState.DESTROYED),
        (person(name="Q.", phone="0655512345"), EnvelopeState.DESTROYED),
        (person(name="Een huisgenoot"), EnvelopeState.SET_ASIDE),
    ],
)
def test_a_talk_that_lies_aside_is_destroyed_when_it_names_the_resident(
    known: Known, world: World, said: list[tuple[str, str]], state: EnvelopeState
) -> None:
    phone = make.phone(known.evening)[0]
    [envelope] = make.received(phone, make.sealed(phone, make.entry(known.evening, world.doors[0], *said)))
    Envelope.objects.filter(pk=envelope.pk).update(state=EnvelopeState.SET_ASIDE, reason="broken")
    residents.erase(resident=known.samira, by=world.cora, at=make.EVENING)
    envelope.refresh_from_db()
    assert envelope.state == state
    assert bool(envelope.sealed) == (state == EnvelopeState.SET_ASIDE)


def test_answers_of_a_household_stay_for_who_still_lets_us_keep_them(known: Known, world: World) -> None:
    mate = residents.add(
        talk=known.samira.talk, notes=make.resident_notes("Huisgenoot"), by=world.ans, at=make.EVENING
    )
    residents.erase(resident=known.samira, by=world.cora, at=make.EVENING)
    keeps = Consent.objects.open().filter(resident=mate, purpose=Purpose.KEEP_ANSWERS)
    assert keeps.exists() and Answer.objects.filter(talk=known.samira.talk_id).exists()


def test_own_words_lose_the_name_too(known: Known, world: World) -> None:
    residents.erase(resident=known.samira, by=world.cora, at=make.EVENING)
    assert OwnWords.objects.get(flat=world.flat).text == "[…] is stuurbuur."

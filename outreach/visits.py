"""What happened at a door: recorded once however often it is sent, and never at a door that said no."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from outreach import evening_doors, fingerprints, optouts, questionnaires, residents
from outreach.models import Address, Answer, OccupancyNote, Question, Round, RoundDoor, Talk, Visit
from outreach.residents import ResidentNotes
from outreach.visit_states import (
    UNDER_WAY,
    WALKED,
    Occupancy,
    OccupancySource,
    Outcome,
    PartOfDay,
    RoundState,
    may_open_door,
)

UNDO_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True)
class TalkNotes:
    """What was noted in a talk: which questions were asked, answers by their code, who took part.

    Without a questionnaire it is the one in use when the talk arrives.
    """

    language: str
    questionnaire: UUID | None = None
    minutes: int | None = None
    answers: dict[str, str] = field(default_factory=dict)
    residents: tuple[ResidentNotes, ...] = ()


@dataclass(frozen=True)
class Held:
    """A round that is locked, with its flat and team; the doors planned for it; who may tell of it.

    Those are the two who walk it, and whoever a coordinator vouches for: somebody who was replaced.
    """

    round: Round
    planned: frozenset[int]
    walkers: frozenset[UUID]
    is_vouched: bool = False


@dataclass(frozen=True)
class DoorNotes:
    """Everything one visit says, apart from who sent it and when it arrived."""

    outcome: Outcome
    opened_at: datetime
    come_back_part: PartOfDay | None = None
    occupancy: Occupancy = Occupancy.UNKNOWN
    talk: TalkNotes | None = None


@transaction.atomic
def record(
    *,
    id: UUID,
    round: Round,
    address: Address,
    notes: DoorNotes,
    by: User,
    at: datetime,
    sent_later: bool = False,
    held: Held | None = None,
) -> Visit:
    """Stores one visit under the id its phone made; the same id with the same content is stored once.

    `sent_later`: a phone tells of it afterwards. It did happen, so a round that was closed meanwhile
    and the hour refuse nothing then. `held`: for who stores many visits of a round in one transaction.
    Raises `Refused`: same id with other content, a round that is not walking, somebody else's round,
    a door of another flat, a door that may not be contacted, a door opened after the last moment, and
    of the doors that were not planned one without a letter in time or at rest.
    """
    notes = _what_may_be_kept(notes)
    fingerprint = _fingerprint(round, address, notes)
    # The round's lock stands first, so that twenty posts of one visit meet here one by one.
    held = held or _hold(round, address)
    evening = held.round
    known = Visit.objects.filter(pk=id).first()
    if known:
        return _same_or_refused(known, fingerprint)
    door = optouts.refuse_contact(address)
    _refuse_wrong_round(held, door, by, WALKED if sent_later else UNDER_WAY)
    if not sent_later and notes.outcome != Outcome.LEFT:  # leaving is never too late: the door is paused
        _refuse_while_alone(evening)
        _refuse_wrong_hour(evening, timezone.localtime(notes.opened_at))
        if door.pk not in held.planned:
            _refuse_unready_door(evening, door)
    facts = {
        "round": evening,
        "address": door,
        "outcome": notes.outcome,
        "come_back_part": notes.come_back_part or "",
        "happened_at": notes.opened_at,
        "recorded_at": at,
        "recorded_by": by,
        "fingerprint": fingerprint,
    }
    try:
        with transaction.atomic():
            visit = Visit.objects.create(id=id, **facts)
    except IntegrityError:  # the same id arrived meanwhile by another round
        return _same_or_refused(Visit.objects.get(pk=id), fingerprint)
    if door.pk not in held.planned:
        RoundDoor.objects.get_or_create(round=evening, address=door)
    if notes.outcome == Outcome.LEFT:
        optouts.pause(address=door, by=by, at=at)
    if notes.occupancy != Occupancy.UNKNOWN:
        _note_occupancy(visit, notes.occupancy, by, at)
    if notes.talk:
        _store_talk(visit, notes.talk, by, at)
    audit.record("visit.recorded", by=by, about=visit, at=at, team=evening.flat.team_id)
    return visit


@transaction.atomic
def undo(*, visit: Visit, by: User, at: datetime, sent_later: bool = False, held: Held | None = None) -> None:
    """Takes back a slip of the thumb within ten minutes; the door stands as before. Twice is once.

    `sent_later`: a phone tells of it afterwards, and it had asked on the evening itself. `held`: for who
    settles many entries of a round in one transaction; it says whether a coordinator vouches for this one.
    A talk is not taken back here: what was said is corrected or erased with the resident. Raises `Refused`:
    by an outsider, too late, and of what was there already when the round was closed.
    """
    slip = (
        Visit.objects.select_for_update(of=("self",))
        .select_related("round__flat", "address")
        .get(pk=visit.pk)
    )
    if slip.undone_at:
        return
    walkers = held.walkers if held else (slip.round.asker_id, slip.round.note_taker_id)
    if by.pk not in walkers:
        raise Refused(_("Only the two of this round can undo this."))
    if _is_closed_over(slip) and not (held and held.is_vouched):
        sentence = _("This round is closed, so nothing is taken back any more. Ask your coordinator.")
        raise Refused(sentence, code="undo_late")
    if not _is_fresh(slip, slip.recorded_at if sent_later else at):
        raise Refused(_("This can no longer be undone. Ask your coordinator to correct it."))
    slip.undone_at = at
    slip.save(update_fields=["undone_at"])
    if slip.outcome == Outcome.LEFT:
        Address.objects.filter(pk=slip.address_id, paused_at=slip.recorded_at).update(paused_at=None)
    audit.record("visit.undone", by=by, about=slip, at=at, team=slip.round.flat.team_id)


def may_undo(visit: Visit, at: datetime) -> bool:
    """Whether the ten minutes still run, and nobody closed the round over it; a talk is never undone."""
    return _is_fresh(visit, at) and not _is_closed_over(visit)


def _is_fresh(visit: Visit, at: datetime) -> bool:
    return visit.outcome != Outcome.TALK and at - visit.recorded_at <= UNDO_WITHIN


def _is_closed_over(visit: Visit) -> bool:
    """Whether it stood there when its round was closed; what came in after that is still fresh."""
    ended = visit.round.ended_at
    return visit.round.state == RoundState.CLOSED and (ended is None or visit.recorded_at <= ended)


def _hold(round: Round, address: Address) -> Held:
    """The round's row, locked, and whether this door was planned for it; in one query."""
    planned = RoundDoor.objects.filter(round=OuterRef("pk"), address=address)
    rounds = Round.objects.select_for_update(of=("self",)).select_related("flat__team")
    evening = rounds.annotate(is_planned=Exists(planned)).get(pk=round.pk)
    is_planned = frozenset([address.pk] if evening.is_planned else [])
    return Held(evening, is_planned, frozenset({evening.asker_id, evening.note_taker_id}))


def hold_all(ids: Collection[UUID]) -> dict[UUID, Held]:
    """Locks these rounds in the order of their keys, for who stores many visits in one transaction."""
    rounds = Round.objects.select_for_update(of=("self",)).select_related("flat__team")
    locked = list(rounds.filter(pk__in=ids).order_by("pk"))
    planned: dict[UUID, set[int]] = defaultdict(set)
    for door in RoundDoor.objects.filter(round__in=locked):
        planned[door.round_id].add(door.address_id)
    return {
        evening.pk: Held(
            evening, frozenset(planned[evening.pk]), frozenset({evening.asker_id, evening.note_taker_id})
        )
        for evening in locked
    }


def _what_may_be_kept(notes: DoorNotes) -> DoorNotes:
    """The same without persons who gave no consent, and without answers that nobody lets us keep."""
    if not notes.talk:
        return notes
    people = tuple(person for person in notes.talk.residents if person.consents)
    answers = notes.talk.answers if any(person.keeps_answers for person in people) else {}
    return replace(notes, talk=replace(notes.talk, residents=people, answers=answers))


def _same_or_refused(known: Visit, fingerprint: str) -> Visit:
    if known.fingerprint == fingerprint:
        return known
    raise Refused(_("This visit was already stored with other content."), code="conflict")


def _fingerprint(round: Round, address: Address, notes: DoorNotes) -> str:
    """A keyed fingerprint, so that equal content is recognised and nothing can be guessed from it.

    Clocks are left out: when a visit began and how long it took are remarks of the device.
    """
    said = asdict(notes)
    del said["opened_at"]
    if said["talk"]:
        del said["talk"]["minutes"]
    return fingerprints.of("visit", [round.pk, address.pk, said])


def _refuse_wrong_round(held: Held, door: Address, by: User, states: Sequence[RoundState]) -> None:
    if held.round.state not in states:
        raise Refused(_("This round is not under way."), code="round_closed")
    if by.pk not in held.walkers:
        raise Refused(_("Only the two of this round log its doors."), code="not_yours")
    if door.flat_id != held.round.flat_id:
        raise Refused(_("This door is not in the flat of this round."), code="other_flat")


def _refuse_while_alone(evening: Round) -> None:
    if not evening.is_read_by_both:
        raise Refused(
            _("First your substitute reads and ticks the safety card. Until then nobody rings alone."),
            code="alone",
        )


def _refuse_unready_door(evening: Round, door: Address) -> None:
    """A door that no plan looked at: it was told in time and does not rest."""
    if not evening_doors.told(evening.flat, evening.planned_on).filter(pk=door.pk).exists():
        raise Refused(_("This door got no letter, or too short ago. Go on to the next one."), code="not_told")
    if evening_doors.are_at_rest(evening_doors.counting().filter(address=door)):
        raise Refused(_("Nobody was home here three times: this door is left in peace."), code="rests")


def _refuse_wrong_hour(evening: Round, opened: datetime) -> None:
    if opened.date() != evening.planned_on:
        raise Refused(_("This round was on another day. Close it and plan a new one."), code="too_late")
    if not may_open_door(opened.time(), evening.last_new_door):
        raise Refused(_("It is too late for a new door. A talk under way may be finished."), code="too_late")


def _note_occupancy(visit: Visit, occupancy: Occupancy, by: User, at: datetime) -> None:
    OccupancyNote.objects.create(
        address=visit.address,
        occupancy=occupancy,
        source=OccupancySource.AT_THE_DOOR,
        noted_at=at,
        noted_by=by,
        visit=visit,
    )


def _store_talk(visit: Visit, notes: TalkNotes, by: User, at: datetime) -> None:
    """Keeps that a talk took place; its answers only when somebody in it agreed to that."""
    asked = questionnaires.freeze(team=visit.round.flat.team, pk=notes.questionnaire, at=at)
    talk = Talk.objects.create(
        visit=visit, questionnaire=asked[0].questionnaire, language=notes.language, minutes=notes.minutes
    )
    for person in notes.residents:
        residents.store(talk=talk, notes=person, by=by, at=at)
    _store_answers(talk, asked, notes.answers)


def _store_answers(talk: Talk, asked: Sequence[Question], answers: dict[str, str]) -> None:
    """Encrypts and stores what was answered; empty answers and unknown questions leave nothing."""
    Answer.objects.bulk_create(
        Answer(talk=talk, question=question, value=answers[question.code])
        for question in asked
        if answers.get(question.code)
    )

"""Who may be at which flat today and soon, for whoever wonders; knows no door, no resident and no past."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from buurvoorbuur.models import Membership, Team
from buurvoorbuur.roles import Role
from outreach.flat_phases import Phase
from outreach.models import Flat, FlatAssignment, LetterBatch, Round
from outreach.visit_states import RoundState, part_of_day
from outreach.wording.round_words import PARTS

AHEAD = timedelta(days=14)
# The pages hold nothing else of a round; what two people wrote of an evening is not even decrypted.
SHOWN = (
    "planned_on", "starts_at", "flat__name", "flat__team__name", "flat__team__neighbourhood",
    "flat__team__phone", "asker__name", "asker__ended_at", "note_taker__name", "note_taker__ended_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ExpectedRound:
    """One evening: where, on which day, in which part of it, and the first names of those who walk."""

    flat: str
    team: Team
    planned_on: date
    part: Any
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Expected:
    """What everybody may know: today, the two weeks after it, and flats with a letter and no evening yet."""

    today: Sequence[ExpectedRound]
    coming: Sequence[ExpectedRound]
    waiting: Sequence[Flat]


def of(today: date) -> Expected:
    """Two queries, however much there is to tell."""
    rounds = [_told(evening) for evening in _rounds(today)]
    return Expected(
        [told for told in rounds if told.planned_on == today],
        [told for told in rounds if told.planned_on > today],
        list(_waiting(today)),
    )


def _rounds(today: date) -> QuerySet[Any]:
    """The rounds that are under way today or may still begin, by day."""
    begins = Q(state=RoundState.PLANNED, planned_on__range=(today, today + AHEAD), flat__phase=Phase.VISITS)
    begins &= Q(flat__restarts_on=None) | Q(flat__restarts_on__lte=F("planned_on"))
    rounds = Round.objects.filter(begins | Q(state=RoundState.WALKING, planned_on=today))
    named = rounds.annotate(asker_walks=_walks("asker"), note_taker_walks=_walks("note_taker"))
    return (
        named.select_related("flat__team", "asker", "note_taker")
        .only(*SHOWN)
        .order_by("planned_on", "flat__name", "starts_at")
    )


def _walks(place: str) -> Exists:
    """Whether the one in this place of a round may walk its flat on its day, as `walkers.of_flat` says."""
    assigned = FlatAssignment.objects.filter(flat=OuterRef(OuterRef("flat")), user=OuterRef("user"))
    return Exists(
        Membership.objects.filter(
            Q(role=Role.COORDINATOR) | Q(Exists(assigned), role=Role.INITIATOR),
            Q(ends_on=None) | Q(ends_on__gte=OuterRef("planned_on")),
            user=OuterRef(place),
            user__is_active=True,
            team=OuterRef("flat__team"),
        )
    )


def _told(evening: Any) -> ExpectedRound:
    pair = (evening.asker, evening.asker_walks), (evening.note_taker, evening.note_taker_walks)
    return ExpectedRound(
        evening.flat.name,
        evening.flat.team,
        evening.planned_on,
        PARTS[part_of_day(evening.starts_at)],
        tuple(person.first_name for person, walks in pair if walks and person.first_name),
    )


def _waiting(today: date) -> QuerySet[Flat]:
    """Flats at their visits that got their letters, of which nothing stands in the list of rounds."""
    letters = LetterBatch.objects.filter(letter__flat=OuterRef("pk"), delivered_on__isnull=False)
    rounds = _rounds(today).filter(flat=OuterRef("pk"))
    flats = Flat.objects.filter(Exists(letters), ~Exists(rounds), phase=Phase.VISITS)
    awake = flats.filter(Q(restarts_on=None) | Q(restarts_on__lte=today))
    return awake.select_related("team").order_by("name")

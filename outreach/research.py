"""Answers to hand over for research: a row a talk that could be anybody's; it keeps no row."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit
from buurvoorbuur.disclosure import LEAST_TALKS
from buurvoorbuur.lookalikes import look_alike
from buurvoorbuur.models import Team, User
from buurvoorbuur.refusals import Refused
from outreach.consent_terms import Direction, Purpose
from outreach.models import (
    Address,
    Answer,
    Consent,
    InterestChoice,
    InterestGroup,
    Question,
    ReleasedFlat,
    ResearchExport,
    Resident,
    Talk,
)
from outreach.question_kinds import SCALE, PullAnswer, QuestionKind

ID = "id"
YEAR = "year"
NO, YES = "0", "1"
TOO_FEW = _(
    "Fewer than ten talks could go along without anybody being recognised. "
    "Wait for more talks, and until the quarter is over."
)
# What can be answered to a question of each kind; every other kind is answered in words.
CODES: dict[str, tuple[str, ...]] = {
    QuestionKind.SCALE: tuple(map(str, SCALE)),
    QuestionKind.CHOICE: tuple(PullAnswer),
}


@dataclass(frozen=True)
class Column:
    """A column of the file: its name, the codes in it, and the question or the interests it is about."""

    name: str
    codes: tuple[str, ...]
    question: Question | None = None
    group: InterestGroup | None = None
    direction: Direction | None = None

    @property
    def may_be_empty(self) -> bool:
        """Whether somebody may have given no answer."""
        return self.question is not None

    @property
    def is_told(self) -> bool:
        """Whether nobody can know it but who says it: a number for a feeling."""
        return self.question is not None and self.question.kind == QuestionKind.SCALE


@dataclass(frozen=True, slots=True)
class Handover:
    """For whom the file is and for what, as somebody fills it in."""

    recipient: str
    purpose: str


@dataclass(frozen=True)
class Handed:
    """What leaves: rows by column name, in random order, and the columns that had to stay."""

    export: ResearchExport
    columns: tuple[Column, ...]
    stayed: tuple[Column, ...]
    rows: tuple[dict[str, str], ...]


def columns(team: Team) -> tuple[Column, ...]:
    """What a row may tell besides its number and year, in two queries."""
    asked = Question.objects.filter(questionnaire__team=team, questionnaire__in_use_from__isnull=False)
    newest = {question.code: question for question in asked.order_by("questionnaire__version", "position")}
    sensitive = {question.code for question in asked if question.is_sensitive}
    answered = tuple(
        Column(code, CODES[question.kind], question=question)
        for code, question in sorted(newest.items())
        if question.kind in CODES and code not in sensitive
    )
    groups = list(InterestGroup.objects.all())
    liked = tuple(
        Column(f"{direction}_{group.code}", (NO, YES), group=group, direction=direction)
        for direction in Direction
        for group in groups
    )
    return answered + liked


def ready(team: Team) -> int:
    """How many talks may be looked at for it now; how many of them go along turns out when it is made."""
    return len(_talks(team))


def made(team: Team) -> QuerySet[ResearchExport]:
    """What left before, the last first."""
    return ResearchExport.objects.filter(team=team).select_related("made_by")


@transaction.atomic
def export(*, team: Team, handover: Handover, by: User, at: datetime) -> Handed:
    """Makes the rows, and writes down for whom and for what they leave. Raises `Refused` below ten."""
    every = columns(team)
    safe = look_alike(
        _rows(_talks(team), every),
        known=[YEAR, *(column.name for column in every if not column.is_told)],
        told=[column.name for column in every if column.is_told],
    )
    if len(safe.rows) < LEAST_TALKS:
        raise Refused(TOO_FEW)
    # The numbers are new and so is the order by them: nothing ties two files, or a row to its talk.
    rows = sorted(({ID: str(uuid4()), **row} for row in safe.rows), key=lambda row: row[ID])
    years = {row[YEAR] for row in rows if YEAR in row}
    told = (Column(ID, ()), Column(YEAR, tuple(sorted(years))), *every)
    kept = ResearchExport.objects.create(
        team=team,
        recipient=handover.recipient,
        purpose=handover.purpose,
        talks=len(rows),
        left_out=safe.left_out,
        made_at=at,
        made_by=by,
    )
    audit.record("research.exported", by=by, about=kept, at=at, team=team.pk)
    return Handed(
        export=kept,
        columns=tuple(column for column in told if column.name in {ID, *safe.columns}),
        stayed=tuple(column for column in told if column.name not in {ID, *safe.columns}),
        rows=tuple(rows),
    )


def _talks(team: Team) -> dict[Any, datetime]:
    """When each talk was held in which everybody lets us keep the answers, at a door that did not say no.

    Only those of which the numbers were released: so they come by the quarter, and who compares two files
    does not find the one talk that was held between them.

    In two steps: PostgreSQL, asked for all of it at once while it knows little of how full the tables are,
    may look through all consents for each pair of a talk and a door, which takes minutes.
    """
    told = ReleasedFlat.objects.filter(
        flat=OuterRef("visit__address__flat"), until__gt=OuterRef("visit__recorded_at")
    )
    happened = dict(
        Talk.objects.filter(
            Exists(told),
            visit__undone_at=None,
            visit__address__flat__team=team,
            visit__address__in=Address.objects.contactable(),
        ).values_list("pk", "visit__happened_at")
    )
    keeps = Consent.objects.open().filter(resident=OuterRef("pk"), purpose=Purpose.KEEP_ANSWERS)
    agree: dict[Any, bool] = {}
    for talk, keep in Resident.objects.filter(talk__in=happened).values_list("talk", Exists(keeps)):
        agree[talk] = agree.get(talk, True) and keep
    return {talk: at for talk, at in happened.items() if agree.get(talk)}


def _rows(happened: dict[Any, datetime], every: Sequence[Column]) -> list[dict[str, str]]:
    """A row a talk, in two queries; of the answers only those that have codes are opened."""
    said = _answers(happened, [column for column in every if column.question])
    liked = _liked(happened)
    return [
        {
            YEAR: str(timezone.localtime(happened_at).year),
            **{column.name: _said(column, said[talk], liked[talk]) for column in every},
        }
        for talk, happened_at in happened.items()
    ]


def _said(column: Column, said: dict[str, str], liked: set[str]) -> str:
    if column.group:
        return YES if column.name in liked else NO
    value = said.get(column.name, "")
    return value if value in column.codes else ""


def _answers(talks: Collection[Any], asked: Sequence[Column]) -> dict[object, dict[str, str]]:
    found: dict[object, dict[str, str]] = defaultdict(dict)
    lines = Answer.objects.filter(
        talk__in=talks, question__code__in=[column.name for column in asked], question__is_sensitive=False
    ).annotate(asked=F("question__code"))
    for line in lines.only("value", "talk"):
        found[line.talk_id][line.asked] = line.value
    return found


def _liked(talks: Collection[Any]) -> dict[object, set[str]]:
    """The interests of everybody in a talk together: a row is about a home."""
    found: dict[object, set[str]] = defaultdict(set)
    lines = InterestChoice.objects.filter(resident__talk__in=talks).values_list(
        "resident__talk_id", "direction", "interest__group__code"
    )
    for talk, direction, group in lines.distinct():
        found[talk].add(f"{direction}_{group}")
    return found

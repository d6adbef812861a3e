"""A team's budget: lines of a year that were asked, granted and spent, added up by where they come from."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit
from buurvoorbuur.models import Team, User
from buurvoorbuur.refusals import Refused
from outreach.models import Activity, BudgetLine, Idea
from outreach.money_terms import Origin

FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class LineNotes:
    """One line as somebody fills it in; what is None is not known."""

    year: int
    what: str
    payer: str
    origin: Origin
    asked: Decimal | None = None
    granted: Decimal | None = None
    spent: Decimal | None = None
    asked_on: date | None = None
    answered_on: date | None = None
    activity: Activity | None = None
    idea: Idea | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """What lines add up to; None where no line knows it. `missing` says that some line does not."""

    missing: bool
    asked: Decimal | None
    granted: Decimal | None
    spent: Decimal | None


@dataclass(frozen=True, slots=True)
class ForIdea:
    """What money was granted and spent for an idea; None where no line of the budget knows it."""

    granted: Decimal | None
    spent: Decimal | None


@dataclass(frozen=True, slots=True)
class Budget:
    """A year: its lines, the total of each origin that occurs, and of all money; goods are no money."""

    year: int
    lines: tuple[BudgetLine, ...]
    by_origin: dict[Origin, Total]
    money: Total


def years(team: Team) -> list[int]:
    """The years of which there are lines, the newest first."""
    found = BudgetLine.objects.filter(team=team).order_by("-year").values_list("year", flat=True).distinct()
    return list(found)


def of_year(team: Team, year: int) -> Budget:
    """The budget of a year, in one query."""
    lines = tuple(BudgetLine.objects.filter(team=team, year=year).select_related("activity", "idea"))
    by_origin = {
        origin: _total(of_it)
        for origin in Origin
        if (of_it := [line for line in lines if line.origin == origin])
    }
    return Budget(year, lines, by_origin, _total([line for line in lines if line.origin != Origin.IN_KIND]))


def of_ideas(teams: Collection[UUID]) -> dict[UUID, ForIdea]:
    """By idea what money there is for it in the budgets of these teams, in one query; goods are no money."""
    lines = BudgetLine.objects.filter(team__in=teams, idea__isnull=False).exclude(origin=Origin.IN_KIND)
    sums = lines.order_by().values("idea").annotate(all_granted=Sum("granted"), all_spent=Sum("spent"))
    return {row["idea"]: ForIdea(row["all_granted"], row["all_spent"]) for row in sums}


def unfinished(team: Team, year: int) -> int:
    """How many lines of money do not know what was granted, or of a year gone by what was spent of it."""
    unknown = Q(granted=None) | Q(spent=None, year__lt=year) & ~Q(granted=0)
    return (
        BudgetLine.objects.filter(unknown, team=team, year__lte=year).exclude(origin=Origin.IN_KIND).count()
    )


@transaction.atomic
def add(*, team: Team, notes: LineNotes, by: User, at: datetime) -> BudgetLine:
    """Adds a line. Raises `Refused`: no year, below zero, an answer before its question, the same again."""
    _check(team, notes, at)
    Team.objects.select_for_update().get(pk=team.pk)
    if any(_notes_of(line) == notes for line in of_year(team, notes.year).lines):
        raise Refused(_("This line stands there already."))
    line = BudgetLine.objects.create(team=team, added_at=at, **_fields(notes))
    audit.record("budget.line_added", by=by, about=line, at=at, team=team.pk)
    return line


@transaction.atomic
def change(*, line: BudgetLine, notes: LineNotes, by: User, at: datetime) -> BudgetLine:
    """Changes a line. Raises `Refused` as `add`."""
    _check(line.team, notes, at)
    kept = _locked(line)
    for name, value in _fields(notes).items():
        setattr(kept, name, value)
    kept.save()
    audit.record("budget.line_changed", by=by, about=kept, at=at, team=kept.team_id)
    return kept


@transaction.atomic
def remove(*, line: BudgetLine, by: User, at: datetime) -> None:
    """Takes a line out of the budget."""
    kept = _locked(line)
    audit.record("budget.line_removed", by=by, about=kept, at=at, team=kept.team_id)
    kept.delete()


def _locked(line: BudgetLine) -> BudgetLine:
    return BudgetLine.objects.select_for_update().get(pk=line.pk)


def _check(team: Team, notes: LineNotes, at: datetime) -> None:
    if notes.activity and notes.activity.team_id != team.pk:
        raise Refused(_("Choose an activity of this team."), field="activity")
    if notes.idea and notes.idea.team_id != team.pk:
        raise Refused(_("Choose an idea of this team."), field="idea")
    if notes.activity and notes.idea:
        raise Refused(_("A line is for an activity or for an idea. Leave one of them empty."), field="idea")
    if not FIRST_YEAR <= notes.year <= LAST_YEAR:
        raise Refused(_("Fill in a year, such as %s.") % at.year, field="year")
    for name in ("asked", "granted", "spent"):
        if (getattr(notes, name) or 0) < 0:
            raise Refused(_("An amount is nothing or more."), field=name)
    if notes.asked_on and notes.answered_on and notes.answered_on < notes.asked_on:
        raise Refused(_("The answer cannot come before the question."), field="answered_on")


def _fields(notes: LineNotes) -> dict[str, object]:
    return {name: getattr(notes, name) for name in LineNotes.__dataclass_fields__}


def _notes_of(line: BudgetLine) -> LineNotes:
    known = {name: getattr(line, name) for name in LineNotes.__dataclass_fields__}
    return LineNotes(**{**known, "origin": Origin(line.origin)})


def _total(lines: Sequence[BudgetLine]) -> Total:
    columns = [[getattr(line, name) for line in lines] for name in ("asked", "granted", "spent")]
    sums = [_sum([amount for amount in column if amount is not None]) for column in columns]
    return Total(any(amount is None for column in columns for amount in column), *sums)


def _sum(amounts: Sequence[Decimal]) -> Decimal | None:
    return sum(amounts, Decimal(0)) if amounts else None

"""Money, and what is told of a flat on paper."""

from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from buurvoorbuur.models import Team, User
from outreach import budgets, named_papers, own_words, returns
from outreach.models import BudgetLine, Flat, NameOnPaper, OwnWords, Resident, ReturnLine
from outreach.money_terms import Origin, Side
from tests.make.cast import EVENING


def budget_line(team: Team, by: User, year: int = 2026) -> BudgetLine:
    """Six hundred and fifty euros, asked for."""
    notes = budgets.LineNotes(year, "Activiteiten", "Gemeente", Origin.SUBSIDY, asked=Decimal(650))
    return budgets.add(team=team, notes=notes, by=by, at=EVENING)


def return_line(team: Team, by: User) -> ReturnLine:
    """What a lunch cost."""
    said = {"activity": "Wijklunch", "side": Side.COST, "what": "Lunch", "euros": Decimal(206), "source": ""}
    return returns.add(team=team, **said, by=by, at=EVENING)  # type: ignore[arg-type]


def words(flat: Flat, by: User, text: str = "Veel bewoners missen een bankje.") -> OwnWords | None:
    """What the team tells all doors of a flat in its own words."""
    known = OwnWords.objects.filter(flat=flat).first()
    seen = known.version if known else 0
    return own_words.write(flat=flat, text=text, seen=seen, by=by, at=EVENING)


def name_on_paper(person: Resident, by: User, at: datetime = EVENING) -> NameOnPaper:
    """A stuurbuur whose name went on the report of their flat."""
    named_papers.report_to_print(flat=person.address.flat, by=by, at=at)
    return NameOnPaper.objects.get(resident=person, paper__printed_on=timezone.localdate(at))

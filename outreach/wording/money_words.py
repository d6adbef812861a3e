"""Puts money into the reader's words: hours by three methods, budgets, and what activities returned."""

from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from outreach.budgets import Budget, Total
from outreach.hours import Worth
from outreach.models import BudgetLine
from outreach.money_terms import Method, Origin, Side
from outreach.value import circa
from outreach.wording.report_words import Figures, euros

METHODS: dict[Method, tuple[Any, Any]] = {
    Method.REPLACEMENT: (
        _("Replacement value"),
        _("What these hours would have cost from professionals: hours times the value of an hour."),
    ),
    Method.INVESTMENT: (
        _("Investment value"),
        _("What volunteers could have earned in these hours: hours times what they miss in an hour."),
    ),
    Method.MARKET: (
        _("Market value"),
        _("What this work would bring in when it was sold: hours times the price of an hour."),
    ),
}
ORIGINS: dict[Origin, Any] = {
    Origin.SUBSIDY: _("Subsidy"),
    Origin.GIFT: _("Gift"),
    Origin.OWN: _("Own money"),
    Origin.IN_KIND: _("Goods, rooms or printing"),
}
SIDES: dict[Side, Any] = {Side.COST: _("Cost"), Side.BENEFIT: _("Benefit")}


def amount(money: Decimal | None) -> str:
    """An amount in a table; nothing is € 0,00 and what is missing is not known."""
    return (
        gettext("not known") if money is None else f"€ {number_format(circa(money), 2, force_grouping=True)}"
    )


def ratio(value: Decimal | None) -> str:
    """What each euro brought, as an estimate."""
    return gettext("not known") if value is None else gettext("circa %s") % euros(value)


def of_worth(worth: Worth) -> dict[str, Any]:
    """One method: its name, what it means, the rate with its source, and the value."""
    name, meaning = METHODS[worth.method]
    return {
        "method": worth.method,
        "name": name,
        "meaning": meaning,
        "rate": euros(worth.rate),
        "source": worth.source,
        "value": euros(worth.value),
    }


def of_budget(budget: Budget) -> Figures:
    """Every line, then the total of each kind when there are several, then of all money."""
    rows = [_line(line) for line in budget.lines]
    is_missing = any(total.missing for total in budget.by_origin.values())
    if len(budget.by_origin) > 1:
        rows += [
            _sum(gettext("Together: %s") % ORIGINS[origin], total)
            for origin, total in budget.by_origin.items()
        ]
    if budget.lines:
        rows.append(_sum(gettext("All money together"), budget.money))
    return Figures(
        f"budget-{budget.year}",
        gettext("Budget of %(year)s") % {"year": budget.year},
        (
            gettext("What for"),
            gettext("Kind"),
            gettext("From whom"),
            gettext("Asked"),
            gettext("Granted"),
            gettext("Spent"),
            gettext("Where it stands"),
        ),
        tuple(rows),
        note=gettext("Some amounts are not known; a total adds up those that are.") if is_missing else "",
    )


def standing(line: BudgetLine) -> str:
    """Where a request stands."""
    if line.answered_on:
        on = date_format(line.answered_on, "j F Y")
        told = gettext("refused on %s") if line.granted == 0 else gettext("answered on %s")
        return told % on
    if line.asked_on:
        return gettext("asked on %s") % date_format(line.asked_on, "j F Y")
    return "–"


def _line(line: BudgetLine) -> tuple[str, ...]:
    amounts = (amount(line.asked), amount(line.granted), amount(line.spent))
    about = line.activity.name if line.activity else line.idea.what if line.idea else ""
    what = f"{line.what} ({about})" if about else line.what
    return what, str(ORIGINS[Origin(line.origin)]), line.payer or "–", *amounts, standing(line)


def _sum(name: str, total: Total) -> tuple[str, ...]:
    return name, "", "", amount(total.asked), amount(total.granted), amount(total.spent), ""

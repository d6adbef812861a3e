"""Budgets on screen and on paper, and what activities returned."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from buurvoorbuur import clock, pdf
from buurvoorbuur.access import Guarded, allow
from buurvoorbuur.models import Team
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission
from outreach import budgets, reports, returns
from outreach.forms.money import BudgetLineForm, ReturnLineForm
from outreach.models import BudgetLine, ReturnLine
from outreach.reports import Export
from outreach.views.letters import pdf_answer
from outreach.wording import money_words


@allow(Permission.REPORT_FLATS)
@require_http_methods(["GET", "POST"])
def budget(request: Guarded, pk: UUID) -> HttpResponse:
    """The budget of every year, and a form for the next line."""
    team = _team(request, pk)
    form = BudgetLineForm(request.POST or None, team=team, initial={"year": clock.today().year})
    if request.method == "POST" and form.is_valid():
        try:
            budgets.add(team=team, notes=form.notes, by=request.user, at=clock.now())
        except Refused as no:
            form.add_error(no.field, no.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect("budget", pk=pk)
    every = [budgets.of_year(team, year) for year in budgets.years(team)]
    context = {"team": team, "form": form, "years": [(one, money_words.of_budget(one)) for one in every]}
    return render(request, "outreach/budget.html", context)


@allow(Permission.REPORT_FLATS)
@require_GET
def budget_pdf(request: Guarded, pk: UUID, year: int) -> HttpResponse:
    """The budget of a year on paper, to hand in."""
    team = _team(request, pk)
    asked = budgets.of_year(team, year)
    if not asked.lines:
        return redirect("budget", pk=pk)
    context = {"team": team, "figures": money_words.of_budget(asked), "year": year, "on": clock.today()}
    paper = pdf.render("print/budget.html", context, language=get_language())
    reports.exported(about=team, export=Export.BUDGET_PDF, by=request.user, at=clock.now())
    return pdf_answer(paper, f"{slugify(_('budget'))}-{year}.pdf", as_attachment=True)


@allow(Permission.REPORT_FLATS)
@require_http_methods(["GET", "POST"])
def budgetline(request: Guarded, pk: UUID) -> HttpResponse:
    """One line, to fill in what has become known."""
    line = _line(request, pk)
    known: dict[str, Any] = {name: getattr(line, name) for name in BudgetLineForm.base_fields}
    form = BudgetLineForm(request.POST or None, team=line.team, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            budgets.change(line=line, notes=form.notes, by=request.user, at=clock.now())
        except Refused as no:
            form.add_error(no.field, no.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect("budget", pk=line.team_id)
    return render(request, "outreach/budget_line.html", {"line": line, "form": form})


@allow(Permission.REPORT_FLATS)
@require_POST
def budgetline_remove(request: Guarded, pk: UUID) -> HttpResponse:
    """The line goes."""
    line = _line(request, pk)
    budgets.remove(line=line, by=request.user, at=clock.now())
    messages.success(request, _("The line is gone."))
    return redirect("budget", pk=line.team_id)


@allow(Permission.REPORT_FLATS)
@require_http_methods(["GET", "POST"])
def return_of_activities(request: Guarded, pk: UUID) -> HttpResponse:
    """What activities cost and brought, with every figure it is made of, and a form for the next."""
    team = _team(request, pk)
    form = ReturnLineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            returns.add(team=team, **form.cleaned_data, by=request.user, at=clock.now())
        except Refused as no:
            form.add_error(no.field, no.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect("return_of_activities", pk=pk)
    every = [(one, money_words.ratio(one.ratio)) for one in returns.of(team)]
    return render(request, "outreach/returns.html", {"team": team, "form": form, "returns": every})


@allow(Permission.REPORT_FLATS)
@require_POST
def returnline_remove(request: Guarded, pk: int) -> HttpResponse:
    """A cost or a benefit goes."""
    line = get_object_or_404(ReturnLine.objects.filter(team__in=request.reach.whole_teams), pk=pk)
    returns.remove(line=line, by=request.user, at=clock.now())
    messages.success(request, _("The line is gone."))
    return redirect("return_of_activities", pk=line.team_id)


def _team(request: Guarded, pk: UUID) -> Team:
    return get_object_or_404(Team.objects.filter(pk__in=request.reach.whole_teams), pk=pk)


def _line(request: Guarded, pk: UUID) -> BudgetLine:
    return get_object_or_404(BudgetLine.objects.filter(team__in=request.reach.whole_teams), pk=pk)

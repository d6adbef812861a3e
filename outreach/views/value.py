"""What people gave and what that is worth: hours per person, and booking those no round booked."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow
from buurvoorbuur.models import Team
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission
from outreach import hours
from outreach.forms.hours import HoursForm, RateForm
from outreach.money_terms import Method
from outreach.wording import money_words, report_words


@allow(Permission.REPORT_FLATS)
@require_http_methods(["GET", "POST"])
def value(request: Guarded, pk: UUID) -> HttpResponse:
    """Hours per person with what they are worth by three methods, and a form to book hours by hand."""
    team = _team(request, pk)
    form = HoursForm(request.POST or None, team=team, initial={"worked_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            hours.book(team=team, **form.cleaned_data, by=request.user, at=clock.now())
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, no.sentence)
        else:
            messages.success(request, _("Booked."))
            return redirect("value", pk=pk)
    return _page(request, team, form=form)


@allow(Permission.REPORT_FLATS)
@require_POST
def value_rate(request: Guarded, pk: UUID) -> HttpResponse:
    """Settles what an hour is worth by one method."""
    team = _team(request, pk)
    method = request.POST.get("which", "")
    form = RateForm(request.POST, prefix=method if method in list(Method) else "")
    if form.is_valid():
        try:
            hours.settle_rate(team=team, **form.cleaned_data, by=request.user, at=clock.now())
        except Refused as no:
            form.add_error(no.field, no.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect("value", pk=pk)
    return _page(request, team, rate=form)


def _page(
    request: Guarded, team: Team, *, form: HoursForm | None = None, rate: RateForm | None = None
) -> HttpResponse:
    given = hours.given(team)
    forms = [rate if rate and rate.prefix == worth.method else RateForm.of(worth) for worth in given.worth]
    context = {
        "team": team,
        "form": form or HoursForm(team=team, initial={"worked_on": clock.today()}),
        "given": given,
        "figures": report_words.of_hours(given),
        "together": report_words.duration(given.minutes),
        "methods": [
            money_words.of_worth(worth) | {"form": rate_form}
            for worth, rate_form in zip(given.worth, forms, strict=True)
        ],
    }
    return render(request, "outreach/value.html", context)


def _team(request: Guarded, pk: UUID) -> Team:
    return get_object_or_404(Team.objects.filter(pk__in=request.reach.whole_teams), pk=pk)

"""What people gave and what that is worth: hours per person, and booking those no round booked."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow
from buurvoorbuur.models import Team
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission
from outreach import hours
from outreach.forms.hours import HoursForm
from outreach.wording import report_words


@allow(Permission.REPORT_FLATS)
@require_http_methods(["GET", "POST"])
def value(request: Guarded, pk: UUID) -> HttpResponse:
    """Hours per person with their replacement value, and a form to book hours by hand."""
    team = get_object_or_404(Team.objects.filter(pk__in=request.reach.whole_teams), pk=pk)
    form = HoursForm(request.POST or None, team=team, initial={"worked_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            hours.book(team=team, **form.cleaned_data, by=request.user, at=clock.now())
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, no.sentence)
        else:
            messages.success(request, _("Booked."))
            return redirect("value", pk=pk)
    given = hours.given(team)
    context = {
        "form": form,
        "given": given,
        "figures": report_words.of_hours(given),
        "together": report_words.duration(given.minutes),
        "rate": report_words.euros(given.rate),
        "worth": report_words.euros(given.value),
    }
    return render(request, "outreach/value.html", context)

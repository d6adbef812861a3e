"""Paper with the name of a stuurbuur on it: when it was delivered, and that it was taken back or replaced."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow
from buurvoorbuur.came_from import came_from
from buurvoorbuur.roles import Permission
from outreach import named_papers
from outreach.forms.named_papers import DeliveredForm, TakenBackForm
from outreach.models import Flat


@allow(Permission.REPORT_FLATS)
@require_POST
def flat_report_delivered(request: Guarded, pk: int) -> HttpResponse:
    """On which day a report with a name on it went to the doors."""
    place = get_object_or_404(Flat.objects.within_reach_of(request.reach), pk=pk)
    form = DeliveredForm(request.POST)
    if form.is_valid():
        named_papers.deliver(flat=place, **form.cleaned_data, by=request.user, at=clock.now())
        messages.success(request, _("Saved."))
    else:
        messages.warning(request, _("Choose the day on which it was delivered."))
    return redirect("flat_report", pk=pk)


@allow(Permission.SEE_RESIDENTS)
@require_POST
def papers_taken_back(request: Guarded) -> HttpResponse:
    """Old papers that carry a name no more, or went to nobody: ticked on follow-up or at the resident."""
    form = TakenBackForm(request.POST, among=named_papers.to_take_back(request.reach))
    if form.is_valid():
        for name in form.cleaned_data["names"]:
            named_papers.settle(name=name, by=request.user, at=clock.now())
        messages.success(request, _("Noted. Thank you for going by the doors again."))
    else:
        messages.warning(request, _("Tick which papers were taken back or replaced."))
    return redirect(came_from(request) or "follow_up")

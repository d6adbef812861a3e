"""What people say some time after the talks, filled in as numbers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow
from buurvoorbuur.roles import Permission
from outreach import after_tallies
from outreach.forms.after_tallies import AfterTallyForm
from outreach.models import Flat
from outreach.wording import after_words


@allow(Permission.REPORT_FLATS)
@require_http_methods(["GET", "POST"])
def flat_after(request: Guarded, pk: int) -> HttpResponse:
    """How many answered what, to fill in and to look at in bins."""
    place = get_object_or_404(Flat.objects.within_reach_of(request.reach), pk=pk)
    form = AfterTallyForm(request.POST or None, known=after_tallies.of(place))
    if request.method == "POST" and form.is_valid():
        after_tallies.settle(flat=place, counts=form.counts, by=request.user, at=clock.now())
        messages.success(request, _("Saved."))
        return redirect("flat_after", pk=pk)
    tables = after_words.of_flat(after_tallies.tables(place))
    return render(request, "outreach/flat_after.html", {"flat": place, "form": form, "tables": tables})

"""Noting what a neighbour or the landlord said of a home."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission
from outreach import occupancies
from outreach.forms.occupancies import OccupancyForm
from outreach.models import Address


@allow(Permission.MANAGE_FLATS)
@require_POST
def door_occupancy(request: Guarded, pk: int, address_pk: int) -> HttpResponse:
    """Whether a home is lived in, and who said so."""
    address = get_object_or_404(Address.objects.within_reach_of(request.reach), pk=address_pk, flat=pk)
    form = OccupancyForm(request.POST)
    if form.is_valid():
        id = form.cleaned_data.pop("note_id")
        try:
            occupancies.note(id=id, address=address, **form.cleaned_data, by=request.user, at=clock.now())
        except Refused as no:
            messages.warning(request, no.sentence)
        else:
            messages.success(request, _("Noted."))
    else:
        messages.warning(request, _("Choose what was said of this home, and who said so."))
    return redirect("door", pk=pk, address_pk=address_pk)

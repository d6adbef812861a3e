"""Recording a no for somebody who called or wrote, ending it with a reason, and opening a paused door."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission
from outreach import optouts
from outreach.forms.optouts import EndOptOutForm, OptOutForm
from outreach.models import Address, Flat
from outreach.opt_out_terms import Channel


@allow(Permission.RECORD_OPT_OUTS)
@require_http_methods(["GET", "POST"])
def optout_new(request: Guarded, pk: int) -> HttpResponse:
    """Ten seconds by phone: the door, the way it reached us, done."""
    place = get_object_or_404(Flat.objects.within_reach_of(request.reach), pk=pk)
    # Who comes from a door of this evening heard it there.
    way = Channel.DOOR if "aan_de_deur" in request.GET else Channel.PHONE
    initial = {"door": request.GET.get("deur", ""), "channel": way.value}
    form = OptOutForm(request.POST or None, addresses=place.addresses.in_walking_order(), initial=initial)
    if request.method == "POST" and form.is_valid():
        door, channel = form.cleaned_data["door"], form.cleaned_data["channel"]
        optouts.record(address=door, channel=channel, by=request.user, at=clock.now())
        messages.success(request, _("%(door)s has opted out. Nobody rings there any more.") % {"door": door})
        return redirect("flat", pk=pk)
    return render(request, "outreach/optout_new.html", {"flat": place, "form": form})


@allow(Permission.END_OPT_OUTS)
@require_POST
def optout_end(request: Guarded, pk: int, address_pk: int) -> HttpResponse:
    """A no ends because a resident asked, or a new household was confirmed."""
    address = get_object_or_404(Address.objects.within_reach_of(request.reach), pk=address_pk, flat=pk)
    form = EndOptOutForm(request.POST)
    if form.is_valid():
        try:
            optouts.end(address=address, reason=form.cleaned_data["reason"], by=request.user, at=clock.now())
        except Refused as no:
            messages.warning(request, no.sentence)
        else:
            messages.success(request, _("The opt-out of %(door)s has ended.") % {"door": address})
    else:
        messages.warning(request, _("Choose why the opt-out ends."))
    return redirect("door", pk=pk, address_pk=address_pk)


@allow(Permission.MANAGE_FLATS)
@require_POST
def door_resume(request: Guarded, pk: int, address_pk: int) -> HttpResponse:
    """Opens a paused door again, after a coordinator has looked at it."""
    address = get_object_or_404(Address.objects.within_reach_of(request.reach), pk=address_pk, flat=pk)
    optouts.resume(address=address, by=request.user, at=clock.now())
    messages.success(request, _("%(door)s is open again.") % {"door": address})
    return redirect("door", pk=pk, address_pk=address_pk)

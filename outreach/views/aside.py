"""What phones sent and was not stored: why it waits, trying it again, and throwing it away."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission
from outreach import aside_pages, envelopes, phone_alarms, reception, registrations
from outreach.envelope_states import EnvelopeState
from outreach.models import Envelope, Phone

A_PAGE = 50


@allow(Permission.MANAGE_FLATS)
@require_GET
def envelopes_aside(request: Guarded) -> HttpResponse:
    """What waits and why, what never came, and which phones are too silent."""
    waiting = Envelope.objects.within_reach_of(request.reach).waiting()
    page = Paginator(waiting.select_related("phone__user", "round__flat"), A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "rows": aside_pages.rows(page, request.reach),
        "page": page,
        "gaps": phone_alarms.gaps(request.reach),
        "silences": phone_alarms.silences(request.reach, clock.now()),
    }
    return render(request, "outreach/envelopes_aside.html", context)


@allow(Permission.MANAGE_FLATS)
@require_POST
def envelope_retry(request: Guarded, pk: UUID) -> HttpResponse:
    """Try once more to store it; the coordinator vouches for whoever sent it."""
    envelope, now = _reached(request, pk), clock.now()
    try:
        envelopes.try_again(envelope=envelope, by=request.user, at=now)
    except Refused as no:
        messages.warning(request, no.sentence)
    else:
        reception.settle(envelope.phone_id, now)
        _say_how_it_went(request, envelope)
    return redirect("envelopes_aside")


def _say_how_it_went(request: Guarded, envelope: Envelope) -> None:
    envelope.refresh_from_db()
    if envelope.state == EnvelopeState.APPLIED:
        messages.success(request, _("It is stored now."))
    else:
        messages.warning(request, _("It could not be stored this time either. Below you read why."))


@allow(Permission.MANAGE_FLATS)
@require_http_methods(["GET", "POST"])
def envelope_destroy(request: Guarded, pk: UUID) -> HttpResponse:
    """Asks once more, and then throws the content away for good."""
    envelope = _reached(request, pk)
    if request.method == "POST":
        try:
            envelopes.destroy(envelope=envelope, by=request.user, at=clock.now())
        except Refused as no:
            messages.warning(request, no.sentence)
        else:
            messages.success(request, _("It is gone for good."))
        return redirect("envelopes_aside")
    [row] = aside_pages.rows([envelope], request.reach)
    return render(request, "outreach/envelope_destroy.html", {"row": row})


@allow(Permission.MANAGE_FLATS)
@require_POST
def phone_talked_over(request: Guarded, pk: UUID) -> HttpResponse:
    """The coordinator has asked what was noted, and needs no alarm about it any more."""
    phone = get_object_or_404(Phone.objects.within_reach_of(request.reach), pk=pk)
    registrations.talk_over(phone=phone, by=request.user, at=clock.now())
    messages.success(request, _("Good that you asked. This alarm is over."))
    return redirect("envelopes_aside")


def _reached(request: Guarded, pk: UUID) -> Envelope:
    waiting = Envelope.objects.within_reach_of(request.reach).waiting()
    return get_object_or_404(waiting.select_related("phone__user", "round__flat"), pk=pk)

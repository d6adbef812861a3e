"""What waits to be followed up, and the promises in it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow, reach_of
from buurvoorbuur.roles import Permission
from outreach import follow_up_pages, promises
from outreach.forms.promises import PromiseForm
from outreach.models import Flat, Promise
from outreach.promise_terms import PromiseEnd
from outreach.views.keeping import keep


@allow(Permission.KEEP_ACTIVITIES)
@require_GET
def follow_up(request: Guarded) -> HttpResponse:
    """Promises, doors to come back to, and residents who were not heard of for long."""
    residents = reach_of(request.user, Permission.SEE_RESIDENTS)
    page = follow_up_pages.of(request.reach, residents, clock.today())
    return render(request, "outreach/follow_up.html", {"page": page})


@allow(Permission.KEEP_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def flat_promise(request: Guarded, pk: int) -> HttpResponse:
    """A new promise in a flat."""
    flat = get_object_or_404(Flat.objects.within_reach_of(request.reach), pk=pk)
    known = {"address": request.GET.get("deur"), "activity": request.GET.get("activiteit")}
    form = PromiseForm(request.POST or None, flat=flat, initial={"keeper": request.user.pk, **known})
    return _written(
        request, form, lambda: promises.make(flat=flat, notes=form.notes, by=request.user, at=clock.now())
    )


@allow(Permission.KEEP_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def promise(request: Guarded, pk: UUID) -> HttpResponse:
    """One promise, to move it to another day or to somebody else."""
    ours = _reached(request, pk)
    form = PromiseForm(request.POST or None, flat=ours.flat, promise=ours)
    return _written(
        request,
        form,
        lambda: promises.change(promise=ours, notes=form.notes, by=request.user, at=clock.now()),
        promise=ours,
    )


@allow(Permission.KEEP_ACTIVITIES)
@require_POST
def promise_kept(request: Guarded, pk: UUID) -> HttpResponse:
    """It was done."""
    return _ended(request, pk, PromiseEnd.KEPT, _("Done. Thank you!"))


@allow(Permission.KEEP_ACTIVITIES)
@require_POST
def promise_let_go(request: Guarded, pk: UUID) -> HttpResponse:
    """It will not be done."""
    return _ended(request, pk, PromiseEnd.LET_GO, _("Let go of. Tell whoever was waiting for it."))


@allow(Permission.KEEP_ACTIVITIES)
@require_POST
def promise_reopen(request: Guarded, pk: UUID) -> HttpResponse:
    """It had not ended after all."""
    promises.reopen(promise=_reached(request, pk), by=request.user, at=clock.now())
    messages.success(request, _("Open again."))
    return redirect("follow_up")


def _written(
    request: Guarded, form: PromiseForm, write: Callable[[], Any], promise: Promise | None = None
) -> HttpResponse:
    """The form, until what is in it can be kept."""
    is_kept, said = keep(request, form, write, promise)
    if is_kept:
        messages.success(request, _("Saved."))
        return redirect("follow_up")
    context = {"form": form, "flat": form.flat, "promise": promise}
    return render(request, "outreach/promise.html", context | said)


def _ended(request: Guarded, pk: UUID, ending: PromiseEnd, said: str) -> HttpResponse:
    promises.end(promise=_reached(request, pk), ending=ending, by=request.user, at=clock.now())
    messages.success(request, said)
    return redirect("follow_up")


def _reached(request: Guarded, pk: UUID) -> Promise:
    known = Promise.objects.within_reach_of(request.reach).select_related("flat", "address")
    return get_object_or_404(known, pk=pk)

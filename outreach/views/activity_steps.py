"""What is done with an activity: who takes part, small jobs, a time it took place, handing it over."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission
from outreach import activities, activity_pages, handing_over, participants
from outreach import activity_slips as slips
from outreach.forms.activity_steps import (
    GatheringForm,
    HandOverForm,
    HeardForm,
    JobsForm,
    JoinForm,
    RhythmForm,
)
from outreach.models import Activity, Participant
from outreach.views.activities import page, reached
from outreach.views.letters import pdf_answer


@allow(Permission.SEE_RESIDENTS)
@require_POST
def activity_join(request: Guarded, pk: UUID) -> HttpResponse:
    """Somebody takes part from now on."""
    one = reached(request, pk)
    form = JoinForm(request.POST, people=activity_pages.may_join(one))
    if not form.is_valid():
        return page(request, one, join_form=form)
    person = form.cleaned_data["resident"]
    return _done(request, one, "people", lambda: participants.join(
        activity=one, resident=person, by=request.user, at=clock.now()
    ))  # fmt: skip


@allow(Permission.SEE_RESIDENTS)
@require_POST
def activity_leave(request: Guarded, pk: UUID, participant: int) -> HttpResponse:
    """Somebody stops; why is not asked."""
    one = reached(request, pk)
    theirs = _participant(one, participant)
    return _done(request, one, "people", lambda: participants.leave(
        participant=theirs, by=request.user, at=clock.now()
    ))  # fmt: skip


@allow(Permission.SEE_RESIDENTS)
@require_POST
def activity_organise(request: Guarded, pk: UUID, participant: int) -> HttpResponse:
    """Somebody would organise it, or would not any more."""
    one = reached(request, pk)
    theirs = _participant(one, participant)
    return _done(request, one, "people", lambda: participants.organise(
        participant=theirs, organises=request.POST.get("organises") == "yes", by=request.user, at=clock.now()
    ))  # fmt: skip


@allow(Permission.SEE_RESIDENTS)
@require_POST
def activity_jobs(request: Guarded, pk: UUID) -> HttpResponse:
    """Who does which small job."""
    one = reached(request, pk)
    form = JobsForm(request.POST, activity=one)
    if not form.is_valid():
        return page(request, one, jobs_form=form)
    return _done(request, one, "jobs", lambda: participants.share_out(
        activity=one, jobs=form.notes, by=request.user, at=clock.now()
    ))  # fmt: skip


@allow(Permission.SEE_RESIDENTS)
@require_POST
def activity_slips(request: Guarded, pk: UUID) -> HttpResponse:
    """A slip for each who takes part, to hand over. By POST, since a print is logged."""
    printed = slips.print_slips(activity=reached(request, pk), by=request.user, at=clock.now())
    return pdf_answer(printed, _("invitations") + ".pdf", as_attachment=True)


@allow(Permission.KEEP_ACTIVITIES)
@require_POST
def activity_held(request: Guarded, pk: UUID) -> HttpResponse:
    """It took place."""
    one = reached(request, pk)
    form = GatheringForm(request.POST)
    return _kept(request, one, handing_over.took_place, gathering_form=form, at="times")


@allow(Permission.SEE_RESIDENTS)
@require_POST
def activity_hand_over(request: Guarded, pk: UUID) -> HttpResponse:
    """It is theirs from now on."""
    one = reached(request, pk)
    form = HandOverForm(request.POST)
    if not form.is_valid():
        return page(request, one, hand_over_form=form)
    return _done(request, one, "theirs", lambda: handing_over.hand_over(
        activity=one, by=request.user, at=clock.now()
    ))  # fmt: skip


@allow(Permission.SEE_RESIDENTS)
@require_POST
def activity_rhythm(request: Guarded, pk: UUID) -> HttpResponse:
    """How often and how we let hear of us."""
    one = reached(request, pk)
    form = RhythmForm(request.POST)
    return _kept(request, one, handing_over.stay_in_touch, rhythm_form=form, at="theirs")


@allow(Permission.SEE_RESIDENTS)
@require_POST
def activity_touched(request: Guarded, pk: UUID) -> HttpResponse:
    """A card was brought, a letter sent or a call made."""
    one = reached(request, pk)
    return _done(request, one, "theirs", lambda: handing_over.let_hear_of_us(
        activity=one, by=request.user, at=clock.now()
    ))  # fmt: skip


@allow(Permission.KEEP_ACTIVITIES)
@require_POST
def activity_heard(request: Guarded, pk: UUID) -> HttpResponse:
    """The answer to the one question: does it go on?"""
    one = reached(request, pk)
    form = HeardForm(request.POST)
    if "answer" not in request.POST:
        messages.warning(request, _("Choose one of the answers."))
    return _kept(request, one, handing_over.heard, heard_form=form, at="times")


@allow(Permission.SEE_RESIDENTS)
@require_POST
def activity_let_go(request: Guarded, pk: UUID) -> HttpResponse:
    """Nobody took it on, and that is fine."""
    one = reached(request, pk)
    activities.let_go(activity=one, by=request.user, at=clock.now())
    messages.success(request, _("It ends here, and that is nobody's fault. Thank whoever thought along."))
    return redirect("activities")


def _participant(one: Activity, pk: int) -> Participant:
    return get_object_or_404(one.participants.select_related("activity"), pk=pk)


def _done(request: Guarded, one: Activity, at: str, act: Callable[[], object]) -> HttpResponse:
    """One topic call, and back to where it was done on the page; a refusal is told at its top."""
    try:
        act()
    except Refused as no:
        messages.warning(request, no.sentence)
        return redirect("activity", pk=one.pk)
    return _back(request, one, at)


def _kept(
    request: Guarded, one: Activity, keep: Callable[..., object], *, at: str, **named: Form
) -> HttpResponse:
    """One topic call with what a form of the page holds, and back; else the page with that form."""
    [form] = named.values()
    if form.is_valid():
        try:
            keep(activity=one, **form.cleaned_data, by=request.user, at=clock.now())
        except Refused as no:
            if no.field in form.fields:
                form.add_error(no.field, no.sentence)
            else:
                # Its place on the page may be gone by now.
                messages.warning(request, no.sentence)
        else:
            return _back(request, one, at)
    return page(request, one, **named)


def _back(request: Guarded, one: Activity, at: str) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect(f"{reverse('activity', args=[one.pk])}#{at}")

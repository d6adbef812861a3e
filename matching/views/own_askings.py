"""Whom somebody was given to ask, on screen: one card for each resident, with the words and three answers."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission
from matching import asking, asking_letters, introductions, own_answers, own_askings
from matching.forms import OwnAnswerForm
from matching.models import ProposalMember
from matching.proposal_states import LATER_IS_AFTER_DAYS
from matching.views import proposals


@allow(Permission.ASK_RESIDENTS)
@require_GET
def askings(request: Guarded) -> HttpResponse:
    """Whom I ask, how and before when. Each name that is read here is written in the event log."""
    ours = own_askings.of(request.reach)
    for each in ours:
        asking.opened(member=each.member, by=request.user, at=clock.now())
    context = {
        "askings": ours,
        "noted": own_askings.noted_lately(request.reach, clock.now()),
        "today": clock.today(),
        "weeks": LATER_IS_AFTER_DAYS // 7,
    }
    return render(request, "matching/askings.html", context)


@allow(Permission.ASK_RESIDENTS)
@require_POST
def asking_answer(request: Guarded, member: int) -> HttpResponse:
    """Notes what a resident said to who was given to ask them."""
    given = ProposalMember.objects.given_to(request.reach).select_related("resident")
    theirs = get_object_or_404(given, pk=member)
    assert theirs.resident
    form = OwnAnswerForm(request.POST, offered=own_answers.offered(theirs.resident))
    if form.is_valid():
        theirs.answer = form.cleaned_data.pop("seen")
        language = introductions.languages_of([theirs.resident])[theirs.resident.pk]
        try:
            own_answers.note(
                member=theirs, **form.cleaned_data, language=language, by=request.user, at=clock.now()
            )
        except Refused as no:
            messages.warning(request, no.sentence)
    return redirect("askings")


@allow(Permission.ASK_RESIDENTS)
@require_POST
def asking_undo(request: Guarded, member: int) -> HttpResponse:
    """Takes back what was noted by a slip; whoever it is about is then to be asked again."""
    theirs = get_object_or_404(ProposalMember.objects.given_to(request.reach), pk=member)
    try:
        own_answers.take_back(member=theirs, by=request.user, at=clock.now())
    except Refused as no:
        messages.warning(request, no.sentence)
    return redirect("askings")


@allow(Permission.MATCH)
@require_POST
def asking_letter(request: Guarded, pk: UUID, member: int) -> HttpResponse:
    """The letter that asks one of them. By POST, since a print is logged."""
    theirs = get_object_or_404(proposals.reached(request, pk).members, pk=member)
    made = asking_letters.printed(member=theirs, by=request.user, at=clock.now())
    headers = {"Content-Disposition": f'attachment; filename="{_("question")}-{theirs.pk}.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)

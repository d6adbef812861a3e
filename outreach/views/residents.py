"""Residents who said yes to something: the list, everything held about one, later talks, taking it back."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission
from outreach import access_requests, cards, consent_cards, consents, follow_ups, resident_pages, residents
from outreach.consent_terms import Purpose
from outreach.forms.follow_ups import FollowUpForm
from outreach.forms.profiles import ConsentForm, ProfileForm, WithdrawForm
from outreach.models import Consent, Resident
from outreach.views.letters import pdf_answer
from outreach.wording.round_words import PURPOSES

A_PAGE = 50


@allow(Permission.SEE_RESIDENTS)
@require_GET
def resident_list(request: Guarded) -> HttpResponse:
    """Everybody who said yes to something, with what they said yes to; or only who said yes to one thing."""
    named = request.GET.get("ja", "")
    chosen = Purpose(named) if named in list(Purpose) else None
    said_yes = Prefetch("consents", queryset=Consent.objects.open(), to_attr="open_consents")
    people = Resident.objects.within_reach_of(request.reach).select_related("address__flat")
    if chosen:
        people = people.consenting_to(chosen)
    flat = request.GET.get("flat", "")
    if flat.isdecimal() and len(flat) < 10:
        people = people.filter(address__flat=int(flat))
    page = Paginator(people.prefetch_related(said_yes), A_PAGE).get_page(request.GET.get("page"))
    rows = [resident_pages.row(person) for person in page]
    context = {"rows": rows, "page": page, "purposes": PURPOSES.items(), "chosen": chosen}
    return render(request, "outreach/residents.html", context)


@allow(Permission.SEE_RESIDENTS)
@require_GET
def resident(request: Guarded, pk: UUID) -> HttpResponse:
    """Everything held about one resident. Opening it is written in the event log."""
    person = _opened(request, pk)
    shown = resident_pages.page(person, get_language() or "nl", request.reach)
    return render(request, "outreach/resident.html", shown)


@allow(Permission.SEE_RESIDENTS)
@require_http_methods(["GET", "POST"])
def resident_correct(request: Guarded, pk: UUID) -> HttpResponse:
    """Put right what is known."""
    person, language = _opened(request, pk), get_language() or "nl"
    form = ProfileForm(
        request.POST or None,
        team=person.address.flat.team,
        language=language,
        initial=ProfileForm.initial_of(person),
    )
    if request.method == "POST" and form.is_valid():
        try:
            residents.correct(resident=person, notes=form.notes(language), by=request.user, at=clock.now())
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, no.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect("resident", pk=pk)
    return render(
        request, "outreach/resident_correct.html", {"resident": person, "person": form, "language": language}
    )


@allow(Permission.SEE_RESIDENTS)
@require_http_methods(["GET", "POST"])
def resident_give(request: Guarded, pk: UUID, purpose: str) -> HttpResponse:
    """A yes that reached us later; its words are read aloud again."""
    wanted, language = _purpose(purpose), get_language() or "nl"
    person = _opened(request, pk)
    form = ConsentForm(request.POST or None, purpose=wanted, language=language)
    if request.method == "POST" and form.is_valid():
        try:
            consents.give(
                resident=person,
                purpose=wanted,
                how=form.cleaned_data["how"],
                language=language,
                fields=form.shared(),
                by=request.user,
                at=clock.now(),
            )
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, no.sentence)
        else:
            messages.success(request, _("Written down."))
            return redirect("resident", pk=pk)
    words = next(text for text in cards.consent_card(language).purposes if text.code == wanted)
    return render(request, "outreach/resident_give.html", {"resident": person, "form": form, "words": words})


@allow(Permission.SEE_RESIDENTS)
@require_POST
def resident_withdraw(request: Guarded, pk: UUID, purpose: str) -> HttpResponse:
    """A yes ends, in one step; with the last one the resident goes."""
    person, ended, form = _reached(request, pk), _purpose(purpose), WithdrawForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Choose how they told us."))
        return redirect("resident", pk=pk)
    left = consents.withdraw(
        resident=person, purpose=ended, **form.cleaned_data, by=request.user, at=clock.now()
    )
    if left is None:
        messages.success(request, _("That was the last yes: nothing is held about this resident any more."))
        return redirect("residents")
    messages.success(request, _("Withdrawn: %(purpose)s.") % {"purpose": PURPOSES[ended]})
    return redirect("resident", pk=pk)


@allow(Permission.SEE_RESIDENTS)
@require_POST
def resident_code_card(request: Guarded, pk: UUID) -> HttpResponse:
    """A card with a new code of their own. By POST, since the code before it ends."""
    paper = consent_cards.print_card(resident=_reached(request, pk), by=request.user, at=clock.now())
    return pdf_answer(paper, "kaart-toestemming.pdf")


@allow(Permission.SEE_RESIDENTS, fresh=True)
@require_GET
def resident_held_pdf(request: Guarded, pk: UUID) -> HttpResponse:
    """Everything held about this resident, to hand over. Taking it is written in the event log."""
    person, language = _reached(request, pk), get_language() or "nl"
    paper = access_requests.as_paper(resident=person, language=language, by=request.user, at=clock.now())
    return pdf_answer(paper, "gegevens.pdf", as_attachment=True)


@allow(Permission.SEE_RESIDENTS, fresh=True)
@require_GET
def resident_held_json(request: Guarded, pk: UUID) -> HttpResponse:
    """The same as a file for a machine."""
    said = access_requests.as_file(resident=_reached(request, pk), by=request.user, at=clock.now())
    headers = {"Content-Disposition": 'attachment; filename="gegevens.json"'}
    return HttpResponse(said, content_type="application/json", headers=headers)


@allow(Permission.SEE_RESIDENTS)
@require_http_methods(["GET", "POST"])
def resident_follow_up(request: Guarded, pk: UUID) -> HttpResponse:
    """Note a talk that two of the team had with this resident after the first one."""
    person = _opened(request, pk)
    form = FollowUpForm(
        request.POST or None,
        team=person.address.flat.team,
        may_keep_note=follow_ups.may_keep_note(person),
        initial={"held_on": clock.today(), **FollowUpForm.pair_of(person)},
    )
    if request.method == "POST" and form.is_valid():
        id = form.cleaned_data["follow_up_id"]
        try:
            follow_ups.record(resident=person, notes=form.notes(), id=id, by=request.user, at=clock.now())
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, no.sentence)
        else:
            messages.success(request, _("Noted."))
            return redirect("resident", pk=pk)
    return render(request, "outreach/resident_follow_up.html", {"resident": person, "form": form})


@allow(Permission.SEE_RESIDENTS, fresh=True)
@require_http_methods(["GET", "POST"])
def resident_erase(request: Guarded, pk: UUID) -> HttpResponse:
    """Remove everything held about a resident, after one question."""
    person = _opened(request, pk)
    if request.method == "POST":
        residents.erase(resident=person, by=request.user, at=clock.now())
        messages.success(request, _("Removed. Nothing is held about this resident any more."))
        return redirect("residents")
    return render(request, "outreach/resident_erase.html", {"resident": person})


def _reached(request: Guarded, pk: UUID) -> Resident:
    ours = Resident.objects.within_reach_of(request.reach).select_related("address__flat__team", "talk")
    return get_object_or_404(ours, pk=pk)


def _opened(request: Guarded, pk: UUID) -> Resident:
    """Somebody whose page is looked at: that is written down, once a page."""
    person = _reached(request, pk)
    if request.method == "GET":
        residents.opened(resident=person, by=request.user, at=clock.now())
    return person


def _purpose(code: str) -> Purpose:
    if code not in list(Purpose):
        raise Http404
    return Purpose(code)

"""A new flat, from a list or from a pattern: look first, then confirm; nothing is stored before."""

import re

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow, team_in_reach
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission
from outreach import addresses, carried_lists, facades, flats
from outreach.address_lists import address_list
from outreach.address_lists.address_list import Proposal
from outreach.flat_phases import Because
from outreach.forms.flats import (
    BeginForm,
    BuildingForm,
    DraftForm,
    ListDraftForm,
    ListUploadForm,
    PatternForm,
    typed_name,
)
from outreach.models import Flat
from outreach.wording import address_sentences
from outreach.wording.flat_words import BECAUSE, floor_name

NO_BUILDING = "none"
# And all after it; a year is part of the name of a street.
_HOUSE_NUMBER = re.compile(r"[\s,]+(?!(?:1[89]|20)\d\d\b)\d.*$")


@allow(Permission.MANAGE_FLATS)
@require_http_methods(["GET", "POST"])
def flat_begin(request: Guarded) -> HttpResponse:
    """Where one begins: asks where somebody lives and proposes that street, or another with a why.

    It stores nothing; posted, so that where somebody lives stands in no address and no log.
    """
    form = BeginForm(request.POST or None)
    street = _HOUSE_NUMBER.sub("", form.cleaned_data["street"]) if form.is_valid() else ""
    context = {
        "form": form,
        "street": street,
        "own": Because.OWN,
        "known": Flat.objects.filter(team=team_in_reach(request), addresses__street__iexact=street).distinct()
        if street
        else [],
        "elsewhere": [(why.value, words) for why, words in BECAUSE.items() if why != Because.OWN],
    }
    return render(request, "outreach/flat_begin.html", context)


@allow(Permission.MANAGE_FLATS)
@require_http_methods(["GET", "POST"])
def flat_new(request: Guarded) -> HttpResponse:
    """Choose a list; the next page shows what stands in it."""
    form = ListUploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            packed = carried_lists.pack(form.cleaned_data["file"], request.user)
        except Refused as no:
            form.add_error("file", no.sentence)
        else:
            return _look(request, packed, address_list.propose(form.cleaned_data["file"]))
    return render(request, "outreach/flat_new.html", {"form": form, "begun": request.GET.urlencode()})


@allow(Permission.MANAGE_FLATS)
@require_POST
def flat_new_list(request: Guarded) -> HttpResponse:
    """Settle the doubts of a list, look at the flat as it would stand, and confirm."""
    packed = request.POST.get("list", "")
    try:
        table = carried_lists.unpack(packed, request.user)
    except Refused as no:
        messages.warning(request, no.sentence)
        return redirect("flat_new")
    return _look(request, packed, address_list.propose(table))


@allow(Permission.MANAGE_FLATS)
@require_http_methods(["GET", "POST"])
def flat_new_pattern(request: Guarded) -> HttpResponse:
    """Describe a flat by its floors, look at it as it would stand, and confirm."""
    unfinished = flats.not_wrapped_up(team_in_reach(request))
    street = request.GET.get("straat", "")
    begun = {"street": street, "name": street, "because": request.GET.get("waarom", "")}
    form = PatternForm(
        request.POST or None, initial=begun, unfinished=unfinished, confirming=_confirms(request)
    )
    made = _make(request, form)
    return made or render(request, "outreach/flat_new_pattern.html", _shown(request, form))


def _look(request: Guarded, packed: str, proposal: Proposal) -> HttpResponse:
    """The page of a list: which building, what is wrong, what is asked, and the flat as it would stand."""
    listed = {name or NO_BUILDING: name for name in address_list.buildings(proposal)}
    chosen = request.POST.get("building", "")
    why = request.POST.get("waarom") or request.GET.get("waarom", "")
    if len(listed) > 1 and chosen not in listed:
        choices = [
            (value, address_sentences.building(address_list.only(proposal, name)))
            for value, name in listed.items()
        ]
        form = BuildingForm(request.POST if chosen else None, choices=choices)
        context = {"form": form, "packed": packed, "why": why}
        return render(request, "outreach/flat_new_building.html", context)
    ours = address_list.only(proposal, listed[chosen]) if len(listed) > 1 else proposal
    draft = ListDraftForm(
        request.POST if "name" in request.POST else ListDraftForm.first_data(ours, why),
        proposal=ours,
        unfinished=flats.not_wrapped_up(team_in_reach(request)),
        confirming=_confirms(request),
    )
    made = _make(request, draft)
    problems = [address_sentences.numbered_problem(found) for found in draft.settled.problems]
    context = {"packed": packed, "building": chosen, "proposal": ours, "problems": problems}
    return made or render(request, "outreach/flat_new_list.html", _shown(request, draft) | context)


def _confirms(request: Guarded) -> bool:
    return request.POST.get("do") == "confirm"


def _make(request: Guarded, form: DraftForm) -> HttpResponse | None:
    """Stores the flat when it was confirmed as shown; None when there is something left to look at."""
    if not form.is_valid() or not form.confirming:
        return None
    if request.POST.get("seen") != form.seen:
        messages.info(request, _("Something changed. This is how the flat stands now: is it right?"))
        return None
    team = team_in_reach(request)
    try:
        flat = addresses.store(team=team, **form.facts(), by=request.user, at=clock.now())
    except Refused as no:
        form.add_error(no.field if no.field in form.fields else None, no.sentence)
        return None
    messages.success(request, _("%(flat)s stands, with %(count)s doors.") % _told(flat))
    return redirect("flat", pk=flat.pk)


def _told(flat: Flat) -> dict[str, object]:
    return {"flat": flat, "count": flat.addresses.count()}


def _shown(request: Guarded, form: DraftForm) -> dict[str, object]:
    """The preview: the flat as it would stand, and what the team has of it already."""
    storeys = [
        (floor_name(storey.floor), storey.doors)
        for storey in facades.storeys(form.doors, lambda door: door.place.floor)
    ]
    team = team_in_reach(request)
    name = typed_name(form.data)
    found = addresses.compare(team=team, name=name, doors=form.doors) if form.doors else None
    return {"form": form, "storeys": storeys, "found": found}

"""Trying a letter out: what test readers say of it, and what came of versions that were delivered."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission
from outreach import letter_effects, letter_remarks
from outreach.forms.letters import RemarkForm
from outreach.models import Flat, Letter
from outreach.wording import letter_comparison


@allow(Permission.WRITE_LETTERS)
@require_http_methods(["GET", "POST"])
def letter_test_readers(request: Guarded, pk: int, letter_pk: UUID) -> HttpResponse:
    """What test readers say of this version."""
    letters = Letter.objects.within_reach_of(request.reach).select_related("flat__team")
    text = get_object_or_404(letters, pk=letter_pk, flat=pk)
    form = RemarkForm(request.POST or None, readers=letter_remarks.readers(text.flat.team))
    if request.method == "POST" and form.is_valid():
        try:
            letter_remarks.note(letter=text, **form.cleaned_data, by=request.user, at=clock.now())
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, no.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect("letter_test_readers", pk=pk, letter_pk=letter_pk)
    context = {
        "flat": text.flat,
        "letter": text,
        "form": form,
        "remarks": text.remarks.select_related("resident", "noted_by"),
        "earlier": letter_remarks.of_earlier_versions(text),
    }
    return render(request, "outreach/letter_remarks.html", context)


@allow(Permission.WRITE_LETTERS)
@require_GET
def letter_compare(request: Guarded, pk: int) -> HttpResponse:
    """What came of each version that was delivered, with how much the numbers can tell."""
    place = get_object_or_404(Flat.objects.within_reach_of(request.reach), pk=pk)
    effects = letter_effects.by_version(request.reach, on=clock.today())
    context = {
        "flat": place,
        "versions": letter_comparison.of_versions(effects),
        "traits": letter_comparison.of_traits(effects),
    }
    return render(request, "outreach/letter_compare.html", context)

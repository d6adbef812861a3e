"""What a team tells all doors of a flat in its own words."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from buurvoorbuur import clock, versions
from buurvoorbuur.access import Guarded, allow
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission
from outreach import own_words
from outreach.forms.own_words import OwnWordsForm
from outreach.models import Flat, OwnWords
from outreach.own_words import PointsAtSomebody
from outreach.views.keeping import compared, was_pressed_twice
from outreach.wording import trace_words


@allow(Permission.REPORT_FLATS)
@require_http_methods(["GET", "POST"])
def flat_report_words(request: Guarded, pk: int) -> HttpResponse:
    """Write them, and read all at once why they cannot go to every door as they are."""
    flats = Flat.objects.within_reach_of(request.reach).select_related("team")
    place = get_object_or_404(flats, pk=pk)
    is_posted = request.method == "POST"
    form = OwnWordsForm(request.POST) if is_posted else _as_they_stand(place)
    row = _row(place)
    seen = versions.seen(request.POST) if is_posted else row.version
    said: dict[str, Any] = {}
    if is_posted and form.is_valid():
        try:
            own_words.write(flat=place, **form.cleaned_data, seen=seen, by=request.user, at=clock.now())
        except PointsAtSomebody as no:
            form.add_error(no.field, no.sentences)
        except Refused as no:
            if no.code != "changed":
                form.add_error(no.field, no.sentence)
            else:
                # Another was waited for, and read what stood there before.
                row = _row(place)
                said = compared(form, {"text": row.text}, row, seen, no.sentence)
                seen = row.version
        if form.is_valid() and (not said or was_pressed_twice(said)):
            is_there = form.cleaned_data["text"].strip()
            messages.success(request, _("Saved.") if is_there else _("Your own words are taken away."))
            return redirect("flat_report", pk=pk)
    row.version = seen
    return render(
        request, "outreach/flat_report_words.html", {"flat": place, "form": form, "row": row, **said}
    )


def _row(place: Flat) -> OwnWords:
    return OwnWords.objects.filter(flat=place).first() or OwnWords(flat=place, version=0)


def _as_they_stand(place: Flat) -> OwnWordsForm:
    """The form with what was written before; what may not go any more is told at the field."""
    told = own_words.told(place)
    if told is None or not told.found:
        return OwnWordsForm(initial={"text": told.text if told else ""})
    form = OwnWordsForm({"text": told.text})
    form.add_error("text", trace_words.of(told.found))
    return form

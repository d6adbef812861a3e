"""A round on paper: its sheet to print, and entering it afterwards, also the morning after."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission
from outreach import opening_moments, round_pages, round_sheets, visits
from outreach.forms.round_entry import PaperDoorForm, PaperTimeForm
from outreach.models import Address, Round
from outreach.round_pages import RoundDoorRow
from outreach.views import my_rounds
from outreach.views.letters import pdf_answer
from outreach.visit_states import RoundState
from outreach.visits import DoorNotes


@dataclass(frozen=True)
class PaperLine:
    """One line of the sheet on screen: a door, its form, and the way to write down a talk there."""

    row: RoundDoorRow
    form: PaperDoorForm
    talk_url: str
    is_stored: bool = False


@allow(Permission.WALK_ROUNDS)
@require_GET
def round_sheet(request: Guarded, pk: UUID) -> HttpResponse:
    """The round as a sheet of paper; who prints it stands in the event log."""
    evening = get_object_or_404(my_rounds.or_coordinated(request), pk=pk)
    paper = round_sheets.print_sheet(
        round=evening, language=get_language() or "nl", by=request.user, at=clock.now()
    )
    return pdf_answer(paper, f"ronde-{evening.planned_on:%Y-%m-%d}.pdf")


@allow(Permission.WALK_ROUNDS)
@require_http_methods(["GET", "POST"])
def round_entry(request: Guarded, pk: UUID) -> HttpResponse:
    """The sheet on one page: what is right is stored, what is not stays filled in with its sentence."""
    evening, now = get_object_or_404(my_rounds.of(request), pk=pk), clock.now()
    if evening.state != RoundState.WALKING:
        messages.warning(request, _("This round is not under way, so nothing can be noted here."))
        return redirect("round", pk=pk)
    sheet = PaperTimeForm(request.POST or None, evening=evening, now=now)
    opened_at = sheet.cleaned_data["opened"] if sheet.is_valid() else None
    lines = list(_lines(request, evening, now, opened_at))
    if request.method == "POST" and opened_at:
        lines = [_entered(request, evening, line, opened_at) for line in lines]
        stored = sum(line.is_stored for line in lines)
        _tell(request, stored)
        if stored and not any(line.form.errors for line in lines):
            return redirect("round_doors", pk=pk)
    context = {
        "round": evening,
        "sheet": sheet,
        "lines": [line for line in lines if not line.is_stored],
        "has_errors": any(line.form.errors for line in lines),
    }
    return render(request, "outreach/round_entry.html", context)


def _lines(
    request: Guarded, evening: Round, now: datetime, opened_at: datetime | None
) -> Iterator[PaperLine]:
    """The doors still to enter; when the page is sent, also those that meanwhile went from the round."""
    moment = opened_at or min(now, clock.moment(evening.planned_on, evening.starts_at))
    for row in round_pages.doors(evening, now, also=_sent(request)):
        address = row.door.address
        prefix = f"door-{address.pk}"
        if request.method == "POST" and f"{prefix}-visit_id" in request.POST:
            form = PaperDoorForm(request.POST, prefix=prefix)
        elif row.may_ring:
            form = PaperDoorForm(prefix=prefix)
        else:
            continue
        yield PaperLine(row, form, _talk_url(evening, address, moment))


def _sent(request: Guarded) -> frozenset[int]:
    """The doors that a sent page speaks of."""
    names = (name.split("-") for name in request.POST if name.endswith("-visit_id"))
    return frozenset(int(parts[1]) for parts in names if len(parts) == 3 and parts[1].isdecimal())


def _talk_url(evening: Round, address: Address, moment: datetime) -> str:
    path = reverse("round_talk", args=[evening.pk, address.pk])
    signed = opening_moments.sign(evening, address, moment, on_paper=True)
    return f"{path}?{urlencode({'open': signed})}"


def _entered(request: Guarded, evening: Round, line: PaperLine, opened_at: datetime) -> PaperLine:
    """Stores what one line says, or puts at the line why that cannot be."""
    if not line.form.says_something:
        return line
    said = line.form.cleaned_data
    if line.row.visit and line.row.visit.pk != said["visit_id"]:
        # The other of the two was here first; two visits at one door are never made by accident.
        line.form.add_error(None, _already(line.row.word))
        return line
    notes = DoorNotes(outcome=said["outcome"], opened_at=opened_at, come_back_part=said["come_back_part"])
    try:
        visits.record(
            id=said["visit_id"],
            round=evening,
            address=line.row.door.address,
            notes=notes,
            by=request.user,
            at=clock.now(),
        )
    except Refused as no:
        line.form.add_error(None, no.sentence)
        return line
    return replace(line, is_stored=True)


def _already(word: Any) -> str:
    return _("This door was noted already this evening: %(outcome)s.") % {"outcome": word}


def _tell(request: Guarded, stored: int) -> None:
    if stored:
        said = ngettext("%(count)s door is stored.", "%(count)s doors are stored.", stored)
        messages.success(request, said % {"count": stored})
    else:
        messages.warning(request, _("No door was stored."))

"""A talk at a door: the questions, the consent card, and another resident of the same household."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission
from outreach import cards, opening_moments, questionnaires, residents, visits
from outreach.cards import Ending
from outreach.consent_terms import Purpose
from outreach.forms.profiles import ResidentForm
from outreach.forms.talks import TalkForm
from outreach.models import Talk
from outreach.views import my_rounds
from outreach.visit_states import Outcome
from outreach.visits import DoorNotes, TalkNotes

LANGUAGES = ("nl", "en")
# A no that came meanwhile: what was typed is not shown again, let alone kept.
WIPING = ("opted_out", "withdrawn")


@allow(Permission.WALK_ROUNDS)
@require_http_methods(["GET", "POST"])
def round_talk(request: Guarded, pk: UUID, address_pk: int) -> HttpResponse:
    """The questions to read aloud, room for what is said, and then the consent card."""
    evening, address = my_rounds.door(request, pk, address_pk)
    team, language = evening.flat.team, _language(request)
    opened = request.POST.get("opened") or request.GET.get("open") or ""
    opened_at = opening_moments.read(opened, evening, address, clock.now())
    from_paper = opening_moments.is_from_paper(opened, evening, address)
    minutes = None if from_paper else _minutes(opened_at)
    form = TalkForm(
        request.POST or None,
        questionnaire=questionnaires.asked(team, request.POST.get("questionnaire", "")),
        language=language,
        initial={"opened": opening_moments.sign(evening, address, opened_at, on_paper=from_paper)},
    )
    spoken = {"languages": [language]}
    person = ResidentForm(request.POST or None, team=team, language=language, initial=spoken)
    is_right = request.method == "POST" and bool(form.is_valid() & person.is_valid())
    if is_right and person.would_all_go(was_told=bool(form.answers())):
        person.ask_once_more()
    elif is_right:
        notes = DoorNotes(outcome=Outcome.TALK, opened_at=opened_at, talk=_noted(form, person, minutes))
        id = form.cleaned_data["visit_id"]
        try:
            visits.record(id=id, round=evening, address=address, notes=notes, by=request.user, at=clock.now())
        except Refused as no:
            if no.code in WIPING:
                raise
            person.add_error(no.field if no.field in person.fields else None, no.sentence)
        else:
            messages.success(request, _what_was_kept(person.consents()))
            return redirect("round_door", pk=pk, address_pk=address_pk)
    context = {
        "round": evening,
        "address": address,
        "language": language,
        "form": form,
        "person": person,
        "asked": [(one, person.groups(one.direction) if one.direction else []) for one in form.asked()],
        "opening": cards.opening(language),
        "closing": cards.closing(language),
        "opened_at": opened_at,
        "minutes": minutes,
        "endings": _endings(opened_at, language),
        "leave_id": uuid4(),
    }
    return render(request, "outreach/round_talk.html", context)


@allow(Permission.WALK_ROUNDS)
@require_http_methods(["GET", "POST"])
def talk_resident(request: Guarded, pk: UUID, address_pk: int) -> HttpResponse:
    """Another resident of the household one just talked with, with a consent card of their own."""
    evening, address = my_rounds.door(request, pk, address_pk)
    talks = Talk.objects.filter(visit__round=evening, visit__address=address, visit__undone_at=None)
    talk = talks.select_related("visit__round__flat__team", "visit__address__flat__team").last()
    if talk is None:
        return redirect("round_door", pk=pk, address_pk=address_pk)
    form = ResidentForm(request.POST or None, team=evening.flat.team, language=talk.language)
    is_right = request.method == "POST" and form.is_valid()
    if is_right and form.would_all_go():
        form.ask_once_more()
    elif is_right:
        notes, id = form.notes(talk.language), form.cleaned_data["resident_id"]
        try:
            residents.add(talk=talk, notes=notes, id=id, by=request.user, at=clock.now())
        except Refused as no:
            if no.code in WIPING:
                raise
            form.add_error(no.field if no.field in form.fields else None, no.sentence)
        else:
            messages.success(request, _what_was_kept(form.consents()))
            return redirect("round_door", pk=pk, address_pk=address_pk)
    context = {"round": evening, "address": address, "person": form, "language": talk.language}
    return render(request, "outreach/talk_resident.html", context)


def _noted(form: TalkForm, person: ResidentForm, minutes: int | None) -> TalkNotes:
    return TalkNotes(
        language=form.language,
        questionnaire=form.questionnaire.pk,
        minutes=minutes,
        answers=form.answers(),
        residents=(person.notes(form.language),),
    )


def _language(request: Guarded) -> str:
    """The language of the talk; that of the reader when none was chosen."""
    chosen = request.POST.get("taal") or request.GET.get("taal") or get_language() or ""
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def _minutes(opened_at: datetime) -> int:
    return (clock.now() - opened_at).seconds // 60


def _endings(opened_at: datetime, language: str) -> list[tuple[Ending, datetime]]:
    """The cues of a talk, each with the time at which it is due."""
    cues = cards.endings(get_language() or "nl", language)
    return [(cue, opened_at + timedelta(minutes=cue.minute)) for cue in cues]


def _what_was_kept(said_yes: frozenset[Purpose]) -> str:
    if not said_yes:
        return _("Stored that you talked. Without a yes, no name and no answer was kept.")
    if Purpose.KEEP_ANSWERS not in said_yes:
        return _("Stored. The answers were not kept, since that was not agreed.")
    return _("Stored, with what was agreed.")

"""The page on which an evening is walked: no person and no state of a door in it, so a phone may keep it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page

from buurvoorbuur.access import Guarded
from outreach import cards, questionnaires
from outreach.forms.profiles import ResidentForm
from outreach.forms.rounds import DoorForm
from outreach.forms.talks import TalkForm
from outreach.models import Round
from outreach.visit_states import Outcome
from outreach.wording.round_words import ANSWERED, OUTCOMES, PARTS, TALKS

# What the service worker may keep: see static/sw.js.
MAY_BE_KEPT = "BvB-Shell"
ONE_TAP = (Outcome.NOBODY_HOME, Outcome.DECLINED_DOOR, Outcome.DECLINED_INTERCOM)


@gzip_page
@conditional_page
def walk(request: Guarded, evening: Round) -> HttpResponse:
    """The grid, the door and the talk of one evening; the doors themselves come as a card.

    The same bytes at every call, so that a phone that has them is answered with 304.
    """
    questionnaire = questionnaires.current(evening.flat.team)
    context = {
        "round": evening,
        "door_form": DoorForm(),
        "one_tap": [(outcome.value, OUTCOMES[outcome]) for outcome in ONE_TAP],
        "parts": PARTS.items(),
        "outcomes": OUTCOMES.items(),
        "answered": ANSWERED,
        "talks": [_talk(language, name, evening, questionnaire) for language, name in TALKS.items()],
    }
    response = render(request, "outreach/walk.html", context)
    response.headers[MAY_BE_KEPT] = "1"
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _talk(language: str, name: Any, evening: Round, questionnaire: Any) -> dict[str, Any]:
    """Everything one talk needs in one language, without a door and without a person."""
    team = evening.flat.team
    form = TalkForm(questionnaire=questionnaire, language=language)
    # Its id is made on the phone: one made here would give the page other bytes at every call.
    person = ResidentForm(team=team, language=language, initial={"languages": [language], "resident_id": ""})
    return {
        "language": language,
        "name": name,
        "form": form,
        "person": person,
        "asked": [(one, person.groups(one.direction) if one.direction else []) for one in form.asked()],
        "opening": cards.opening(language),
        "closing": cards.closing(language),
        "endings": cards.endings(get_language() or "nl", language),
    }

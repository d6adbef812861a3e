"""The team's questions: read, copied, changed as a draft and put in use; and the list of interests."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow, team_in_reach
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission
from outreach import interests, questionnaires
from outreach.forms.questionnaires import ChangeQuestionForm, InterestForm, NewQuestionForm
from outreach.models import Interest, Question, Questionnaire
from outreach.question_kinds import MOST_QUESTIONS, QuestionKind
from outreach.wording.round_words import QUESTION_KINDS

WORDS = ("label_nl", "label_en", "text_nl", "text_en", "position")


@allow(Permission.EDIT_QUESTIONS)
@require_GET
def questionnaire(request: Guarded) -> HttpResponse:
    """The questions that talks get now, and the draft one works on."""
    team = team_in_reach(request)
    draft = questionnaires.open_draft(team)
    context = {
        "team": team,
        "current": questionnaires.current(team),
        "questions": _with_kinds(questionnaires.current(team)),
        "draft": draft,
        "draft_questions": _with_kinds(draft) if draft else [],
        "most": MOST_QUESTIONS,
    }
    return render(request, "outreach/questionnaire.html", context)


def _with_kinds(version: Questionnaire) -> list[tuple[Question, Any]]:
    return [(question, QUESTION_KINDS[QuestionKind(question.kind)]) for question in version.questions.all()]


@allow(Permission.EDIT_QUESTIONS)
@require_POST
def questionnaire_copy(request: Guarded) -> HttpResponse:
    """A copy to work on."""
    current = questionnaires.current(team_in_reach(request))
    questionnaires.copy(questionnaire=current, by=request.user, at=clock.now())
    return redirect("questionnaire")


@allow(Permission.EDIT_QUESTIONS)
@require_POST
def questionnaire_use(request: Guarded) -> HttpResponse:
    """From now on talks get the draft."""
    return _act(request, questionnaires.put_in_use, questionnaire=_draft(request))


@allow(Permission.EDIT_QUESTIONS)
@require_http_methods(["GET", "POST"])
def question_new(request: Guarded) -> HttpResponse:
    """One more open question at the end of the draft."""
    form = NewQuestionForm(request.POST or None)
    draft = _draft(request)
    if request.method == "POST" and form.is_valid():
        id = form.cleaned_data.pop("question_id")
        try:
            questionnaires.add_question(
                questionnaire=draft, id=id, **form.cleaned_data, by=request.user, at=clock.now()
            )
        except Refused as no:
            form.add_error(None, no.sentence)
        else:
            return redirect("questionnaire")
    return render(request, "outreach/question.html", {"form": form, "most": MOST_QUESTIONS})


@allow(Permission.EDIT_QUESTIONS)
@require_http_methods(["GET", "POST"])
def question(request: Guarded, pk: int) -> HttpResponse:
    """Reword or move one question of the draft."""
    asked = _question(request, pk)
    initial = {name: getattr(asked, name) for name in WORDS}
    count = asked.questionnaire.questions.count()
    form = ChangeQuestionForm(request.POST or None, questions=count, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            questionnaires.change_question(
                question=asked, **form.cleaned_data, by=request.user, at=clock.now()
            )
        except Refused as no:
            form.add_error(None, no.sentence)
        else:
            return redirect("questionnaire")
    return render(request, "outreach/question.html", {"form": form, "question": asked})


@allow(Permission.EDIT_QUESTIONS)
@require_POST
def question_remove(request: Guarded, pk: int) -> HttpResponse:
    """Take a question out of the draft."""
    return _act(request, questionnaires.remove_question, question=_question(request, pk))


@allow(Permission.EDIT_QUESTIONS)
@require_http_methods(["GET", "POST"])
def interest_list(request: Guarded) -> HttpResponse:
    """What neighbours may choose from, by heading, and room for an item of the team's own."""
    team = team_in_reach(request)
    form = InterestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            interests.add(team=team, **form.cleaned_data, by=request.user, at=clock.now())
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, no.sentence)
        else:
            messages.success(request, _("Added."))
            return redirect("interests")
    items = Interest.objects.of_team(team).order_by("group__position", "id")
    return render(request, "outreach/interests.html", {"form": form, "items": items})


def _draft(request: Guarded) -> Questionnaire:
    return get_object_or_404(Questionnaire, team=team_in_reach(request), in_use_from=None)


def _question(request: Guarded, pk: int) -> Question:
    ours = Question.objects.filter(questionnaire__team__in=request.reach.teams)
    return get_object_or_404(ours.select_related("questionnaire"), pk=pk)


def _act(request: Guarded, verb: Callable[..., Any], **facts: Any) -> HttpResponse:
    try:
        verb(**facts, by=request.user, at=clock.now())
    except Refused as no:
        messages.warning(request, no.sentence)
    else:
        messages.success(request, _("Done."))
    return redirect("questionnaire")

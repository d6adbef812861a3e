"""Reads the answers of one talk, every one of which may be left empty; checks and never saves."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from outreach.consent_terms import Direction
from outreach.models import Question, Questionnaire
from outreach.question_kinds import SCALE, QuestionKind
from outreach.wording.round_words import PULL_ANSWERS

LONGEST_ANSWER = 2000
SKIPPED = ("", _("Skip"))
_DIRECTIONS = {
    QuestionKind.INTERESTS_SHARES: Direction.SHARES,
    QuestionKind.INTERESTS_OFFERS: Direction.OFFERS,
    QuestionKind.INTERESTS_WISHES: Direction.WISHES,
}


@dataclass(frozen=True)
class AskedQuestion:
    """A question on the page: the words to read aloud, where to write, and which interests to tick."""

    text: str
    field: forms.BoundField
    is_short: bool
    direction: Direction | None


class TalkForm(forms.Form):
    """One field a question; the id is made when the form is shown, so that sending twice is once."""

    visit_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    opened = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)

    def __init__(self, *args: Any, questionnaire: Questionnaire, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questionnaire, self.language = questionnaire, language
        self.questions = list(questionnaire.questions.all())
        for question in self.questions:
            self.fields[_answer(question)] = _field(question)

    def asked(self) -> Iterator[AskedQuestion]:
        """The questions in their order."""
        for question in self.questions:
            kind = QuestionKind(question.kind)
            yield AskedQuestion(
                question.text_in(self.language),
                self[_answer(question)],
                kind in (QuestionKind.SCALE, QuestionKind.CHOICE),
                _DIRECTIONS.get(kind),
            )

    def answers(self) -> dict[str, str]:
        """What was answered, by question code."""
        given = {question.code: self.cleaned_data.get(_answer(question), "") for question in self.questions}
        return {code: value for code, value in given.items() if value}


def _answer(question: Question) -> str:
    return f"answer_{question.code}"


def _field(question: Question) -> forms.Field:
    if question.kind == QuestionKind.SCALE:
        return _radios(question, [(str(number), str(number)) for number in SCALE])
    if question.kind == QuestionKind.CHOICE:
        return _radios(question, [(answer.value, word) for answer, word in PULL_ANSWERS.items()])
    return forms.CharField(
        label=question.label,
        max_length=LONGEST_ANSWER,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )


def _radios(question: Question, choices: list[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=question.label,
        choices=[*choices, SKIPPED],
        initial="",
        widget=forms.RadioSelect,
        required=False,
    )

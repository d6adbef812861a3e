"""Reads the wording of a question and a team's own interest; checks and never saves."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.form_fields import offer_choices
from outreach.consent_terms import Direction
from outreach.models import InterestGroup
from outreach.wording.round_words import DIRECTIONS

LONGEST_TEXT = 600


class QuestionForm(forms.Form):
    """The words of a question in both languages, since a talk may be held in either."""

    label_nl = forms.CharField(label=_("Short name, Dutch"), max_length=80)
    label_en = forms.CharField(label=_("Short name, English"), max_length=80)
    text_nl = forms.CharField(
        label=_("Read aloud, Dutch"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )
    text_en = forms.CharField(
        label=_("Read aloud, English"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )


class NewQuestionForm(QuestionForm):
    """The same for a question to add; the id is made when the form is shown, so that twice is once."""

    question_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)


class ChangeQuestionForm(QuestionForm):
    """The same for a question that stands in a draft, with its place among the others."""

    position = forms.TypedChoiceField(label=_("Place in the talk"), coerce=int)

    def __init__(self, *args: Any, questions: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "position", [(place, place) for place in range(1, questions + 1)])


class InterestForm(forms.Form):
    """Cleaned, `group` is an `InterestGroup` and `directions` are `Direction`s."""

    group = forms.ModelChoiceField(
        label=_("Under which heading?"),
        queryset=InterestGroup.objects.all(),
        empty_label=_("Choose a heading"),
    )
    name_nl = forms.CharField(label=_("Name, Dutch"), max_length=80)
    name_en = forms.CharField(label=_("Name, English"), max_length=80)
    directions = forms.MultipleChoiceField(
        label=_("What may one do with it?"),
        choices=[(direction.value, word) for direction, word in DIRECTIONS.items()],
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_directions(self) -> frozenset[Direction]:
        return frozenset(Direction(code) for code in self.cleaned_data["directions"])

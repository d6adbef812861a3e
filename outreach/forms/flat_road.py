"""Reads the next step of a flat: its pause, its plan, who walks it; checks and never saves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.form_fields import day_field
from outreach.flat_phases import Afterwards
from outreach.pauses import LONGEST
from outreach.wording.flat_words import AFTERWARDS


class PauseForm(forms.Form):
    restarts_on = day_field(_("It goes on from"))
    message = forms.CharField(
        label=_("A word for the team"),
        help_text=_("Why it rests, and what to think of when you go on. Leave names of residents out."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )


class PartForm(forms.Form):
    """In which part of the neighbourhood a flat stands; one that is known is spelled as it is known."""

    part = forms.CharField(
        label=_("Part of the neighbourhood"),
        help_text=_("As you call it, for example North. It groups the flats on the map."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"list": "parts", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, known: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known

    def clean_part(self) -> str:
        typed = " ".join(self.cleaned_data["part"].split())
        return next((part for part in self.known if part.casefold() == typed.casefold()), typed)


class PlanForm(forms.Form):
    plan_afterwards = forms.ChoiceField(
        label=_("What happens after the talks?"),
        choices=[(plan.value, sentence) for plan, sentence in AFTERWARDS.items()],
        widget=forms.RadioSelect,
    )

    def clean_plan_afterwards(self) -> Afterwards:
        return Afterwards(self.cleaned_data["plan_afterwards"])

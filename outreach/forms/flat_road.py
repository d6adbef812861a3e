"""Reads the next step of a flat: its pause, its plan, who walks it; checks and never saves."""

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


class PlanForm(forms.Form):
    plan_afterwards = forms.ChoiceField(
        label=_("What happens after the talks?"),
        choices=[(plan.value, sentence) for plan, sentence in AFTERWARDS.items()],
        widget=forms.RadioSelect,
    )

    def clean_plan_afterwards(self) -> Afterwards:
        return Afterwards(self.cleaned_data["plan_afterwards"])

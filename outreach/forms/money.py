"""Reads lines of a budget and of a social return; checks and never saves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.form_fields import amount_field, day_field, offer_rows
from buurvoorbuur.models import Team
from outreach.budgets import LineNotes
from outreach.models import Activity, Idea
from outreach.money_terms import Origin, Side
from outreach.wording.money_words import ORIGINS, SIDES


class IdeaField(forms.ModelChoiceField):
    """An idea in the words in which it was heard."""

    def label_from_instance(self, idea: Any) -> str:
        return str(idea.what)


class BudgetLineForm(forms.Form):
    """One line; cleaned, `notes` is what was filled in. What is left empty is not known."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    what = forms.CharField(label=_("What for"), max_length=120)
    origin = forms.TypedChoiceField(label=_("Kind"), choices=list(ORIGINS.items()), coerce=Origin)
    payer = forms.CharField(label=_("From whom"), max_length=120, required=False)
    asked = amount_field(_("Asked (€)"))
    granted = amount_field(_("Granted (€)"))
    spent = amount_field(_("Spent (€)"))
    asked_on = day_field(_("Asked on"), required=False)
    answered_on = day_field(_("Answered on"), required=False)
    activity = forms.ModelChoiceField(
        label=_("For which activity?"),
        queryset=Activity.objects.none(),
        required=False,
        empty_label=_("For none in particular"),
    )
    idea = IdeaField(
        label=_("For which idea?"),
        queryset=Idea.objects.none(),
        required=False,
        empty_label=_("For none in particular"),
    )

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "activity", team.activities.all())
        offer_rows(self, "idea", team.ideas.all())

    @property
    def notes(self) -> LineNotes:
        return LineNotes(**self.cleaned_data)


class ReturnLineForm(forms.Form):
    """One cost or benefit of an activity, in euros as far as it is known."""

    activity = forms.CharField(
        label=_("Activity"), max_length=80, widget=forms.TextInput(attrs={"list": "activities"})
    )
    side = forms.TypedChoiceField(
        label=_("Cost or benefit"), choices=list(SIDES.items()), coerce=Side, widget=forms.RadioSelect
    )
    what = forms.CharField(label=_("What"), max_length=120)
    euros = amount_field(_("Euros"), _("Empty when it is not known."))
    source = forms.CharField(label=_("Who says so"), max_length=200, required=False)

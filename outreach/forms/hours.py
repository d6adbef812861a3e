"""Reads who gave how much time on which day; checks and never saves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.form_fields import amount_field, day_field, offer_rows
from buurvoorbuur.models import Team, User
from outreach.hours import Worth
from outreach.money_terms import Method


class HoursForm(forms.Form):
    """Time is filled in as hours and minutes; cleaned, `minutes` is all of it."""

    user = forms.ModelChoiceField(queryset=User.objects.none(), label=_("Who"))
    worked_on = day_field(_("Day"))
    hours = forms.IntegerField(label=_("Hours"), min_value=0, max_value=24, initial=0)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=0, max_value=59, initial=0)

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = User.objects.filter(memberships__team=team).order_by("joined_at")
        offer_rows(self, "user", members)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"hours", "minutes"} <= cleaned.keys():
            cleaned["minutes"] += 60 * cleaned.pop("hours")
        return cleaned


class RateForm(forms.Form):
    """What an hour is worth by one method, and who says so; empty euros means that nobody settled it."""

    method = forms.TypedChoiceField(
        choices=[(method.value, method.value) for method in Method], coerce=Method, widget=forms.HiddenInput
    )
    euros = amount_field(_("Euros an hour"), digits=6)
    source = forms.CharField(label=_("Who says so"), max_length=200, required=False)

    @classmethod
    def of(cls, worth: Worth) -> "RateForm":
        """Filled in with what stands there now."""
        known = {"method": worth.method, "euros": worth.rate, "source": worth.source}
        return cls(initial=known, prefix=worth.method)

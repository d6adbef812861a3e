"""Reads a new team; checks and never saves."""

from django import forms
from django.utils.translation import gettext_lazy as _


class NewTeamForm(forms.Form):
    """How it is called, where it works, and who coordinates it first."""

    name = forms.CharField(label=_("Name of the team"), max_length=80)
    neighbourhood = forms.CharField(label=_("Neighbourhood"), max_length=80)
    email = forms.EmailField(label=_("E-mail address of the first coordinator"), max_length=254)

"""Reads for whom a research file leaves and for what; checks and never saves."""

from django import forms
from django.utils.translation import gettext_lazy as _

from outreach.research import Handover


class HandoverForm(forms.Form):
    """Both are asked for: who takes answers along says what for."""

    recipient = forms.CharField(
        label=_("For whom"),
        help_text=_("The organisation and who there answers for it."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    purpose = forms.CharField(
        label=_("For what"),
        help_text=_("What they want to find out. Nothing about residents."),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )

    @property
    def handover(self) -> Handover:
        return Handover(**self.cleaned_data)

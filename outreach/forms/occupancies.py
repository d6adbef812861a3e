"""Reads what somebody said of a home being lived in; checks and never saves."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from outreach.visit_states import Occupancy, OccupancySource
from outreach.wording.flat_words import HEARD_FROM, OCCUPANCIES


class OccupancyForm(forms.Form):
    """What was heard, and from whom; the id is made when the form is shown, so that sending twice is once."""

    note_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    occupancy = forms.ChoiceField(
        label=_("Is the home lived in?"),
        choices=[(state.value, word) for state, word in OCCUPANCIES.items()],
        widget=forms.RadioSelect,
    )
    source = forms.ChoiceField(
        label=_("Who said so?"),
        choices=[(source.value, word) for source, word in HEARD_FROM.items()],
        widget=forms.RadioSelect,
    )

    def clean_occupancy(self) -> Occupancy:
        return Occupancy(self.cleaned_data["occupancy"])

    def clean_source(self) -> OccupancySource:
        return OccupancySource(self.cleaned_data["source"])

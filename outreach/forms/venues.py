"""Reads places where residents can come together; checks and never saves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.form_fields import amount_field, yes_or_no_field
from outreach.models import Venue
from outreach.venues import AS_TOLD, VenueNotes


class VenueForm(forms.Form):
    """One place; cleaned, `notes` is what was filled in. What is left empty is not known."""

    name = forms.CharField(label=_("What is the place called?"), max_length=80)
    directions = forms.CharField(
        label=_("Where is it, and how far?"),
        max_length=160,
        required=False,
        help_text=_("Next to the lift of Pluto, two minutes from Mars, for example."),
    )
    contact = forms.CharField(
        label=_("Whom do you ask for it?"),
        max_length=160,
        required=False,
        help_text=_("A name with a telephone number, and where the key is."),
    )
    holds = forms.IntegerField(
        label=_("For how many people is there room?"), required=False, min_value=1, max_value=10_000
    )
    step_free = yes_or_no_field(_("Can one get in without steps?"))
    euros = amount_field(
        _("What does it cost a time (€)?"), _("0 when it is free; empty when it is not known."), digits=6
    )

    def __init__(self, *args: Any, venue: Venue | None = None, **kwargs: Any) -> None:
        if venue:
            kwargs["initial"] = self.told(venue)
        super().__init__(*args, **kwargs)

    @staticmethod
    def told(venue: Venue) -> dict[str, Any]:
        """What is known of a place."""
        return {name: getattr(venue, name) for name in AS_TOLD}

    @property
    def notes(self) -> VenueNotes:
        return VenueNotes(**self.cleaned_data)

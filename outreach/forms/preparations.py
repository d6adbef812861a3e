"""Reads trainings and the numbers of a team; checks and never saves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.form_fields import day_field
from buurvoorbuur.phones import PhoneField
from outreach.models import Referral
from outreach.referrals import ReferralNotes


class ReferralForm(forms.Form):
    """One line of the list; cleaned, `notes` is what was filled in."""

    name = forms.CharField(
        label=_("Organisation"), max_length=80, help_text=_("The neighbourhood team, for example.")
    )
    what_for = forms.CharField(label=_("What do we call them for?"), max_length=120)
    phone = PhoneField(label=_("Phone number"), help_text=_("The general number, not somebody's own."))
    hours = forms.CharField(
        label=_("When do they answer?"), max_length=60, required=False, help_text=_("Leave empty if unknown.")
    )
    checked_on = day_field(_("Looked up on"), _("When did somebody last see that this is right?"))
    comes_first = forms.BooleanField(label=_("This is the worker we call first"), required=False)

    @staticmethod
    def initial_of(referral: Referral) -> dict[str, Any]:
        return {name: getattr(referral, name) for name in ReferralForm.base_fields}

    @property
    def notes(self) -> ReferralNotes:
        return ReferralNotes(**self.cleaned_data)


class TrainingForm(forms.Form):
    """A training that this team has beside the usual ones."""

    name = forms.CharField(label=_("Name of the training"), max_length=80)


class DoneForm(forms.Form):
    """On which day something was done."""

    done_on = day_field(_("Done on"))

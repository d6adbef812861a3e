"""Reads what members fill in about their team; checks and never saves."""

from dataclasses import asdict
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.form_fields import day_field
from buurvoorbuur.keeping_terms import MONTHS, Kept
from buurvoorbuur.models import Team
from buurvoorbuur.phones import PhoneField

FIELDS = (
    "name",
    "neighbourhood",
    "phone",
    "email",
    "partner",
    "notice_days",
    "last_new_door",
    "doors_an_evening",
)


class LogoForm(forms.Form):
    """One file; whether it is a logo is for `logos` to say."""

    file = forms.FileField(
        label=_("Picture of the logo"),
        help_text=_("A PNG or JPEG file of at most 2 MB. Letters are printed in black and white."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
    )


class TeamForm(forms.Form):
    name = forms.CharField(label=_("Name of the team"), max_length=80)
    neighbourhood = forms.CharField(label=_("Neighbourhood"), max_length=80)
    phone = PhoneField(label=_("Phone number for residents"), required=False)
    email = forms.EmailField(label=_("E-mail address for residents"), max_length=120, required=False)
    partner = forms.CharField(
        label=_("Welfare organisation that supports us"),
        help_text=_("Each letter can name it or leave it out."),
        max_length=80,
        required=False,
    )
    notice_days = forms.IntegerField(
        label=_("Days between letter and first visit"), min_value=0, max_value=60
    )
    last_new_door = forms.TimeField(
        label=_("No new door after"),
        help_text=_("Half past eight at the latest."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    doors_an_evening = forms.IntegerField(label=_("Doors an evening"), min_value=1, max_value=40)

    @staticmethod
    def initial_of(team: Team) -> dict[str, Any]:
        return {name: getattr(team, name) for name in FIELDS}

    def clean_last_new_door(self) -> time:
        chosen: time = self.cleaned_data["last_new_door"]
        if chosen > time(20, 30):
            raise forms.ValidationError(_("After half past eight nobody rings at a door any more."))
        return chosen


class KeepingForm(forms.Form):
    """How many months, never more than now, and the last day of the project."""

    visit_months = forms.IntegerField(
        label=_("Outcomes at doors without a talk: months after the round"), min_value=1
    )
    contact_months = forms.IntegerField(
        label=_("Answers and contact of residents: months after the last contact"), min_value=1
    )
    ended_on = day_field(
        _("Last day of the project"),
        _("Leave it empty for as long as you do not know: opt-outs then stay."),
        required=False,
    )
    opt_out_months = forms.IntegerField(label=_("Opt-outs: months after that last day"), min_value=1)

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": asdict(Kept.by(team)), **kwargs})
        for name in MONTHS:
            most = getattr(team, name)
            self.fields[name].widget.attrs["max"] = most
            self.fields[name].help_text = _("Now %(most)s. It can only become shorter.") % {"most": most}

    def kept(self) -> Kept:
        return Kept(**self.cleaned_data)

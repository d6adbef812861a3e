"""Reads who had a later talk with a resident, when and how long; checks and never saves."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.form_fields import day_field
from buurvoorbuur.models import Team, User
from outreach import follow_ups
from outreach.consent_terms import LONGEST_FOLLOW_UP
from outreach.follow_ups import FollowUpNotes
from outreach.models import Resident


class HolderField(forms.ModelChoiceField):
    """Somebody of the team who may have held the talk."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=User.objects.none(), empty_label=_("Choose somebody"), **kwargs)


class FollowUpForm(forms.Form):
    """Asks for a note only where it may be kept; the id is made when shown: sending twice is once."""

    follow_up_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)
    held_on = day_field(_("Date"))
    first = HolderField(label=_("Who talked with them?"))
    second = HolderField(label=_("Who else was there?"), help_text=_("Always with two, also the next time."))
    minutes = forms.IntegerField(
        label=_("How many minutes?"), required=False, min_value=1, max_value=LONGEST_FOLLOW_UP
    )
    note = forms.CharField(
        label=_("What was agreed?"),
        help_text=_("So that the resident may read it too. Nothing about health or about other people."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, team: Team, may_keep_note: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, HolderField):
                field.queryset = follow_ups.holders(team)
        if not may_keep_note:
            del self.fields["note"]

    @staticmethod
    def pair_of(resident: Resident) -> dict[str, Any]:
        """The two of the first talk, who most often come again."""
        if resident.talk is None:
            return {}
        evening = resident.talk.visit.round
        return {"first": evening.asker_id, "second": evening.note_taker_id}

    def notes(self) -> FollowUpNotes:
        """What was filled in, as the topic takes it."""
        told = self.cleaned_data
        return FollowUpNotes(
            held_on=told["held_on"],
            first=told["first"],
            second=told["second"],
            minutes=told["minutes"],
            note=told.get("note", ""),
        )

"""Reads a round that was kept on paper: about when, and an outcome a door; checks and never saves."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import clock
from outreach.forms.rounds import AT_THE_DOOR, DoorForm
from outreach.models import Round
from outreach.visit_states import may_open_door
from outreach.wording.round_words import ON_PAPER, PARTS


class PaperTimeForm(forms.Form):
    """About when one rang, once for the whole page; cleaned, it is a moment of the evening itself."""

    opened = forms.TimeField(
        label=_("Around what time did you ring?"),
        help_text=_("Once for the whole sheet; roughly is good enough."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def __init__(self, *args: Any, evening: Round, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opened"].initial = evening.starts_at
        self.evening, self.now = evening, now

    def clean_opened(self) -> datetime:
        typed: time = self.cleaned_data["opened"]
        if not may_open_door(typed, self.evening.last_new_door):
            raise forms.ValidationError(_("At this time nobody rings at a door."))
        moment = clock.moment(self.evening.planned_on, typed)
        if moment > self.now:
            raise forms.ValidationError(_("This time is still to come."))
        return moment


class PaperDoorForm(DoorForm):
    """One line of the sheet. Nothing ticked is nothing said; the id makes that sending twice is once."""

    outcome = forms.ChoiceField(
        choices=[(outcome.value, word) for outcome, word in ON_PAPER.items() if outcome in AT_THE_DOOR],
        widget=forms.RadioSelect,
        required=False,
    )
    come_back_part = forms.ChoiceField(
        label=_("Come back when?"),
        choices=[("", "–"), *((part.value, name) for part, name in PARTS.items())],
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        if not self.data.get(self.add_prefix("outcome")) and not self.data.get(
            self.add_prefix("come_back_part")
        ):
            return self.cleaned_data
        return super().clean()

    @property
    def says_something(self) -> bool:
        """Whether this line was filled in, and rightly."""
        return self.is_valid() and bool(self.cleaned_data.get("outcome"))

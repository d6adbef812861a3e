"""Reads the plan of an evening, what happened at a door, and how a round ends; checks and never saves."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import clock
from buurvoorbuur.form_fields import day_field, offer_rows
from buurvoorbuur.models import User
from buurvoorbuur.phones import PhoneField
from outreach.models import Round
from outreach.rounds import ContactAtHome, Debrief
from outreach.visit_states import Occupancy, Outcome, PartOfDay
from outreach.wording import round_sentences
from outreach.wording.round_words import OCCUPANCY, PARTS

# What one button on a door's screen can say; a talk has a screen of its own.
AT_THE_DOOR = (
    Outcome.NOBODY_HOME,
    Outcome.DECLINED_DOOR,
    Outcome.DECLINED_INTERCOM,
    Outcome.COME_BACK,
    Outcome.LEFT,
)


class WalkerField(forms.ModelChoiceField):
    """Somebody who may walk the flat, with how many rounds they walked so far."""

    walked: Mapping[UUID, int] = {}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=User.objects.none(), empty_label=_("Choose somebody"), **kwargs)

    def label_from_instance(self, walker: User) -> str:
        return f"{walker} ({round_sentences.experience(self.walked.get(walker.pk, 0))})"

    def offer(self, people: QuerySet[User], walked: Mapping[UUID, int]) -> None:
        self.queryset, self.walked = people, walked


class RoundForm(forms.Form):
    """Cleaned, `asker` and `note_taker` are `User`s of those who may walk the flat.

    The id is made when the form is shown, so that sending twice is once.
    """

    round_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)
    planned_on = day_field(_("Date"), _("Rather not on a Sunday: many municipalities ask that."))
    starts_at = forms.TimeField(
        label=_("Start"),
        help_text=_("A new door is opened until half past eight at the latest."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    asker = WalkerField(label=_("Who asks?"))
    note_taker = WalkerField(
        label=_("Who takes notes?"),
        help_text=_("Always with two: whoever asks can look at the resident."),
    )

    def __init__(
        self, *args: Any, walkers: QuerySet[User], walked: Mapping[UUID, int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name in ("asker", "note_taker"):
            self.fields[name].offer(walkers, walked)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("asker") and cleaned.get("asker") == cleaned.get("note_taker"):
            self.add_error("note_taker", _("Go with two, always. Choose somebody else to take notes."))
        return cleaned


class DoorForm(forms.Form):
    """One tap at a door. A part of the day alone says 'come back'; the id is made when the form is shown."""

    visit_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    opened = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    outcome = forms.ChoiceField(
        choices=[(outcome.value, outcome.value) for outcome in AT_THE_DOOR], required=False
    )
    come_back_part = forms.ChoiceField(
        choices=[("", ""), *((part.value, name) for part, name in PARTS.items())], required=False
    )
    occupancy = forms.ChoiceField(
        label=_("Is the home lived in?"),
        help_text=_("Apart from who opened."),
        choices=[(seen.value, word) for seen, word in OCCUPANCY.items()],
        widget=forms.RadioSelect,
        initial=Occupancy.UNKNOWN.value,
        required=False,
    )

    def clean_occupancy(self) -> Occupancy:
        return Occupancy(self.cleaned_data["occupancy"] or Occupancy.UNKNOWN)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        part, outcome = cleaned.get("come_back_part"), cleaned.get("outcome")
        cleaned["come_back_part"] = PartOfDay(part) if part else None
        if part and not outcome:
            outcome = Outcome.COME_BACK
        if not outcome:
            raise forms.ValidationError(_("Choose what happened at this door."))
        cleaned["outcome"] = Outcome(outcome)
        if (cleaned["outcome"] == Outcome.COME_BACK) != bool(part):
            raise forms.ValidationError(_("Choose the part of the day to come back."))
        return cleaned


class ContactForm(forms.Form):
    """Who is at home tonight; nothing filled in says nothing, half of it is asked again."""

    contact_name = forms.CharField(
        label=_("Who at home knows where you are tonight?"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    contact_phone = PhoneField(
        label=_("Their phone number"),
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        help_text=_("Only the two of you see this. It is wiped as soon as the round is closed."),
    )

    @staticmethod
    def initial_of(evening: Round) -> dict[str, str]:
        return {"contact_name": evening.contact_name, "contact_phone": evening.contact_phone}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        name, phone = cleaned.get("contact_name"), cleaned.get("contact_phone")
        if name and phone == "":
            self.add_error("contact_phone", _("Fill in the number too, so that you can call."))
        if phone and not name:
            self.add_error("contact_name", _("Whose number is this?"))
        return cleaned

    def contact(self) -> ContactAtHome | None:
        said = self.cleaned_data
        return ContactAtHome(said["contact_name"], said["contact_phone"]) if said["contact_name"] else None


class SubstituteForm(forms.Form):
    """Cleaned, both are `User`s: one of the two, and another who may walk the flat."""

    out = forms.ModelChoiceField(
        label=_("Who drops out?"),
        queryset=User.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    new = WalkerField(
        label=_("Who comes instead?"), help_text=_("They read and tick the safety card before you go on.")
    )

    def __init__(
        self, *args: Any, evening: Round, walkers: QuerySet[User], walked: Mapping[UUID, int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        two = [evening.asker_id, evening.note_taker_id]
        offer_rows(self, "out", User.objects.filter(pk__in=two))
        self.fields["new"].offer(walkers.exclude(pk__in=two), walked)  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    """How the round ends; on a later day it also asks when the two were home."""

    both_home = forms.BooleanField(label=_("We are both home."), required=False)
    home_at = forms.TimeField(
        label=_("At what time were you home that evening?"),
        help_text=_("Your hours are counted until then."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    wonder = forms.CharField(
        label=_("What did we wonder at?"),
        help_text=_("Not about residents by name. Only you two and your coordinator read this."),
        max_length=500,
        required=False,
    )
    worry = forms.CharField(
        label=_("What worried us?"),
        help_text=_("Not about residents by name. About somebody in need you call your coordinator."),
        max_length=500,
        required=False,
    )
    lesson = forms.CharField(
        label=_("What do we do differently next time?"),
        help_text=_("Not about residents by name."),
        max_length=500,
        required=False,
    )
    passed_on = forms.MultipleChoiceField(
        label=_("May the welfare worker read it too?"),
        help_text=_("What you tick stands at coaching, with the name of who closes the round."),
        choices=[
            ("wonder", _("What we wondered at")),
            ("worry", _("What worried us")),
            ("lesson", _("What we do differently")),
        ],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, evening: Round, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.evening = evening
        if timezone.localdate(now) <= evening.planned_on:
            del self.fields["home_at"]

    def clean_home_at(self) -> datetime:
        """The time as a moment of that evening; before the start it was after midnight."""
        day, began = self.evening.planned_on, self.evening.started_at
        typed = self.cleaned_data["home_at"]
        if began and typed < timezone.localtime(began).time().replace(second=0, microsecond=0):
            day += timedelta(days=1)
        home = clock.moment(day, typed)
        return max(home, began) if began else home

    def to_pass_on(self) -> list[tuple[Any, str]]:
        """Each line that the welfare worker may read too, with its label."""
        return [
            (self.fields[name].label, self.cleaned_data[name])
            for name in self.cleaned_data["passed_on"]
            if self.cleaned_data[name]
        ]

    def debrief(self) -> Debrief:
        said = self.cleaned_data
        return Debrief(said["wonder"], said["worry"], said["lesson"])

"""Reads what residents do together and what they would like; checks and never saves."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.form_fields import amount_field, day_field, offer_rows, yes_or_no_field
from buurvoorbuur.models import Team
from outreach.activities import AS_TOLD, ActivityNotes
from outreach.activity_terms import IdeaState
from outreach.ideas import IdeaNotes
from outreach.models import Activity, Flat, Idea, Resident, Venue
from outreach.wording.activity_words import IDEA_STATES


def _people_field(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=1, max_value=1000)


class ActivityForm(forms.Form):
    """One activity, of flats within reach; cleaned, `notes` is what was filled in."""

    name = forms.CharField(
        label=_("What do they do?"), max_length=80, help_text=_("Cooking together, for example.")
    )
    flats = forms.ModelMultipleChoiceField(
        label=_("Of which flats?"), queryset=Flat.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    began_on = day_field(
        _("When was the first time?"), _("Leave it empty until it has taken place."), required=False
    )
    next_on = day_field(_("When is the next time?"), _("A day that they chose themselves."), required=False)
    starts_at = forms.TimeField(
        label=_("From what time?"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    venue = forms.ModelChoiceField(
        label=_("Where?"), queryset=Venue.objects.none(), required=False, empty_label=_("Somewhere else"),
    )  # fmt: skip
    place = forms.CharField(
        label=_("Where else?"),
        max_length=120,
        required=False,
        help_text=_("A place for everybody, no home of somebody."),
    )
    step_free = yes_or_no_field(
        _("Can one get in without steps?"), _("Of a place on the list we know it already.")
    )
    price = amount_field(
        _("What does it cost (€)?"), _("0 when it is free; empty when it is not settled."), digits=6
    )
    at_least = forms.IntegerField(
        label=_("From how many people does it go on?"), required=False, min_value=1, max_value=1000
    )
    at_most = forms.IntegerField(
        label=_("For how many people is there room?"), required=False, min_value=1, max_value=1000
    )
    bring = forms.CharField(label=_("What do people bring along?"), max_length=160, required=False)
    stopped_on = day_field(
        _("When was the last time?"), _("Only when it has stopped. No reason is asked."), required=False
    )

    def __init__(
        self, *args: Any, team: Team, flats: QuerySet[Flat], activity: Activity | None = None, **kwargs: Any
    ) -> None:
        self.offered_flats = flats
        if activity:
            kwargs["initial"] = self.told(activity)
        super().__init__(*args, **kwargs)
        offer_rows(self, "flats", flats)
        offer_rows(self, "venue", team.venues.all())

    def told(self, activity: Activity) -> dict[str, Any]:
        """What is known of an activity, as far as it is changed here: of flats out of reach nothing is."""
        theirs = activity.flats.filter(pk__in=self.offered_flats)
        return {"flats": theirs, **{name: getattr(activity, name) for name in AS_TOLD}}

    @property
    def notes(self) -> ActivityNotes:
        return ActivityNotes(**{**self.cleaned_data, "flats": list(self.cleaned_data["flats"])})


class IdeaForm(forms.Form):
    """One idea, of a flat within reach or of the neighbourhood; cleaned, `notes` is what was filled in.

    `people` are those whose idea it may be, None for who sees no residents.
    """

    what = forms.CharField(
        label=_("What would they like?"),
        max_length=120,
        help_text=_("A bench, for example. Leave names out."),
    )
    flat = forms.ModelChoiceField(
        label=_("Of which flat?"), queryset=Flat.objects.none(), required=False,
    )  # fmt: skip
    state = forms.TypedChoiceField(
        label=_("How far is it?"), choices=list(IDEA_STATES.items()), coerce=IdeaState,
        initial=IdeaState.HEARD, widget=forms.RadioSelect,
    )  # fmt: skip

    euros = amount_field(_("What would it cost (€)?"), _("Leave it empty when it is not known."))
    resident = forms.ModelChoiceField(
        label=_("Whose idea is it?"),
        queryset=Resident.objects.none(),
        required=False,
        empty_label=_("Of several, or rather not told"),
        help_text=_("Only of who said that we may stay in touch, so that they hear how it goes."),
    )

    def __init__(
        self,
        *args: Any,
        flats: QuerySet[Flat],
        people: QuerySet[Resident] | None,
        whole_team: bool,
        idea: Idea | None = None,
        **kwargs: Any,
    ) -> None:
        if idea:
            kwargs["initial"] = self.told(idea)
        super().__init__(*args, **kwargs)
        self.kept_resident = idea.resident if idea else None
        if people is None:
            del self.fields["resident"]
        else:
            known = [idea.resident_id] if idea and idea.resident_id else []
            whose = Resident.objects.filter(Q(pk__in=people.values("pk")) | Q(pk__in=known))
            offer_rows(self, "resident", whose)
        offer_rows(self, "flat", flats)
        flat = self.fields["flat"]
        # Who walks one flat hears of that one; an idea of the neighbourhood would be out of their reach.
        flat.required = not whole_team
        flat.empty_label = _("The whole neighbourhood") if whole_team else _("Choose a flat")  # type: ignore[attr-defined]

    @staticmethod
    def told(idea: Idea) -> dict[str, Any]:
        """What is known of an idea."""
        return {name: getattr(idea, name) for name in ("what", "flat", "state", "euros", "resident")}

    @property
    def notes(self) -> IdeaNotes:
        # Who sees no residents changes nothing of whose idea it is.
        return IdeaNotes(**{"resident": self.kept_resident, **self.cleaned_data})

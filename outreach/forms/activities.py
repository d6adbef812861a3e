"""Reads what residents do together and what they would like; checks and never saves."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from outreach.activities import ActivityNotes
from outreach.activity_terms import IdeaState
from outreach.forms.money import day_field
from outreach.ideas import IdeaNotes
from outreach.models import Activity, Flat, Idea
from outreach.wording.activity_words import IDEA_STATES


class ActivityForm(forms.Form):
    """One activity, of flats within reach; cleaned, `notes` is what was filled in."""

    name = forms.CharField(
        label=_("What do they do?"), max_length=80, help_text=_("Cooking together, for example.")
    )
    flats = forms.ModelMultipleChoiceField(
        label=_("Of which flats?"), queryset=Flat.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    began_on = day_field(_("When was the first time?"), _("Leave it empty until it has taken place."))
    stopped_on = day_field(_("When was the last time?"), _("Only when it has stopped. No reason is asked."))

    def __init__(
        self, *args: Any, flats: QuerySet[Flat], activity: Activity | None = None, **kwargs: Any
    ) -> None:
        if activity:
            known = {name: getattr(activity, name) for name in ("name", "began_on", "stopped_on")}
            kwargs["initial"] = {**known, "flats": activity.flats.all()}
        super().__init__(*args, **kwargs)
        self.fields["flats"].queryset = flats  # type: ignore[attr-defined]

    @property
    def notes(self) -> ActivityNotes:
        return ActivityNotes(**{**self.cleaned_data, "flats": list(self.cleaned_data["flats"])})


class IdeaForm(forms.Form):
    """One idea, of a flat within reach or of the neighbourhood; cleaned, `notes` is what was filled in."""

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

    def __init__(
        self, *args: Any, flats: QuerySet[Flat], whole_team: bool, idea: Idea | None = None, **kwargs: Any
    ) -> None:
        if idea:
            kwargs["initial"] = {name: getattr(idea, name) for name in ("what", "flat", "state")}
        super().__init__(*args, **kwargs)
        flat = self.fields["flat"]
        flat.queryset = flats  # type: ignore[attr-defined]
        # Who walks one flat hears of that one; an idea of the neighbourhood would be out of their reach.
        flat.required = not whole_team
        flat.empty_label = _("The whole neighbourhood") if whole_team else _("Choose a flat")  # type: ignore[attr-defined]

    @property
    def notes(self) -> IdeaNotes:
        return IdeaNotes(**self.cleaned_data)

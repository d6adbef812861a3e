"""Reads who takes part in an activity, who does what, when it took place and how we stay in touch."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.form_fields import day_field, offer_rows
from outreach.activity_terms import TOUCH_EVERY, Heard, TouchWay
from outreach.models import Activity, Participant, Resident
from outreach.participants import MOST_JOBS, JobNotes
from outreach.wording.activity_words import EVERY, HEARD, TOUCH_WAYS

# So many lines stay free below the small jobs that stand there.
FREE_LINES = 3


class WithDoor(forms.ModelChoiceField):
    """A resident by name and door, since two may be called the same."""

    def label_from_instance(self, person: Any) -> str:
        return f"{person.name}, {person.address}"


class JoinForm(forms.Form):
    """Somebody who would like to take part."""

    resident = WithDoor(
        label=_("Who else takes part?"), queryset=Resident.objects.none(), empty_label=_("Choose")
    )

    def __init__(self, *args: Any, people: QuerySet[Resident], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "resident", people)


class JobForm(forms.Form):
    """One small job; without words it is none."""

    what = forms.CharField(label=_("What"), max_length=80, required=False)
    taken_by = forms.ModelChoiceField(
        label=_("Who does it"),
        queryset=Participant.objects.none(),
        required=False,
        empty_label=_("Nobody, and that is fine"),
    )

    def __init__(self, *args: Any, participants: QuerySet[Participant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who = self.fields["taken_by"]
        assert isinstance(who, forms.ModelChoiceField)
        who.queryset = participants
        # Read once for all lines.
        known = [(one.pk, one.resident.name) for one in participants]
        who.choices = [("", who.empty_label), *known]


_JobLines = forms.formset_factory(
    JobForm, extra=FREE_LINES, max_num=MOST_JOBS, absolute_max=MOST_JOBS, validate_max=True
)


class JobsForm(_JobLines):  # type: ignore[misc, valid-type]
    """The small jobs of an activity; cleaned, `notes` are those with words in them."""

    def __init__(self, data: Any = None, *, activity: Activity) -> None:
        standing = activity.participants.standing().select_related("resident")
        known = [{"what": job.what, "taken_by": job.taken_by_id} for job in activity.jobs.all()]
        super().__init__(data, prefix="jobs", initial=known, form_kwargs={"participants": standing})

    @property
    def notes(self) -> list[JobNotes]:
        lines = [form.cleaned_data for form in self.forms]
        return [JobNotes(line["what"], line["taken_by"]) for line in lines if line.get("what")]


class GatheringForm(forms.Form):
    """One time that it took place."""

    on = day_field(_("When did it take place?"))
    people = forms.IntegerField(
        label=_("About how many came?"),
        help_text=_("Roughly, guests included. Empty when you do not know."),
        required=False,
        min_value=1,
        max_value=1000,
    )


class HeardForm(forms.Form):
    """The one question after it was handed over."""

    answer = forms.TypedChoiceField(choices=list(HEARD.items()), coerce=Heard)
    on = day_field(_("When was it?"), _("Only when you know."), required=False)


class HandOverForm(forms.Form):
    """Nothing becomes somebody's own without their knowing."""

    agreed = forms.BooleanField(
        label=_("They know that it is theirs from now on, and they want it"),
        error_messages={"required": _("Ask them first. It is only theirs once they know and want it.")},
    )


class RhythmForm(forms.Form):
    """How often and how we let hear of us."""

    every = forms.TypedChoiceField(
        label=_("How often do they hear from us?"),
        choices=[("", _("Not at all")), *((str(months), EVERY[months]) for months in TOUCH_EVERY)],
        coerce=int,
        empty_value=None,
        required=False,
    )
    way = forms.TypedChoiceField(
        label=_("How?"), choices=list(TOUCH_WAYS.items()), coerce=TouchWay, initial=TouchWay.CARD,
    )  # fmt: skip

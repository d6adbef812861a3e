"""Reads what a coordinator decides about an introduction; checks and never saves."""

from django import forms
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.models import Team
from matching.proposal_states import Action, Answer, RejectReason
from outreach.models import Interest

REJECT_REASONS = {
    RejectReason.NOT_A_FIT: _("They do not fit together"),
    RejectReason.KNOW_EACH_OTHER: _("They know each other already"),
    RejectReason.ASKED_TO_WAIT: _("One of them asked to wait"),
    RejectReason.OTHER: _("Another reason"),
}


class ApproveForm(forms.Form):
    interest = forms.ModelChoiceField(
        label=_("What could they do together?"),
        help_text=_("One concrete thing: eating, walking, gardening."),
        queryset=Interest.objects.none(),
    )
    place = forms.CharField(label=_("Where?"), max_length=120)
    first_step = forms.CharField(
        label=_("What is the first step?"),
        help_text=_("For instance: ring each other this week and choose a day."),
        max_length=300,
    )

    def __init__(self, *args: object, team: Team, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["interest"].queryset = Interest.objects.of_team(team)  # type: ignore[attr-defined]


class RejectForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why not?"), choices=list(REJECT_REASONS.items()), widget=forms.RadioSelect
    )

    def clean_reason(self) -> RejectReason:
        return RejectReason(self.cleaned_data["reason"])


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(choices=[(Answer.YES, Answer.YES), (Answer.NO, Answer.NO)])

    def clean_answer(self) -> Answer:
        return Answer(self.cleaned_data["answer"])


class OutcomeForm(forms.Form):
    action = forms.ChoiceField(
        choices=[(a, a) for a in (Action.DID_MEET, Action.DID_NOT_MEET, Action.DO_NOT_KNOW)]
    )

    def clean_action(self) -> Action:
        return Action(self.cleaned_data["action"])

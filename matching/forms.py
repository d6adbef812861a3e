"""Reads what a coordinator decides about introductions; checks and never saves."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.form_fields import day_field, offer_choices, offer_rows
from buurvoorbuur.models import Team
from matching import wording
from matching.asking import Asking
from matching.chore_kinds import ChoreKind
from matching.chore_words import CHORES
from matching.models import ProposalMember, TeamTerms
from matching.proposal_states import Action, Answer, Blocks, RejectReason
from outreach.consent_terms import Field
from outreach.models import Interest, Resident

REJECT_REASONS = {
    RejectReason.NOT_A_FIT: _("They do not fit together"),
    RejectReason.KNOW_EACH_OTHER: _("They know each other already"),
    RejectReason.ASKED_TO_WAIT: _("One of them asked to wait"),
    RejectReason.OTHER: _("Another reason"),
}
BLOCKS = {
    Blocks.NOTHING: _("Nothing: they may be proposed again"),
    Blocks.PEOPLE: _("These two: never propose them together again"),
    Blocks.REASON: _("This activity: do not use it again for these people"),
}
PLACE = _("Where?")
FIRST_STEP = _("What is the first step?")
FIRST_STEP_HELP = _("For instance: come and look on Tuesday at ten, the coffee is ready.")


class ApproveForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    interest = forms.ModelChoiceField(
        label=_("What could they do together?"),
        help_text=_("One concrete thing: eating, walking, gardening."),
        queryset=Interest.objects.none(),
    )
    place = forms.CharField(label=PLACE, max_length=120)
    first_step = forms.CharField(label=FIRST_STEP, help_text=FIRST_STEP_HELP, max_length=300)

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "interest", Interest.objects.of_team(team))


class SeenProposalsField(forms.MultipleChoiceField):
    """Ticked proposals, each as an id and a version; what is no longer offered is for the topic to refuse."""

    def valid_value(self, value: str) -> bool:
        id, _space, version = value.partition(" ")
        try:
            UUID(id)
        except ValueError:
            return False
        return version.isascii() and version.isdigit() and len(version) < 10


class ApproveManyForm(forms.Form):
    """Several proposals at once; `proposals` are pairs of an id and the version that was seen."""

    proposals = SeenProposalsField(label=_("Which?"), widget=forms.CheckboxSelectMultiple)
    place = forms.CharField(label=PLACE, max_length=120)
    first_step = forms.CharField(label=FIRST_STEP, help_text=FIRST_STEP_HELP, max_length=300)

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "proposals", offered)

    def clean_proposals(self) -> list[tuple[str, int]]:
        parts = (value.partition(" ") for value in self.cleaned_data["proposals"])
        return [(pk, int(version)) for pk, _space, version in parts]


class FromPointsForm(forms.Form):
    """From how many points on proposals are offered for approval at once."""

    vanaf = forms.IntegerField(label=_("From how many points?"), min_value=0, max_value=100, initial=50)


class RejectForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label=_("Why not?"), choices=list(REJECT_REASONS.items()), widget=forms.RadioSelect
    )
    blocks = forms.ChoiceField(
        label=_("What should later searches leave out?"),
        choices=list(BLOCKS.items()),
        widget=forms.RadioSelect,
        initial=Blocks.NOTHING,
    )

    def __init__(self, *args: Any, is_group: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_group:
            offered = [(code, label) for code, label in BLOCKS.items() if code != Blocks.PEOPLE]
            offer_choices(self, "blocks", offered)

    def clean_reason(self) -> RejectReason:
        return RejectReason(self.cleaned_data["reason"])

    def clean_blocks(self) -> Blocks:
        return Blocks(self.cleaned_data["blocks"])


class AskForm(forms.Form):
    """Who asks whom, how, and before when; one field for each member, with who may ask them in which ways."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    before = day_field(_("Ask before"))

    def __init__(
        self,
        *args: Any,
        members: Iterable[ProposalMember],
        offered: Mapping[int, list[Asking]],
        usual: dict[int, Asking],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.members = [member for member in members if member.resident]
        self._offered = {pk: {_code(one): one for one in askings} for pk, askings in offered.items()}
        for member in self.members:
            self.fields[f"asking_{member.pk}"] = forms.ChoiceField(
                label=_("Who asks %(name)s, and how?") % {"name": member.resident},
                choices=_by_asker(offered[member.pk]),
                initial=_code(usual[member.pk]),
            )

    @property
    def askings(self) -> dict[int, Asking]:
        """Who asks how, by the id of the member; of a valid form."""
        given = self.cleaned_data
        return {member.pk: self._offered[member.pk][given[f"asking_{member.pk}"]] for member in self.members}


def _code(asking: Asking) -> str:
    return f"{asking.asker.pk} {asking.channel}"


def _by_asker(offered: Iterable[Asking]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The ways in which each may ask, under their name, and with it: a chosen one is read alone."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in offered:
        name = str(one.asker)
        found.setdefault(name, []).append((_code(one), f"{name}, {wording.CHANNELS[one.channel]}"))
    return list(found.items())


class ChoresForm(forms.Form):
    """Who does which small job of a group; nobody is a good answer."""

    def __init__(self, *args: Any, members: QuerySet[ProposalMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in ChoreKind:
            self.fields[kind] = _ChoreField(
                label=CHORES[kind], queryset=members, required=False, empty_label=_("Nobody: fine")
            )

    @property
    def taken(self) -> dict[ChoreKind, ProposalMember]:
        """Who does what; of a valid form."""
        return {kind: self.cleaned_data[kind] for kind in ChoreKind if self.cleaned_data[kind]}


class _ChoreField(forms.ModelChoiceField):
    def label_from_instance(self, member: ProposalMember) -> str:
        return str(member.resident)


class AnswerForm(forms.Form):
    """What somebody said, and what was noted of them when the form was shown."""

    answer = forms.ChoiceField(choices=[(a, a) for a in (Answer.YES, Answer.NO, Answer.LATER)])
    seen = forms.ChoiceField(choices=[(a, a) for a in Answer])

    def clean_answer(self) -> Answer:
        return Answer(self.cleaned_data["answer"])


class OwnAnswerForm(AnswerForm):
    """An answer with what may be passed on; only what was offered may be ticked."""

    shared = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, offered: Iterable[Field], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "shared", [(field, field) for field in offered])

    def clean_shared(self) -> frozenset[Field]:
        return frozenset(Field(code) for code in self.cleaned_data["shared"])


class ExchangeForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    resident = forms.UUIDField()


class ResidentField(forms.ModelChoiceField):
    """A resident, by name and door: two may have the same name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Resident.objects.none(), empty_label=_("Choose somebody"), **kwargs)

    def label_from_instance(self, resident: Resident) -> str:
        return f"{resident}, {resident.address}"


class ApartForm(forms.Form):
    """Which two residents are never proposed to each other."""

    one = ResidentField(label=_("One"))
    other = ResidentField(label=_("The other"))

    def __init__(self, *args: Any, people: QuerySet[Resident], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fields:
            offer_rows(self, name, people)


class OutcomeForm(forms.Form):
    action = forms.ChoiceField(
        choices=[(a, a) for a in (Action.DID_MEET, Action.DID_NOT_MEET, Action.DO_NOT_KNOW)]
    )

    on = forms.DateField(required=False)

    def clean_action(self) -> Action:
        return Action(self.cleaned_data["action"])


class TermsForm(forms.ModelForm[TeamTerms]):
    """What counts, in whole points; the model only lends its columns, nothing is saved here."""

    class Meta:
        model = TeamTerms
        fields = [*wording.TERMS_HELP]
        help_texts = wording.TERMS_HELP

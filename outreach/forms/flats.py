"""Reads how somebody wants their flat, from a list with its doubts settled or from a pattern; never saves."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from buurvoorbuur.form_fields import offer_choices
from outreach import placed_doors
from outreach.address_lists import address_list, spreadsheets
from outreach.address_lists.address_list import Proposal
from outreach.address_lists.address_rows import RowQuestion
from outreach.address_lists.spreadsheet_rows import Table, Unreadable
from outreach.addresses import LONGEST_NAME
from outreach.flat_phases import Afterwards, Because
from outreach.layout import BadPattern, Numbering, Parity
from outreach.models import Flat
from outreach.placed_doors import Pattern, PlacedDoor, Rows
from outreach.wording import address_sentences
from outreach.wording.flat_words import AFTERWARDS, BECAUSE

AS_NUMBERED = "numbers"
BY_COUNT = "count"
MOST_QUESTIONS = 200


def typed_name(data: Mapping[str, Any]) -> str:
    """The name as typed so far, without signs that no database holds."""
    return str(data.get("name", "")).replace("\x00", "").strip()


class BeginForm(forms.Form):
    """Where somebody lives, to begin there; it is stored nowhere."""

    street = forms.CharField(
        label=_("In which street do you live?"),
        help_text=_(
            "To propose where to begin. Where you live is not kept. The street without the number is enough."
        ),
        max_length=80,
    )


class ListUploadForm(forms.Form):
    """One file; cleaned, it is a `Table`."""

    file = forms.FileField(
        label=_("List of addresses"),
        help_text=_("A file from a spreadsheet: .xlsx or .csv. A street and a house number are enough."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt,.tsv"}),
    )

    def clean_file(self) -> Table:
        uploaded: UploadedFile = self.cleaned_data["file"]
        try:
            return spreadsheets.read(uploaded.name or "", uploaded.read())
        except Unreadable as refusal:
            raise forms.ValidationError(address_sentences.unreadable(refusal)) from refusal


class DraftForm(forms.Form):
    """What a new flat needs whatever it is made from; `confirming` is whether it is to be stored now.

    Until then name and plan may wait, so that one can look first. `doors` are those the form gives.
    """

    name = forms.CharField(label=_("Name of the flat"), max_length=LONGEST_NAME)
    because = forms.ChoiceField(
        label=_("Where do you live? Why this flat?"),
        help_text=_("Begin in your own flat or street if you can: neighbours know you there."),
        choices=[(why.value, sentence) for why, sentence in BECAUSE.items()],
        widget=forms.RadioSelect,
    )
    plan_afterwards = forms.ChoiceField(
        label=_("What happens after the talks?"),
        help_text=_("Choose now: residents want to know it beforehand."),
        choices=[(plan.value, sentence) for plan, sentence in AFTERWARDS.items()],
        widget=forms.RadioSelect,
    )

    # The fields that decide where the doors stand.
    shape: tuple[str, ...] = ()
    doors: tuple[PlacedDoor, ...] = ()

    def __init__(self, *args: Any, unfinished: QuerySet[Flat], confirming: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.confirming = confirming
        for name in ("name", "because", "plan_afterwards"):
            self.fields[name].required = confirming
        other = unfinished.exclude(name=typed_name(self.data)).first()
        if other:
            sentence = _("%(flat)s is not wrapped up yet. I want to begin another flat all the same.")
            self.add_tick("second_flat", sentence % {"flat": other})

    def add_tick(self, name: str, label: Any) -> None:
        """Something to agree to before the flat is stored."""
        self.fields[name] = forms.BooleanField(label=label, required=self.confirming)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.keys() >= set(self.shape):
            try:
                self.doors = self.placed(cleaned)
            except BadPattern as refusal:
                field = address_sentences.PATTERN_FIELDS.get(refusal.code, "")
                self.add_error(
                    field if field in self.fields else None, address_sentences.bad_pattern(refusal)
                )
        return cleaned

    def placed(self, values: dict[str, Any]) -> tuple[PlacedDoor, ...]:
        """The doors that these values give; raises `BadPattern`."""
        raise NotImplementedError

    @property
    def seen(self) -> str:
        """A fingerprint of these doors: a confirmation counts only for the doors that were shown."""
        return hashlib.sha256(repr(self.doors).encode()).hexdigest()[:32]

    def facts(self) -> dict[str, Any]:
        """What `addresses.store` asks for."""
        return {
            "name": self.cleaned_data["name"],
            "because": Because(self.cleaned_data["because"]),
            "plan_afterwards": Afterwards(self.cleaned_data["plan_afterwards"]),
            "doors": self.doors,
        }


class ListDraftForm(DraftForm):
    """The doors of a list, once its building is chosen; doubtful rows are asked about one by one."""

    layout = forms.ChoiceField(
        label=_("Floors"),
        choices=[
            (AS_NUMBERED, _("As the house numbers show them")),
            (BY_COUNT, _("So many doors on each floor")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    doors_per_floor = forms.IntegerField(label=_("Doors on each floor"), min_value=1, max_value=200)
    start_floor = forms.IntegerField(
        label=_("The lowest floor with doors"), help_text=_("0 is the ground floor.")
    )

    shape = ("doors_per_floor", "start_floor")
    field_order = ["name", "layout", "doors_per_floor", "start_floor"]

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for asked in proposal.questions[:MOST_QUESTIONS]:
            self.fields[_field_of(asked)] = self._question(proposal, asked)
        given = {(asked.row, asked.kind): self.data.get(_field_of(asked), "") for asked in proposal.questions}
        self.settled = address_list.answer(proposal, given) if given else proposal
        if not placed_doors.show_floors(self.settled.doors):
            del self.fields["layout"]
        wrong = len(self.settled.problems)
        if wrong:
            sentence = ngettext(
                "Leave out the %(count)s row that is not right.",
                "Leave out the %(count)s rows that are not right.",
                wrong,
            )
            self.add_tick("leave_out", sentence % {"count": wrong})

    def _question(self, proposal: Proposal, asked: RowQuestion) -> forms.ChoiceField:
        ways = next(reading.ways for reading in proposal.readings if reading.row == asked.row)
        choices = [(code, address_sentences.choice(code, ways.get(code, ()))) for code in asked.choices]
        return forms.ChoiceField(
            label=address_sentences.question(asked),
            choices=choices,
            widget=forms.RadioSelect,
            required=self.confirming,
        )

    @staticmethod
    def first_data(proposal: Proposal, because: str) -> dict[str, Any]:
        """What the form says before anybody filled it in; `because` is what was said before, or empty."""
        street = proposal.doors[0].parts.street if proposal.doors else ""
        shape = {"layout": AS_NUMBERED, "doors_per_floor": 10, "start_floor": 0}
        return {"name": street, "because": because, **shape}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if len(self.settled.questions) > MOST_QUESTIONS:
            raise forms.ValidationError(
                _("There are too many doubtful rows to go through here. Mend the list first.")
            )
        if self.confirming and not self.doors and not self.errors:
            raise forms.ValidationError(_("There is no door in this list that can be stored."))
        return cleaned

    def placed(self, values: dict[str, Any]) -> tuple[PlacedDoor, ...]:
        as_numbered = "layout" in self.fields and values.get("layout") != BY_COUNT
        rows = None if as_numbered else Rows(values["doors_per_floor"], values["start_floor"])
        return placed_doors.from_list(self.settled.doors, rows)


class PatternForm(DraftForm):
    """A flat described by its shape."""

    street = forms.CharField(label=_("Street"), max_length=80)
    postcode = forms.CharField(label=_("Postcode"), max_length=10)
    city = forms.CharField(label=_("Town"), max_length=80)
    floors = forms.IntegerField(label=_("Number of floors with doors"))
    start_floor = forms.IntegerField(
        label=_("The lowest floor with doors"), help_text=_("0 is the ground floor."), initial=0
    )
    doors_per_floor = forms.IntegerField(label=_("Doors on each floor"))
    first = forms.IntegerField(label=_("First house number"), initial=1)
    parity = forms.ChoiceField(
        label=_("House numbers on this side"),
        choices=[
            (Parity.ALL.value, _("All, odd and even")),
            (Parity.ODD.value, _("Odd only")),
            (Parity.EVEN.value, _("Even only")),
        ],
        widget=forms.RadioSelect,
        initial=Parity.ALL.value,
    )
    numbering = forms.ChoiceField(
        label=_("On the next floor the numbers"),
        choices=[
            (Numbering.RUNNING.value, _("go on where the floor below ended")),
            (Numbering.HUNDREDS.value, _("begin at the next hundred: 101, 201, 301")),
        ],
        widget=forms.RadioSelect,
        initial=Numbering.RUNNING.value,
    )

    shape = (
        "street",
        "postcode",
        "city",
        "floors",
        "start_floor",
        "doors_per_floor",
        "first",
        "parity",
        "numbering",
    )
    field_order = ["name", *shape]

    def placed(self, values: dict[str, Any]) -> tuple[PlacedDoor, ...]:
        given = {name: values[name] for name in self.shape}
        given["parity"], given["numbering"] = Parity(given["parity"]), Numbering(given["numbering"])
        return placed_doors.from_pattern(Pattern(**given))


class BuildingForm(forms.Form):
    """Which building of a list is this flat, when the list holds several."""

    building = forms.ChoiceField(label=_("Which building is this flat?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "building", choices)


def _field_of(asked: RowQuestion) -> str:
    return f"row-{asked.row}-{asked.kind}"

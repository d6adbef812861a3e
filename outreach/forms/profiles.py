"""Reads who a resident is, what they like and to what they say yes; checks and never saves."""

from collections import defaultdict
from collections.abc import Iterable
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.form_fields import day_field, offer_choices
from buurvoorbuur.models import Team
from buurvoorbuur.phones import PhoneField
from outreach import cards
from outreach.consent_terms import Direction, Field, How, Purpose
from outreach.models import Interest, Resident
from outreach.residents import ResidentNotes
from outreach.wording.round_words import DIRECTIONS, HOW, PARTS

MOST_INTRODUCTIONS = 3
# What tells of a person; languages and a number of introductions are filled in beforehand.
TOLD = ("name", "phone", "email", "moments", "stays_until", *Direction)
# Differs each time though the same was filled in.
BESIDE = {"csrfmiddlewaretoken", "without_yes", "opened", "visit_id", "resident_id"}
_FITS = {Direction.SHARES: "may_share", Direction.OFFERS: "may_offer", Direction.WISHES: "may_wish"}


class ProfileForm(forms.Form):
    """Who somebody is and what they like. Names of interests and languages come in `language`."""

    name = forms.CharField(
        label=_("Name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    phone = PhoneField(label=_("Phone number"), required=False)
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=120,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages they speak"), widget=forms.CheckboxSelectMultiple, required=False
    )
    moments = forms.MultipleChoiceField(
        label=_("When do they have time?"),
        choices=[(part.value, word) for part, word in PARTS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    introductions_wanted = forms.TypedChoiceField(
        label=_("How many neighbours would they like to meet now?"),
        choices=[(str(number), str(number)) for number in range(MOST_INTRODUCTIONS + 1)],
        coerce=int,
        initial="1",
        widget=forms.RadioSelect,
    )
    stays_until = day_field(
        _("Lives here until"), _("Only when they already know when they will move."), required=False
    )

    def __init__(self, *args: Any, team: Team, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "languages", cards.spoken_languages(language))
        items = list(Interest.objects.of_team(team))
        for direction in Direction:
            fitting = [item for item in items if getattr(item, _FITS[direction])]
            self.fields[direction.value] = forms.MultipleChoiceField(
                choices=list(_grouped(fitting, language)), required=False
            )

    def groups(self, direction: Direction) -> list[tuple[str, list[tuple[str, str, bool]], int]]:
        """A direction by heading: value, name and whether chosen of each item, and how many are chosen."""
        chosen = set(self[direction.value].value() or [])
        found = []
        for heading, items in self.fields[direction.value].choices:  # type: ignore[attr-defined]
            rows = [(code, name, code in chosen) for code, name in items]
            found.append((heading, rows, sum(is_chosen for *_rest, is_chosen in rows)))
        return found

    def by_direction(self) -> list[tuple[Direction, Any, Any]]:
        """All directions with their word and interests, offering before needing."""
        return [(direction, word, self.groups(direction)) for direction, word in DIRECTIONS.items()]

    @staticmethod
    def initial_of(resident: Resident) -> dict[str, Any]:
        """What is known of a resident, as this form asks it."""
        known: dict[str, Any] = {
            name: getattr(resident, name)
            for name in ("name", "phone", "email", "introductions_wanted", "stays_until")
        }
        known["languages"] = [spoken.code for spoken in resident.languages.all()]
        known["moments"] = [moment.part for moment in resident.moments.all()]
        liked = defaultdict(list)
        for choice in resident.interest_choices.select_related("interest"):
            liked[choice.direction].append(choice.interest.code)
        return {**known, **liked}

    def notes(self, language: str) -> ResidentNotes:
        """What was filled in, as the topics take it."""
        given = self.cleaned_data
        return ResidentNotes(
            name=given["name"],
            phone=given["phone"],
            email=given["email"],
            consents=self.consents(),
            shared_fields=frozenset(Field(code) for code in given.get("shared_fields", ())),
            languages=frozenset(given["languages"]),
            moments=frozenset(given["moments"]),
            shares=frozenset(given[Direction.SHARES]),
            offers=frozenset(given[Direction.OFFERS]),
            wishes=frozenset(given[Direction.WISHES]),
            introductions_wanted=given["introductions_wanted"],
            stays_until=given["stays_until"],
            consent_language=language,
        )

    def consents(self) -> frozenset[Purpose]:
        """A profile gives no consent."""
        return frozenset()


class ResidentForm(ProfileForm):
    """A profile under a consent card; without a yes none of it is asked or kept."""

    resident_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)
    shared_fields = forms.MultipleChoiceField(
        label=_("What may be passed on?"), widget=forms.CheckboxSelectMultiple, required=False
    )
    # Which form was asked about: sent once more, all that was told in it may go.
    without_yes = forms.CharField(widget=forms.HiddenInput, required=False)
    asks_once_more = ""

    def __init__(self, *args: Any, team: Team, language: str, **kwargs: Any) -> None:
        super().__init__(*args, team=team, language=language, **kwargs)
        self.card = cards.consent_card(language)
        self.fields["name"].required = False
        offer_choices(self, "shared_fields", self.card.fields)
        for text in self.card.purposes:
            said = f"{gettext('Yes')}: {text.label}"
            self.fields[_consent(Purpose(text.code))] = forms.BooleanField(label=said, required=False)

    def purposes(self) -> list[tuple[cards.PurposeText, forms.BoundField, bool]]:
        """The card line by line: words, the box for a yes, and whether fields are chosen under it."""
        return [
            (text, self[_consent(Purpose(text.code))], text.code == Purpose.SHARE_FIELDS)
            for text in self.card.purposes
        ]

    def consents(self) -> frozenset[Purpose]:
        return frozenset(purpose for purpose in Purpose if self.cleaned_data.get(_consent(purpose)))

    def would_all_go(self, *, was_told: bool = False) -> bool:
        """Whether something was told and nothing agreed, and nobody was asked yet about just this form."""
        was_told = was_told or any(self.cleaned_data[name] for name in TOLD)
        return was_told and not self.consents() and self.cleaned_data["without_yes"] != self._fingerprint()

    def _fingerprint(self) -> str:
        """Of all that was filled in; holds none of it."""
        sent = QueryDict(mutable=True)
        sent.update(self.data)
        filled_in = sorted((name, values) for name, values in sent.lists() if name not in BESIDE)
        return sha256(repr(filled_in).encode()).hexdigest()

    def ask_once_more(self) -> None:
        """Nothing was agreed, so all that was told would go: the same form sent again means that."""
        self.add_error(
            None,
            _(
                "No yes was ticked yet, so no name and no answer would be kept. Is that right? "
                "Then press once more. Otherwise tick what was agreed."
            ),
        )
        self.asks_once_more = self._fingerprint()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        said_yes = self.consents()
        if said_yes and not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", _("A consent needs a name: whose is it?"))
        if Purpose.SHARE_FIELDS in said_yes:
            self._check_shared(cleaned)
        return cleaned

    def _check_shared(self, cleaned: dict[str, Any]) -> None:
        shared = cleaned.get("shared_fields", [])
        if not shared:
            self.add_error("shared_fields", _("Which details may be passed on? Tick at least one."))
        for field in (Field.PHONE, Field.EMAIL):
            if field in shared and not cleaned.get(field) and field not in self.errors:
                self.add_error(field, _("Write it down, or do not pass it on."))


# How a word of a resident reaches us; their own code is for themselves.
_HEARD = [(how.value, word) for how, word in HOW.items() if how != How.CODE]


class WithdrawForm(forms.Form):
    """The way in which somebody took a yes back."""

    how = forms.TypedChoiceField(choices=_HEARD, coerce=How)


class ConsentForm(forms.Form):
    """A yes that reached us after the talk."""

    how = forms.ChoiceField(
        label=_("How did they say yes?"),
        choices=_HEARD,
        widget=forms.RadioSelect,
    )
    fields_shared = forms.MultipleChoiceField(
        label=_("What may be passed on?"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, purpose: Purpose, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if purpose == Purpose.SHARE_FIELDS:
            shared = self.fields["fields_shared"]
            shared.choices, shared.required = cards.consent_card(language).fields, True  # type: ignore[attr-defined]
        else:
            del self.fields["fields_shared"]

    def clean_how(self) -> How:
        return How(self.cleaned_data["how"])

    def shared(self) -> frozenset[Field]:
        return frozenset(Field(code) for code in self.cleaned_data.get("fields_shared", ()))


def _consent(purpose: Purpose) -> str:
    return f"consent_{purpose}"


def _grouped(items: Iterable[Interest], language: str) -> Iterable[tuple[str, list[tuple[str, str]]]]:
    headed: dict[str, list[tuple[str, str]]] = {}
    for item in items:
        headed.setdefault(item.group.name_in(language), []).append((item.code, item.name_in(language)))
    return headed.items()

"""Reads a no: at which door, by which way, or with which code; checks and never saves."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from outreach import typed_doors
from outreach.address_key import AddressParts
from outreach.models import Address
from outreach.opt_out_terms import Channel, EndReason
from outreach.wording.flat_words import CHANNELS, END_REASONS


class OptOutForm(forms.Form):
    """The door as it is said on the phone; cleaned, `door` is an `Address` of this flat.

    When what was typed may be several doors, `candidates` holds them, and `chosen` brings the answer.
    """

    door = forms.CharField(
        label=_("House number"),
        help_text=_("As it stands beside the bell, such as 12 or 12A."),
        max_length=100,
        widget=forms.TextInput(attrs={"list": "doors", "autocomplete": "off", "autofocus": True}),
    )
    chosen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    channel = forms.ChoiceField(
        label=_("How did it reach us?"),
        choices=[
            (channel.value, sentence) for channel, sentence in CHANNELS.items() if channel != Channel.CODE
        ],
        widget=forms.RadioSelect,
    )

    candidates: tuple[Address, ...] = ()

    def __init__(self, *args: Any, addresses: Iterable[Address], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.addresses = list(addresses)

    @property
    def suggestions(self) -> list[str]:
        """What can be typed, for the list under the field; with the street where there are several."""
        streets = {address.street for address in self.addresses}
        return [str(address) if len(streets) > 1 else address.door for address in self.addresses]

    def clean_chosen(self) -> Address | None:
        chosen = self.cleaned_data["chosen"]
        return next((address for address in self.addresses if address.pk == chosen), None)

    def clean_channel(self) -> Channel:
        return Channel(self.cleaned_data["channel"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "door" in cleaned:
            cleaned["door"] = cleaned.get("chosen") or self._only_door(cleaned["door"])
        return cleaned

    def _only_door(self, typed: str) -> Address | None:
        """The door that can only be meant; else an error, with the doors to choose from if there are any."""
        found = typed_doors.meant(typed, {_parts(address): address for address in self.addresses})
        if len(found.exact) == 1:
            return found.exact[0]
        self.candidates = found.exact or found.near
        if self.candidates:
            self.add_error("door", _("It may be another door than you mean. Choose one."))
        else:
            self.add_error("door", _("There is no such door in this flat."))
        return None


class EndOptOutForm(forms.Form):
    """Why a no ends; there are two reasons and no other."""

    reason = forms.ChoiceField(
        label=_("Why does it end?"),
        choices=[(reason.value, sentence) for reason, sentence in END_REASONS.items()],
        widget=forms.RadioSelect,
    )

    def clean_reason(self) -> EndReason:
        return EndReason(self.cleaned_data["reason"])


class CodeForm(forms.Form):
    """The code on a letter or card, typed in whatever way."""

    code = forms.CharField(
        label=_("The code on your letter or card"),
        help_text=_("Eight letters and digits. Capitals, spaces and dashes do not matter."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class CardCodeForm(CodeForm):
    """The code on the card of a resident, with which they see what they agreed to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("The code on your card")


def _parts(address: Address) -> AddressParts:
    return AddressParts(address.street, address.number, addition=address.suffix)

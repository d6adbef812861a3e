"""Reads a telephone number as people write it, keeps it in one form, and knows a private one."""

import phonenumbers
from django import forms
from django.utils.translation import gettext_lazy as _

_OWN = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.PERSONAL_NUMBER)


def private_in(text: str) -> list[str]:
    """The telephone numbers in a text that look like somebody's own: mobile ones, as they are written."""
    found = (match.number for match in phonenumbers.PhoneNumberMatcher(text, "NL"))
    own = [number for number in found if phonenumbers.number_type(number) in _OWN]
    return list(dict.fromkeys(written(number) for number in own))


def folded(text: str) -> str:
    """The same for every spelling of one number, to compare by; what is no number loses only its spaces."""
    try:
        number = phonenumbers.parse(text, "NL")
    except phonenumbers.NumberParseException:
        return "".join(text.split())
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def written(number: phonenumbers.PhoneNumber) -> str:
    """`06 12345678`, or `+49 …` from abroad."""
    dutch = number.country_code == 31
    kind = phonenumbers.PhoneNumberFormat.NATIONAL if dutch else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, kind)


class PhoneField(forms.CharField):
    """A telephone number; Dutch when no country is written. Gives it as `06 12345678` or `+49 …`."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**{"max_length": 30, "widget": forms.TextInput(attrs={"type": "tel"}), **kwargs})  # type: ignore[arg-type]

    def clean(self, value: object) -> str:
        typed = super().clean(value)
        if not typed:
            return ""
        try:
            number = phonenumbers.parse(typed, "NL")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise forms.ValidationError(_("This is not a telephone number. Write it like 06 12345678."))
        return written(number)

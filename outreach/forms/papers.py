"""Reads which paper somebody wants printed: in which language, for which doors; checks and never saves."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from outreach.call_cards import For

LANGUAGES = (("nl", "Nederlands"), ("en", "English"))


class PaperForm(forms.Form):
    """The language of whoever reads the paper, which is not that of whoever prints it."""

    language = forms.ChoiceField(
        label=_("Language of the paper"), choices=LANGUAGES, required=False, initial=settings.LANGUAGE_CODE
    )

    @property
    def chosen_language(self) -> str:
        """The language that was chosen; Dutch when nothing was, or nothing that there is."""
        self.is_valid()
        return self.cleaned_data.get("language") or settings.LANGUAGE_CODE


class CallCardsForm(PaperForm):
    """Cards for the doors still to ring unless those where nobody was home are meant."""

    doors = forms.TypedChoiceField(
        choices=[(doors.value, doors.value) for doors in For], coerce=For, required=False
    )

    @property
    def chosen_doors(self) -> For:
        self.is_valid()
        return self.cleaned_data.get("doors") or For.TO_RING

"""Reads what a team tells in its own words; whether it points at somebody is for the topic to say."""

from django import forms
from django.utils.translation import gettext_lazy as _

from outreach.own_words import LONGEST, tidy


class _Words(forms.CharField):
    """Compared as they are kept."""

    def has_changed(self, initial: str | None, data: str | None) -> bool:
        return tidy(initial or "") != tidy(data or "")


class OwnWordsForm(forms.Form):
    """The topic counts the signs: a form would count the end of a line as two, or cut off what was pasted."""

    text = _Words(
        label=_("What the talks brought, in our own words"),
        help_text=_("At most %s characters. No names, no house numbers, no stories of one or a few homes.")
        % LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off"}),
    )

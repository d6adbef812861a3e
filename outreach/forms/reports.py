"""Reads which flat and which quarters a report is about; checks and never saves."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from outreach.quarters import Quarter
from outreach.released import Choices, Selection


class LongSelect(forms.Select):
    """A list of hundreds of choices, written out at once: a template for each takes longer than the page."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = "" if value is None else str(value)
        marks = {True: mark_safe(" selected"), False: ""}
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, marks[key == chosen], word) for key, word in self.choices),
        )
        own = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return format_html("<select{}>{}</select>", flatatt(own), options)


class SelectionForm(forms.Form):
    """Read from the address of a page, so that a report can be sent on."""

    flat = forms.ChoiceField(label=_("Flat"), required=False)
    first = forms.ChoiceField(label=_("From"), required=False)
    last = forms.ChoiceField(label=_("Up to"), required=False)

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        quarters = {quarter.code: str(quarter) for quarter in choices.quarters}
        self.words: dict[str, dict[str, Any]] = {
            "flat": {"": _("All flats")} | {str(key): name for key, name in choices.flats.items()},
            "first": {"": _("The beginning")} | quarters,
            "last": {"": _("The last closed quarter")} | quarters,
        }
        for name, words in self.words.items():
            self.fields[name] = forms.ChoiceField(
                label=self.fields[name].label, required=False, choices=list(words.items()), widget=LongSelect
            )

    @property
    def selection(self) -> Selection:
        """What was chosen; what cannot be chosen counts as not chosen."""
        first, last = (Quarter.read(code) if (code := self._chosen(name)) else None for name in _QUARTERS)
        flat = self._chosen("flat")
        return Selection(int(flat) if flat else None, first, last)

    @property
    def in_words(self) -> str:
        """What the report is about, as it stands above it."""
        flat, first, last = (words[self._chosen(name)] for name, words in self.words.items())
        return f"{flat}: {first} – {last}"

    def _chosen(self, name: str) -> str:
        self.is_valid()
        return str(self.cleaned_data.get(name, ""))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = (cleaned.get(name) for name in _QUARTERS)
        if first and last and Quarter.read(first) > Quarter.read(last):
            self.add_error("last", _("This is before the quarter with which you begin."))
        return cleaned


_QUARTERS = ("first", "last")


class QuarterForm(forms.Form):
    """Which quarter the doors are counted of, read from the address of a page."""

    quarter = forms.ChoiceField(label=_("When"), required=False)

    def __init__(self, *args: Any, quarters: Sequence[Quarter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(quarter.code, str(quarter)) for quarter in quarters]
        self.fields["quarter"] = forms.ChoiceField(
            label=self.fields["quarter"].label,
            required=False,
            choices=[("", _("As it stands now")), *named],
            help_text=_("Of a quarter only what was recorded in it, at the doors where anything was."),
        )

    @property
    def chosen(self) -> Quarter | None:
        """What was chosen; what cannot be chosen counts as not chosen."""
        code = self.cleaned_data.get("quarter") if self.is_valid() else ""
        return Quarter.read(code) if code else None

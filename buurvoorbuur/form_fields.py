"""What forms of every package fill in alike: days, amounts, and what one chooses from; knows no form."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _


def day_field(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    """A day, chosen from a calendar where the browser has one."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, widget=widget, required=required)


def amount_field(label: Any, help_text: Any = "", *, digits: int = 9) -> forms.DecimalField:
    """Euros as people write them: 12,50 as well as 12.50; `digits` is how many the column holds."""
    return forms.DecimalField(
        label=label,
        help_text=help_text,
        min_value=0,
        max_digits=digits,
        decimal_places=2,
        required=False,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )


def yes_or_no_field(label: Any, help_text: Any = "") -> forms.NullBooleanField:
    """Yes, no, or nobody knows, which is None."""
    # A select calls what it holds by these words, and would show any other as not known.
    answers = [("", _("Not known")), ("True", _("Yes")), ("False", _("No"))]
    widget = forms.Select(choices=answers)
    return forms.NullBooleanField(label=label, help_text=help_text, required=False, widget=widget)


def offer_rows(form: forms.BaseForm, name: str, rows: QuerySet[Any]) -> None:
    """Lets a field of a form choose among these rows only."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows


def offer_choices(form: forms.BaseForm, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Lets a field of a form choose among these values, each with its words."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)

"""What somebody was shown against what stands there now, so that nobody overwrites what they did not see.

A row that several people change by a form is `Versioned`.
"""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.models import Versioned
from buurvoorbuur.refusals import Refused

COMPARE = _(
    "Somebody changed this meanwhile, so nothing was saved yet. Compare what you filled in with what stands"
    " there now, and save again."
)


def seen(data: Any) -> int:
    """The version of a row that a form was shown with; 0, which no row has, when it says none."""
    value = data.get("version", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0


def refuse_unseen(ours: Versioned, shown: Versioned, sentence: Any) -> None:
    """Raises `Refused` with this sentence when a locked row is no longer what somebody was shown."""
    if ours.version != shown.version:
        raise Refused(sentence, code="changed")


def touch(ours: Versioned, *fields: str) -> None:
    """Stores what changed of a locked row, so that forms and pages that show it as it was are out of date."""
    ours.version += 1
    ours.save(update_fields=["version", *fields])


def without_name(ours: Versioned, *fields: str) -> None:
    """Stores a locked row from which a name was taken: no form of before may bring it back."""
    ours.nameless_since = ours.version + 1
    touch(ours, "nameless_since", *fields)


def standing(form: forms.BaseForm, now: Mapping[str, Any]) -> list[tuple[Any, str]]:
    """What stands there `now` where something else was filled in: the label of a field and what it holds."""
    filled_in = {name: form[name] for name in form.fields}
    return [
        (bound.label, _in_words(bound.field, now[name]))
        for name, bound in filled_in.items()
        if bound.field.has_changed(now[name], bound.data)
    ]


def _in_words(field: forms.Field, value: Any) -> str:
    """A value as its field would show it."""
    if isinstance(field, forms.ModelMultipleChoiceField):
        return ", ".join(str(field.label_from_instance(row)) for row in value)
    if isinstance(field, forms.NullBooleanField):
        return {True: gettext("Yes"), False: gettext("No"), None: gettext("Not known")}[value]
    if value in (None, ""):
        return gettext("Not filled in")
    if isinstance(field, forms.TypedChoiceField):
        choices: Any = field.choices
        return str(dict(choices)[value])
    if isinstance(value, date):
        return formats.date_format(value, "j F Y")
    return formats.time_format(value, "H:i") if isinstance(value, time) else str(formats.localize(value))

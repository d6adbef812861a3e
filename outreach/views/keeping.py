"""Keeps the form of a row that several people change, or says what stands in the way."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.http import HttpRequest

from buurvoorbuur import versions
from buurvoorbuur.models import Versioned
from buurvoorbuur.refusals import Refused


def keep(
    request: HttpRequest, form: Any, write: Callable[[], Any], row: Versioned | None = None
) -> tuple[bool, dict[str, Any]]:
    """Whether what was filled in stands there now, and else what the page says above the form.

    A refusal is told at its field. When somebody changed the `row` meanwhile, the page shows the form again
    with `was_changed` (a sentence), `standing` (what stands there now where it differs) and `had_names`; the
    form says with `told` what of a row it shows.
    """
    if request.method != "POST":
        return False, {}
    if row:
        row.version = versions.seen(request.POST)
    if not form.is_valid():
        return False, {}
    try:
        write()
    except Refused as no:
        said = _refused(form, row, no)
        return was_pressed_twice(said), said
    return True, {}


def _refused(form: Any, row: Any, no: Refused) -> dict[str, Any]:
    if no.code != "changed":
        form.add_error(no.field, no.sentence)
        return {}
    seen = row.version
    row.refresh_from_db()
    return compared(form, form.told(row), row, seen, no.sentence)


def compared(form: Any, now: Mapping[str, Any], row: Any, seen: int, sentence: Any) -> dict[str, Any]:
    """What the page says above a form shown as version `seen`, since of the `row` this stands there `now`."""
    had_names = seen < row.nameless_since and _let_go_of_words(form, now, row.Privacy.personal)
    return {"was_changed": sentence, "standing": versions.standing(form, now), "had_names": had_names}


def was_pressed_twice(said: Mapping[str, Any]) -> bool:
    """Whether what was filled in stands there already."""
    return said.get("standing") == [] and not said["had_names"]


def _let_go_of_words(form: Any, now: Mapping[str, Any], words: Collection[str]) -> bool:
    """Fills in what stands there now in place of words of before a name was taken away: it may not return."""
    kept = {name: value for name, value in now.items() if name in words and name in form.fields}
    taken = {
        name: value
        for name, value in kept.items()
        if form.fields[name].has_changed(value, form.data.get(name))
    }
    if taken:
        form.data = form.data.copy()
        for name, value in taken.items():
            form.data[name] = value
    return bool(taken)

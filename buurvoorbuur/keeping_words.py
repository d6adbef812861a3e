"""Says in sentences what will go, when and how many; counts nothing itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from buurvoorbuur import nightly
from buurvoorbuur.keeping_terms import Foreseen

_HEADINGS = {
    "visit_months": gettext_lazy("Outcomes at doors without a talk"),
    "contact_months": gettext_lazy("Answers and contact of residents"),
    "opt_out_months": gettext_lazy("Opt-outs"),
}


@dataclass(frozen=True)
class Line:
    """One term, and what will come of it."""

    heading: Any
    sentences: list[str]


def lines(foreseen: Mapping[str, Foreseen], at: datetime) -> list[Line]:
    """A line for each term, in the language of the reader."""
    night = date_format(nightly.next_night(at), "j F Y")
    return [Line(_HEADINGS[name], list(_sentences(name, found, night))) for name, found in foreseen.items()]


def _sentences(name: str, found: Foreseen, night: str) -> Iterator[str]:
    now = _counted(name, found.people, found.notes)
    later = _counted(name, found.later_people, found.later_notes)
    if now:
        yield _("In the night of %(night)s goes for good: %(what)s.") % {"night": night, "what": now}
    if later and found.next_on:
        day = date_format(found.next_on, "j F Y")
        # Opt-outs all go on one day, the rest as each comes to its term.
        sentence = (
            _("On %(day)s goes: %(what)s.")
            if name == "opt_out_months"
            else _("From %(day)s on goes, each at its time: %(what)s.")
        )
        yield sentence % {"day": day, "what": later}
    elif later:
        yield _("There is no last day, so this stays: %(what)s.") % {"what": later}
    if not now and not later:
        yield _("There is nothing now.")


def _counted(name: str, people: int, notes: int) -> str:
    said = []
    if people:
        words = ngettext(
            "%(n)s resident (with name and answers)", "%(n)s residents (with name and answers)", people
        )
        said.append(words % {"n": people})
    if notes:
        said.append(_notes(name, notes) % {"n": notes})
    return _(" and ").join(said)


def _notes(name: str, number: int) -> str:
    if name == "opt_out_months":
        return ngettext("%(n)s opt-out", "%(n)s opt-outs", number)
    if name == "contact_months":
        return ngettext(
            "%(n)s introduction that was decided", "%(n)s introductions that were decided", number
        )
    return ngettext("%(n)s note about a door or round", "%(n)s notes about doors and rounds", number)

"""Hands somebody everything that is held about them, on paper and as a file; names nobody else."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from babel import Locale
from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import get_language

from buurvoorbuur import audit, held, pdf
from buurvoorbuur.held import Fact, Section
from buurvoorbuur.models import User
from buurvoorbuur.privacy import Entry
from outreach import residents, traces
from outreach.models import Interest, Resident
from outreach.wording import held_words

TEMPLATE = "print/held.html"
# Fields that hold the code of a language.
LANGUAGES = frozenset({"code", "language"})


@dataclass(frozen=True)
class Heading:
    """One kind of thing as it stands on paper: each row is pairs of label and words."""

    title: Any
    rows: list[list[tuple[Any, Any]]]


@transaction.atomic
def as_paper(*, resident: Resident, language: str, by: User | None, at: datetime) -> bytes:
    """The PDF of everything held. Raises `Refused` when nothing is any more."""
    person = _asked_about(resident, by, at)
    with translation.override(language):
        headings = [_heading(section) for section in sorted(held_about(person), key=_place)]
    context = {"resident": person, "team": person.address.flat.team, "headings": headings, "printed_at": at}
    return pdf.render(TEMPLATE, context, language=language)


@transaction.atomic
def as_file(*, resident: Resident, by: User | None, at: datetime) -> str:
    """The same as JSON, in the names of the register of processing. Raises `Refused`."""
    person = _asked_about(resident, by, at)
    return json.dumps([_section(section) for section in held_about(person)], ensure_ascii=False, indent=2)


def held_about(person: Model) -> list[Section]:
    """Everything held about a resident or a member; names of other residents are taken out of texts."""
    return held.about(person, partial(_without_others, person))


def _asked_about(resident: Resident, by: User | None, at: datetime) -> Resident:
    person = residents.locked(resident)
    audit.record("resident.exported", by=by, about=person, at=at, team=person.address.flat.team_id)
    return person


def _without_others(person: Model, entry: Entry, row: Model, text: str) -> str:
    """Of a text that is of several people, without the names of whoever it may name."""
    if not entry.may_name or not entry.stays:
        return text
    rows = entry.model._base_manager.filter(pk=row.pk)
    people = Resident.objects.filter(pk__in=rows.values(entry.may_name))
    own = [one.name for one in people if one.pk == person.pk]
    return traces.without_names(text, [one.name for one in people if one.pk != person.pk], own)


def _heading(section: Section) -> Heading:
    rows = [[(held_words.LABELS[fact.name], _words(fact)) for fact in _on_paper(row)] for row in section.rows]
    return Heading(held_words.HEADINGS[section.label], rows)


def _place(section: Section) -> int:
    """In the order of the headings: who somebody is comes first."""
    return list(held_words.HEADINGS).index(section.label)


def _on_paper(row: list[Fact]) -> list[Fact]:
    return [fact for fact in row if fact.name not in held_words.NOT_ON_PAPER]


def _words(fact: Fact) -> Any:
    if fact.name in LANGUAGES:
        return Locale.parse(get_language() or "nl").languages.get(str(fact.value), fact.words)
    if fact.name == "items":
        return ", ".join(_item(code) for code in str(fact.value).split())
    codes = (import_string(name) for name in settings.HELD_CODES)
    return next(
        (of[fact.name][fact.value] for of in codes if fact.value in of.get(fact.name, ())), fact.words
    )


def _item(code: str) -> str:
    """What two people have in common: an interest, or a part of the day."""
    known = Interest.objects.filter(code=code).first()
    return str(known or held_words.CODES["part"].get(code, code))


def _section(section: Section) -> dict[str, Any]:
    return {
        "model": section.label,
        "why": section.entry.why,
        "kept": section.entry.keep,
        "rows": [{fact.name: fact.value for fact in row} for row in section.rows],
    }

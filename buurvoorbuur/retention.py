"""Lets go of what is past its term, as each model declares, and writes down how many; counts and no ids."""

from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Func, IntegerField, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.module_loading import import_string

from buurvoorbuur import audit, event_seals, privacy
from buurvoorbuur.models import Event, RetentionCount, RetentionRun, Team
from buurvoorbuur.privacy import Entry
from buurvoorbuur.retention_terms import Term, months_before

# What one transaction lets go of; a run that is killed between two goes on where it was.
AT_ONCE = 200


def run(at: datetime) -> RetentionRun:
    """Goes on with the run that was cut off, or begins one; ends with what is left: nothing, it should be."""
    ours = RetentionRun.objects.filter(finished_at=None).first() or RetentionRun.objects.create(started_at=at)
    for entry in with_term():
        stays: list[Any] = []
        while _let_go(ours, entry, at, stays):
            pass
    _purge_events(ours, at)
    _finish(ours, at)
    return ours


def due(entry: Entry, at: datetime) -> QuerySet[Any]:
    """The rows that are past their term now."""
    term = entry.term
    assert term
    past = Q(**before(entry, term, term.longest, at))
    if term.team:
        by_team = reduce(or_, (_past(entry, term, months, at) for months in _lengths(term)), Q(pk=None))
        past = by_team | past & Q(**{f"{term.team}__isnull": True})
    return held(entry).filter(past)


def held(entry: Entry) -> QuerySet[Any]:
    """The rows that go, or are emptied, once they are past their term."""
    term = entry.term
    assert term
    rows = entry.model._base_manager.filter(**term.only)
    if term.empties:
        rows = rows.annotate(full=_length(term.empties)).filter(full__gt=0)
    return rows


def with_term() -> list[Entry]:
    """The kinds of rows that are let go of by themselves."""
    return [entry for entry in privacy.register() if entry.term]


def _lengths(term: Term) -> list[int]:
    return list(Team.objects.order_by().values_list(term.months, flat=True).distinct())


def _past(entry: Entry, term: Term, months: int, at: datetime) -> Q:
    return Q(**{f"{term.team}__{term.months}": months}, **before(entry, term, months, at))


def before(entry: Entry, term: Term, months: int, at: datetime) -> dict[str, Any]:
    """A day is over its term at the beginning of the day in the Netherlands, a moment on the second."""
    limit = months_before(timezone.localtime(at), months)
    return {f"{term.since}__lte": limit if counts_from_moment(entry, term) else limit.date()}


def counts_from_moment(entry: Entry, term: Term) -> bool:
    """Whether a term begins at a moment and not on a day."""
    path, _, name = term.since.rpartition("__")
    model = privacy.end_of(entry.model, path) if path else entry.model
    return isinstance(model._meta.get_field(name), models.DateTimeField)


def _length(fields: tuple[str, ...]) -> Any:
    """How much stands in these fields, which cannot be compared since they are encrypted."""
    lengths: list[Any] = [
        Coalesce(Func(F(name), function="LENGTH", output_field=IntegerField()), 0) for name in fields
    ]
    return reduce(lambda one, other: one + other, lengths)


@transaction.atomic
def _let_go(ours: RetentionRun, entry: Entry, at: datetime, stays: list[Any]) -> bool:
    """One step, whose rows and the count of them are committed together; whether there may be another.

    Rows that would not go are added to `stays`, so that they keep no other waiting.
    """
    term = entry.term
    assert term
    # Who lets go of a row in its own way locks more than the row: no other may be held meanwhile.
    at_once = 1 if term.by else AT_ONCE
    past = due(entry, at).exclude(pk__in=stays).order_by("pk")
    keys = list(past.values_list("pk", flat=True)[:at_once])
    if not keys:
        return False
    # What would not go is told as left by the certificate, and does not keep the night from ending.
    number = _in_its_way(entry, keys[0], at) if term.by else _together(entry, keys, at)
    _count(ours, entry.model, **{"emptied" if term.empties else "gone": number})
    if term.by and not number:
        stays += keys
    return bool(number or term.by)


def _in_its_way(entry: Entry, key: Any, at: datetime) -> int:
    assert entry.term
    row = entry.model._base_manager.filter(pk=key).first()
    if row is None:
        return 0
    import_string(entry.term.by)(row, at)
    return int(not due(entry, at).filter(pk=key).exists())


def _together(entry: Entry, keys: list[Any], at: datetime) -> int:
    """Locked first, and asked again: somebody may just have written in one of them."""
    term = entry.term
    assert term
    rows = entry.model._base_manager.filter(pk__in=keys)
    locked = list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    still = due(entry, at).filter(pk__in=locked)
    before = still.count()
    going = rows.filter(pk__in=list(still.values_list("pk", flat=True)))
    if term.empties:
        going.update(**{name: _nothing(entry, name) for name in term.empties}, **term.becomes)
    else:
        going.delete()
    return before - due(entry, at).filter(pk__in=locked).count()


def _nothing(entry: Entry, name: str) -> str | bytes:
    return b"" if isinstance(entry.model._meta.get_field(name), models.BinaryField) else ""


def _purge_events(ours: RetentionRun, at: datetime) -> None:
    limit = months_before(timezone.localtime(at), settings.EVENT_MONTHS)
    with transaction.atomic():
        _count(ours, Event, gone=event_seals.purge(limit, at))


def _count(ours: RetentionRun, model: type[models.Model], gone: int = 0, emptied: int = 0) -> None:
    counts, _made = RetentionCount.objects.get_or_create(run=ours, kind=model._meta.label)
    counts.gone, counts.emptied = counts.gone + gone, counts.emptied + emptied
    counts.save(update_fields=["gone", "emptied"])


@transaction.atomic
def _finish(ours: RetentionRun, at: datetime) -> None:
    """Looks again at everything, and says so in the certificate."""
    for entry in with_term():
        counts, _made = RetentionCount.objects.get_or_create(run=ours, kind=entry.model._meta.label)
        counts.left = due(entry, at).count()
        counts.save(update_fields=["left"])
    limit = months_before(timezone.localtime(at), settings.EVENT_MONTHS)
    RetentionCount.objects.filter(run=ours, kind=Event._meta.label).update(left=event_seals.overdue(limit))
    ours.finished_at = at
    ours.save(update_fields=["finished_at"])
    audit.record("retention.ran", by=None, about=ours, at=at)

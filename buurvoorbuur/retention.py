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
    for entry in _with_term():
        while _let_go(ours, entry, at):
            pass
    _purge_events(ours, at)
    _finish(ours, at)
    return ours


def due(entry: Entry, at: datetime) -> QuerySet[Any]:
    """The rows that are past their term now."""
    term = entry.term
    assert term
    by_team = reduce(or_, (_past(entry, term, months, at) for months in _lengths(term)), Q(pk=None))
    without = Q(**{f"{term.team}__isnull": True}, **_before(entry, term, term.longest, at))
    rows = entry.model._base_manager.filter(by_team | without, **term.only)
    if term.empties:
        rows = rows.annotate(full=_length(term.empties)).filter(full__gt=0)
    return rows


def _with_term() -> list[Entry]:
    return [entry for entry in privacy.register() if entry.term]


def _lengths(term: Term) -> list[int]:
    return list(Team.objects.order_by().values_list(term.months, flat=True).distinct())


def _past(entry: Entry, term: Term, months: int, at: datetime) -> Q:
    return Q(**{f"{term.team}__{term.months}": months}, **_before(entry, term, months, at))


def _before(entry: Entry, term: Term, months: int, at: datetime) -> dict[str, Any]:
    """A day is over its term at the beginning of the day in the Netherlands, a moment on the second."""
    path, _, name = term.since.rpartition("__")
    model = privacy.end_of(entry.model, path) if path else entry.model
    is_moment = isinstance(model._meta.get_field(name), models.DateTimeField)
    limit = months_before(timezone.localtime(at), months)
    return {f"{term.since}__lte": limit if is_moment else limit.date()}


def _length(fields: tuple[str, ...]) -> Any:
    """How much stands in these fields, which cannot be compared since they are encrypted."""
    lengths: list[Any] = [
        Coalesce(Func(F(name), function="LENGTH", output_field=IntegerField()), 0) for name in fields
    ]
    return reduce(lambda one, other: one + other, lengths)


@transaction.atomic
def _let_go(ours: RetentionRun, entry: Entry, at: datetime) -> int:
    """One step: the rows and the count of them are committed together."""
    keys = list(due(entry, at).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    if not keys:
        return 0
    term = entry.term
    assert term
    rows = entry.model._base_manager.filter(pk__in=keys)
    # Locked first, and asked again: somebody may just have heard of this resident.
    locked = list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    still = due(entry, at).filter(pk__in=locked)
    before = still.count()
    if term.by:
        let_go = import_string(term.by)
        for row in still:
            let_go(row, at)
    elif term.empties:
        rows.filter(pk__in=list(still.values_list("pk", flat=True))).update(
            **{name: _nothing(entry, name) for name in term.empties}, **term.becomes
        )
    else:
        rows.filter(pk__in=list(still.values_list("pk", flat=True))).delete()
    # What would not go is told as left by the certificate, and does not keep the night from ending.
    # Asked again: what was gone through above knows only what there was.
    number = before - still.all().count()
    _count(ours, entry.model, **{"emptied" if term.empties else "gone": number})
    return number


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
    for entry in _with_term():
        counts, _made = RetentionCount.objects.get_or_create(run=ours, kind=entry.model._meta.label)
        counts.left = due(entry, at).count()
        counts.save(update_fields=["left"])
    limit = months_before(timezone.localtime(at), settings.EVENT_MONTHS)
    RetentionCount.objects.filter(run=ours, kind=Event._meta.label).update(left=event_seals.overdue(limit))
    ours.finished_at = at
    ours.save(update_fields=["finished_at"])
    audit.record("retention.ran", by=None, about=ours, at=at)

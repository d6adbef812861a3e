"""Storing a visit with a talk, consents, answers and event, against bare inserts of the very same rows."""

from collections.abc import Callable
from copy import copy
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from benchmarks.ratio import Row, side_by_side
from buurvoorbuur import clock
from buurvoorbuur.models import Event
from outreach import visits
from outreach.consent_terms import Field, Purpose
from outreach.models import Round, SharedField, Visit
from outreach.residents import ResidentNotes
from outreach.visit_states import Outcome, RoundState

PERSON = ResidentNotes(
    name="Samira Haddad",
    consents=frozenset(Purpose),
    shared_fields=frozenset({Field.NAME, Field.DOOR}),
    languages=frozenset({"nl", "ar"}),
    moments=frozenset({"evening"}),
    shares=frozenset({"walking", "coffee_and_tea"}),
    offers=frozenset({"baking"}),
)


Rows = list[list[Model]]


def rows() -> list[Row]:
    """A talk stored for good, in turns with the same rows stored bare, both in one durable transaction."""
    record = _a_talk()
    with CaptureQueriesContext(connection) as made:
        first = record()
    queries = sum("SAVEPOINT" not in query["sql"] for query in made.captured_queries)
    same = _rows_of(first)
    ours, peer = side_by_side(record, lambda: _bare(same), times=40)
    return [Row("a talk with all consents, over bare inserts", ours, peer, 6.0, queries, 16)]


def _a_talk() -> Callable[[], Visit]:
    evening = Round.objects.order_by("-planned_on").select_related("asker").first()
    assert evening and evening.started_at
    Round.objects.filter(pk=evening.pk).update(state=RoundState.WALKING)
    door = evening.flat.addresses.contactable().first()
    answers = {"pleasant_or_change": "Fijn", "cares_about": "Tuin"}
    talk = visits.TalkNotes(language="nl", minutes=25, answers=answers, residents=(PERSON,))
    opened_at = evening.started_at + timedelta(minutes=5)
    notes = visits.DoorNotes(outcome=Outcome.TALK, opened_at=opened_at, talk=talk)
    by = evening.asker
    return lambda: visits.record(id=uuid4(), round=evening, address=door, notes=notes, by=by, at=clock.now())


def _rows_of(visit: Visit) -> Rows:
    """Everything one talk left behind, in the order in which it can be stored again."""
    talk = visit.talk
    resident = talk.residents.get()
    return [
        [visit],
        [talk],
        list(talk.answers.all()),
        [resident],
        list(resident.languages.all()),
        list(resident.moments.all()),
        list(resident.interest_choices.all()),
        list(resident.consents.all()),
        list(SharedField.objects.filter(consent__resident=resident)),
        [Event.objects.latest("id")],
    ]


def _bare(rows: Rows) -> None:
    """The same rows under new keys: one insert a table, no guard and no question asked."""
    new_keys: dict[object, object] = {}
    with transaction.atomic():
        for group in rows:
            kind = type(group[0])
            copies = [_copy(row, new_keys) for row in group]
            kind._default_manager.bulk_create(copies)  # type: ignore[attr-defined]


def _copy(row: Model, new_keys: dict[object, object]) -> Model:
    """A row that is stored once more, with references to the other copies."""
    twin = copy(row)
    for field in twin._meta.concrete_fields:
        value = getattr(twin, field.attname)
        if value in new_keys:
            setattr(twin, field.attname, new_keys[value])
    if isinstance(row.pk, UUID) and row.pk not in new_keys:
        twin.pk = new_keys[row.pk] = uuid4()
    elif not isinstance(row.pk, UUID):
        twin.pk = None
    return twin

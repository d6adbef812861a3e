"""Twenty posts of one visit at once are one visit, on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from buurvoorbuur.models import Event, User
from outreach import visits
from outreach.models import Answer, Flat, Resident, Talk, Visit
from outreach.visit_states import Outcome
from outreach.visits import DoorNotes, TalkNotes
from tests import make

POSTS = 20

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"),
]


def test_twenty_posts_of_one_talk_store_it_once(flat: Flat, ans: User, riny: User) -> None:
    evening = make.walking_round(flat, ans, riny)
    door = flat.addresses.in_walking_order()[0]
    talk = TalkNotes(language="nl", answers={"joins_in": "ja"}, residents=(make.resident_notes(),))
    notes = DoorNotes(outcome=Outcome.TALK, opened_at=make.EVENING, talk=talk)
    id, gate = uuid4(), Barrier(POSTS)

    def post(by: User) -> Visit:
        try:
            connection.ensure_connection()
            gate.wait()
            return visits.record(id=id, round=evening, address=door, notes=notes, by=by, at=make.EVENING)
        finally:
            connection.close()

    with ThreadPoolExecutor(POSTS) as pool:
        stored = list(pool.map(post, [ans, riny] * (POSTS // 2)))
    assert {visit.pk for visit in stored} == {id}
    assert [model._default_manager.count() for model in (Visit, Talk, Resident, Answer)] == [1, 1, 1, 1]
    assert Event.objects.filter(action="visit.recorded").count() == 1

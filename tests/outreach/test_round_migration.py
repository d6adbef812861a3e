"""The one field to look back becomes three lines and back again, with what was written in it."""

from datetime import time

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from buurvoorbuur.models import Team, User
from outreach.models import Flat, Round

LATER = ("outreach", "0008_before_and_after_a_round")
BEFORE = ("outreach", "0007_visit_without_source")


def migrated(to: tuple[str, str]):
    """The models as they are after this migration."""
    executor = MigrationExecutor(connection)
    executor.migrate([to])
    return MigrationExecutor(connection).loader.project_state([to]).apps


@pytest.fixture
def put_back():
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def evening(models, place: Flat, ans: User, riny: User, **lines: str):
    return models.get_model("outreach", "Round").objects.create(
        flat_id=place.pk, planned_on="2026-10-06", starts_at=time(18, 30), last_new_door=time(20, 30),
        asker_id=ans.pk, note_taker_id=riny.pk, **lines,
    ).pk  # fmt: skip


def kept(column: str, pk: object) -> str:
    """What stands in the database itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column} FROM outreach_round WHERE id = %s",
            [Round._meta.pk.get_db_prep_value(pk, connection)],
        )
        return str(cursor.fetchone()[0])


# One test, since the way down and up again takes as long as all else.
@pytest.mark.django_db(transaction=True)
def test_what_was_written_becomes_the_first_line_and_comes_back_unreadable_at_rest(
    put_back: None, team: Team, flat: Flat, ans: User, riny: User
) -> None:
    before = migrated(BEFORE)
    told = evening(before, flat, ans, riny, debrief="Mooi.\nEen zorg.")
    silent = evening(before, flat, ans, riny)
    after = migrated(LATER).get_model("outreach", "Round").objects
    assert (after.get(pk=told).wonder, after.get(pk=told).worry) == ("Mooi.\nEen zorg.", "")
    assert after.get(pk=silent).wonder == ""
    assert kept("wonder", told) and "Mooi" not in kept("wonder", told)
    again = after.get(pk=silent)
    again.wonder, again.lesson, again.contact_name = "Koffie.", "Eerder beginnen.", "Els"
    again.save()
    back = migrated(BEFORE).get_model("outreach", "Round").objects
    assert back.get(pk=told).debrief == "Mooi.\nEen zorg."
    assert back.get(pk=silent).debrief == "Koffie.\nEerder beginnen."
    assert kept("debrief", told) and "Mooi" not in kept("debrief", told)

"""What is done every night is asked for once, is done at night, and goes on the night after."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from buurvoorbuur import clock, nightly
from outreach import releases, tasks

EVENING, AT_TWO = datetime(2026, 10, 6, 19, tzinfo=UTC), datetime(2026, 10, 7, 0, tzinfo=UTC)
NIGHT = datetime(2026, 10, 7, 1, 15, tzinfo=UTC)  # a quarter past three in the Netherlands


@pytest.fixture(autouse=True)
def queue(settings, db: None) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def waiting() -> list[datetime]:
    asked = DBTaskResult.objects.filter(task_path="outreach.tasks.release_numbers", status="READY")
    return list(asked.values_list("run_after", flat=True))


@pytest.mark.parametrize("at", [EVENING, AT_TWO])
def test_each_task_waits_once_for_the_coming_night(at: datetime) -> None:
    nightly.ask_for_all(at)
    nightly.ask_for_all(at)
    assert waiting() == [NIGHT]


def test_a_night_on_which_it_fails_is_not_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NIGHT)
    monkeypatch.setattr(releases, "freeze_due", lambda _at: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tasks.release_numbers.call()
    assert waiting() == [datetime(2026, 10, 8, 1, 15, tzinfo=UTC)]


def test_where_nothing_can_wait_it_is_not_done_at_once(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    monkeypatch.setattr(releases, "freeze_due", lambda _at: pytest.fail("not asked for"))
    nightly.ask_for_all(EVENING)
    assert waiting() == []


def test_what_was_done_two_weeks_ago_is_forgotten_and_what_waits_stays() -> None:
    now = timezone.now()
    waiting_long, done_long, failed_long, done_lately = (
        tasks.release_numbers.enqueue().id for _each in range(4)
    )
    DBTaskResult.objects.update(enqueued_at=now - timedelta(days=90))
    for id, status, days in (
        (done_long, TaskResultStatus.SUCCESSFUL, 15),
        (failed_long, TaskResultStatus.FAILED, 15),
        (done_lately, TaskResultStatus.SUCCESSFUL, 13),
    ):
        DBTaskResult.objects.filter(pk=id).update(status=status, finished_at=now - timedelta(days=days))
    nightly.forget_done()
    left = {str(pk) for pk in DBTaskResult.objects.values_list("pk", flat=True)}
    assert left == {str(waiting_long), str(done_lately)}

"""Work of every night: each task asks for its next night itself, so that asking once is enough."""

from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus, task_backends
from django_tasks.base import Task
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.models import DBTaskResult

from buurvoorbuur import clock

# When nobody works and the last phone has sent what it had.
AT_NIGHT = time(3, 15)


def ask_for_all(at: datetime) -> None:
    """Sees to it that every nightly task of the settings waits for its next night."""
    for name in settings.NIGHTLY_TASKS:
        ask_for(import_string(name), at)


def ask_for(task: Task[Any, Any], at: datetime) -> None:
    """Has a task done in the night after this moment, unless it waits already; not where nothing can wait."""
    if not task.get_backend().supports_defer:
        return
    if not DBTaskResult.objects.filter(task_path=task.module_path, status=TaskResultStatus.READY).exists():
        task.using(run_after=next_night(at)).enqueue()


def forget_done() -> None:
    """Deletes what is known of work that was done or failed two weeks ago; not where nothing can wait."""
    if isinstance(task_backends["default"], DatabaseBackend):
        call_command("prune_db_task_results", queue_name="*", verbosity=0)


def next_night(at: datetime) -> datetime:
    """The moment at which what is asked for now is done."""
    today = timezone.localdate(at)
    tonight = clock.moment(today, AT_NIGHT)
    return tonight if tonight > at else clock.moment(today + timedelta(days=1), AT_NIGHT)

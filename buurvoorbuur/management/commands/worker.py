"""Starts the worker that prints and computes beside the web server, after checking the key."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from buurvoorbuur import clock, keys, nightly


class Command(BaseCommand):
    help = "Verify the encryption key, then run queued tasks until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        keys.verify()
        nightly.ask_for_all(clock.now())
        call_command("db_worker", queue_name="default", interval=0.5)

"""`manage.py backup FILE`: the whole database in one sealed file, while people go on working."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from buurvoorbuur import backups, clock


class Command(BaseCommand):
    help = "Write the whole database into a new file that only the present encryption keys open."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            length = backups.make(file=options["file"], by=None, at=clock.now())
        except (ImproperlyConfigured, backups.NotDone) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{options['file']}: {length} bytes, verzegeld / sealed")

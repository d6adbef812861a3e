"""`manage.py restore FILE`: the database of a backup in the place of the present one, or of none."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from buurvoorbuur import backups, clock

ASK = (
    "Er staat hier al een database. Met --yes komt de back-up daarvoor in de plaats; de oude blijft bewaard "
    "onder een andere naam. / There is a database here already. With --yes the backup takes its place; the "
    "old one is kept under another name."
)
KEPT = (
    "De oude database is bewaard als {aside}. Gooi die weg zodra alles klopt: ook daarin staan mensen. / "
    "The old database is kept as {aside}. Delete it once all is well: it too holds people."
)


class Command(BaseCommand):
    help = "Put the database of a backup in place. Stop the site and the worker first."
    # On an empty machine there is nothing to check yet.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--yes", action="store_true", help="also where a database stands already")

    def handle(self, *args: Any, **options: Any) -> None:
        if backups.would_replace() and not options["yes"]:
            raise CommandError(ASK)
        try:
            aside = backups.restore(file=options["file"], by=None, at=clock.now())
        except backups.NotDone as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("De back-up staat op zijn plaats. / The backup is in place.")
        if aside:
            self.stdout.write(KEPT.format(aside=aside))

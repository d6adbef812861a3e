"""`manage.py events verify`: whether any line of the event log was changed since it was sealed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from buurvoorbuur import event_seals


class Command(BaseCommand):
    help = "Check the event log against its seals."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["verify"])

    def handle(self, *args: Any, **options: Any) -> None:
        found = event_seals.check()
        if found.broken:
            raise CommandError(
                f"Regel {found.broken.last_event} of een regel daarvoor is gewijzigd of weg. / "
                f"Line {found.broken.last_event} or one before it was changed or is gone."
            )
        self.stdout.write(
            f"{found.lines} regels zijn zoals ze verzegeld werden. / "
            f"{found.lines} lines are as they were sealed."
        )

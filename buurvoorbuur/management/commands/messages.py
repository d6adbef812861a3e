"""`manage.py messages`: gathers the texts of the screens; `--build` makes the catalogue Django reads."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from buurvoorbuur import catalog


class Command(BaseCommand):
    help = "Bring the Dutch catalogue up to date with code and templates, or build it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--build", action="store_true", help="only write the binary catalogue")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["build"]:
            self.stdout.write(f"{catalog.update()} texts wait for a Dutch translation.")
        catalog.build()

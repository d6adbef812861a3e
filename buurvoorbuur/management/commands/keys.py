"""`manage.py keys verify`: whether the present keys can read this database."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from buurvoorbuur import keys


class Command(BaseCommand):
    help = "Check the encryption keys against the database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["verify"])

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            keys.verify()
        except ImproperlyConfigured as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("The key fits. / De sleutel past.")

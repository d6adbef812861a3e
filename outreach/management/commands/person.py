"""`manage.py person ID --pdf FILE --json FILE`: everything held about one resident, for themselves."""

import os
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from buurvoorbuur import clock
from outreach import access_requests
from outreach.models import Resident


class Command(BaseCommand):
    help = "Write everything held about one resident to a PDF and a JSON file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("resident", type=UUID)
        parser.add_argument("--pdf")
        parser.add_argument("--json")
        parser.add_argument("--language", choices=["nl", "en"], default="nl")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Resident.objects.filter(pk=options["resident"]).first()
        if person is None:
            raise CommandError("Over deze bewoner ligt hier niets. / Nothing is held about this resident.")
        if not options["pdf"] and not options["json"]:
            raise CommandError("Noem --pdf of --json. / Name --pdf or --json.")
        asked: dict[str, Any] = {"resident": person, "by": None, "at": clock.now()}
        if options["pdf"]:
            _write(options["pdf"], access_requests.as_paper(**asked, language=options["language"]))
        if options["json"]:
            _write(options["json"], access_requests.as_file(**asked).encode())


def _write(path: str, content: bytes) -> None:
    """Readable to nobody else on this machine."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)

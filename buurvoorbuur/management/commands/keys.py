"""`manage.py keys verify`, `rotate` and `rebuild-index`: whether the keys fit, and all over to the newest."""

from collections import Counter
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from buurvoorbuur import blind_indexes, clock, crypto, keys, rotations
from buurvoorbuur.rotations import NotRotated, Progress


class Command(BaseCommand):
    help = "Check the encryption keys against the database, or encrypt everything anew under the newest one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["verify", "rotate", "rebuild-index"])
        parser.add_argument(
            "--no-count",
            action="store_true",
            help="verify only whether the keys fit, also where the tables are older than the program",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["action"] == "rotate":
                self._rotate()
            elif options["action"] == "rebuild-index":
                self._rebuild_index()
            else:
                keys.verify()
                self.stdout.write("The key fits. / De sleutel past.")
                if not options["no_count"]:
                    self._count()
        except (ImproperlyConfigured, NotRotated, crypto.Unreadable) as refusal:
            raise CommandError(str(refusal)) from refusal

    def _rotate(self) -> None:
        renewed = rotations.run(by=None, at=clock.now(), tell=self._tell)
        self.stdout.write(f"Encrypted anew / opnieuw versleuteld: {renewed}")
        found = rotations.count()
        self._say(found)
        if left := found.total() - found[0]:
            raise NotRotated(
                f"{left} waarden staan onder een oudere sleutel: een proces met de oude lijst schreef net. "
                "Start alles opnieuw met de nieuwe lijst en draai dit nog eens. / "
                f"{left} values are under an older key: a process with the old list has just written them. "
                "Restart everything with the new list and run this again."
            )
        self.stdout.write("Nothing is left under an older key. / Niets staat meer onder een oudere sleutel.")

    def _rebuild_index(self) -> None:
        keys.verify()
        renewed = blind_indexes.rebuild(lambda *said: self._tell(Progress(*said)))
        self.stdout.write(f"Fingerprints made anew / vingerafdrukken opnieuw gemaakt: {renewed}")

    def _count(self) -> None:
        found = rotations.count()
        self._say(found)
        if found[None]:
            raise NotRotated(
                f"{found[None]} waarden passen bij geen sleutel in FIELD_ENCRYPTION_KEYS. / "
                f"{found[None]} values fit no key in FIELD_ENCRYPTION_KEYS."
            )
        if behind := blind_indexes.behind():
            self.stdout.write(
                f"Fingerprints behind / vingerafdrukken die achterlopen: {behind}. "
                "manage.py keys rebuild-index"
            )

    def _tell(self, progress: Progress) -> None:
        self.stdout.write(f"{progress.label}: {progress.looked_at} ({progress.renewed})")

    def _say(self, found: Counter[int | None]) -> None:
        """By position in the list; a key itself is never printed."""
        phones = rotations.count_from_phones()
        for position in range(len(settings.FIELD_ENCRYPTION_KEY)):
            self._line(f"key / sleutel {position + 1}", found[position], phones[position])
        if found[None] or phones[None]:
            self._line("no key / geen sleutel", found[None], phones[None])

    def _line(self, key: str, values: int, from_phones: int) -> None:
        self.stdout.write(f"{key}: {values} values / waarden, {from_phones} from phones / van telefoons")

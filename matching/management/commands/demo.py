"""`manage.py demo`: fills an empty database with the made-up team; `--logins` only tells who can log in."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from buurvoorbuur import clock
from buurvoorbuur.models import Team
from matching import demo


class Command(BaseCommand):
    help = "Fill the demo once; tell its logins."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--logins", action="store_true", help="only tell the logins")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.INSECURE_LOCALHOST:
            raise CommandError(
                "The password of the demo is known to everybody, so it is for one's own machine only."
                " Begin here with: ./run manage begin ADDRESS --team NAME"
            )
        if not options["logins"] and not Team.objects.exists():
            demo.fill(today=clock.today())
        for email, role in demo.logins():
            self.stdout.write(f"  {email:<24} {role}")
        self.stdout.write(f"  wachtwoord / password: {demo.PASSWORD}")

"""`manage.py begin`: makes a team and a link for the first person in it; what follows goes by the screens."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from buurvoorbuur import clock, invitations
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Role
from outreach import starting


class Command(BaseCommand):
    help = "Make a team, and print the link by which its first member comes in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="who comes in first")
        parser.add_argument("--team", required=True, help="name of the team; made unless it is there")
        parser.add_argument("--neighbourhood", default="")
        parser.add_argument("--role", choices=list(Role), default=Role.ADMINISTRATOR)

    def handle(self, *args: Any, **options: Any) -> None:
        name, around, at = options["team"], options["neighbourhood"], clock.now()
        try:
            validate_email(options["email"])
            begun = starting.begin(name=name, neighbourhood=around, at=at)
            made, path = invitations.prepare(
                team=begun, email=options["email"], role=Role(options["role"]), by=None, at=at
            )
        except (Refused, ValidationError) as no:
            raise CommandError(str(getattr(no, "sentence", no))) from no
        self.stdout.write(f"{invitations.public_url(path)}\n{made.expires_at:%Y-%m-%d %H:%M}")

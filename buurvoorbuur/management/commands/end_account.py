"""`manage.py end_account ADDRESS`: ends the account of somebody who left every team and asks for it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from buurvoorbuur import clock, departures
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused


class Command(BaseCommand):
    help = "End the account of somebody who is in no team any more; what they did stays, without their name."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="by which they log in")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=options["email"].lower()).first()
        if user is None:
            raise CommandError("Niemand heeft dit adres. / Nobody has this address.")
        try:
            departures.end(user=user, by=None, at=clock.now())
        except Refused as no:
            raise CommandError(str(no.sentence)) from no

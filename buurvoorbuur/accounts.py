"""Accounts and teams: nobody signs up by themselves, and a team's agreements change with a trace."""

from collections.abc import Iterable
from datetime import datetime, time

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.http import HttpRequest

from buurvoorbuur import audit
from buurvoorbuur.models import Event, Team, User


class ClosedDoorAdapter(DefaultAccountAdapter):
    """Keeps the library's sign-up shut."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


@transaction.atomic
def change_team(
    *,
    team: Team,
    name: str,
    neighbourhood: str,
    phone: str,
    email: str,
    partner: str,
    notice_days: int,
    last_new_door: time,
    doors_an_evening: int,
    by: User,
    at: datetime,
) -> Team:
    """Keeps a team's contact and agreements."""
    team.name, team.neighbourhood = name, neighbourhood
    team.phone, team.email, team.partner = phone, email, partner
    team.notice_days, team.last_new_door, team.doors_an_evening = notice_days, last_new_door, doors_an_evening
    team.save()
    audit.record("team.changed", by=by, about=team, at=at, team=team.pk)
    return team


def with_actors(events: Iterable[Event]) -> list[tuple[Event, User | None]]:
    """Each event with the account behind it; None for a resident with a code or for the system."""
    events = list(events)
    actors = User.objects.in_bulk({event.actor_id for event in events if event.actor_id})
    return [(event, actors.get(event.actor_id)) for event in events]

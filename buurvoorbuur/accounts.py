"""What a team and its members say about themselves, which changes with a trace."""

from collections.abc import Iterable
from datetime import datetime, time

from django.db import transaction

from buurvoorbuur import audit
from buurvoorbuur.models import Event, Team, User


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


@transaction.atomic
def change_profile(*, user: User, name: str, language: str, at: datetime) -> User:
    """A member says how they are called and in which language they read."""
    user.name, user.language = name, language
    user.save(update_fields=["name", "language"])
    audit.record("account.changed", by=user, about=user, at=at)
    return user


def with_actors(events: Iterable[Event]) -> list[tuple[Event, User | None]]:
    """Each event with the account behind it; None for a resident with a code or for the system."""
    events = list(events)
    actors = User.objects.in_bulk({event.actor_id for event in events if event.actor_id})
    return [(event, actors.get(event.actor_id)) for event in events]

"""What would lie about when somebody leaves a team, as the apps tell it, and who takes it over."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Protocol, cast

from django.conf import settings

from buurvoorbuur.models import Team, User


@dataclass(frozen=True)
class OpenWork:
    """One thing somebody has in hand: in words, and where it stands.

    `details` may hold what was said at a door: only for who may see the flats of the team.
    """

    words: str
    url: str
    details: tuple[str, ...] = ()


class Keeper(Protocol):
    """What a module of `settings.OPEN_WORK` offers."""

    def of(self, user: User, team: Team, at: datetime) -> Iterator[OpenWork]: ...

    def without(self, user: User, team: Team, at: datetime) -> Iterator[str]: ...

    def unsettled(self, user: User, at: datetime) -> Iterator[OpenWork]: ...

    def hand_over(self, *, user: User, team: Team, to: User, by: User, at: datetime) -> None:
        """Gives all of it to somebody else; raises `Refused` when they may not have it."""


def of(user: User, team: Team, at: datetime) -> list[OpenWork]:
    """All that this person has in hand in a team."""
    return [work for keeper in _keepers() for work in keeper.of(user, team, at)]


def hand_over(*, user: User, team: Team, to: User, by: User, at: datetime) -> None:
    """Gives all that somebody has in hand to a colleague, or nothing of it."""
    for keeper in _keepers():
        keeper.hand_over(user=user, team=team, to=to, by=by, at=at)


def without(user: User, team: Team, at: datetime) -> list[str]:
    """What will stand still, or nearly, once this person is gone, in sentences."""
    return [said for keeper in _keepers() for said in keeper.without(user, team, at)]


def unsettled(user: User, at: datetime) -> list[OpenWork]:
    """What came from somebody, or may still come, and must be settled before their account ends."""
    return [work for keeper in _keepers() for work in keeper.unsettled(user, at)]


def _keepers() -> list[Keeper]:
    return [cast(Keeper, import_module(name)) for name in settings.OPEN_WORK]

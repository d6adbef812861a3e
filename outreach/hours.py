"""The hours people gave: booked by hand beside those of rounds, added up and valued; knows no residents."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit
from buurvoorbuur.models import Membership, Team, User
from buurvoorbuur.refusals import Refused
from outreach.models import Hours, Round
from outreach.value import replacement_value

LONGEST_DAY = 24 * 60
LONGEST_ROUND = 12 * 60


@dataclass(frozen=True)
class PersonHours:
    name: str
    minutes: int


@dataclass(frozen=True)
class HoursGiven:
    """What a team gave, in minutes, and its replacement value in euros at `rate` an hour.

    `value` is None, to be shown as 'not known', when there are no hours or no rate.
    """

    people: tuple[PersonHours, ...]
    minutes: int
    rate: Decimal
    source: str
    value: Decimal | None


def given(team: Team) -> HoursGiven:
    """The hours of everybody who gave any to this team, also of those who left, in one query."""
    of_team = Sum("hours__minutes", filter=Q(hours__team=team))
    givers = User.objects.annotate(minutes=of_team).filter(minutes__gt=0).order_by("-minutes", "joined_at")
    people = tuple(PersonHours(str(giver), giver.minutes) for giver in givers)
    total = sum(person.minutes for person in people)
    value = replacement_value(Decimal(total) / 60, team.hourly_rate)
    return HoursGiven(people, total, team.hourly_rate, team.hourly_rate_source, value)


@transaction.atomic
def book(*, team: Team, user: User, worked_on: date, minutes: int, by: User, at: datetime) -> Hours:
    """Writes down hours that no round booked by itself.

    Raises `Refused`: somebody outside the team, a day still to come, no time or more than a day, and the
    very same line a second time, which is a button pressed twice.
    """
    # Membership's lock stands first, so that two posts of one form meet here one by one.
    if not Membership.objects.select_for_update().filter(team=team, user=user).first():
        raise Refused(_("This person is not in this team."), field="user")
    if worked_on > timezone.localdate(at):
        raise Refused(_("This day is still to come."), field="worked_on")
    if not 0 < minutes <= LONGEST_DAY:
        raise Refused(_("Fill in more than nothing and at most a whole day."), field="minutes")
    line = {"team": team, "user": user, "worked_on": worked_on, "minutes": minutes, "round": None}
    if Hours.objects.filter(**line).exists():
        raise Refused(_("This was booked already. Was there more that day? Then book the other hours."))
    booked = Hours.objects.create(**line)
    audit.record("hours.booked", by=by, about=booked, at=at, team=team.pk)
    return booked


def add_of_round(evening: Round, person: User, until: datetime) -> None:
    """Adds what one of the two walked, as part of the write that ends the round for them.

    Counted from the start, or from their own safety card when they came in later as a substitute.
    """
    read_at = evening.asker_read_safety_at if person == evening.asker else evening.note_taker_read_safety_at
    if evening.started_at is None or read_at is None:
        return
    line = Hours.objects.filter(user=person, round=evening).first() or Hours(
        team=evening.flat.team, user=person, round=evening, worked_on=evening.planned_on, minutes=0
    )
    line.minutes += max(1, round_minutes(until - max(evening.started_at, read_at)))
    line.save()


def round_minutes(length: timedelta) -> int:
    """Whole minutes of a length of time, at most twelve hours: longer, and somebody forgot to close."""
    return min(int(length.total_seconds() // 60), LONGEST_ROUND)

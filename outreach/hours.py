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
from outreach.models import HourRate, Hours, Round
from outreach.money_terms import Method
from outreach.value import value_of_hours

LONGEST_DAY = 24 * 60
STARTER_RATE = Decimal("5.00"), "CBS, via Buur voor Buur (2016)"
LONGEST_ROUND = 12 * 60


@dataclass(frozen=True)
class PersonHours:
    name: str
    minutes: int


@dataclass(frozen=True)
class Worth:
    """What all hours are worth by one method; None, to be shown as 'not known', without a rate or hours."""

    method: Method
    rate: Decimal | None
    source: str
    value: Decimal | None


@dataclass(frozen=True)
class HoursGiven:
    """What a team gave, in minutes, and what that is worth by each method."""

    people: tuple[PersonHours, ...]
    minutes: int
    worth: tuple[Worth, ...]


def given(team: Team) -> HoursGiven:
    """The hours of everybody who gave any to this team, also of those who left, in two queries."""
    of_team = Sum("hours__minutes", filter=Q(hours__team=team))
    givers = User.objects.annotate(minutes=of_team).filter(minutes__gt=0).order_by("-minutes", "joined_at")
    people = tuple(PersonHours(str(giver), giver.minutes) for giver in givers)
    total = sum(person.minutes for person in people)
    rates = {rate.method: rate for rate in HourRate.objects.filter(team=team)}
    return HoursGiven(people, total, tuple(_worth(method, rates.get(method), total) for method in Method))


def begin_with_starter(team: Team) -> None:
    """What an hour of a new team is worth: as the publication has it."""
    euros, source = STARTER_RATE
    HourRate.objects.get_or_create(
        team=team, method=Method.REPLACEMENT, defaults={"euros": euros, "source": source}
    )


def _worth(method: Method, rate: HourRate | None, minutes: int) -> Worth:
    if rate is None:
        return Worth(method, None, "", None)
    return Worth(method, rate.euros, rate.source, value_of_hours(Decimal(minutes) / 60, rate.euros))


@transaction.atomic
def settle_rate(
    *, team: Team, method: Method, euros: Decimal | None, source: str, by: User, at: datetime
) -> None:
    """Keeps what an hour is worth by a method; without euros it is not known any more.

    Raises `Refused` for euros without a source: a figure that nobody vouches for is no figure.
    """
    if euros and not source:
        raise Refused(_("Say who says so: a report, a law, a web page."), field="source")
    if euros:
        HourRate.objects.update_or_create(
            team=team, method=method, defaults={"euros": euros, "source": source}
        )
    else:
        HourRate.objects.filter(team=team, method=method).delete()
    audit.record("hours.rate_settled", by=by, about=team, at=at, team=team.pk)


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

"""Social return on investment of a team's activities: an estimate that shows what it is made of."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit
from buurvoorbuur.models import Team, User
from buurvoorbuur.refusals import Refused
from outreach.models import ReturnLine
from outreach.money_terms import Side
from outreach.value import social_return


@dataclass(frozen=True, slots=True)
class Return:
    """An activity: costs, benefits, and as `ratio` benefits for each euro of cost, None when not known."""

    activity: str
    costs: tuple[ReturnLine, ...]
    benefits: tuple[ReturnLine, ...]
    ratio: Decimal | None


def of(team: Team) -> list[Return]:
    """Every activity by name, in one query."""
    lines = ReturnLine.objects.filter(team=team)
    return [_return(name, list(of_it)) for name, of_it in groupby(lines, key=lambda line: line.activity)]


@transaction.atomic
def add(
    *,
    team: Team,
    activity: str,
    side: Side,
    what: str,
    euros: Decimal | None,
    source: str,
    by: User,
    at: datetime,
) -> ReturnLine:
    """Adds a cost or a benefit. Raises `Refused`: below zero, or a benefit that nobody vouches for."""
    if (euros or 0) < 0:
        raise Refused(_("An amount is nothing or more."), field="euros")
    if side == Side.BENEFIT and euros and not source:
        raise Refused(_("Say who says so: a report, a law, a web page."), field="source")
    line = ReturnLine.objects.create(
        team=team, activity=activity, side=side, what=what, euros=euros, source=source
    )
    audit.record("return.line_added", by=by, about=line, at=at, team=team.pk)
    return line


@transaction.atomic
def remove(*, line: ReturnLine, by: User, at: datetime) -> None:
    """Takes a cost or a benefit out."""
    audit.record("return.line_removed", by=by, about=line, at=at, team=line.team_id)
    line.delete()


def _return(activity: str, lines: list[ReturnLine]) -> Return:
    costs = tuple(line for line in lines if line.side == Side.COST)
    benefits = tuple(line for line in lines if line.side == Side.BENEFIT)
    known = [line.euros for line in costs if line.euros]
    cost = sum(known, Decimal(0)) if costs and len(known) == len(costs) else None
    return Return(activity, costs, benefits, social_return([line.euros for line in benefits], cost))

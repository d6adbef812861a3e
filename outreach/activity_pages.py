"""The page of an activity: who takes part, what is due, what it cost; reads and decides nothing."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from buurvoorbuur.access import Reach
from buurvoorbuur.models import Team
from outreach import handing_over, participants
from outreach.activity_terms import OVER, TOGETHER, ActivityState, TouchWay
from outreach.consent_terms import STAYING_IN_TOUCH
from outreach.models import (
    Activity,
    Address,
    BudgetLine,
    Consent,
    Flat,
    Gathering,
    Job,
    Participant,
    Promise,
    Resident,
)
from outreach.money_terms import Origin


@dataclass(frozen=True)
class ActivityPage:
    """`people` is None for who may not see residents; `to_reach` is who hears of us, when that is due.

    `spent` and `granted` are sums in euros, None when no line of the budget knows them; `goods` are no money.
    """

    flats: list[Flat]
    number: int
    people: list[Participant] | None
    jobs: list[Job]
    times: list[Gathering]
    promises: list[Promise]
    money: list[BudgetLine]
    goods: list[BudgetLine]
    spent: Decimal | None
    granted: Decimal | None
    is_over: bool
    may_promise: bool
    is_settled: bool
    may_hand_over: bool
    may_let_go: bool
    asks_now: bool
    touch_is_due: bool
    to_reach: list[Participant]

    @property
    def is_alive(self) -> bool:
        """Whether enough take part for something that people do together."""
        return self.number >= TOGETHER


def of(one: Activity, reach: Reach, *, sees_people: bool, sees_money: bool, today: date) -> ActivityPage:
    """Everything of one activity that this person may see, in a fixed number of queries."""
    people = list(one.participants.standing().select_related("resident__address__flat"))
    state, is_over = one.state, one.state in OVER
    touch_is_due = bool(one.touch_on and one.touch_on <= today and not is_over)
    known = list(one.budget.all()) if sees_money else []
    lines = [line for line in known if line.origin != Origin.IN_KIND]
    to_reach = handing_over.to_reach(one, TouchWay(one.touch_way)) if touch_is_due and sees_people else None
    return ActivityPage(
        flats=list(one.flats.order_by("name")),
        number=len(people),
        people=people if sees_people else None,
        jobs=list(one.jobs.select_related("taken_by__resident")),
        times=list(one.gatherings.all()),
        promises=list(one.promises.within_reach_of(reach).open().select_related("flat", "keeper")),
        money=lines,
        goods=[line for line in known if line.origin == Origin.IN_KIND],
        spent=_sum([line.spent for line in lines]),
        granted=_sum([line.granted for line in lines]),
        is_over=is_over,
        may_promise=state in (ActivityState.TO_BEGIN, ActivityState.GOES_ON),
        is_settled=bool(one.next_on and one.where and one.next_on >= today and not is_over),
        may_hand_over=sees_people and not is_over and not one.handed_over_at and participants.is_carried(one),
        may_let_go=sees_people
        and state in (ActivityState.TO_BEGIN, ActivityState.THEIRS)
        and not one.began_on,
        asks_now=bool(one.ask_on and one.ask_on <= today and not is_over),
        touch_is_due=touch_is_due,
        to_reach=list(to_reach.select_related("resident__address__flat")) if to_reach is not None else [],
    )


def may_join(one: Activity) -> QuerySet[Resident]:
    """Who lets us stay in touch and takes no part yet."""
    return in_touch(one.team).exclude(takes_part__activity=one)


def in_touch(team: Team) -> QuerySet[Resident]:
    """Residents of a team who let us stay in touch and whose door may be contacted, flat by flat."""
    asked = Consent.objects.open().filter(purpose__in=STAYING_IN_TOUCH)
    known = Resident.objects.filter(
        address__flat__team=team, address__in=Address.objects.contactable(), pk__in=asked.values("resident")
    )
    order = ("address__flat__name", "address__number", "created_at")
    return known.select_related("address__flat").order_by(*order)


def _sum(amounts: list[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None

"""A flat goes on hearing from us: how often and how is chosen once, and who said yes to it is reached."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit
from buurvoorbuur.models import User
from outreach import rhythms
from outreach.activity_terms import TouchWay
from outreach.consent_terms import Purpose
from outreach.models import Address, Flat, Resident


@transaction.atomic
def choose(*, flat: Flat, every: int | None, way: TouchWay | None, by: User, at: datetime) -> None:
    """How often (in months) and how a flat hears from us, or not at all.

    Raises `Refused` for what is not offered, and for a way that nobody who lives there agreed to.
    """
    ours = _locked(flat)
    rhythms.settle(
        ours,
        every,
        way,
        reaches=lambda way: to_reach(ours, way).exists(),
        nobody=_("Nobody who lives here agreed to this. Choose another way."),
        today=timezone.localdate(at),
    )
    audit.record("flat.rhythm_chosen", by=by, about=ours, at=at, team=ours.team_id)


@transaction.atomic
def let_hear(*, flat: Flat, by: User, at: datetime) -> None:
    """Cards were brought, letters sent or calls made; the next time is a whole while later."""
    ours = _locked(flat)
    rhythms.move_on(ours, timezone.localdate(at))
    audit.record("flat.touched", by=by, about=ours, at=at, team=ours.team_id)


def to_reach(flat: Flat, way: TouchWay) -> QuerySet[Resident]:
    """Who lives there and said that we may keep them posted; by telephone only those with a number."""
    posted = Resident.objects.consenting_to(Purpose.KEEP_POSTED)
    if way == TouchWay.PHONE:
        posted = posted.exclude(phone_index="")
    at_an_open_door = Address.objects.contactable().filter(flat=flat)
    return posted.filter(address__in=at_an_open_door)


def is_due(flat: Flat, today: date) -> bool:
    """Whether it is time."""
    return flat.touch_on is not None and flat.touch_on <= today


def _locked(flat: Flat) -> Flat:
    return Flat.objects.select_for_update().get(pk=flat.pk)

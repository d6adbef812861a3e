"""How often and how an activity or a flat hears from us: settles that, and moves the next time on."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from buurvoorbuur.refusals import Refused
from buurvoorbuur.retention_terms import due_on
from outreach.activity_terms import TOUCH_EVERY, TouchWay
from outreach.models import Activity, Flat

FIELDS = ["touch_every", "touch_way", "touch_on"]


def settle(
    ours: Activity | Flat,
    every: int | None,
    way: TouchWay | None,
    *,
    reaches: Callable[[TouchWay], bool],
    nobody: Any,
    today: date,
) -> None:
    """Each so many months in this way, or not at all without either; `reaches` says whether anybody agreed.

    Raises `Refused` for what is not offered, and, saying `nobody`, for a way that nobody agreed to.
    """
    if every is None or way is None:
        ours.touch_every, ours.touch_way, ours.touch_on = None, "", None
    else:
        if every not in TOUCH_EVERY:
            raise Refused(_("Choose one of the answers."), field="every")
        if not reaches(way):
            raise Refused(nobody, field="way")
        ours.touch_every, ours.touch_way = every, way
        ours.touch_on = due_on(today, every)
    ours.save(update_fields=FIELDS)


def move_on(ours: Activity | Flat, today: date) -> None:
    """They heard from us; the next time is a whole while later. Raises `Refused` without a rhythm."""
    if ours.touch_every is None:
        raise Refused(_("No rhythm was chosen for this."))
    ours.touch_on = due_on(today, ours.touch_every)
    ours.save(update_fields=["touch_on"])

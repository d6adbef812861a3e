"""The card of a round for a phone: each door and whether to ring; no resident, and nothing that was said."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from outreach.doors import RESTS, Door, of_flat
from outreach.ledger import DoorStanding
from outreach.models import Round, Visit
from outreach.round_pages import CLOSED_STANDINGS
from outreach.visit_states import Outcome, RoundState
from outreach.wording.flat_words import floor_name
from outreach.wording.round_words import OUTCOMES


def card(evening: Round, now: datetime) -> dict[str, Any]:
    """The card in the reader's language, as docs/offline.md describes it; four queries whatever the size."""
    planned = set(evening.doors.values_list("address_id", flat=True))
    tonight = {visit.address_id: visit for visit in evening.visits.standing().order_by("recorded_at")}
    return {
        "round": str(evening.pk),
        "flat": str(evening.flat),
        "planned_on": evening.planned_on.isoformat(),
        "last_new_door": f"{evening.last_new_door:%H:%M}",
        "state": _state(evening),
        "now": now.isoformat(),
        "today": _day(now),
        "contact": _contact(evening),
        "doors": [
            _door(door, door.address.pk in planned, tonight.get(door.address.pk))
            for door in of_flat(evening.flat)
        ],
    }


def _state(evening: Round) -> str:
    """As the round stands, or `alone` while a substitute has not read the safety card: nobody rings alone."""
    is_alone = evening.state == RoundState.WALKING and not evening.is_read_by_both
    return "alone" if is_alone else str(evening.state)


def _contact(evening: Round) -> dict[str, str] | None:
    """Who is at home tonight; for on the screen, and no phone keeps it."""
    is_known = evening.state == RoundState.WALKING and evening.contact_name
    return {"name": evening.contact_name, "phone": evening.contact_phone} if is_known else None


def _door(door: Door, is_planned: bool, visit: Visit | None) -> dict[str, Any]:
    state, word = _standing(door, visit)
    return {
        "id": door.address.pk,
        "door": door.address.door,
        "floor": floor_name(door.address.floor),
        "state": state,
        "word": str(word),
        "last": _day(door.last_at) if door.last_at else "",
        "planned": is_planned,
        "rings": door.state not in CLOSED_STANDINGS and state != RESTS,
        "tonight": str(visit.pk) if visit else None,
    }


def _day(moment: datetime) -> str:
    return date_format(timezone.localdate(moment), "j N")


def _standing(door: Door, visit: Visit | None) -> tuple[str, Any]:
    """A no comes before what happened tonight, and that before all evenings together."""
    if visit is None or door.standing == DoorStanding.OPTED_OUT:
        return str(door.state), door.word
    return visit.outcome, OUTCOMES[Outcome(visit.outcome)]

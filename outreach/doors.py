"""How the doors of a flat stand now, for screens; reads outcomes and dates, never what was said in a talk."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from outreach.ledger import DoorStanding, standing
from outreach.models import Address, Flat, Visit
from outreach.visit_states import Outcome, Wish, rests
from outreach.wording.round_words import OUTCOMES, WISHES

RESTS = "rests"
AGAIN = "visit"

# The word on the tile; the icon and the pattern carry the same code.
WORDS: dict[str, Any] = {
    DoorStanding.OPTED_OUT: _("Opted out"),
    DoorStanding.TALK: OUTCOMES[Outcome.TALK],
    DoorStanding.NOBODY_HOME: OUTCOMES[Outcome.NOBODY_HOME],
    DoorStanding.DECLINED_DOOR: OUTCOMES[Outcome.DECLINED_DOOR],
    DoorStanding.DECLINED_INTERCOM: OUTCOMES[Outcome.DECLINED_INTERCOM],
    DoorStanding.COME_BACK: OUTCOMES[Outcome.COME_BACK],
    DoorStanding.PAUSED: OUTCOMES[Outcome.LEFT],
    DoorStanding.NOT_RECORDED: _("Not rung yet"),
    RESTS: _("Left in peace"),
    AGAIN: _("May be rung again"),
}


# Of a visit: its outcome, when it happened, and whether the door was opened again since.
_Seen = tuple[str, datetime, bool]


@dataclass(frozen=True, slots=True)
class Door:
    """One tile: the door, the line of the ledger it counts in, how it stands now, and the last visit.

    The two differ once a door is opened again: the ledger keeps what happened, `state` begins anew.
    `wish` is when somebody behind it would like us to ring, as long as no talk was held.
    """

    address: Address
    standing: DoorStanding
    state: str
    last_at: datetime | None
    wish: Wish | None = None

    @property
    def word(self) -> Any:
        if self.wish and self.state == DoorStanding.COME_BACK:
            return WISHES[self.wish]
        return WORDS[self.state]

    @property
    def wish_word(self) -> Any:
        return WISHES[self.wish] if self.wish else ""


def of_flat(flat: Flat) -> list[Door]:
    """Every door of a flat in walking order, in two queries whatever the size."""
    visits: Any = Visit.objects.standing().with_bygone().filter(address__flat=flat).order_by("recorded_at")
    known: dict[int, list[_Seen]] = defaultdict(list)
    for address_id, *seen in visits.values_list("address_id", "outcome", "happened_at", "is_bygone"):
        known[address_id].append(tuple(seen))
    addresses = Address.objects.filter(flat=flat, withdrawn_at=None).with_opt_out().with_wish()
    return [_door(address, known[address.pk]) for address in addresses.in_walking_order()]


def of_address(address: Address, visits: Iterable[Any]) -> Door:
    """One door, fetched `with_opt_out` and `with_wish`, given its standing visits `with_bygone` by time."""
    return _door(address, [(visit.outcome, visit.happened_at, visit.is_bygone) for visit in visits])


def _door(address: Any, visits: list[_Seen]) -> Door:
    closed = address.is_opted_out, address.paused_at is not None
    outcomes = [Outcome(outcome) for outcome, _at, _is_bygone in visits]
    since = [Outcome(outcome) for outcome, _at, is_bygone in visits if not is_bygone]
    wish = _wish(address.wished_part, since)
    state = _state(standing(*closed, since), since, wish, opened_again=len(since) < len(outcomes))
    if address.paused_at is not None and not address.is_opted_out:
        # Also where a talk was held before the visit that was broken off, which is what the ledger counts.
        state = DoorStanding.PAUSED
    return Door(address, standing(*closed, outcomes), state, visits[-1][1] if visits else None, wish)


def _wish(part: str | None, since: list[Outcome]) -> Wish | None:
    """A talk is what was wished for, and two people at the door hear later what suits."""
    is_over = Outcome.TALK in since or Outcome.COME_BACK in since
    return Wish(part) if part and not is_over else None


def _state(stands: DoorStanding, outcomes: list[Outcome], wish: Wish | None, *, opened_again: bool) -> str:
    if stands == DoorStanding.NOT_RECORDED and wish:
        return DoorStanding.COME_BACK
    if stands == DoorStanding.NOT_RECORDED and opened_again:
        return AGAIN
    return RESTS if stands == DoorStanding.NOBODY_HOME and rests(outcomes) else stands

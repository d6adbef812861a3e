"""What a coordinator sees of an entry that lies aside: door and outcome, never what was said in a talk."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from buurvoorbuur.access import Reach
from outreach import envelope_contents
from outreach.entries import Entry, Kind
from outreach.envelope_states import EnvelopeState, Reason
from outreach.models import Address, Envelope
from outreach.visit_states import Outcome
from outreach.wording.envelope_words import AFTER_OPT_OUT, KINDS, REASONS, UNREADABLE
from outreach.wording.round_words import OUTCOMES


@dataclass(frozen=True)
class AsideRow:
    """One entry that waits; without a door when it cannot be read, or when that door has said no."""

    envelope: Envelope
    what: Any
    why: Any
    door: Address | None
    may_try_again: bool


def rows(envelopes: Iterable[Envelope], reach: Reach) -> list[AsideRow]:
    """Opens each in memory for its door and outcome; one query for all doors."""
    read = [(envelope, envelope_contents.of(envelope)) for envelope in envelopes]
    named = {entry.address for _envelope, entry in read if isinstance(entry, Entry)}
    ours = Address.objects.within_reach_of(reach).with_opt_out().filter(pk__in=named)
    doors = {door.pk: door for door in ours}
    return [_row(envelope, entry, doors) for envelope, entry in read]


def _row(envelope: Envelope, entry: Entry | Reason, doors: dict[int, Any]) -> AsideRow:
    door = doors.get(entry.address) if isinstance(entry, Entry) else None
    said_no = envelope.state == EnvelopeState.KEPT_SHUT or (door is not None and door.is_opted_out)
    if said_no:
        return AsideRow(envelope, AFTER_OPT_OUT, REASONS[Reason.OPTED_OUT], None, may_try_again=False)
    what = _what(entry) if isinstance(entry, Entry) else UNREADABLE
    return AsideRow(envelope, what, REASONS[Reason(envelope.reason)], door, may_try_again=True)


def _what(entry: Entry) -> Any:
    said = entry.said("outcome") or (Outcome.COME_BACK if entry.said("come_back_part") else "")
    if entry.kind == Kind.VISIT and said in list(Outcome):
        return OUTCOMES[Outcome(said)]
    return KINDS[entry.kind]

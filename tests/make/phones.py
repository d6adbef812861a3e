"""What phones seal and hand in."""

import json
from datetime import datetime
from uuid import UUID, uuid4

from buurvoorbuur import crypto
from buurvoorbuur.models import User
from outreach import envelope_contents, envelopes, registrations, settling
from outreach.models import Address, Envelope, Phone, Round
from tests.make.cast import EVENING


def phone(round: Round, by: User | None = None, at: datetime = EVENING) -> tuple[Phone, str]:
    """A phone of the asker, with its token."""
    made = registrations.register(id=uuid4(), round=round, by=by or round.asker, at=at)
    return made.phone, made.token


def entry(round: Round, address: Address, *fields: tuple[str, str], **said: object) -> dict[str, object]:
    """What a phone seals of one visit: nobody home, unless fields say otherwise."""
    moment = EVENING.isoformat()
    known = {"kind": "visit", "round": str(round.pk), "address": address.pk}
    happened = {"opened": moment, "ended": moment, "fields": fields or [("outcome", "nobody_home")]}
    return {**known, **happened, **said}


def sealed(
    phone: Phone, said: object, counter: int = 1, id: UUID | None = None, round: UUID | None = None
) -> envelopes.Sealed:
    """An entry sealed as a phone does."""
    id, key = id or uuid4(), crypto.sealing_key()
    info = envelope_contents.bound_to(phone.pk, id)
    content = crypto.seal_to(key.public, json.dumps(said).encode(), info)
    outside = round or (said.get("round") if isinstance(said, dict) else None)
    try:
        named = UUID(str(outside))
    except ValueError:
        named = uuid4()
    return envelopes.Sealed(id, counter, named, key.id, content)


def received(phone: Phone, *ours: envelopes.Sealed, at: datetime = EVENING) -> list[Envelope]:
    """These envelopes, taken in and not settled yet."""
    delivery = envelopes.Delivery(ours, made=max(one.counter for one in ours), waiting=(), clock_difference=0)
    taken = envelopes.receive(phone=phone, delivery=delivery, at=at)
    return [Envelope.objects.get(pk=taken[one.id].pk) for one in ours]


def aside(round: Round) -> Envelope:
    """An envelope that nobody can read, laid aside."""
    [envelope] = received(sender := phone(round)[0], sealed(sender, "no entry", round=round.pk))
    settling.settle(sender.pk, EVENING)
    envelope.refresh_from_db()
    return envelope

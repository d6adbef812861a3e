"""Phones that may put envelopes in: made known by their member, found by a token nothing can be read with."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit, crypto
from buurvoorbuur.models import Membership, User
from buurvoorbuur.refusals import Refused
from outreach.models import Phone, Round

MINUTE = timedelta(minutes=1)
POSTS_A_MINUTE = 120


@dataclass(frozen=True)
class Registration:
    """What a phone is told once: its token is kept here as a fingerprint only."""

    phone: Phone
    token: str
    counter: int


class TooFast(Exception):
    """This phone sends more often than a phone on the stairs does; `retry_after` in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("too fast")
        self.retry_after = retry_after


@transaction.atomic
def register(*, id: UUID, round: Round, by: User, at: datetime) -> Registration:
    """Makes a phone known, or gives one that is known a new token; the old token then ends.

    Raises `Refused` when this id is that of somebody else's phone.
    """
    token = secrets.token_urlsafe(32)
    fresh = {
        "user": by,
        "token_index": _index(token),
        "registered_at": at,
        "last_seen_at": at,
        "minute_began_at": at,
    }
    phone, is_new = Phone.objects.select_for_update(of=("self",)).get_or_create(pk=id, defaults=fresh)
    if phone.user_id != by.pk:
        raise Refused(_("This phone is registered under another name."), code="taken")
    if not is_new:
        phone.token_index = _index(token)
        phone.save(update_fields=["token_index"])
    audit.record("phone.registered", by=by, about=phone, at=at, team=round.flat.team_id)
    highest = phone.envelopes.aggregate(highest=Max("counter"))["highest"] or 0
    return Registration(phone, token, max(phone.made, highest))


@transaction.atomic
def talk_over(*, phone: Phone, by: User, at: datetime) -> Phone:
    """A coordinator has asked what was noted: what is missing up to now raises no alarm any more."""
    row = Phone.objects.select_for_update(of=("self",)).get(pk=phone.pk)
    row.talked_over_to, row.talked_over_at = row.made, at
    row.save(update_fields=["talked_over_to", "talked_over_at"])
    team = Membership.objects.filter(user=row.user_id).values_list("team", flat=True).first()
    audit.record("phone.talked_over", by=by, about=row, at=at, team=team)
    return row


def by_token(token: str) -> Phone | None:
    """The phone to which this token was given last; None for any other text."""
    return Phone.objects.select_related("user").filter(token_index=_index(token)).first() if token else None


def admit(phone: Phone, at: datetime) -> None:
    """Counts one more delivery of a locked phone, which its caller saves; raises `TooFast`."""
    age = at - phone.minute_began_at
    if not timedelta(0) <= age < MINUTE:
        phone.minute_began_at, phone.posts_this_minute = at, 0
    elif phone.posts_this_minute >= POSTS_A_MINUTE:
        raise TooFast((MINUTE - age).seconds + 1)
    phone.posts_this_minute += 1


def _index(token: str) -> str:
    return crypto.blind_index("phone", token)

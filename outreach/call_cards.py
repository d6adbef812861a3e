"""Cards to leave where nobody came to the door, each with a new code of that door; they name no resident."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import ceil

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit, pdf
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from outreach import codes, optouts, paper_addresses, round_pages
from outreach.models import Address, DoorCode, Round
from outreach.qr_codes import QrCode
from outreach.round_pages import RoundDoorRow
from outreach.visit_states import OPEN_ROUNDS, Outcome

TEMPLATE = "print/call_cards.html"
A_SHEET = 4
# After longer than this a card only puzzles whoever finds it.
NEWS_FOR = timedelta(days=7)


class For(StrEnum):
    """Which doors of a round get a card: where nobody was home, or all still to ring, to take along."""

    MISSED = "missed"
    TO_RING = "to_ring"


@dataclass(frozen=True, slots=True)
class CallCard:
    """One card, ready to be set."""

    door: Address
    code: str
    qr: QrCode


def is_news(round: Round, today: date) -> bool:
    """Whether a card about this evening still makes sense to who finds it."""
    return today - round.planned_on <= NEWS_FOR


def worth_printing(round: Round, rows: Iterable[RoundDoorRow]) -> list[For]:
    """Which cards there are doors for, so that no page offers what can only be refused."""
    known = list(rows)
    return [doors for doors in For if any(_gets_card(row, round, doors) for row in known)]


@transaction.atomic
def print_cards(*, round: Round, doors: For, language: str, by: User, at: datetime) -> bytes:
    """Four cards to a sheet; of each new code only the fingerprint is kept, as with a letter.

    Doors that said no or wait are passed by, locked until the cards are made. Raises `Refused` when no
    door is left for a card, or the evening is too long ago.
    """
    if not is_news(round, timezone.localdate(at)):
        raise Refused(_("This evening is more than a week ago: a card would only puzzle people. Ring again."))
    wanted = [row.door.address.pk for row in round_pages.doors(round, at) if _gets_card(row, round, doors)]
    reached = optouts.lock_contactable(Address.objects.filter(pk__in=wanted))
    if not reached:
        raise Refused(_("There is no door in this round for which a card can be printed."))
    made = [(door, codes.make()) for door in reached]
    DoorCode.objects.bulk_create(
        DoorCode(address=door, code_index=codes.index(code), made_at=at) for door, code in made
    )
    audit.record("round.cards_printed", by=by, about=round, at=at, team=round.flat.team_id)
    context = {
        "round": round,
        "team": round.flat.team,
        "sheets": _sheets([_card(door, code) for door, code in made]),
        "address": paper_addresses.written("optout_by_code"),
        "who_rings": paper_addresses.written("who_rings"),
    }
    return pdf.render(TEMPLATE, context, language=language, pages=ceil(len(made) / A_SHEET))


def _gets_card(row: RoundDoorRow, round: Round, doors: For) -> bool:
    if doors == For.TO_RING:
        return row.may_ring and round.state in OPEN_ROUNDS
    return row.visit is not None and row.visit.outcome == Outcome.NOBODY_HOME


def _card(door: Address, code: str) -> CallCard:
    return CallCard(door, codes.written(code), paper_addresses.scanned("optout_code", code))


def _sheets(cards: list[CallCard]) -> Iterable[list[CallCard]]:
    return [cards[first : first + A_SHEET] for first in range(0, len(cards), A_SHEET)]

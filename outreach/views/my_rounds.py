"""Fetches a round and a door for one of the two who walk it, or their coordinator; nobody else finds any."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from buurvoorbuur.access import Guarded
from outreach.models import Address, Round


def of(request: Guarded) -> QuerySet[Round]:
    """The rounds within reach in which this person asks or notes."""
    mine = Round.objects.within_reach_of(request.reach).walked_by(request.user)
    return mine.select_related("flat__team", "asker", "note_taker")


def or_coordinated(request: Guarded) -> QuerySet[Round]:
    """Those, and for a coordinator every round of the team."""
    arranged = (
        Q(asker=request.user) | Q(note_taker=request.user) | Q(flat__team__in=request.reach.whole_teams)
    )
    rounds = Round.objects.within_reach_of(request.reach).filter(arranged)
    return rounds.select_related("flat__team", "asker", "note_taker")


def door(request: Guarded, pk: UUID, address_pk: int) -> tuple[Round, Address]:
    """My round and a door of its flat, or 404."""
    evening = get_object_or_404(of(request), pk=pk)
    doors = Address.objects.with_opt_out().with_wish().filter(flat=evening.flat_id)
    return evening, get_object_or_404(doors, pk=address_pk)

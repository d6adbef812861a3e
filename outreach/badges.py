"""Badges for who walks: a first name, the team, the flat and until when; no photo, nothing of residents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit, pdf
from buurvoorbuur.models import Membership, User
from buurvoorbuur.refusals import Refused
from outreach import evening_doors, paper_addresses, walkers
from outreach.models import Flat, Round
from outreach.visit_states import OPEN_ROUNDS

TEMPLATE = "print/badges.html"
A_SHEET = 10
# Long enough for a flat, short enough for a badge that was lost.
VALID = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Badge:
    """One badge: who, and from which day to which."""

    name: str
    first_day: date
    last_day: date


@transaction.atomic
def of_round(*, round: Round, language: str, by: User, at: datetime) -> bytes:
    """Badges for the two of a round, for its day. Raises `Refused` once it is over or nobody may walk."""
    if round.state not in OPEN_ROUNDS:
        raise Refused(_("This round is over, so there is nothing left to print."))
    walking = walkers.of_flat(round.flat, round.planned_on)
    pair = walking.filter(pk__in=(round.asker_id, round.note_taker_id))
    badges = [Badge(person.first_name, round.planned_on, round.planned_on) for person in pair]
    audit.record("round.badges_printed", by=by, about=round, at=at, team=round.flat.team_id)
    return _paper(round.flat, badges, language)


@transaction.atomic
def of_flat(*, flat: Flat, language: str, by: User, at: datetime) -> bytes:
    """Badges for everybody who walks a flat, valid for four weeks from the first day on which they may.

    A guest's badge ends with their membership. Raises `Refused` when nobody walks there.
    """
    today = timezone.localdate(at)
    first_day = max(today, evening_doors.first_day(flat) or today)
    people = walkers.of_flat(flat, first_day)
    ends = dict(Membership.objects.filter(team=flat.team, user__in=people).values_list("user", "ends_on"))
    last_day = first_day + VALID
    badges = [
        Badge(person.first_name, first_day, min(last_day, ends[person.pk] or last_day)) for person in people
    ]
    audit.record("flat.badges_printed", by=by, about=flat, at=at, team=flat.team_id)
    return _paper(flat, badges, language)


def _paper(flat: Flat, badges: Sequence[Badge], language: str) -> bytes:
    named = [badge for badge in badges if badge.name]
    if not named:
        raise Refused(_("There is nobody here for whom a badge can be printed."))
    context = {
        "flat": flat,
        "team": flat.team,
        "sheets": [named[first : first + A_SHEET] for first in range(0, len(named), A_SHEET)],
        "address": paper_addresses.written("who_rings"),
        "qr": paper_addresses.scanned("who_rings"),
    }
    return pdf.render(TEMPLATE, context, language=language, pages=ceil(len(named) / A_SHEET))

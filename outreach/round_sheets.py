"""A round on paper, for an evening without a phone: doors and boxes to tick, no names, nothing said."""

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit, pdf
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from outreach import cards, round_pages
from outreach.models import Round
from outreach.visit_states import OPEN_ROUNDS
from outreach.wording.round_words import ON_PAPER, PARTS_ON_PAPER

TEMPLATE = "print/round_sheet.html"


@transaction.atomic
def print_sheet(*, round: Round, language: str, by: User, at: datetime) -> bytes:
    """The doors still to ring on this round as a PDF; doors that said no or wait are not on it.

    Who printed it, and when, is in the event log. Raises `Refused` for a round that is over.
    """
    if round.state not in OPEN_ROUNDS:
        raise Refused(_("This round is over, so there is nothing left to print."))
    with translation.override(language):
        doors = [row for row in round_pages.doors(round, at) if row.may_ring]
    context = {
        "round": round,
        "team": round.flat.team,
        "doors": doors,
        "outcomes": list(ON_PAPER.values()),
        "parts": list(PARTS_ON_PAPER.values()),
        "lines": cards.at_the_door(language),
    }
    audit.record("round.sheet_printed", by=by, about=round, at=at, team=round.flat.team_id)
    return pdf.render(TEMPLATE, context, language=language)

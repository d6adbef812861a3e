"""Slips to hand over to who comes to a group: when a personal word works better than a letter."""

from datetime import datetime
from math import ceil

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit, pdf
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from matching import introductions, proposals
from matching.models import Proposal
from matching.proposal_states import State

TEMPLATE = "print/invitation_slips.html"
A_SHEET = 4


@transaction.atomic
def print_slips(*, proposal: Proposal, by: User, at: datetime) -> bytes:
    """A slip for each who said yes and still takes part, in their own language, four to a sheet.

    It names nobody but who it is for. Consent and door are asked again, as for a letter. Raises `Refused`
    for a pair, and for a group that was not introduced or is over.
    """
    ours = proposals.locked(proposal)
    if ours.state != State.INTRODUCED or not ours.is_group:
        raise Refused(_("Slips are for a group that was introduced."))
    people = introductions.who_comes(ours)
    languages = introductions.languages_of(people)
    slips = [(person, languages[person.pk]) for person in people]
    context = {
        "team": ours.team,
        "proposal": ours,
        "activity": ours.interest.activity if ours.interest else "",
        "sheets": [slips[first : first + A_SHEET] for first in range(0, len(slips), A_SHEET)],
    }
    audit.record("introduction.slips_printed", by=by, about=ours, at=at, team=ours.team_id)
    return pdf.render(TEMPLATE, context, pages=ceil(len(slips) / A_SHEET))

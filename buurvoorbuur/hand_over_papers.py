"""All that a member has open in a team, on paper for whoever takes it over; it hands nothing over itself."""

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit, open_work, pdf
from buurvoorbuur.models import Membership, User
from buurvoorbuur.refusals import Refused

TEMPLATE = "print/hand_over.html"


@transaction.atomic
def print_paper(*, membership: Membership, language: str, by: User, at: datetime) -> bytes:
    """Everything in hand, what their telephone still holds and what stands still without them.

    Raises `Refused` when nothing is open.
    """
    with translation.override(language):
        context = {
            "member": membership.user,
            "team": membership.team,
            "at": at,
            "in_hand": open_work.of(membership.user, membership.team, at),
            "unsettled": open_work.unsettled(membership.user, at),
            "without": open_work.without(membership.user, membership.team, at),
        }
    if not (context["in_hand"] or context["unsettled"]):
        raise Refused(_("Nothing is open."))
    audit.record("member.hand_over_printed", by=by, about=membership, at=at, team=membership.team_id)
    return pdf.render(TEMPLATE, context, language=language)

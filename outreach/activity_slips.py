"""Slips to hand over to who takes part in an activity: a personal word works better than a poster."""

from datetime import datetime
from math import ceil

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit, pdf
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from outreach import activities, consents, participants
from outreach.consent_terms import STAYING_IN_TOUCH
from outreach.models import Activity

TEMPLATE = "print/activity_slips.html"
A_SHEET = 4


@transaction.atomic
def print_slips(*, activity: Activity, by: User, at: datetime) -> bytes:
    """A slip for each who takes part, in their own language, four to a sheet; it names nobody but them.

    Consent and door are asked again at every print. Raises `Refused` without a day, a place or anybody,
    and while what is told of the activity names a resident.
    """
    ours = activities.locked(activity)
    activities.refuse_unsettled(ours, at)
    activities.refuse_names(ours)
    standing = participants.locked_standing(ours).select_related("resident")
    people = [participant.resident for participant in standing]
    if not people:
        raise Refused(_("Nobody takes part yet, so there is nobody to invite."))
    languages = consents.languages_of(people, *STAYING_IN_TOUCH)
    slips = [(person, languages[person.pk]) for person in people]
    sheets = [slips[first : first + A_SHEET] for first in range(0, len(slips), A_SHEET)]
    audit.record("activity.slips_printed", by=by, about=ours, at=at, team=ours.team_id)
    context = {"team": ours.team, "activity": ours.name, "ours": ours, "sheets": sheets}
    return pdf.render(TEMPLATE, context, pages=ceil(len(slips) / A_SHEET))

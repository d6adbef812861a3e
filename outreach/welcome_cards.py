"""A card for the letterbox of who just moved in: who we are and what neighbours do here; it names nobody."""

from datetime import datetime
from itertools import islice

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit, pdf
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from outreach import activities, optouts
from outreach.models import Activity, Address, Resident

TEMPLATE = "print/welcome_card.html"
# More does not fit on a card that is read in the hall.
MOST_ACTIVITIES = 3


@transaction.atomic
def print_card(*, address: Address, language: str, by: User, at: datetime) -> bytes:
    """One card for a door, with what the neighbours of its flat do together next, if they do.

    A new household begins anew: what happened at the door before does not keep it shut any more.
    Raises `Refused` for a door that may not be contacted, and while somebody we know lives there.
    """
    door = optouts.refuse_contact(address)
    if Resident.objects.filter(address=door).exists():
        raise Refused(_("We know somebody here already. Erase what is kept of them if they moved."))
    coming = Activity.objects.filter(
        flats=door.flat, next_on__gte=timezone.localdate(at), stopped_on=None, let_go_at=None
    ).order_by("next_on", "pk")
    # What names somebody who lives here is left out: the card is for whoever opens the door.
    told = (one for one in coming.select_related("venue") if not activities.names_somebody(one))
    context = {
        "door": door,
        "team": door.flat.team,
        "activities": list(islice(told, MOST_ACTIVITIES)),
    }
    door.resumed_at = at
    door.save(update_fields=["resumed_at"])
    audit.record("door.welcome_printed", by=by, about=door, at=at, team=door.flat.team_id)
    return pdf.render(TEMPLATE, context, language=language, pages=1)

"""A letter that confirms a no, for who asks for it; it promises what `optouts` holds, and names nobody."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit, pdf
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from outreach.models import Address, OptOut

TEMPLATE = "print/optout_confirmation.html"


@transaction.atomic
def confirm(*, address: Address, language: str, by: User, at: datetime) -> bytes:
    """One page to the door that said no: since when, what it means, and how to change one's mind.

    It answers a resident who asked for it, so it is no contact that a no forbids, and the only paper
    that goes to such a door. Nothing prints it by itself. Raises `Refused` where no opt-out stands.
    """
    door = Address.objects.select_related("flat__team").get(pk=address.pk)
    standing = OptOut.objects.open().filter(address=door).first()
    if standing is None:
        raise Refused(_("There is no opt-out at this door."))
    audit.record("optout.confirmation_printed", by=by, about=door, at=at, team=door.flat.team_id)
    context = {"door": door, "team": door.flat.team, "opted_out_at": standing.opted_out_at, "printed_at": at}
    return pdf.render(TEMPLATE, context, language=language, pages=1)

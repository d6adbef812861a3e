"""Whether a home is lived in, as heard outside a visit; a fact apart from what happened at the door."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from outreach.models import Address, OccupancyNote
from outreach.visit_states import Occupancy, OccupancySource


@transaction.atomic
def note(
    *, id: UUID, address: Address, occupancy: Occupancy, source: OccupancySource, by: User, at: datetime
) -> OccupancyNote:
    """Writes down what somebody said of a home; the latest note counts.

    `id` is made by the form, so that sending twice is once. Raises `Refused`: same id with other content.
    """
    # The door's lock stands first, so that two posts of one form meet here one by one.
    door = Address.objects.select_for_update(of=("self",)).select_related("flat").get(pk=address.pk)
    known = OccupancyNote.objects.filter(pk=id).first()
    if known:
        return _same_or_refused(known, (door.pk, occupancy, source))
    heard = OccupancyNote.objects.create(
        id=id, address=door, occupancy=occupancy, source=source, noted_at=at, noted_by=by
    )
    audit.record("occupancy.noted", by=by, about=heard, at=at, team=door.flat.team_id)
    return heard


def _same_or_refused(known: OccupancyNote, said: tuple[int, Occupancy, OccupancySource]) -> OccupancyNote:
    if (known.address_id, known.occupancy, known.source) == said:
        return known
    raise Refused(_("This was already noted in another way. Look at the door."), code="conflict")

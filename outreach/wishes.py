"""When a door would like to be rung, as a resident chose with their code; asks no name and plans nothing."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from outreach.models import Address, DoorWish, OptOut, Visit
from outreach.visit_states import Outcome, Wish


def standing(address: Address) -> Wish | None:
    """The wish of a door while nothing came after it: no talk, and no other moment agreed at the door."""
    wish = DoorWish.objects.filter(address=address).first()
    later = Visit.objects.of_now().filter(address=address, outcome__in=(Outcome.TALK, Outcome.COME_BACK))
    return Wish(wish.part) if wish and not later.exists() else None


@transaction.atomic
def record(*, address: Address, wish: Wish, by: User | None, at: datetime) -> DoorWish:
    """Writes down when a door would like to be rung; a later wish takes the place of an earlier one.

    `by` is None when a resident used a code. Raises `Refused` at a door that opted out: taking that back
    is asked of the team, so that a wrong press in the household undoes no no.
    """
    door = Address.objects.select_for_update(of=("self",)).select_related("flat").get(pk=address.pk)
    if OptOut.objects.open().filter(address=door).exists():
        raise Refused(
            _("This address has opted out. Did you change your mind? Then call us first."), code="opted_out"
        )
    wished, _is_new = DoorWish.objects.update_or_create(
        address=door, defaults={"part": wish, "wished_at": at}
    )
    audit.record("wish.recorded", by=by, about=door, at=at, team=door.flat.team_id)
    return wished

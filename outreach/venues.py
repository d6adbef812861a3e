"""Places where residents can come together, as a team knows them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit, versions
from buurvoorbuur.models import Team, User
from buurvoorbuur.refusals import Refused
from outreach.models import Activity, Venue


@dataclass(frozen=True, slots=True)
class VenueNotes:
    """A place as somebody fills it in; what is None is not known."""

    name: str
    directions: str = ""
    contact: str = ""
    holds: int | None = None
    step_free: bool | None = None
    euros: Decimal | None = None


AS_TOLD = ("name", "directions", "contact", "holds", "step_free", "euros")


@transaction.atomic
def add(*, team: Team, notes: VenueNotes, by: User, at: datetime) -> Venue:
    """Keeps a place."""
    venue = Venue.objects.create(team=team, **{name: getattr(notes, name) for name in AS_TOLD})
    audit.record("venue.added", by=by, about=venue, at=at, team=team.pk)
    return venue


@transaction.atomic
def change(*, venue: Venue, notes: VenueNotes, by: User, at: datetime) -> None:
    """Keeps what has become known of a place, as somebody saw it. Raises `Refused`: it changed meanwhile."""
    ours = Venue.objects.select_for_update().get(pk=venue.pk)
    versions.refuse_unseen(ours, venue, versions.COMPARE)
    for name in AS_TOLD:
        setattr(ours, name, getattr(notes, name))
    versions.touch(ours, *AS_TOLD)
    audit.record("venue.changed", by=by, about=ours, at=at, team=ours.team_id)


@transaction.atomic
def remove(*, venue: Venue, by: User, at: datetime) -> None:
    """Takes a place off the list. Raises `Refused` while something that goes on is held there."""
    # Activities first, in the order in which an erasure locks them.
    list(Activity.objects.select_for_update().filter(venue=venue).order_by("pk"))
    ours = Venue.objects.select_for_update().get(pk=venue.pk)
    if Activity.objects.filter(venue=ours, stopped_on=None, let_go_at=None).exists():
        raise Refused(_("Something is still held here. First choose another place for it."))
    audit.record("venue.removed", by=by, about=ours, at=at, team=ours.team_id)
    ours.delete()

"""Flats with their doors, who walks them, and a flat that rests."""

from datetime import date, timedelta

from buurvoorbuur.models import Team, User
from outreach import flat_rhythms, pauses
from outreach.activity_terms import TouchWay
from outreach.flat_phases import Phase
from outreach.models import Address, Flat, FlatAssignment
from tests.make.cast import EVENING


def flat(
    of: Team, *, name: str = "Planetenflat", doors: int = 6, per_floor: int = 3, phase: Phase = Phase.VISITS
) -> Flat:
    # The same street in another part of town for each next flat: a door stands in one flat only.
    postcode = f"{9742 + Flat.objects.count()}AB"
    made = Flat.objects.create(team=of, name=name, phase=phase, created_at=EVENING - timedelta(days=60))
    Address.objects.bulk_create(
        Address(
            flat=made,
            key=f"planetenlaan {number}",
            street="Planetenlaan",
            number=number,
            postcode=postcode,
            city="Groningen",
            floor=(number - 1) // per_floor,
            position=(number - 1) % per_floor + 1,
        )
        for number in range(1, doors + 1)
    )
    return made


def assign(user: User, to: Flat) -> None:
    FlatAssignment.objects.create(flat=to, user=user)


def pause(flat: Flat, by: User, until: date = date(2026, 11, 5)) -> Flat:
    return pauses.pause(flat=flat, restarts_on=until, message="Riny is met verlof.", by=by, at=EVENING)


def rhythm(flat: Flat, by: User, every: int = 3, way: TouchWay = TouchWay.CARD) -> Flat:
    """A flat that hears from us; somebody who lives there must have said yes to it."""
    flat_rhythms.choose(flat=flat, every=every, way=way, by=by, at=EVENING)
    return Flat.objects.get(pk=flat.pk)

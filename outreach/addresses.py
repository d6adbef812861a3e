"""Stores a flat with its doors, twice without harm; knows neither files nor how doors got their place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit
from buurvoorbuur.models import Team, User
from buurvoorbuur.refusals import Refused
from outreach import address_key, promises
from outreach.flat_phases import Afterwards, Because
from outreach.models import Address, Flat
from outreach.placed_doors import PlacedDoor

LONGEST_NAME = 80


@dataclass(frozen=True)
class Taken:
    """A door to store that stands already: in another flat, of this team or of another one."""

    door: PlacedDoor
    address: Address
    by_other_team: bool

    @property
    def sentence(self) -> str:
        """Why it is refused. Another team is named, so that one can ask it; its flat is not."""
        if self.by_other_team:
            words = gettext(
                "%(door)s already stands with another team: %(team)s. Two teams never ring one door."
            )
            said = words % {"door": self.address, "team": self.address.flat.team}
        else:
            words = gettext("%(door)s already stands in %(flat)s. A door belongs to one flat.")
            said = words % {"door": self.address, "flat": self.address.flat}
        if not self.door.row:
            return said
        return gettext("Row %(row)s: %(problem)s") % {"row": self.door.row, "problem": said}


@dataclass(frozen=True)
class Comparison:
    """What storing these doors under this name would do; `flat` is None when it would be a new one.

    `gone` stands in the flat and not in the list: it is told and stays, since a list may be incomplete.
    `taken` stands in another flat already, of whatever team: a no is kept on one door, for everybody.
    """

    flat: Flat | None
    new: tuple[PlacedDoor, ...]
    known: tuple[Address, ...]
    gone: tuple[Address, ...]
    taken: tuple[Taken, ...]


def compare(*, team: Team, name: str, doors: Sequence[PlacedDoor]) -> Comparison:
    """Hold doors against what the team has, and against all doors of others; reads only."""
    flat = Flat.objects.filter(team=team, name=name).first()
    keys = {address_key.key(door.parts): door for door in doors}
    here = {address.key: address for address in flat.addresses.in_walking_order()} if flat else {}
    others = Address.objects.filter(key__in=keys).exclude(flat=flat).select_related("flat__team")
    return Comparison(
        flat=flat,
        new=tuple(door for key, door in keys.items() if key not in here),
        known=tuple(address for key, address in here.items() if key in keys),
        gone=tuple(address for key, address in here.items() if key not in keys),
        taken=tuple(
            Taken(keys[address.key], address, by_other_team=address.flat.team_id != team.pk)
            for address in others.in_walking_order()
            if _is_same_place(address, keys[address.key])
        ),
    )


@transaction.atomic
def store(
    *,
    team: Team,
    name: str,
    doors: Sequence[PlacedDoor],
    by: User | None,
    at: datetime,
    plan_afterwards: Afterwards | None = None,
    because: Because | None = None,
) -> Flat:
    """Make a flat with its doors, or add to the flat of that name the doors it does not have yet.

    The same doors twice change nothing and leave no second event; doors that are not in the list any
    more stay. Raises `Refused`: no name, no doors, a door that stands in another flat of any team, or a
    new flat while no two of the team have a hand free.
    """
    _refuse_nothing(name, doors)
    # The teams' locks stand first, so that a double click meets its first half stored, and two teams each
    # other's doors.
    list(Team.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    found = compare(team=team, name=name, doors=doors)
    if found.taken:
        raise Refused(found.taken[0].sentence, field="name", code="taken")
    if found.flat and not found.new:
        return found.flat
    if not found.flat and promises.team_is_full(team, timezone.localdate(at)):
        raise Refused(_("No two of you have a hand free. First do what was promised, or let it go."))
    flat = found.flat or Flat.objects.create(
        team=team, name=name, plan_afterwards=plan_afterwards or "", because=because or "", created_at=at
    )
    Address.objects.bulk_create(_address(flat, door) for door in found.new)
    action = "flat.extended" if found.flat else "flat.made"
    audit.record(action, by=by, about=flat, at=at, team=team.pk)
    return flat


def _refuse_nothing(name: str, doors: Sequence[PlacedDoor]) -> None:
    if not name.strip():
        raise Refused(_("Give the flat a name."), field="name")
    if len(name) > LONGEST_NAME:
        raise Refused(_("This name is too long: at most 80 letters."), field="name")
    if not doors:
        raise Refused(_("There is no door to store."))


def _is_same_place(address: Address, door: PlacedDoor) -> bool:
    """Two towns may have a Kerkstraat 1: postcodes that differ tell doors apart, else towns that differ."""
    parts = door.parts
    if address.postcode and parts.postcode:
        return address.postcode == parts.postcode
    cities = {address_key.street_key(address.city), address_key.street_key(parts.city)}
    return len(cities - {""}) < 2


def _address(flat: Flat, door: PlacedDoor) -> Address:
    parts = door.parts
    return Address(
        flat=flat,
        key=address_key.key(parts),
        street=parts.street,
        number=parts.number,
        suffix=address_key.label(parts).removeprefix(str(parts.number)),
        postcode=parts.postcode,
        city=parts.city,
        floor=door.place.floor,
        position=door.place.position,
        register_id=door.register_id,
    )

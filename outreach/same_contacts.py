"""Residents of one team who gave the same number or e-mail address: a hint, which forbids nothing."""

from dataclasses import dataclass

from django.db.models import Q

from buurvoorbuur.access import Reach
from buurvoorbuur.blind_indexes import BlindIndex
from outreach.models import Resident

# One number with more people behind it is no slip of the pen.
AT_MOST = 5


@dataclass(frozen=True)
class Same:
    """Somebody else, and what of theirs is the same."""

    resident: Resident
    phone: bool
    email: bool


def others(person: Resident, reach: Reach) -> list[Same]:
    """At most five others of the same team within this reach, in the order in which they were stored.

    No query for somebody without either; nothing of anybody else is opened to compare.
    """
    phones, emails = (_marks(person, name) for name in ("phone_index", "email_index"))
    ours = Resident.objects.within_reach_of(reach).filter(address__flat__team=person.address.flat.team_id)
    alike = ours.filter(Q(phone_index__in=phones) | Q(email_index__in=emails)).exclude(pk=person.pk)
    return [
        Same(other, other.phone_index in phones, other.email_index in emails)
        for other in alike.select_related("address__flat")[:AT_MOST]
    ]


def _marks(person: Resident, name: str) -> set[str]:
    index = Resident._meta.get_field(name)
    assert isinstance(index, BlindIndex)
    return set(index.marks(person))

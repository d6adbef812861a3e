"""Which phones owe us something: numbers that never came, and silence; all derived, nothing kept."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Q

from buurvoorbuur.access import Reach
from outreach import counters
from outreach.envelope_states import SILENT_AFTER
from outreach.models import Envelope, Phone


@dataclass(frozen=True)
class Gap:
    """Entries that a phone made, no longer holds, and never delivered."""

    phone: Phone
    numbers: Sequence[int]

    @property
    def written(self) -> str:
        return counters.written(self.numbers)


@dataclass(frozen=True)
class Silence:
    """A phone that had entries waiting and was not heard of for three days."""

    phone: Phone
    count: int


def gaps(reach: Reach) -> list[Gap]:
    """The gaps of all phones within reach, in two queries."""
    came_of = Count("envelopes", filter=Q(envelopes__is_double=False))
    phones = Phone.objects.within_reach_of(reach).select_related("user").annotate(came=came_of)
    suspect = list(
        phones.filter(made__gt=F("came")).filter(made__gt=F("talked_over_to")).order_by("registered_at")
    )
    came: dict[UUID, set[int]] = defaultdict(set)
    stored = Envelope.objects.filter(phone__in=suspect, is_double=False)
    for phone_id, counter in stored.values_list("phone", "counter") if suspect else ():
        came[phone_id].add(counter)
    found = [Gap(phone, _missing(phone, came[phone.pk])) for phone in suspect]
    return [gap for gap in found if gap.numbers]


def _missing(phone: Phone, came: set[int]) -> list[int]:
    numbers = counters.missing(phone.made, came, counters.read(phone.waiting))
    return [number for number in numbers if number > phone.talked_over_to]


def silences(reach: Reach, now: datetime) -> list[Silence]:
    """The phones within reach that said they held something, three days ago or longer."""
    silent = Phone.objects.within_reach_of(reach).filter(last_seen_at__lte=now - SILENT_AFTER)
    unheard = silent.exclude(talked_over_at__gte=F("last_seen_at")).exclude(waiting="")
    held = unheard.select_related("user").order_by("last_seen_at")
    return [Silence(phone, len(counters.read(phone.waiting))) for phone in held]


def anything_waits(reach: Reach, now: datetime) -> bool:
    """Whether a coordinator has anything to look at."""
    aside = Envelope.objects.within_reach_of(reach).waiting()
    return aside.exists() or bool(gaps(reach)) or bool(silences(reach, now))

"""What came of every door of a team, by flat, by quarter and by letter; each way of parting adds up alike."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import TypeVar

from django.utils import timezone

from buurvoorbuur.models import Team
from outreach import report_counts
from outreach.ledger import Ledger
from outreach.models import Flat, Letter, LetterCopy
from outreach.quarters import Quarter
from outreach.report_counts import CountedDoor, Window

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class DoorCounts:
    """The ledger of a team, and the same doors parted by flat and by the letter a door got last.

    Doors that got no letter stand under None.
    """

    whole: Ledger
    by_flat: Sequence[tuple[Flat, Ledger]]
    by_letter: Sequence[tuple[Letter | None, Ledger]]


def quarters(team: Team, *, at: datetime) -> list[Quarter]:
    """Every quarter in which something may have been recorded, the running one with them; newest first."""
    first = report_counts.first_recorded(team)
    if first is None:
        return []
    every = Quarter.of(timezone.localdate(first)).onward()
    return list(takewhile(lambda quarter: quarter.start <= at, every))[::-1]


def of_team(team: Team, quarter: Quarter | None = None) -> DoorCounts:
    """All doors as they stand now or, of a quarter, by what was recorded in it; four queries at any size."""
    flats = list(Flat.objects.filter(team=team).order_by("name", "pk"))
    window = Window(quarter.start, quarter.end) if quarter else None
    every = list(report_counts.each_door(flats, window))
    copies = LetterCopy.objects.delivered().filter(batch__letter__flat__team=team)
    told = dict(copies.values_list("address", "batch__letter"))
    by_flat = _parted(every, lambda door: door.flat)
    by_letter = _parted(every, lambda door: told.get(door.pk))
    letters = Letter.objects.filter(pk__in=[key for key in by_letter if key]).select_related("flat")
    in_order = letters.defer("subject", "body").order_by("flat__name", "language", "version")
    told_by: list[tuple[Letter | None, Ledger]] = [(letter, by_letter[letter.pk]) for letter in in_order]
    told_by += [(None, by_letter[None])] if None in by_letter else []
    return DoorCounts(
        report_counts.together(every).ledger,
        [(flat, by_flat[flat.pk]) for flat in flats if flat.pk in by_flat],
        told_by,
    )


def _parted(every: Iterable[CountedDoor], key: Callable[[CountedDoor], Key]) -> dict[Key, Ledger]:
    parts: dict[Key, list[CountedDoor]] = {}
    for door in every:
        parts.setdefault(key(door), []).append(door)
    return {part: report_counts.together(doors).ledger for part, doors in parts.items()}

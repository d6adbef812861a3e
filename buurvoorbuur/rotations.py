"""Carries every encrypted value over to the newest key, in steps that may stop anywhere; tells none."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import sleep
from typing import Any

from django.db import transaction

from buurvoorbuur import audit, blind_indexes, crypto, keys, sealed_values, second_proofs
from buurvoorbuur.models import KeyCanary, User
from buurvoorbuur.sealed_values import Place

# How often, and after how many seconds each time, it tries again what somebody else was writing.
ATTEMPTS = 60
PAUSE = 0.5


class NotRotated(Exception):
    """Something is still under an older key, or under none; the sentence says what to do."""


@dataclass(frozen=True)
class Progress:
    """What was looked at in one column so far, and how much of that was encrypted anew."""

    label: str
    looked_at: int
    renewed: int


Tell = Callable[[Progress], None]


def count() -> Counter[int | None]:
    """How many values are under which key, the newest being 0; None for those that none of them opens."""
    found: Counter[int | None] = Counter()
    for place in sealed_values.places():
        for page in place.pages():
            found.update(place.field.key_position(value, pk) for pk, value in page)
    return found + second_proofs.count()


def count_from_phones() -> Counter[int | None]:
    """The same for what phones sealed and is not yet applied: it stays under the key it came with."""
    ids = crypto.sealing_key_ids()
    found: Counter[int | None] = Counter()
    for key_id, number in sealed_values.from_phones().items():
        found[ids.index(key_id) if key_id in ids else None] += number
    return found


def run(*, by: User | None, at: datetime, tell: Tell = lambda progress: None) -> int:
    """Encrypts anew whatever is not under the newest key; returns how many values. One event for the whole.

    Each step is a short transaction of its own: after an interruption the next run goes on, and a
    second run beside it does no harm. Raises ImproperlyConfigured when the keys do not fit, and
    `NotRotated` when a value fits no key (then nothing was written) or is held by somebody all the time.
    """
    keys.verify()
    _refuse_what_no_key_opens()
    renewed, left = second_proofs.renew(), 0
    for _attempt in range(ATTEMPTS):
        left, moved = _go_through(tell)
        renewed += moved
        if not left:
            blind_indexes.rebuild(lambda *said: tell(Progress(*said)))
            return renewed + _finish(renewed, by, at)
        if not moved:
            sleep(PAUSE)
    raise NotRotated(
        f"{left} waarden staan nog onder een oudere sleutel: iets anders schrijft er steeds. Laat de oude "
        f"sleutel staan en draai dit opnieuw. / {left} values are still under an older key: something else "
        "keeps writing there. Keep the old key and run this again."
    )


def _refuse_what_no_key_opens() -> None:
    for place in sealed_values.places():
        for page in place.pages():
            for pk, value in page:
                if place.field.key_position(value, pk) is None:
                    raise NotRotated(
                        f"{place.label} van {pk} past bij geen sleutel in FIELD_ENCRYPTION_KEYS. Er is niets "
                        "gewijzigd. Zet de sleutel erbij waarmee dit is opgeslagen. / "
                        f"{place.label} of {pk} fits no key in FIELD_ENCRYPTION_KEYS. Nothing was changed. "
                        "Add the key it was stored with."
                    )

    if second_proofs.count()[None]:
        raise NotRotated(
            "Een tweede stap van een lid past bij geen sleutel in FIELD_ENCRYPTION_KEYS. Er is niets "
            "gewijzigd. Zet de sleutel erbij waarmee dit is opgeslagen. / A member's second step fits no "
            "key in FIELD_ENCRYPTION_KEYS. Nothing was changed. Add the key it was stored with."
        )


def _go_through(tell: Tell) -> tuple[int, int]:
    """How many values were not under the newest key, and how many of those now are."""
    left = moved = 0
    for place in sealed_values.places():
        # As long as the canary is old, nothing starts without the old key: so it comes last of all.
        if place.model is KeyCanary:
            continue
        looked_at = renewed = 0
        for page in place.pages():
            old = _old(place, page)
            renewed += _renew(place, old)
            looked_at, left = looked_at + len(page), left + len(old)
            tell(Progress(place.label, looked_at, renewed))
        moved += renewed
    return left, moved


def _old(place: Place, rows: Sequence[tuple[Any, Any]]) -> list[Any]:
    return [pk for pk, value in rows if place.field.key_position(value, pk) != 0]


def _renew(place: Place, rows: Sequence[Any]) -> int:
    """Looks again under lock, since what was read before may have been written by somebody since."""
    if not rows:
        return 0
    with transaction.atomic():
        held = [(pk, value, place.field.renewed(value, pk)) for pk, value in place.lock(rows)]
        return place.replace([(pk, old, new) for pk, old, new in held if new != old])


@transaction.atomic
def _finish(renewed: int, by: User | None, at: datetime) -> int:
    """Renews the canary, with the event: so a run that was killed before it leaves its event to the next."""
    mine = [place for place in sealed_values.places() if place.model is KeyCanary]
    moved = sum(_renew(place, _old(place, page)) for place in mine for page in place.pages())
    if renewed or moved:
        audit.record("keys.rotated", by=by, about=KeyCanary.objects.get(), at=at)
    return moved

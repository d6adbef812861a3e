"""Counts wrong codes by where they come from, in the cache all workers share; knows no code and no door."""

from datetime import datetime

from django.core.cache import cache

from buurvoorbuur import crypto

MOST_AN_HOUR = 20


def note_wrong(*, client: str, at: datetime) -> bool:
    """Counts one wrong code of this network address; whether it may still try others this hour.

    A right code never asks here: nobody can be kept from opting out. The address is kept as a
    fingerprint, and for an hour.
    """
    key = f"wrong-codes:{crypto.blind_index('client', client)}:{at:%Y%m%d%H}"
    count = cache.get(key, 0) + 1
    cache.set(key, count, timeout=3600)
    return count <= MOST_AN_HOUR

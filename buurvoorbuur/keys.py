"""Whether the keys of today fit what was written yesterday; knows one canary and no persons."""

from hmac import compare_digest

from django.core.exceptions import ImproperlyConfigured

from buurvoorbuur import crypto
from buurvoorbuur.models import KeyCanary

SONG = b"the key fits"


def verify() -> None:
    """Raises ImproperlyConfigured, with what to do, when the data was written under other keys.

    The first start writes the canary; every later start must be able to read it and to find it.
    """
    canary = KeyCanary.objects.first()
    if canary is None:
        KeyCanary.objects.create(song=crypto.seal(SONG), index_mark=_mark())
        return
    if not _is_readable(canary):
        raise ImproperlyConfigured(
            "De sleutel in FIELD_ENCRYPTION_KEYS past niet bij deze database. Er is niets gewijzigd. "
            "Zet de sleutel terug waarmee de gegevens zijn opgeslagen (kijk in uw verzegelde kopie) en "
            "start opnieuw. / The key in FIELD_ENCRYPTION_KEYS does not fit this database. Nothing was "
            "changed. Put back the key the data was stored with and start again."
        )
    if not canary.index_mark:
        # Written before this key was watched.
        canary.index_mark = _mark()
        canary.save(update_fields=["index_mark"])
    if not compare_digest(canary.index_mark, _mark()):
        raise ImproperlyConfigured(
            "De sleutel in INDEX_KEY past niet bij deze database: geen enkele code op een gedrukte brief zou "
            "nog werken. Er is niets gewijzigd. Zet de oude sleutel terug (kijk in uw verzegelde kopie) en "
            "start opnieuw. / The key in INDEX_KEY does not fit this database: no code on a printed letter "
            "would work. Nothing was changed. Put back the old key and start again."
        )


def _is_readable(canary: KeyCanary) -> bool:
    try:
        return crypto.unseal(canary.song) == SONG
    except crypto.Unreadable:
        return False


def _mark() -> str:
    return crypto.blind_index("canary", SONG.decode())

"""Knows the codes on our paper: how one is made, typed over and found; only fingerprints are kept."""

import secrets

from buurvoorbuur import crypto
from outreach.models import Address, DoorCode, LetterCopy, Resident

# 31 signs, a prime number, so that one wrong sign or two swapped ones always show in the check sign.
ALPHABET = "0123456789ABCDEFGHJKMNPRSTVWXYZ"
LENGTH = 8
# What people type for a sign that looks like it; none of these stands in the alphabet.
_LOOK_ALIKES = str.maketrans("OQILU", "0011V")


def make() -> str:
    """A new code of eight signs, the last of which checks the others; about 27 thousand million exist."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return signs + _check_sign(signs)


def written(code: str) -> str:
    """The code as it stands on paper, in two groups of four: `7K3M-9TPC`."""
    return f"{code[:4]}-{code[4:]}"


def index(code: str) -> str:
    """The fingerprint under which a code is kept; the same however the code is typed."""
    return crypto.blind_index("code", tidy(code))


def tidy(text: str) -> str:
    """What somebody typed, as it was printed: no spaces or dashes, capitals, O for 0 and I or L for 1."""
    return "".join(sign for sign in text.upper() if sign.isalnum()).translate(_LOOK_ALIKES)


def is_well_formed(text: str) -> bool:
    """Whether this can be a code at all; a slip of the finger cannot."""
    code = tidy(text)
    return len(code) == LENGTH and set(code) <= set(ALPHABET) and code[-1] == _check_sign(code[:-1])


def door_of(text: str) -> Address | None:
    """The door whose letter or card carries this code; None for any other text."""
    if not is_well_formed(text):
        return None
    fingerprint = index(text)
    letters = LetterCopy.objects.filter(code_index=fingerprint).values("address")
    cards = DoorCode.objects.filter(code_index=fingerprint).values("address")
    doors = Address.objects.with_opt_out().select_related("flat__team")
    return doors.filter(pk__in=letters.union(cards)).first()


def resident_of(text: str) -> Resident | None:
    """The resident whose own code this is; None for any other text, and once they took back everything."""
    if not is_well_formed(text):
        return None
    people = Resident.objects.select_related("address__flat__team").defer("name", "phone", "email")
    return people.filter(code__code_index=index(text)).first()


def _check_sign(signs: str) -> str:
    """A weighted sum modulo 31: each sign counts by its place, so that no two places weigh the same."""
    total = sum(place * ALPHABET.index(sign) for place, sign in enumerate(signs, start=1))
    return ALPHABET[total % len(ALPHABET)]

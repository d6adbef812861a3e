"""Knows the words that somebody who guesses at a login of ours tries first; keeps no password."""

import re
from functools import cache
from itertools import pairwise
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# They stand in docs/limits.md too.
OWN_WORDS = (
    "initiatiefnemer",
    "buurvoorbuur",
    "welzijnswerker",
    "coordinator",
    "coördinator",
    "administrator",
    "bindmiddel",
    "wachtwoord",
    "stuurbuur",
    "beheerder",
    "paddepoel",
    "groningen",
    "gemeente",
    "password",
    "bewoner",
    "welkom",
    "planeten",
    "buurt",
    "buren",
    "wijk",
    "buur",
    "flat",
)
# What a password must be made of beside them.
LEAST_BESIDE = 8
_OWN = re.compile("|".join(sorted(map(re.escape, OWN_WORDS), key=len, reverse=True)), re.IGNORECASE)


class OwnWordsValidator:
    """Refuses a password that is little more than words about us; one without them it lets be."""

    def validate(self, password: str, user: Any = None) -> None:
        beside, found = _OWN.subn("", password)
        if found and len(beside) < LEAST_BESIDE:
            raise ValidationError(self.get_help_text(), code="own_words")

    def get_help_text(self) -> str:
        return _("A password with a word like buurvoorbuur or flat needs at least %s other characters.") % (
            LEAST_BESIDE
        )


# As a hand goes over a keyboard or through the alphabet, there and back.
_WAYS = (
    "1234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "azerty",
    "abcdefghijklmnopqrstuvwxyz",
)
_STEPS = {step for way in _WAYS for step in [*pairwise(way), *pairwise(way[::-1])]}
_COLUMNS = ("1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik", "9ol", "q1w2e3r4t5y6u7i8o9p0")
_STEPS |= {step for way in _COLUMNS for step in pairwise(way)}
_FEW = 5


class EasyValidator:
    """Refuses what is long and yet guessed at once: a well-known password with figures about it, a few signs
    over and over, a walk over the keyboard. Lists of well-known passwords hold few of twelve signs.
    """

    def validate(self, password: str, user: Any = None) -> None:
        said = password.lower()
        if _is_repeated(said) or _is_walk(said) or _bare(said) in _well_known():
            no = _("This password is guessed at once. Take a sentence of four words, for example.")
            raise ValidationError(no, code="easy")

    def get_help_text(self) -> str:
        return _("No well-known password with figures about it and no row of keys: those are guessed first.")


@cache
def _well_known() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


def _bare(said: str) -> str:
    return re.sub(r"^[\W\d_]+|[\W\d_]+$", "", said)


def _is_repeated(said: str) -> bool:
    return len(set(said)) < _FEW or said in (said * 2)[1:-1]


def _is_walk(said: str) -> bool:
    """Whether at most every fourth step goes elsewhere."""
    steps = list(pairwise(said))
    return 4 * sum(step not in _STEPS for step in steps) <= len(steps)

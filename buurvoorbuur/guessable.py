"""Knows the words that somebody who guesses at a login of ours tries first; keeps no password."""

import re
from typing import Any

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

"""The languages of a letter and the fixed words around its text; one more is one table and one text."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from babel.dates import format_date

_TABLES = Path(__file__).parent / "starter" / "letter_words.toml"


@dataclass(frozen=True, slots=True)
class LetterWords:
    """What stands on every letter in one language; braces are filled in by whoever sets the page."""

    language: str
    name: str
    neighbours: str
    supported_by: str
    who_rings: str
    to: str
    subject: str
    rather_not: str
    scan: str
    phone: str
    email: str
    your_code: str
    qr: str
    title: str
    weekday: str = "EEEE d MMMM"
    right_to_left: bool = False

    @property
    def direction(self) -> str:
        """Which way the script runs, as HTML says it."""
        return "rtl" if self.right_to_left else "ltr"

    def number(self, digits: str) -> str:
        """A number of several groups, kept in order in a script that runs the other way.

        Between the isolates of Unicode Standard Annex #9; "050 1234567" would else turn into "1234567 050".
        """
        return f"\u2066{digits}\u2069" if self.right_to_left and digits else digits

    def day(self, day: date) -> str:
        """A day with its year, as this language writes it."""
        return format_date(day, "d MMMM y", locale=self.language)

    def weekday_of(self, day: date) -> str:
        """A day near enough to need no year: 'dinsdag 20 oktober'."""
        return format_date(day, self.weekday, locale=self.language)


@cache
def languages() -> dict[str, LetterWords]:
    """Every language a letter can be written in, Dutch and English first."""
    tables = tomllib.loads(_TABLES.read_text(encoding="utf-8"))
    return {language: LetterWords(language=language, **words) for language, words in tables.items()}


def of(language: str) -> LetterWords:
    """The words of one language; raises KeyError for a language that no letter has."""
    return languages()[language]

"""The words of a text with their places, and what can be found there; knows nobody."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

LISTS: dict[str, Any] = tomllib.loads(
    (Path(__file__).parents[1] / "starter" / "traces.toml").read_text(encoding="utf-8")
)
_WORD = re.compile(r"[^\W_]+")


class Trace(StrEnum):
    """What could lead to somebody; `NAME_OR_WORD` begins a sentence, where a capital says nothing."""

    NAME = "name"
    NAME_OR_WORD = "name_or_word"
    GAP = "gap"
    DOOR = "door"
    FLOOR = "floor"
    PHONE = "phone"
    EMAIL = "email"
    FEW = "few"
    QUOTATION = "quotation"


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """Where something was found, and what stands there."""

    start: int
    end: int
    trace: Trace
    words: str


@dataclass(frozen=True, slots=True)
class Word:
    """`key` is the word as it is compared: without accents and capitals."""

    text: str
    key: str
    start: int
    end: int


def composed(text: str) -> str:
    """A text in which an accent is part of its letter, so that places can be counted."""
    return unicodedata.normalize("NFC", text)


def flattened(text: str) -> str:
    """A text without accents and capitals, each sign still in its own place."""
    return text.lower() if text.isascii() else "".join(map(_flat, text))


def words_of(text: str) -> list[Word]:
    """The words of a composed text; a hyphen or an apostrophe parts two."""
    flat = flattened(text)
    return [Word(text[a:b], flat[a:b], a, b) for a, b in (found.span() for found in _WORD.finditer(text))]


def keys_of(text: str) -> list[str]:
    """The words of a text as they are compared, without their places."""
    return _WORD.findall(flattened(composed(text)))


def found_at(text: str, start: int, end: int, trace: Trace) -> Found:
    return Found(start, end, trace, " ".join(text[start:end].split()))


def any_of(words: list[str]) -> str:
    """A pattern for any of these, the longest first."""
    return "(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + ")"


@cache
def _flat(sign: str) -> str:
    small = unicodedata.normalize("NFD", sign)[0].lower()
    return small if len(small) == 1 else sign

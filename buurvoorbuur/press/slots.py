"""Places in a page that differ from copy to copy: how they are marked, filled and found back."""

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

# Noncharacters: no text that is meant to be read can hold them, so a mark is never mistaken for text.
OPEN, CLOSE = "\ufdd0", "\ufdd1"

Piece = str | tuple[str]

_MARK = re.compile(f"{OPEN}([a-z_]+){CLOSE}")
_SPACES = re.compile(r"[ \t\n\r\f]+")
# What has no shape on paper or would turn the direction of the text around it.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class Bitmap:
    """A square black-and-white picture: `size` modules a side, each row padded to whole bytes, dark is 1."""

    size: int
    rows: bytes


@dataclass(frozen=True, slots=True)
class Copy:
    """What one copy has for itself: its texts and pictures by slot, and its place in the bookmarks."""

    texts: Mapping[str, str]
    pictures: Mapping[str, Bitmap] = field(default_factory=dict)
    bookmark: tuple[str, ...] = ()


def mark(name: str) -> str:
    """Stands in a page's text where each copy has its own."""
    return f"{OPEN}{name}{CLOSE}"


def tidy(text: str) -> str:
    """A text as a page shows it: white space as one space, without what cannot be printed."""
    return _SPACES.sub(" ", _UNPRINTABLE.sub("", text)).strip(" ")


def pieces(text: str) -> tuple[Piece, ...]:
    """A marked text cut up: strings as they are, slots as a tuple of their name."""
    parts = _MARK.split(text)
    return tuple((part,) if index % 2 else part for index, part in enumerate(parts) if part)


def fill(parts: Iterable[Piece], texts: Mapping[str, str]) -> str:
    """The text for one copy."""
    return "".join(part if isinstance(part, str) else texts[part[0]] for part in parts)


def fill_page(page: str, texts: Mapping[str, str]) -> str:
    """The page's HTML for one copy; what is filled in stays text."""
    return _MARK.sub(lambda found: html.escape(texts[found[1]]), page)


def collapse(text: str) -> str:
    """White space as HTML shows it in running text."""
    return _SPACES.sub(" ", text)

"""Finds in a text fewer than five people or homes, in figures or words, Dutch and English."""

import re
from collections.abc import Iterator

from outreach.traces.words import LISTS, Found, Trace, any_of, flattened, found_at

_COUNTS = LISTS["counts"]
_TELLING, _PLAIN, _MANY = (any_of(_COUNTS[name]) for name in ("telling", "plain", "many"))
_ONE, _FEW, _TELLS = (any_of(_COUNTS[name]) for name in ("one", "few", "tells"))
_A = any_of(_COUNTS["a"])
# Up to two words that say what kind of people; with a hyphen they are one.
_WORD = rf"(?!{any_of(_COUNTS['between_not'])}\b)[^\W\d_]+(?:-[^\W\d_]+)*\s+"
_KIND = rf"(?:{_WORD}){{0,2}}?"
# No part of a greater number, of an amount, of a stretch or a share: "24", "1,5", "3–6", "een op de vier".
_ALONE = r"(?<![\w.,€–-])(?<!€ )(?<!\bop de )(?<!\bone in )"
_ARTICLE = r"(?:(?:de|onze|uw|deze|the|our|your|these)\s+)?"
# Says nothing of who it is: "een goede buur is beter dan een verre vriend".
_ANYBODY = rf"(?!{any_of(_COUNTS['anybody'])}\s)"
_TALS = any_of(["tweetal", "drietal", "viertal"])
_SOMEBODY = any_of(["iemand", "someone", "somebody"])
# One of them, told of by where or with whom: "de buurman van", "the lady on".
_OF = any_of(
    [
        *("van", "op", "met", "die", "uit", "in", "boven", "naast", "onder"),
        *("who", "of", "from", "on", "with", "next", "above", "below"),
    ]
)

_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_ALONE}(?:{_ONE})\s+{_KIND}(?:{_TELLING}|{_PLAIN})\b",
        rf"{_ALONE}{_FEW}\s+{_KIND}(?:{_MANY}|{_TELLING}|{_PLAIN})\b",
        rf"{_ALONE}(?:{_ONE}|{_A}|{_FEW})\s+(?:van|of)\s+{_ARTICLE}{_KIND}{_MANY}\b",
        rf"\b{_A}\s+{_KIND}{_TELLING}\b(?!-)(?!\s+of\s+(?:\d|tien|twintig))",
        rf"\b{_A}\s+{_ANYBODY}{_KIND}{_PLAIN},?\s+{_TELLS}\b",
        rf"\b{_A}\s+{_ANYBODY}{_WORD}{_PLAIN}\b",
        rf"\b{_TALS}\s+{_KIND}{_MANY}\b",
        rf"\b{_SOMEBODY}\s+{_TELLS}\b",
        rf"\b(?:de|het|die|dat|the|that)\s+{_KIND}(?:{_TELLING}|{_PLAIN})\s+{_OF}\b",
    )
)
# With an accent it is a number and no article.
_ACCENTED = re.compile(rf"\b(?P<one>een)\s+{_KIND}(?:{_TELLING}|{_PLAIN}|kind)\b")


def counts_in(text: str) -> Iterator[Found]:
    """Each place where so few are told of that a neighbour could know who they are."""
    flat = flattened(text)
    for pattern in _PATTERNS:
        for found in pattern.finditer(flat):
            yield found_at(text, *found.span(), Trace.FEW)
    for found in _ACCENTED.finditer(flat):
        if "é" in text[found.start("one") : found.end("one")].lower():
            yield found_at(text, *found.span(), Trace.FEW)

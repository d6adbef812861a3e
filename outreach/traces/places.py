"""Finds doors of a flat in a text: a house number, an address, a floor with its side."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from outreach.traces.words import LISTS, Found, Trace, any_of, flattened, found_at

_UNITS = any_of(LISTS["units"]["words"])
_SURELY = re.compile(
    r"\b(?:(?:huisnummer|huisnr|nummer|nr|number|deur|appartement|apartment)\b\.?:?\s*|no\.\s*(?=\d))"
    r"(\w+(?:-\w+)?)"
)
# "Op 12 november", "op 12 deuren" and "een op 12" are no door.
_MAYBE = re.compile(
    rf"(?<!\d\s)(?<!\been\s)\b(?:op|door|flat|huis|woning|house)\s+(\d{{1,5}})\b(?!\s*(?:{_UNITS}\b|%|[.,:/–-]\s*\d))"
)
_WITH_SUFFIX = re.compile(r"\b(\d{1,5})(\s?[-/]?\s?)([a-z][\w-]{0,13}|(?<=[-/])\d{1,4})\b")
_FLOOR, _SIDE = LISTS["floors"]["which"], LISTS["floors"]["side"]
_CLAUSE = r"[^.!?\n]{0,25}?"
_FLOOR_AND_SIDE = re.compile(rf"\b(?:{_FLOOR}\b{_CLAUSE}\b{_SIDE}|{_SIDE}\b{_CLAUSE}\b{_FLOOR})\b")
_UNITS_NL = ("een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen")
_TENS_NL = ("twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig")
_TEENS_NL = ("tien", "elf", "twaalf", "dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien")
_TO_TEN_EN = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_TO_NINETEEN_EN = (
    *_TO_TEN_EN,
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS_EN = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


@dataclass(frozen=True, slots=True)
class Door:
    """A door as it is written: street, house number and what comes behind it."""

    street: str
    number: int
    suffix: str = ""


def _number_words() -> dict[str, int]:
    """From two to ninety-nine in both languages, without accents; number one is mostly no door."""
    said = dict(zip((*_UNITS_NL, *_TEENS_NL, "negentien"), range(1, 20), strict=True))
    said |= dict(zip(_TO_NINETEEN_EN, range(1, 20), strict=True))
    for tens, (dutch, english) in enumerate(zip(_TENS_NL, _TENS_EN, strict=True), start=2):
        said |= {dutch: tens * 10, english: tens * 10}
        for units, (word_nl, word_en) in enumerate(zip(_UNITS_NL, _TO_NINETEEN_EN, strict=False), start=1):
            said |= {f"{word_nl}en{dutch}": tens * 10 + units, f"{english}-{word_en}": tens * 10 + units}
    return {word: number for word, number in said.items() if number > 1}


NUMBER_WORDS = _number_words()


def places_in(text: str, doors: Sequence[Door]) -> Iterator[Found]:
    """What could be one of these doors, and any floor that is named with its side."""
    flat, numbers = flattened(text), {door.number for door in doors}
    for found in _SURELY.finditer(flat):
        if _number(found[1]) in numbers:
            yield found_at(text, *found.span(), Trace.DOOR)
    for found in _MAYBE.finditer(flat):
        if int(found[1]) in numbers:
            yield found_at(text, *found.span(), Trace.DOOR)
    yield from _with_suffix(text, flat, doors)
    yield from _addresses(text, flat, doors)
    for found in _FLOOR_AND_SIDE.finditer(flat):
        yield found_at(text, *found.span(), Trace.FLOOR)


def _number(said: str) -> int | None:
    digits = re.match(r"[1-9]\d{0,4}", said)
    return int(digits[0]) if digits else NUMBER_WORDS.get(said)


def _with_suffix(text: str, flat: str, doors: Sequence[Door]) -> Iterator[Found]:
    known = {(door.number, _bare(door.suffix)) for door in doors if door.suffix}
    for found in _WITH_SUFFIX.finditer(flat):
        # "12 a" may be anything, "12 A" is a door.
        is_loose = " " in found[2] and not text[found.start(3)].isupper()
        if (int(found[1]), _bare(found[3])) in known and not is_loose:
            yield found_at(text, *found.span(), Trace.DOOR)


def _addresses(text: str, flat: str, doors: Sequence[Door]) -> Iterator[Found]:
    for street in sorted({door.street for door in doors}):
        numbers = {door.number for door in doors if door.street == street}
        for found in re.finditer(rf"\b{re.escape(flattened(street))}[\s,]+(\d{{1,5}})\w*", flat):
            if int(found[1]) in numbers:
                yield found_at(text, *found.span(), Trace.DOOR)


def _bare(suffix: str) -> str:
    return re.sub(r"[\W_]", "", suffix).lower()

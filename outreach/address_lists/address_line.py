"""Knows how a written line falls apart into street, number, postcode and city; it judges none of them."""

import re
from dataclasses import dataclass
from itertools import chain

from outreach.address_key import tidy

_POSTCODE_AND_CITY = re.compile(r"(?<![ ,])[ ,]+(\d{4} ?[A-Z]{2})\b[ ,]*(.*)", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
# Where a street may end and its number begin: at a word for it, else at a gap, else at the first digit.
_BORDERS = (
    re.compile(r"(?<![ ,])[ ,]+(?:huisnummer|huisnr|nr|no)\.? ?(?=\d)", re.IGNORECASE),
    re.compile(r"(?<![ ,])[ ,]+(?=\d)"),
    re.compile(r"(?=\d)"),
)
_TWO_NUMBERS = re.compile(r"(\d[\d-]*),? (\d.*)")
# What may follow a number and belong to it; any other word behind it may be the city.
_ADDITION = r"(?:[A-Z]|\d\S*|bis|ter|hs|huis|hoog|boven|beneden|links|rechts|rood|zwart|wit|bg|[IVX]+)(?!\S)"
# Without possessive quantifiers, which Python before 3.11.5, such as Debian 12's, gets wrong inside a group.
_ENDING_WORD = re.compile(rf"(\d\S*(?: {_ADDITION})*) (?!{_ADDITION})(\D+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AddressLine:
    """One way to read a line; every part is text as written, empty where the line has none."""

    street: str
    number: str
    postcode: str = ""
    city: str = ""


def split(text: str) -> dict[str, AddressLine]:
    """Map a code to each way a line can be read: one way under `only`, or two that a person must choose from.

    `Plein 1944 12` is number 1944 with an addition (`number_first`) or number 12 (`number_last`);
    `Kerkstraat 12 Ede` ends in an `addition` or a `city`.
    """
    line = tidy(text)
    postcode = city = ""
    found = _POSTCODE_AND_CITY.search(line)
    # Before a postcode comes a number: `Laan van 1813 nr 4` holds none.
    if found and re.search(r"\d", line[: found.start()]):
        line, postcode, city = line[: found.start()], found[1], found[2]
    head, _, tail = line.partition(",")
    if tail and not re.search(r"\d", tail) and _border(head):
        line, city = head, city or tail.strip()
    border = _border(line)
    if not border:
        return {"only": AddressLine(line, "", postcode, city)}
    return _ways(AddressLine(line[: border.start()], line[border.end() :], postcode, city))


def _border(line: str) -> re.Match[str] | None:
    """Find where the number begins; a street holds a letter somewhere, as in `1e Helmersstraat`."""
    letter = _LETTER.search(line)
    if not letter:
        return None
    borders = chain.from_iterable(pattern.finditer(line) for pattern in _BORDERS)
    return next((border for border in borders if border.start() > letter.start()), None)


def _ways(line: AddressLine) -> dict[str, AddressLine]:
    if two := _TWO_NUMBERS.fullmatch(line.number):
        last = AddressLine(f"{line.street} {two[1]}", two[2], line.postcode, line.city)
        return {"number_first": line, "number_last": last}
    ending = _ENDING_WORD.fullmatch(line.number)
    if ending and not line.city:
        return {"addition": line, "city": AddressLine(line.street, ending[1], line.postcode, ending[2])}
    return {"only": line}

"""Knows when two spellings are one door and how doors are written and ordered; it knows no list or flat."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

HIGHEST_NUMBER = 99_999
LONGEST_ADDITION = 12
MOST_IN_SPAN = 200

# Every dash becomes the plain one; marks without width go.
_LOOK_ALIKES = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-") | dict.fromkeys("\u200b\u200e\u200f\ufeff", "")
)
_RUNS = re.compile(r"\d+|[^\W\d_]+")
_POSTCODE = re.compile(r"([1-9]\d{3}) ?([A-Z]{2})")
# The post office never gives out these letters.
_NEVER_ISSUED = {"SA", "SD", "SS"}

_PREFIX = re.compile(r"^(?:huisnummer|nummer|huisnr|nr|no)\.? ?(?=\d)", re.IGNORECASE)
_WHOLE_FLOAT = re.compile(r"(\d+)[.,]0+")
_SINGLE = re.compile(
    r"(\d{1,5})(?!\d)(?: ?([A-Z])(?![A-Z]))?(?:[ /-]*([A-Z0-9][A-Z0-9 /.-]*))?", re.IGNORECASE
)
_SPAN = re.compile(
    r"(?P<number>\d{1,5})(?P<letter>[A-Z]?)"
    r" ?(?P<by>-|/|\+|&|,|t/m|t\.m\.|tot en met|tot|en| ) ?"
    r"(?:(?P<last>\d{1,5})(?P<last_letter>[A-Z]?)|(?P<only_letter>[A-Z]))",
    re.IGNORECASE,
)
_MAY_BE_ADDITION = {"-", "/", " "}
_BOTH_ENDS = {"/", "+", "&", ",", "en"}


class BadAddress(ValueError):
    """A part of an address that no door can have; `code` says which, for the caller to put into words."""

    def __init__(self, code: str, raw: str) -> None:
        super().__init__(code, raw)
        self.code = code
        self.raw = raw


@dataclass(frozen=True, slots=True)
class HouseNumber:
    """A house number with its register letter and its addition, as written."""

    number: int
    letter: str = ""
    addition: str = ""


@dataclass(frozen=True, slots=True)
class NumberSpan:
    """Two numbers in one cell (`36-38`, `2-3`): one door or several, and only a person can say which.

    `readings` maps a code to the doors it stands for: `one_door` (also the reading 'addition 38 of 36', which
    is the same door), `both` ends, `same_side` of the street, or `every` number in between.
    """

    readings: Mapping[str, tuple[HouseNumber, ...]]


@dataclass(frozen=True, slots=True)
class AddressParts:
    """One door as a list or a letter spells it; postcode and city may be empty."""

    street: str
    number: int
    letter: str = ""
    addition: str = ""
    postcode: str = ""
    city: str = ""


class Sameness(Enum):
    """What two spellings have to do with each other."""

    SAME = "same"
    DOUBTFUL = "doubtful"
    DIFFERENT = "different"


def compare(one: AddressParts, other: AddressParts) -> Sameness:
    """Say whether two spellings are one door; the same key under two postcodes is for a person to judge."""
    if key(one) != key(other):
        return Sameness.DIFFERENT
    if one.postcode and other.postcode and one.postcode != other.postcode:
        return Sameness.DOUBTFUL
    return Sameness.SAME


def key(parts: AddressParts) -> str:
    """Name the door so that `1A`, `1-a` and `1 A` in one street share it, as in `planetenlaan 1 a`.

    Postcode and city take no part, since a list may lack them; within a flat the key is enough.
    """
    return " ".join(filter(None, (street_key(parts.street), str(parts.number), suffix_key(parts))))


def street_key(street: str) -> str:
    """Reduce a street to its letters and digits: case, spaces, dots and accents make no other street."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", street).casefold())
    return "".join(character for character in folded if character.isalnum())


def suffix_key(parts: AddressParts | HouseNumber) -> str:
    """Reduce letter and addition to one word; a dash stays only where two numbers would run together."""
    runs = _suffix_runs(parts)
    pairs = zip(["", *runs], runs, strict=False)
    return "".join(f"-{run}" if before.isdecimal() and run.isdecimal() else run for before, run in pairs)


def _suffix_runs(parts: AddressParts | HouseNumber) -> list[str]:
    text = unicodedata.normalize("NFKC", f"{parts.letter} {parts.addition}").casefold()
    # A spreadsheet drops the zeros of `01`, so they cannot tell doors apart.
    return [run.lstrip("0") or "0" if run.isdecimal() else run for run in _RUNS.findall(text)]


def label(parts: AddressParts | HouseNumber) -> str:
    """Write the house number as people do: `12`, `12A`, `12-3`, `12A-3`."""
    return f"{parts.number}{parts.letter}" + (f"-{parts.addition}" if parts.addition else "")


def walking_order(parts: AddressParts) -> tuple[str, int, tuple[tuple[int, int, str], ...]]:
    """Give the sort key of a street walked from low to high: 2, 10, 10A, 10A-2, 10A-10, 10B."""
    runs = ((0, int(run), "") if run.isdecimal() else (1, 0, run) for run in _suffix_runs(parts))
    return street_key(parts.street), parts.number, tuple(runs)


def normalise_postcode(text: str) -> str:
    """Write a Dutch postcode as `1234AB`; empty stays empty.

    Raises `BadAddress("bad_postcode")` for anything the post office does not give out.
    """
    folded = tidy(text).upper()
    if not folded:
        return ""
    found = _POSTCODE.fullmatch(folded)
    if not found or found[2] in _NEVER_ISSUED:
        raise BadAddress("bad_postcode", text)
    return found[1] + found[2]


def split_number(text: str) -> HouseNumber | NumberSpan:
    """Split one cell into number, letter and addition: `70-3`, `2-A`, `12 bis`, `1A`.

    `70-3` can only be an addition, since no range runs backwards; `2-3` and `36-38` give a `NumberSpan`.
    Raises `BadAddress` with `missing_number`, `bad_number`, `bad_range` or `bad_addition`.
    """
    if any(unicodedata.category(character) == "No" for character in text):
        raise BadAddress("bad_number", text)  # 12² would fold into 122
    cell = _PREFIX.sub("", tidy(text))
    if not cell:
        raise BadAddress("missing_number", text)
    whole = _WHOLE_FLOAT.fullmatch(cell)
    if whole:
        cell = whole[1]
    return _span(cell, text) or _single(cell, text)


def clean_addition(text: str) -> str:
    """Tidy an addition from a column of its own: no leading dash, no `.0` left by a spreadsheet.

    Raises `BadAddress("bad_addition")` when it is no addition at all.
    """
    cell = tidy(text).lstrip("-/. ")
    whole = _WHOLE_FLOAT.fullmatch(cell)
    if whole:
        cell = whole[1]
    if len(cell) > LONGEST_ADDITION or (cell and not _RUNS.search(cell)):
        raise BadAddress("bad_addition", text)
    return cell.upper() if len(cell) == 1 else cell


def tidy(text: str) -> str:
    """Bring look-alikes together: one kind of dash, one kind of space, none at the ends or around a dash."""
    plain = " ".join(unicodedata.normalize("NFKC", text).translate(_LOOK_ALIKES).split())
    return re.sub(r" ?- ?", "-", plain).strip(" .,;")


def _single(cell: str, raw: str) -> HouseNumber:
    found = _SINGLE.fullmatch(cell)
    if not found or not int(found[1]):
        raise BadAddress("bad_number", raw)
    return HouseNumber(int(found[1]), (found[2] or "").upper(), clean_addition(found[3] or ""))


def _span(cell: str, raw: str) -> NumberSpan | None:
    found = _SPAN.fullmatch(cell)
    if not found or not _has_two_ends(found):
        return None
    by = found["by"].casefold()
    number, last = int(found["number"]), int(found["last"] or found["number"])
    letter = found["letter"].upper()
    last_letter = (found["last_letter"] or found["only_letter"] or "").upper()
    if (number, letter) >= (last, last_letter):
        if by in _MAY_BE_ADDITION:
            return None
        raise BadAddress("bad_range", raw)
    if not number:
        raise BadAddress("bad_number", raw)
    return NumberSpan(_readings(HouseNumber(number, letter), HouseNumber(last, last_letter), by))


def _has_two_ends(found: re.Match[str]) -> bool:
    """Tell `36-38` and `12A-C` from `2-A` and `12A-3`, where a letter is followed by its addition."""
    if found["only_letter"]:
        return bool(found["letter"])
    plain_addition = found["letter"] and not found["last_letter"]
    return not (plain_addition and found["by"] in _MAY_BE_ADDITION)


def _readings(first: HouseNumber, last: HouseNumber, by: str) -> dict[str, tuple[HouseNumber, ...]]:
    ending = last.letter if first.number == last.number else f"{last.number}{last.letter}"
    readings: dict[str, tuple[HouseNumber, ...]]
    readings = {"one_door": (HouseNumber(first.number, first.letter, ending),)}
    if by not in _BOTH_ENDS:
        readings |= _runs_between(first, last)
    if len(readings) == 1 or by in _BOTH_ENDS:
        readings["both"] = (first, last)
    return readings


def _runs_between(first: HouseNumber, last: HouseNumber) -> dict[str, tuple[HouseNumber, ...]]:
    if first.number == last.number and first.letter:
        letters = range(ord(first.letter), ord(last.letter) + 1)
        return {"every": tuple(HouseNumber(first.number, chr(letter)) for letter in letters)}
    if first.letter or last.letter or last.number - first.number > MOST_IN_SPAN:
        return {}
    every = tuple(HouseNumber(number) for number in range(first.number, last.number + 1))
    same_side = {"same_side": every[::2]} if len(every) % 2 else {}
    return same_side | {"every": every}

"""Knows how one row of a list becomes a door, a problem or a question; it knows no other row."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from outreach.address_key import (
    AddressParts,
    BadAddress,
    HouseNumber,
    NumberSpan,
    clean_addition,
    normalise_postcode,
    split_number,
    street_key,
    suffix_key,
    tidy,
)
from outreach.address_lists import address_line, mistaken_dates
from outreach.address_lists.address_columns import Column, Columns
from outreach.address_lists.address_line import AddressLine
from outreach.address_lists.spreadsheet_rows import Row

ONE_DOOR = "one_door"
KEEP = "keep"
LEAVE_OUT = "leave_out"
LONGEST_NAME = 80

_BLANKS = {"null", "nan", "none", "nvt", "n.v.t.", "-"}
# What makes a person look again: the column, the kind of question, and the values that raise it.
_DOUBTS = (
    (
        Column.STATUS,
        "withdrawn",
        re.compile(
            r".*(?:ingetrokken|vervallen|gesloopt|buiten gebruik|niet gerealiseerd|ten onrechte"
            r"|histori|gevormd)"
        ),
    ),
    (
        Column.PURPOSE,
        "not_a_home",
        re.compile(r"(?!.*(?:woon|wone|woning|appartement|flat|studio|kamer|bewon))."),
    ),
    (Column.KIND, "side_address", re.compile(r"neven")),
)
_CONTINUES_NUMBER = re.compile(r"(?:-|t/m|tot) ?\d.*", re.IGNORECASE)
_FIRST_DIGITS = re.compile(r"\d+")
_LIKE_POSTCODE = re.compile(r"\d{4} ?[A-Z]{2}", re.IGNORECASE)
_LOST_IDENTIFIER = re.compile(r"\d[.,]?\d*E\+?\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DoorRow:
    """A door that the list gives, with the register's ids of its building (`pand`) and home, if listed."""

    row: int
    parts: AddressParts
    building: str = ""
    home: str = ""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row, or with `missing_column` the list, gives no door; `column` is a `Column.value`."""

    row: int
    column: str
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RowQuestion:
    """What only a person can say about a row; `raw` is the text in doubt, `choices` the codes of the ways."""

    row: int
    kind: str
    raw: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowReading:
    """All that one row says: the doors under each way to read it, what is wrong, what must be asked."""

    row: int
    building: str
    home: str
    ways: Mapping[str, tuple[AddressParts, ...]]
    problems: tuple[RowProblem, ...]
    questions: tuple[RowQuestion, ...]

    def doors(self, answers: Mapping[tuple[int, str], str]) -> tuple[DoorRow, ...]:
        """Give the doors once every question is answered, by row and kind; none if the row is left out."""
        chosen = [answers[question.row, question.kind] for question in self.questions]
        if self.problems or LEAVE_OUT in chosen:
            return ()
        way = next((choice for choice in chosen if choice != KEEP), next(iter(self.ways)))
        return tuple(DoorRow(self.row, parts, self.building, self.home) for parts in self.ways[way])


def read(row: Row, columns: Columns) -> RowReading:
    """Read one row; with a problem it gives neither door nor question."""
    cells = {column: _cell(row, columns, column) for column in Column}
    problems = _Problems(row.number)
    lines = _lines(cells, columns)
    kind, numbered = _numbered(lines, cells, problems)
    ways = {
        way: tuple(_parts(line, number, problems) for number in numbers)
        for way, (line, numbers) in numbered.items()
    }
    found = tuple(problems.found)
    return RowReading(
        row=row.number,
        building=_identifier(cells[Column.BUILDING]),
        home=_identifier(cells[Column.HOME]),
        ways=ways,
        problems=found,
        questions=() if found else _questions(row.number, kind, tuple(ways), cells),
    )


class _Problems:
    """Gathers what is wrong with one row, each thing once."""

    def __init__(self, row: int) -> None:
        self.row = row
        self.found: list[RowProblem] = []

    def note(self, column: Column, error: BadAddress) -> None:
        problem = RowProblem(self.row, column.value, error.code, {"raw": error.raw})
        if problem not in self.found:
            self.found.append(problem)

    def checked(self, column: Column, check: Callable[[str], str], text: str) -> str:
        try:
            return check(text)
        except BadAddress as error:
            self.note(column, error)
            return ""


def _cell(row: Row, columns: Columns, column: Column) -> str:
    text = columns.cell(row, column)
    return "" if text.casefold() in _BLANKS else text


def _identifier(text: str) -> str:
    """Give a register id its 16 digits back; one that a spreadsheet rounded names no building any more."""
    if _LOST_IDENTIFIER.fullmatch(text):
        return ""
    return text.zfill(16) if text.isdecimal() and len(text) > 12 else text


def _lines(cells: Mapping[Column, str], columns: Columns) -> dict[str, AddressLine]:
    """Take street and number from columns of their own, else from a written line; other columns win."""
    if {Column.STREET, Column.NUMBER} <= columns.places.keys():
        lines = {"only": AddressLine(cells[Column.STREET], "")}
    else:
        lines = address_line.split(cells[Column.ADDRESS])
    return {
        way: AddressLine(
            line.street,
            line.number,
            cells[Column.POSTCODE] or line.postcode,
            cells[Column.CITY] or line.city,
        )
        for way, line in lines.items()
    }


def _numbered(
    lines: Mapping[str, AddressLine], cells: Mapping[Column, str], problems: _Problems
) -> tuple[str, dict[str, tuple[AddressLine, tuple[HouseNumber, ...]]]]:
    """Read the number of each line that can be read; in a doubtful line a span is one door."""
    fitting = []
    errors = []
    for way, line in lines.items():
        try:
            number = _one_number(line.number, cells[Column.NUMBER])
            kind, readings = _numbers(number, cells[Column.LETTER], cells[Column.ADDITION])
            fitting.append((way, line, kind, readings))
        except BadAddress as error:
            errors.append(error)
    if not fitting:
        problems.note(Column.ADDITION if "addition" in errors[0].code else Column.NUMBER, errors[0])
        # Any number will do, so that the rest of the row is checked too.
        return "", {way: (line, (HouseNumber(1),)) for way, line in lines.items()}
    if len(fitting) > 1:
        return "line", {way: (line, next(iter(readings.values()))) for way, line, _, readings in fitting}
    _, line, kind, readings = fitting[0]
    return kind, {code: (line, numbers) for code, numbers in readings.items()}


def _one_number(in_line: str, in_column: str) -> str:
    """Choose between a number in the written line and one in a column: they may both stand, not disagree."""
    if in_line and in_column and _FIRST_DIGITS.findall(in_line)[:1] != _FIRST_DIGITS.findall(in_column)[:1]:
        raise BadAddress("two_numbers", f"{in_line} {in_column}")
    return in_line or in_column


def _numbers(number: str, letter: str, addition: str) -> tuple[str, dict[str, tuple[HouseNumber, ...]]]:
    """Read number, letter and addition into a kind of doubt, empty for none, and the doors of each way."""
    if dates := mistaken_dates.readings(number):
        if letter or addition:
            raise BadAddress("two_additions", f"{number} {letter}{addition}")
        return "date", {code: (HouseNumber(one, "", str(two)),) for code, (one, two) in dates.items()}
    if _CONTINUES_NUMBER.fullmatch(tidy(addition)):
        number, addition = number + tidy(addition), ""
    written = split_number(number)
    if isinstance(written, NumberSpan) and not (letter or addition):
        return "range", dict(written.readings)
    one_door = written.readings[ONE_DOOR][0] if isinstance(written, NumberSpan) else written
    if dates := mistaken_dates.readings(addition):
        return "date", {
            code: (_joined(one_door, letter, f"{one}-{two}"),) for code, (one, two) in dates.items()
        }
    return "", {ONE_DOOR: (_joined(one_door, letter, addition),)}


def _joined(written: HouseNumber, letter: str, addition: str) -> HouseNumber:
    """Add letter and addition from columns of their own to what the number column said."""
    letter, addition = clean_addition(letter), clean_addition(addition)
    if len(letter) > 1 or not letter.isalpha():
        letter, addition = "", f"{letter} {addition}".strip()
    listed = HouseNumber(written.number, letter, addition)
    if not suffix_key(listed):
        return written
    if suffix_key(written) in ("", suffix_key(listed)):
        return listed
    own = written.letter + written.addition
    if letter or len(own) > 1 or not own.isalpha():
        raise BadAddress("two_additions", f"{written.letter}{written.addition} {letter}{addition}")
    return HouseNumber(written.number, own, addition)


def _parts(line: AddressLine, number: HouseNumber, problems: _Problems) -> AddressParts:
    return AddressParts(
        street=problems.checked(Column.STREET, _street, line.street),
        number=number.number,
        letter=number.letter,
        addition=number.addition,
        postcode=problems.checked(Column.POSTCODE, normalise_postcode, line.postcode),
        city=problems.checked(Column.CITY, _name, line.city),
    )


def _street(text: str) -> str:
    if not street_key(text) or mistaken_dates.readings(text) or _LIKE_POSTCODE.fullmatch(text):
        raise BadAddress("missing_street", text)
    return _name(text)


def _name(text: str) -> str:
    name = tidy(text)
    if len(name) > LONGEST_NAME:
        raise BadAddress("name_too_long", text)
    return name


def _questions(
    row: int, kind: str, ways: tuple[str, ...], cells: Mapping[Column, str]
) -> tuple[RowQuestion, ...]:
    asked = [
        RowQuestion(row, doubt, cells[column], (KEEP, LEAVE_OUT))
        for column, doubt, pattern in _DOUBTS
        if pattern.match(cells[column].casefold())
    ]
    if kind:
        number = " ".join(filter(None, (cells[Column.NUMBER], cells[Column.LETTER], cells[Column.ADDITION])))
        raw = cells[Column.ADDRESS] if kind == "line" else number or cells[Column.ADDRESS]
        asked.append(RowQuestion(row, kind, raw, (*ways, LEAVE_OUT)))
    return tuple(asked)

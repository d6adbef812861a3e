"""Knows how a table becomes a proposal of doors that a person can question and confirm; it stores nothing."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from outreach.address_key import Sameness, compare, key
from outreach.address_lists import address_columns, address_rows
from outreach.address_lists.address_columns import Column, Columns
from outreach.address_lists.address_rows import DoorRow, RowProblem, RowQuestion, RowReading
from outreach.address_lists.spreadsheet_rows import Table

Answers = Mapping[tuple[int, str], str]
"""What a person chose, by the row and the kind of each question."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a list comes down to: the doors it surely gives, what is wrong, and what must be asked first.

    `headings` maps each recognised part (`Column.value`) to its heading in the list, for the preview.
    """

    doors: tuple[DoorRow, ...]
    problems: tuple[RowProblem, ...]
    questions: tuple[RowQuestion, ...]
    headings: Mapping[str, str]
    readings: tuple[RowReading, ...]
    answers: Answers


def propose(table: Table) -> Proposal:
    """Read a table; when headings are missing, the proposal holds only the problems that say which."""
    columns = address_columns.find(table)
    if columns is None:
        return _without_doors(RowProblem(0, Column.ADDRESS.value, "no_headings"))
    row = columns.heading_row
    wrong = [RowProblem(row, column.value, "missing_column") for column in columns.missing()]
    wrong += [RowProblem(row, column.value, "double_column") for column in columns.doubled]
    readings = () if wrong else _readings(table, columns)
    if not wrong and not readings:
        wrong = [RowProblem(row, Column.ADDRESS.value, "no_rows")]
    return _without_doors(*wrong) if wrong else _settled(_headings(columns), readings, {})


def answer(proposal: Proposal, answers: Answers) -> Proposal:
    """Settle what was asked, by row and kind; an answer that nobody asked for changes nothing."""
    fitting = {
        (question.row, question.kind): answers[question.row, question.kind]
        for reading in proposal.readings
        for question in reading.questions
        if answers.get((question.row, question.kind)) in question.choices
    }
    return _settled(proposal.headings, proposal.readings, {**proposal.answers, **fitting})


def buildings(proposal: Proposal) -> dict[str, int]:
    """Count the usable rows of each building (`pand`), so that a user can choose which is this flat."""
    return dict(Counter(reading.building for reading in proposal.readings if not reading.problems))


def only(proposal: Proposal, building: str) -> Proposal:
    """Keep the rows of one building, with the answers given so far, and the bad rows of no building on offer.

    Those would otherwise vanish without a word.
    """
    on_offer = buildings(proposal)
    kept = tuple(
        reading
        for reading in proposal.readings
        if reading.building == building or (reading.problems and reading.building not in on_offer)
    )
    return _settled(proposal.headings, kept, proposal.answers)


def _without_doors(*problems: RowProblem) -> Proposal:
    return Proposal((), problems, (), {}, (), {})


def _headings(columns: Columns) -> dict[str, str]:
    return {column.value: heading for column, heading in columns.headings.items()}


def _readings(table: Table, columns: Columns) -> tuple[RowReading, ...]:
    headings = next(row.cells for row in table.rows if row.number == columns.heading_row)
    # A list printed over several pages repeats its headings.
    below = (row for row in table.rows if row.number > columns.heading_row and row.cells != headings)
    return tuple(address_rows.read(row, columns) for row in below)


def _settled(headings: Mapping[str, str], readings: tuple[RowReading, ...], answers: Answers) -> Proposal:
    open_questions: list[RowQuestion] = []
    given: list[DoorRow] = []
    for reading in readings:
        unanswered = [
            question for question in reading.questions if (question.row, question.kind) not in answers
        ]
        open_questions += unanswered
        if not unanswered:
            given += reading.doors(answers)
    doors, doubles = _without_doubles(given)
    problems = sorted(
        chain(doubles, *(reading.problems for reading in readings)), key=lambda problem: problem.row
    )
    return Proposal(doors, tuple(problems), tuple(open_questions), headings, readings, answers)


def _without_doubles(given: Iterable[DoorRow]) -> tuple[tuple[DoorRow, ...], list[RowProblem]]:
    """Keep the first row of each door within a building; a double under another postcode may be a mistake."""
    first: dict[tuple[str, str], DoorRow] = {}
    doubles: list[RowProblem] = []
    for door in given:
        earlier = first.setdefault((door.building, key(door.parts)), door)
        if earlier is not door:
            same = compare(earlier.parts, door.parts) is Sameness.SAME
            code = "double" if same else "double_with_other_postcode"
            doubles.append(RowProblem(door.row, Column.NUMBER.value, code, {"other_row": earlier.row}))
    return tuple(first.values()), doubles

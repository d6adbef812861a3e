"""The rule of `address_list`: what a list surely says, what is wrong in it, and what must be asked."""

import io
from datetime import date
from pathlib import Path
from time import process_time

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.address_key import AddressParts, label
from outreach.address_lists import address_list, address_rows, spreadsheets
from outreach.address_lists.address_list import Proposal
from outreach.address_lists.address_rows import DoorRow

WEESP = Path(__file__).parents[1] / "data" / "bag-weesp-four-flats.csv"
INGELANDEN = "0457100000055338"


def proposed(text: str) -> Proposal:
    return address_list.propose(spreadsheets.read("lijst.csv", text.encode()))


def row(heading: str, cells: str) -> Proposal:
    return proposed(f"{heading}\n{cells}\n")


def labels(proposal: Proposal) -> list[str]:
    return [label(door.parts) for door in proposal.doors]


def problems(proposal: Proposal) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.code) for problem in proposal.problems]


def questions(proposal: Proposal) -> list[tuple[int, str, str]]:
    return [(question.row, question.kind, question.raw) for question in proposal.questions]


def test_the_real_register_list_gives_every_door_of_its_four_buildings() -> None:
    proposal = address_list.propose(spreadsheets.read(WEESP.name, WEESP.read_bytes()))
    assert not proposal.problems
    assert not proposal.questions
    assert proposal.doors[0] == DoorRow(
        2, AddressParts("Casparushof", 1, postcode="1382KV"), "0457100000055337", "0457010000058011"
    )
    assert address_list.buildings(proposal) == {
        "0457100000055337": 74,
        INGELANDEN: 128,
        "0457100000056250": 72,
        "0457100000056443": 84,
    }


def test_one_building_of_the_real_list_can_be_chosen() -> None:
    proposal = address_list.propose(spreadsheets.read(WEESP.name, WEESP.read_bytes()))
    flat = address_list.only(proposal, INGELANDEN)
    assert len(flat.doors) == 128
    assert {door.parts.street for door in flat.doors} == {"Ingelandenstraat"}
    assert address_list.buildings(flat) == {INGELANDEN: 128}


@pytest.mark.parametrize(
    "text",
    [
        "straat;huisnummer;huisletter;huisnummertoevoeging;postcode;woonplaats\nKade;12;A;3;1382 kv;Weesp\n",
        "Postcode;Plaats;TOEV.;Huis letter;Huisnr;Straatnaam\n1382KV;Weesp;3;a;12;Kade\n",
        "openbareruimtenaam;huisnummer;toevoeging;postcode6;woonplaatsnaam\nKade;12-A;3;1382KV;Weesp\n",
        "Openbare ruimte;Nr;PC;Plaatsnaam\nKade;12A-3;1382KV;Weesp\n",
        "nr;straat;huisnummer;toev;postcode;plaats\n1;Kade;12A;3;1382KV;Weesp\n",
        "Adres;Postcode;Woonplaats\nKade 12A-3;1382KV;Weesp\n",
        "volledig adres\nKade 12 A 3, 1382KV Weesp\n",
        "adres\nKade 12 A 3 1382 kv Weesp\n",
        "adres;huisnummer;huisletter;toevoeging;postcode;plaats\nKade;12;A;3;1382KV;Weesp\n",
        "adres;toevoeging;postcode;plaats\nKade 12A;3;1382KV;Weesp\n",
        "Lijst 2021;;;\n\nStraat (verplicht);Huisnummer (met toevoeging);pc;plaats\nKade;12A3;1382KV;Weesp\n",
    ],
)
def test_columns_are_known_in_any_order_and_spelling(text: str) -> None:
    assert [door.parts for door in proposed(text).doors] == [
        AddressParts("Kade", 12, "A", "3", "1382KV", "Weesp")
    ]


def test_a_preview_can_show_which_heading_was_taken_for_what() -> None:
    assert row("Nr;Straatnaam;Opmerking", "12;Kade;mooi").headings == {"number": "Nr", "street": "Straatnaam"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("naam;telefoon\nx;y\n", (0, "address", "no_headings")),
        ("naam;straat\nx;Kade\n", (1, "number", "missing_column")),
        ("titel\nhuisnummer;postcode\n1;1382KV\n", (2, "street", "missing_column")),
        ("straat;huisnummer;postcode;postcode\nKade;1;1382KV;9741AB\n", (1, "postcode", "double_column")),
        ("straat;huisnummer\n", (1, "address", "no_rows")),
    ],
)
def test_a_list_without_the_right_columns_says_which(text: str, expected: tuple[int, str, str]) -> None:
    proposal = proposed(text)
    assert problems(proposal) == [expected]
    assert not proposal.doors


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("Kade;;;1382KV", [("number", "missing_number")]),
        ("Kade;twaalf;;1382KV", [("number", "bad_number")]),
        ("Kade;0;;1382KV", [("number", "bad_number")]),
        ("Kade;38 t/m 36;;1382KV", [("number", "bad_range")]),
        ("Kade;12;***;1382KV", [("addition", "bad_addition")]),
        ("Kade;12B;C2;1382KV", []),
        ("Kade;12 bis;C2;1382KV", [("addition", "two_additions")]),
        ("Kade;12-B;C2;1382KV", []),
        ("Kade;12;;1382", [("postcode", "bad_postcode")]),
        ("Kade;12;;1382SS", [("postcode", "bad_postcode")]),
        (";12;;1382KV", [("street", "missing_street")]),
        ("...;12;;1382KV", [("street", "missing_street")]),
        ("1382 KV;12;;1382KV", [("street", "missing_street")]),
        ("2024-05-01;12;;1382KV", [("street", "missing_street")]),
        ("K" * 81 + ";12;;1382KV", [("street", "name_too_long")]),
        (";x;;y", [("number", "bad_number"), ("street", "missing_street"), ("postcode", "bad_postcode")]),
    ],
)
def test_a_bad_row_names_everything_that_is_wrong(cells: str, expected: list[tuple[str, str]]) -> None:
    proposal = row("straat;huisnummer;toevoeging;postcode", cells)
    assert problems(proposal) == [(2, column, code) for column, code in expected]
    assert bool(proposal.doors) is not bool(expected)


def test_a_problem_carries_the_text_it_is_about() -> None:
    assert row("straat;huisnummer", "Kade;twaalf").problems[0].params == {"raw": "twaalf"}


def test_a_number_that_disagrees_with_the_written_address_is_a_problem() -> None:
    assert problems(row("adres;huisnummer", "Kade 12;14")) == [(2, "number", "two_numbers")]
    assert labels(row("adres;huisnummer", "Kade 12A;12")) == ["12A"]


def test_a_missing_postcode_is_no_problem() -> None:
    assert labels(row("straat;huisnummer;postcode", "Kade;12;")) == ["12"]


@pytest.mark.parametrize("blank", ["NULL", "nan", "None", "n.v.t.", "-", " "])
def test_words_for_nothing_are_no_addition(blank: str) -> None:
    assert labels(row("straat;huisnummer;toevoeging", f"Kade;12;{blank}")) == ["12"]


def test_a_door_listed_twice_is_kept_once_and_names_the_other_row() -> None:
    proposal = proposed("straat;huisnummer;postcode\nKade;1A;1382KV\nKade;2;1382KV\nKADE;1-a;\n")
    assert labels(proposal) == ["1A", "2"]
    assert problems(proposal) == [(4, "number", "double")]
    assert proposal.problems[0].params == {"other_row": 2}


def test_a_double_under_another_postcode_is_told_apart() -> None:
    proposal = proposed("straat;huisnummer;postcode\nKade;1;1382KV\nKade;1;1382KW\n")
    assert problems(proposal) == [(3, "number", "double_with_other_postcode")]
    assert proposal.problems[0].params == {"other_row": 2}


def test_the_same_door_in_two_buildings_waits_for_the_choice_of_one() -> None:
    proposal = proposed("straat;huisnummer;pand\nKade;1;457100000055338\nKade;1;0457100000055339\n")
    assert not proposal.problems
    assert address_list.buildings(proposal) == {"0457100000055338": 1, "0457100000055339": 1}
    assert [door.row for door in address_list.only(proposal, "0457100000055339").doors] == [3]


def test_a_bad_row_of_no_building_on_offer_is_told_with_every_building() -> None:
    proposal = proposed("straat;huisnummer;pand\nKade;1;a\nKade;2;b\nKade;x;\nKade;y;c\nKade;z;b\n")
    assert address_list.buildings(proposal) == {"a": 1, "b": 1}
    for building, told in (("a", [4, 5]), ("b", [4, 5, 6])):
        assert [found.row for found in address_list.only(proposal, building).problems] == told


def test_identifiers_that_a_spreadsheet_rounded_make_no_building() -> None:
    assert address_list.buildings(row("straat;huisnummer;pand", "Kade;1;4,57E+14")) == {"": 1}


def test_headings_repeated_on_every_page_are_no_row() -> None:
    assert labels(proposed("straat;huisnummer\nKade;1\nstraat;huisnummer\nKade;2\n")) == ["1", "2"]


# Questions


@pytest.mark.parametrize(
    ("cell", "kind", "choices"),
    [
        ("2-3", "range", ("one_door", "every", "leave_out")),
        ("36-38", "range", ("one_door", "same_side", "every", "leave_out")),
        ("36/38", "range", ("one_door", "both", "leave_out")),
        ("12A-C", "range", ("one_door", "every", "leave_out")),
        ("2024-03-02", "date", ("day_month", "month_day", "leave_out")),
        ("2-mrt", "date", ("day_month", "month_day", "leave_out")),
        ("2-3-2024", "date", ("day_month", "month_day", "leave_out")),
        ("2024-03-03", "date", ("day_month", "leave_out")),
        ("1990-03-01", "date", ("day_month", "month_day", "month_year", "leave_out")),
        ("mrt-90", "date", ("month_year", "leave_out")),
    ],
)
def test_a_doubtful_number_is_asked_and_gives_no_door(cell: str, kind: str, choices: tuple[str, ...]) -> None:
    proposal = row("straat;huisnummer", f"Kade;{cell}")
    assert questions(proposal) == [(2, kind, cell)]
    assert proposal.questions[0].choices == choices
    assert not proposal.doors


@pytest.mark.parametrize(
    ("cell", "choice", "expected"),
    [
        ("36-38", "one_door", ["36-38"]),
        ("36-38", "same_side", ["36", "38"]),
        ("36-38", "every", ["36", "37", "38"]),
        ("36-38", "leave_out", []),
        ("36/42", "both", ["36", "42"]),
        ("2024-03-02", "day_month", ["2-3"]),
        ("2024-03-02", "month_day", ["3-2"]),
        ("1990-03-01", "month_year", ["3-90"]),
    ],
)
def test_an_answer_settles_the_row(cell: str, choice: str, expected: list[str]) -> None:
    proposal = row("straat;huisnummer", f"Kade;{cell}")
    answered = address_list.answer(proposal, {(2, proposal.questions[0].kind): choice})
    assert labels(answered) == expected
    assert not answered.questions


@pytest.mark.parametrize(
    ("heading", "cells", "expected"),
    [
        ("straat;huisnummer;toevoeging", "Kade;2;3", "2-3"),
        ("straat;huisnummer;toevoeging", "Kade;2-3;3", "2-3"),
        ("straat;huisnummer;toevoeging", "Kade;70;-3", "70-3"),
        ("straat;huisnummer;toevoeging", "Kade;36;38", "36-38"),
        ("straat;huisnummer;huisletter;toevoeging", "Kade;12;bis;", "12-bis"),
        ("straat;huisnummer;huisletter;toevoeging", "Kade;12.0;;3.0", "12-3"),
    ],
)
def test_a_column_of_its_own_takes_the_doubt_away(heading: str, cells: str, expected: str) -> None:
    proposal = row(heading, cells)
    assert labels(proposal) == [expected]
    assert not proposal.questions


@pytest.mark.parametrize("addition", ["-38", "t/m 38"])
def test_a_range_spread_over_two_columns_is_asked(addition: str) -> None:
    assert questions(row("straat;huisnummer;toevoeging", f"Kade;36;{addition}")) == [
        (2, "range", f"36 {addition}")
    ]


def test_an_addition_that_became_a_date_is_asked() -> None:
    proposal = row("straat;huisnummer;toevoeging", "Kade;12;2024-03-02")
    assert questions(proposal) == [(2, "date", "12 2024-03-02")]
    assert labels(address_list.answer(proposal, {(2, "date"): "month_day"})) == ["12-3-2"]


def test_a_date_typed_cell_of_a_workbook_is_asked() -> None:
    book = openpyxl.Workbook()
    for cells in (["straat", "huisnummer"], ["Kade", 1], ["Kade", date(2024, 3, 2)]):
        book.worksheets[0].append(cells)
    out = io.BytesIO()
    book.save(out)
    proposal = address_list.propose(spreadsheets.read("lijst.xlsx", out.getvalue()))
    assert labels(proposal) == ["1"]
    assert questions(proposal) == [(3, "date", "2024-03-02")]


@pytest.mark.parametrize(
    ("line", "ways"),
    [
        (
            "Plein 1944 12",
            {"number_first": ("Plein", "1944-12", ""), "number_last": ("Plein 1944", "12", "")},
        ),
        (
            "Kerkstraat 12 Ede",
            {"addition": ("Kerkstraat", "12-Ede", ""), "city": ("Kerkstraat", "12", "Ede")},
        ),
    ],
)
def test_a_written_line_that_can_be_read_two_ways_is_asked(
    line: str, ways: dict[str, tuple[str, str, str]]
) -> None:
    proposal = row("adres", line)
    assert questions(proposal) == [(2, "line", line)]
    for choice, expected in ways.items():
        (door,) = address_list.answer(proposal, {(2, "line"): choice}).doors
        assert (door.parts.street, label(door.parts), door.parts.city) == expected


@pytest.mark.parametrize(
    ("line", "street", "number", "city"),
    [
        ("1e Helmersstraat 5-2", "1e Helmersstraat", "5-2", ""),
        ("Laan van 1813 nr 4", "Laan van 1813", "4", ""),
        ("Kerkstraat 12 bis A", "Kerkstraat", "12-bis A", ""),
        ("Kerkstraat 12, 's-Gravenhage", "Kerkstraat", "12", "'s-Gravenhage"),
        ("Kerkstraat 12 Amsterdam-Zuidoost", "Kerkstraat", "12", "Amsterdam-Zuidoost"),
        ("Plein 1940-1945, 12", "Plein 1940-1945", "12", ""),
        ("Planetenlaan12b", "Planetenlaan", "12B", ""),
    ],
)
def test_a_written_line_with_one_meaning_is_not_asked(line: str, street: str, number: str, city: str) -> None:
    (door,) = row("adres", line).doors
    assert (door.parts.street, label(door.parts), door.parts.city) == (street, number, city)


@pytest.mark.parametrize(
    ("heading", "cell", "kind"),
    [
        ("status", "Verblijfsobject ingetrokken", "withdrawn"),
        ("status", "Naamgeving ingetrokken", "withdrawn"),
        ("status", "adres ingetrokken", "withdrawn"),
        ("status", "Verblijfsobject buiten gebruik", "withdrawn"),
        ("status", "Niet gerealiseerd verblijfsobject", "withdrawn"),
        ("gebruiksdoel", "winkelfunctie", "not_a_home"),
        ("gebruiksdoel", "kantoorfunctie", "not_a_home"),
        ("gebruiksdoel", "overige gebruiksfunctie", "not_a_home"),
        ("adrestype", "nevenadres", "side_address"),
    ],
)
def test_a_door_that_may_be_none_is_asked(heading: str, cell: str, kind: str) -> None:
    proposal = row(f"straat;huisnummer;{heading}", f"Kade;12;{cell}")
    assert questions(proposal) == [(2, kind, cell)]
    assert not proposal.doors
    assert labels(address_list.answer(proposal, {(2, kind): "keep"})) == ["12"]
    assert labels(address_list.answer(proposal, {(2, kind): "leave_out"})) == []


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("status", "Verblijfsobject in gebruik"),
        ("status", "Naamgeving uitgegeven"),
        ("status", ""),
        ("gebruiksdoel", "woonfunctie"),
        ("gebruiksdoel", "winkelfunctie, woonfunctie"),
        ("gebruiksdoel", ""),
        ("adrestype", "hoofdadres"),
    ],
)
def test_an_ordinary_home_is_not_asked(heading: str, cell: str) -> None:
    assert labels(row(f"straat;huisnummer;{heading}", f"Kade;12;{cell}")) == ["12"]


def test_a_row_with_two_doubts_needs_both_answers() -> None:
    proposal = row("straat;huisnummer;status", "Kade;36-38;ingetrokken")
    assert [question.kind for question in proposal.questions] == ["withdrawn", "range"]
    kept = address_list.answer(proposal, {(2, "withdrawn"): "keep"})
    assert not kept.doors
    assert labels(address_list.answer(kept, {(2, "range"): "same_side"})) == ["36", "38"]
    both = {(2, "withdrawn"): "leave_out", (2, "range"): "same_side"}
    assert labels(address_list.answer(proposal, both)) == []


def test_an_answer_can_be_changed() -> None:
    proposal = row("straat;huisnummer", "Kade;36-38")
    once = address_list.answer(proposal, {(2, "range"): "one_door"})
    assert labels(address_list.answer(once, {(2, "range"): "same_side"})) == ["36", "38"]


@pytest.mark.parametrize(
    "answers", [{(2, "range"): "nonsense"}, {(9, "range"): "every"}, {(2, "date"): "every"}]
)
def test_an_answer_that_fits_no_question_changes_nothing(answers: dict[tuple[int, str], str]) -> None:
    proposal = row("straat;huisnummer", "Kade;36-38")
    assert address_list.answer(proposal, answers) == proposal


def test_a_door_that_an_answer_doubles_is_reported() -> None:
    proposal = proposed("straat;huisnummer\nKade;36-38\nKade;38\n")
    answered = address_list.answer(proposal, {(2, "range"): "same_side"})
    assert labels(answered) == ["36", "38"]
    assert problems(answered) == [(3, "number", "double")]


def test_a_row_with_a_problem_is_not_asked_about() -> None:
    assert not row("straat;huisnummer;postcode", "Kade;36-38;1382").questions


def test_answers_given_stay_when_one_building_is_chosen() -> None:
    proposal = proposed("straat;huisnummer;pand\nKade;36-38;a\nKade;1-2;b\n")
    answered = address_list.answer(proposal, {(2, "range"): "one_door"})
    assert labels(address_list.only(answered, "a")) == ["36-38"]
    assert [question.row for question in address_list.only(answered, "b").questions] == [3]


cell = st.one_of(
    st.text(alphabet="aA12 -/.,;né", max_size=12),
    st.sampled_from(
        ["36-38", "2-3", "12A", "1 bis", "2-mrt", "Kade", "1382KV", "ingetrokken", "winkelfunctie"]
    ),
)


@settings(deadline=None)
@given(st.lists(st.tuples(cell, cell, cell, cell, cell), min_size=1, max_size=8))
def test_every_row_is_a_door_a_problem_or_a_question(rows: list[tuple[str, ...]]) -> None:
    lines = [";".join(f'"{text}"' for text in cells) for cells in rows]
    proposal = proposed("\n".join(["straat;huisnummer;toevoeging;postcode;status", *lines]))
    given_rows = {reading.row for reading in proposal.readings}
    doors = {door.row for door in proposal.doors}
    wrong = {problem.row for problem in proposal.problems}
    asked = {question.row for question in proposal.questions}
    if proposal.readings:
        assert doors | wrong | asked == given_rows
        assert not doors & (wrong | asked)
        assert not wrong & asked


@settings(deadline=None)
@given(st.lists(st.tuples(cell, cell, cell), min_size=1, max_size=8), st.data())
def test_answering_everything_leaves_no_question(rows: list[tuple[str, ...]], data: st.DataObject) -> None:
    lines = [";".join(f'"{text}"' for text in cells) for cells in rows]
    proposal = proposed("\n".join(["straat;huisnummer;gebruiksdoel", *lines]))
    answers = {
        (question.row, question.kind): data.draw(st.sampled_from(question.choices))
        for question in proposal.questions
    }
    answered = address_list.answer(proposal, answers)
    assert not answered.questions
    left_out = {row for (row, _), choice in answers.items() if choice == address_rows.LEAVE_OUT}
    assert not left_out & {door.row for door in answered.doors}


@pytest.mark.parametrize("hostile", ["a" * 250 + "," * 250, "a," * 250, "1 " * 250, "a1-" * 160, "a" * 500])
def test_a_cell_of_nonsense_costs_about_what_an_ordinary_one_does(hostile: str) -> None:
    def seconds(text: str) -> float:
        start = process_time()
        for _ in range(20):
            proposed(f'adres\n"{text}"\n')
        return process_time() - start

    assert min(seconds(hostile) for _ in range(3)) < 30 * min(seconds("Kade 12, 9741AB") for _ in range(3))

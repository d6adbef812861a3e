"""The rule of `address_key`: when two spellings are one door."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.address_key import (
    AddressParts,
    BadAddress,
    HouseNumber,
    NumberSpan,
    Sameness,
    clean_addition,
    compare,
    key,
    label,
    normalise_postcode,
    split_number,
    suffix_key,
    walking_order,
)


def door(text: str, street: str = "Planetenlaan", postcode: str = "") -> AddressParts:
    number = split_number(text)
    assert isinstance(number, HouseNumber)
    return AddressParts(street, number.number, number.letter, number.addition, postcode)


def readings(text: str) -> dict[str, list[str]]:
    span = split_number(text)
    assert isinstance(span, NumberSpan)
    return {code: [label(number) for number in numbers] for code, numbers in span.readings.items()}


@pytest.mark.parametrize(
    "spellings",
    [
        ("1A", "1-a", "1 A", "1a", "nr. 1A", "1 - A", "1–a", "1/A"),
        ("1A2", "1 A 2", "1A-2", "1-A2", "1a 02"),
        ("12 bis", "12-bis", "12BIS", "12bis."),
        ("70-3", "70 3", "70/3", "70-03"),
        ("12", "12.0", "12,0", " 12 ", "huisnummer 12", "012"),
        ("12-3A", "12 3a"),
    ],
)
def test_spellings_of_one_number_share_a_key(spellings: tuple[str, ...]) -> None:
    assert len({key(door(spelling)) for spelling in spellings}) == 1


def test_other_numbers_do_not_share_a_key() -> None:
    cells = [
        "1",
        "1A",
        "1B",
        "1A2",
        "1A12",
        "11",
        "11-2",
        "112",
        "70-3",
        "703",
        "12 bis",
        "12B",
        "70-1-2",
        "70-12",
    ]
    assert len({key(door(cell)) for cell in cells}) == len(cells)


@pytest.mark.parametrize(
    "street", ["PLANETENLAAN", "planeten laan", "Planeten-laan", "Planétenlaan", " Planetenlaan. "]
)
def test_case_spaces_dots_and_accents_make_no_other_street(street: str) -> None:
    assert key(door("12", street)) == key(door("12"))


def test_a_number_in_the_street_is_not_a_house_number() -> None:
    assert key(door("2", "Plein 1944")) != key(door("19442", "Plein"))


def test_the_same_door_under_two_postcodes_is_doubtful_not_equal() -> None:
    assert compare(door("1A", postcode="9741AB"), door("1-a", postcode="9741AC")) is Sameness.DOUBTFUL


def test_a_missing_postcode_makes_no_other_door() -> None:
    assert compare(door("1A", postcode="9741AB"), door("1-a")) is Sameness.SAME


def test_another_number_is_another_door_under_one_postcode() -> None:
    assert compare(door("1A", postcode="9741AB"), door("1B", postcode="9741AB")) is Sameness.DIFFERENT


@pytest.mark.parametrize(
    ("cell", "number", "letter", "addition"),
    [
        ("70-3", 70, "", "3"),
        ("2-A", 2, "", "A"),
        ("12 bis", 12, "", "bis"),
        ("1A", 1, "A", ""),
        ("1 a", 1, "A", ""),
        ("12A-3", 12, "A", "3"),
        ("12 2e hoog", 12, "", "2e hoog"),
        ("99999", 99999, "", ""),
    ],
)
def test_a_number_splits_into_its_parts(cell: str, number: int, letter: str, addition: str) -> None:
    assert split_number(cell) == HouseNumber(number, letter, addition)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2-3", {"one_door": ["2-3"], "every": ["2", "3"]}),
        ("2 3", {"one_door": ["2-3"], "every": ["2", "3"]}),
        ("36-38", {"one_door": ["36-38"], "same_side": ["36", "38"], "every": ["36", "37", "38"]}),
        (
            "36 t/m 40",
            {"one_door": ["36-40"], "same_side": ["36", "38", "40"], "every": ["36", "37", "38", "39", "40"]},
        ),
        ("36/38", {"one_door": ["36-38"], "both": ["36", "38"]}),
        ("36 en 42", {"one_door": ["36-42"], "both": ["36", "42"]}),
        ("12A-C", {"one_door": ["12A-C"], "every": ["12A", "12B", "12C"]}),
        ("1A t/m 1C", {"one_door": ["1A-C"], "every": ["1A", "1B", "1C"]}),
        ("12-13A", {"one_door": ["12-13A"], "both": ["12", "13A"]}),
        ("1-99999", {"one_door": ["1-99999"], "both": ["1", "99999"]}),
    ],
)
def test_a_span_gives_every_way_to_read_it(cell: str, expected: dict[str, list[str]]) -> None:
    assert readings(cell) == expected


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("", "missing_number"),
        ("  ", "missing_number"),
        ("abc", "bad_number"),
        ("0", "bad_number"),
        ("0-3", "bad_number"),
        ("-3", "bad_number"),
        ("123456", "bad_number"),
        ("12½", "bad_number"),
        ("12²", "bad_number"),
        ("12.5", "bad_number"),
        ("12;DROP", "bad_number"),
        ("38 t/m 36", "bad_range"),
        ("36+36", "bad_range"),
    ],
)
def test_a_cell_that_holds_no_house_number_is_refused(cell: str, code: str) -> None:
    with pytest.raises(BadAddress) as refusal:
        split_number(cell)
    assert (refusal.value.code, refusal.value.raw) == (code, cell)


def test_an_addition_of_more_than_a_dozen_characters_is_refused() -> None:
    with pytest.raises(BadAddress) as refusal:
        split_number("12 achterhuisjes")
    assert (refusal.value.code, refusal.value.raw) == ("bad_addition", "achterhuisjes")


@pytest.mark.parametrize(
    ("cell", "cleaned"), [("-3", "3"), ("3.0", "3"), ("a", "A"), (" bis ", "bis"), ("-", ""), ("", "")]
)
def test_an_addition_loses_what_a_spreadsheet_left(cell: str, cleaned: str) -> None:
    assert clean_addition(cell) == cleaned


@pytest.mark.parametrize("cell", ["*", "tweede verdieping links"])
def test_an_addition_that_is_none_is_refused(cell: str) -> None:
    with pytest.raises(BadAddress, match="bad_addition"):
        clean_addition(cell)


@pytest.mark.parametrize("text", ["1234AB", "1234 ab", " 1234\u00a0AB ", "１２３４AB"])
def test_a_postcode_is_written_one_way(text: str) -> None:
    assert normalise_postcode(text) == "1234AB"


def test_no_postcode_stays_none() -> None:
    assert normalise_postcode("  ") == ""


@pytest.mark.parametrize("text", ["0123AB", "1234", "1234ABC", "1234SS", "12345AB", "AB1234", "1234 A"])
def test_a_postcode_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(BadAddress, match="bad_postcode"):
        normalise_postcode(text)


def test_doors_are_walked_from_low_to_high() -> None:
    walk = ["2", "10", "10-2", "10-10", "10A", "10A-2", "10A-10", "10B", "11"]
    listed = ["10B", "10-10", "11", "10A-10", "2", "10", "10A-2", "10A", "10-2"]
    assert sorted(listed, key=lambda cell: walking_order(door(cell))) == walk


@pytest.mark.parametrize(
    ("cell", "written"), [("12", "12"), ("12a", "12A"), ("12a3", "12A-3"), ("70 3", "70-3")]
)
def test_a_label_is_written_as_people_do(cell: str, written: str) -> None:
    assert label(door(cell)) == written


def one_door(text: str) -> HouseNumber:
    number = split_number(text)
    return number.readings["one_door"][0] if isinstance(number, NumberSpan) else number


letters = st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
additions = st.one_of(
    st.just(""),
    st.integers(1, 9999).map(str),
    st.sampled_from(["bis", "hs", "I", "II", "A", "2A", "1-2", "0001", "B12"]),
)
numbers = st.builds(HouseNumber, st.integers(1, 99_999), st.just("") | letters, additions)
lettered = st.builds(HouseNumber, st.integers(1, 99_999), letters, additions)


@given(numbers)
def test_a_label_reads_back_as_the_same_door(number: HouseNumber) -> None:
    back = one_door(label(number))
    assert (back.number, suffix_key(back)) == (number.number, suffix_key(number))


@given(
    lettered, st.sampled_from(["{}{}{}", "{}-{}-{}", "{} {} {}", "{}{} {}", "{} - {} - {}"]), st.booleans()
)
def test_no_spelling_changes_the_door(number: HouseNumber, shape: str, lower: bool) -> None:
    cell = shape.format(number.number, number.letter, number.addition)
    spelled = one_door(cell.lower() if lower else cell)
    assert suffix_key(spelled) == suffix_key(number)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read = split_number(text)
    except BadAddress:
        return
    ways = read.readings.values() if isinstance(read, NumberSpan) else [(read,)]
    assert all(1 <= number.number <= 99_999 for way in ways for number in way)


@given(st.text(min_size=1, max_size=30), st.integers(1, 99_999))
def test_a_key_does_not_depend_on_case(street: str, number: int) -> None:
    assert key(AddressParts(street.casefold(), number)) == key(AddressParts(street, number))

"""The code on a letter is found however it is typed, and a slip of the finger is no other code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach import codes
from outreach.models import Flat, LetterCopy

typed = st.text(alphabet=codes.ALPHABET, min_size=7, max_size=7).map(lambda s: s + codes._check_sign(s))


def test_a_new_code_is_well_formed_and_never_the_last_one() -> None:
    made = [codes.make() for _ in range(200)]
    assert all(codes.is_well_formed(code) and len(code) == 8 for code in made)
    assert len(set(made)) == 200


def test_no_two_signs_look_alike() -> None:
    assert not set("OQILU") & set(codes.ALPHABET)
    assert len(set(codes.ALPHABET)) == 31


@pytest.mark.parametrize("between", ["", " ", "-", " - ", ".", "\u2013"])
def test_spaces_dashes_and_capitals_do_not_matter(between: str) -> None:
    code = codes.make()
    typed = between.join([code[:2], code[2:4], code[4:]]).lower()
    assert codes.index(f" {typed} ") == codes.index(code)


def test_an_o_is_a_nought_and_an_l_is_a_one() -> None:
    assert codes.tidy("oOlI-q7u k") == "0011" + "07VK"


def test_it_is_printed_in_two_groups() -> None:
    assert codes.written("7K3M9TPX") == "7K3M-9TPX"


@given(typed, st.integers(0, 7), st.sampled_from(codes.ALPHABET))
def test_one_wrong_sign_is_always_seen(code: str, place: int, sign: str) -> None:
    wrong = code[:place] + sign + code[place + 1 :]
    assert codes.is_well_formed(wrong) is (wrong == code)


@given(typed, st.integers(0, 6))
def test_two_swapped_signs_are_always_seen(code: str, place: int) -> None:
    wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert codes.is_well_formed(wrong) is (wrong == code)


@pytest.mark.parametrize("text", ["", "ABC", "٣٣٣٣٣٣٣٣", "²²²²²²²²", "x" * 5000, "\0" * 8])
def test_anything_else_is_no_code(text: str) -> None:
    assert not codes.is_well_formed(text)


def test_a_code_finds_its_door_and_the_database_does_not_hold_it(flat: Flat) -> None:
    code, copy = codes.make(), LetterCopy.objects.select_related("address").first()
    copy.code_index = codes.index(code)
    copy.save()
    assert codes.door_of(codes.written(code).lower()) == copy.address
    assert code not in str(LetterCopy.objects.values_list())
    assert codes.door_of(codes.make()) is None

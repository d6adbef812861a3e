"""A password that is little more than words about us is guessed first, so it is not taken."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from buurvoorbuur.guessable import OWN_WORDS
from tests import make

PAGE = Path(__file__).resolve().parents[2] / "docs" / "limits.md"


@pytest.mark.parametrize(
    "password",
    ["buurvoorbuur2026", "Buur-voor-Buur!", "Welkom123456", "planetenflat1A", "STUURBUURstuurbuur"],
)
def test_little_more_than_our_own_words_is_refused(password: str) -> None:
    assert len(password) >= 12
    with pytest.raises(ValidationError) as no:
        validate_password(password)
    assert "own_words" in {error.code for error in no.value.error_list}


@pytest.mark.parametrize(
    "password",
    [
        make.PASSWORD,
        "de buurman fietst naar zee",
        "81649127305846",
        "\u0391\u0393\u0394\u0398\u039b\u039e" + "\u03a0\u03a3\u03a6\u03a8\u03a9\u0396",
        "q7!z" * 40 + "einde",
    ],
)
def test_any_other_long_password_is_taken_whatever_it_is_made_of(password: str) -> None:
    validate_password(password)


@pytest.mark.parametrize(
    "password",
    [
        "qwertyuiopas", "1qaz2wsx3edc", "q1w2e3r4t5y6", "123456789012", "abcdefghijklm", "poiuytrewqasdf",
        "sunshine2026!", "!!iloveyou1234", "123456 dragon", "passwordpassword", "koekkoekkoek",
        "aaaaaaaaaaaa", "121212121212",
    ],
)  # fmt: skip
def test_what_is_long_and_yet_guessed_at_once_is_refused(password: str) -> None:
    assert len(password) >= 12
    with pytest.raises(ValidationError) as no:
        validate_password(password)
    assert {error.code for error in no.value.error_list} & {"easy", "password_too_common"}


def test_the_page_lists_the_same_words() -> None:
    [line] = re.findall(r"^Words: (.+)\.$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert tuple(line.split(", ")) == OWN_WORDS

"""Subjects are recognised by whole words in two languages; a word inside another word says nothing."""

import pytest

from outreach.talk_themes import THEMES, themes_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Het groen voor de deur. De hal mag wel wat gezelliger.", {"green", "hall", "neighbours"}),
        ("RUSTIGE buren", {"quiet", "neighbours"}),
        ("The bike shed is too full.", {"bikes_cars"}),
        ("Everything is om de hoek.", {"nearby"}),
        ("Kind neighbours on our floor", {"neighbours"}),
        ("Hallo, ik haal de halve krant", set()),
        ("", set()),
    ],
)
def test_subjects_are_found_by_their_words(text: str, found: set[str]) -> None:
    assert themes_in(text) == found


def test_a_star_stands_for_the_rest_of_a_word_and_for_nothing_else() -> None:
    assert "green" in themes_in("groenvoorziening")
    assert "green" not in themes_in("vergroening")


def test_every_subject_has_a_name_in_both_languages_and_a_code_of_its_own() -> None:
    assert all(theme.name_nl and theme.name_en for theme in THEMES)
    assert len({theme.code for theme in THEMES}) == len(THEMES)

"""The pages that are drawn from the code say what the code says."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from matching.management.commands import draw
from outreach.wording import held_words, privacy_words


@pytest.mark.parametrize(("path", "text"), draw.pages().items(), ids=lambda value: getattr(value, "name", ""))
def test_a_drawn_page_is_current(path: Path, text: str) -> None:
    assert path.read_text(encoding="utf-8") == text, "run ./run manage draw"


def test_every_place_the_readme_names_exists() -> None:
    root = Path(__file__).resolve().parents[2]
    named = re.findall(
        r"`((?:\w+/)+[\w.]+)`|\]\(([\w./-]+)\)", (root / "README.md").read_text(encoding="utf-8")
    )
    missing = [place for pair in named for place in pair if place and not (root / place).exists()]
    assert missing == []


def test_the_letter_to_residents_says_of_everything_in_dutch_why_and_how_long() -> None:
    said = {str(why) for why in privacy_words.WHYS}
    entries = privacy_words.about_residents()
    assert {entry.model._meta.label for entry in entries} == set(held_words.HEADINGS)
    with translation.override("en"):
        assert {entry.why for entry in entries} == {str(why) for why in privacy_words.WHYS}
    with translation.override("nl"):
        assert not said & {entry.why for entry in entries}, "each is translated"
    letter = (Path(__file__).resolve().parents[2] / "docs/privacy-letter.nl.md").read_text(encoding="utf-8")
    assert letter.count("\n| ") == len(entries) + 1

"""The pages that are drawn from the code say what the code says."""

import re
from pathlib import Path

import pytest

from matching.management.commands import draw


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

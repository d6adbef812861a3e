"""Both languages are complete: no English sentence reaches a Dutch reader."""

import re
from typing import Any

from buurvoorbuur import catalog

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def test_every_text_of_the_screens_has_dutch() -> None:
    assert catalog.untranslated() == []


def test_dutch_fills_in_the_same_values() -> None:
    assert [message.id for message in catalog.dutch() if message.id and not _fills_alike(message)] == []


def _fills_alike(message: Any) -> bool:
    """Whether the Dutch has the places of the English; a form for one may leave the number out."""
    ids = message.id if isinstance(message.id, tuple) else (message.id,)
    said = message.string if isinstance(message.string, tuple) else (message.string,)
    places = [set(PLACEHOLDER.findall(text)) for text in said]
    wanted = set(PLACEHOLDER.findall(ids[-1]))
    allowed = wanted | set(PLACEHOLDER.findall(ids[0]))
    return places[-1] == wanted and all(found <= allowed for found in places)

"""Recognises content that was sent before; from a fingerprint nothing can be guessed, for it is keyed."""

import json
from datetime import date
from typing import Any
from uuid import UUID

from buurvoorbuur import crypto


def of(kind: str, content: list[Any]) -> str:
    """A keyed fingerprint: the same content has the same one, whatever the order within its sets."""
    return crypto.blind_index(kind, json.dumps(content, sort_keys=True, default=_plain))


def _plain(value: object) -> Any:
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if isinstance(value, (date, UUID)):
        return str(value)
    raise TypeError(type(value).__name__)

"""Finds telephone numbers and e-mail addresses in a text, but for those of the team itself."""

import re
from collections.abc import Collection, Iterator

from outreach.traces.words import Found, Trace, flattened, found_at

_PHONE = re.compile(r"(?<![\w.])(?:\+|\(?0)(?:[\s().\-/]{0,2}\d){7,14}(?!\w)")
# A number without its area is one when somebody is told to ring it.
_TO_RING = re.compile(r"\b(?:bel|tel|telefoon|app|phone|call|whatsapp)\b\W{0,3}((?:\d[\s\-]?){6,9}\d)(?!\w)")
_EMAIL = re.compile(
    r"[\w.+%-]+\s?(?:@|\(at\)|\[at\]|apenstaartje)\s?[\w-]+(?:(?:\.|\s?\((?:dot|punt)\)\s?)[\w-]+)*"
)
# The end of a number is the same with and without its country.
_COMPARED = 8


def contacts_in(text: str, ours: Collection[str]) -> Iterator[Found]:
    """Every number and address that is not among `ours`."""
    flat = flattened(text)
    numbers = {_end(one) for one in ours if "@" not in one and _end(one)}
    addresses = {one.strip().lower() for one in ours if "@" in one}
    for pattern, group in ((_PHONE, 0), (_TO_RING, 1)):
        for found in pattern.finditer(flat):
            if _end(found[group]) not in numbers:
                yield found_at(text, *found.span(group), Trace.PHONE)
    for found in _EMAIL.finditer(flat):
        if found[0] not in addresses:
            yield found_at(text, *found.span(), Trace.EMAIL)


def _end(number: str) -> str:
    return re.sub(r"\D", "", number)[-_COMPARED:]

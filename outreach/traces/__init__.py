"""What in a text could point at a neighbour, each place with what it is; reads no database, keeps nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from outreach.traces.contacts import contacts_in
from outreach.traces.counts import counts_in
from outreach.traces.names import GAP, gaps_in, names_in, without_names
from outreach.traces.places import Door, places_in
from outreach.traces.quotations import IN_A_ROW, quotations_in
from outreach.traces.words import Found, Trace, composed

__all__ = ["GAP", "IN_A_ROW", "Door", "Found", "Neighbours", "Trace", "found_in", "without_names"]


@dataclass(frozen=True)
class Neighbours:
    """Whom a text may not point at: their names, doors and answers.

    `named` may stand there in full; `ours` are the team's own telephone number and e-mail address.
    """

    names: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    doors: tuple[Door, ...] = ()
    answers: tuple[str, ...] = ()
    ours: tuple[str, ...] = ()


def found_in(text: str, neighbours: Neighbours) -> tuple[Found, ...]:
    """Everything in a text that could point at somebody, in its order; the same words only once."""
    text = composed(text)
    every = sorted(
        chain(
            names_in(text, neighbours.names, neighbours.named),
            gaps_in(text),
            places_in(text, neighbours.doors),
            contacts_in(text, neighbours.ours),
            counts_in(text),
            quotations_in(text, neighbours.answers),
        ),
        key=lambda found: (found.start, -found.end),
    )
    return tuple(_once(every))


def _once(every: list[Found]) -> Iterator[Found]:
    """Leaves out what lies within another of its kind, and what was told before."""
    told: set[tuple[Trace, str]] = set()
    until: dict[Trace, int] = {}
    for found in every:
        key = found.trace, found.words.lower()
        if key not in told and found.end > until.get(found.trace, -1):
            told.add(key)
            yield found
        until[found.trace] = max(until.get(found.trace, -1), found.end)

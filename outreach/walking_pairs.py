"""Who walks well with whom: newcomer with experienced, roles by turns; knows evenings, no names or doors."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum

# Who walked fewer rounds than this learns most beside somebody who walked more.
NEWCOMER_BELOW = 3

Person = Hashable


@dataclass(frozen=True)
class Pair:
    """Two people of one evening, by who asks and who takes notes."""

    asker: Person
    note_taker: Person

    @property
    def both(self) -> frozenset[Person]:
        return frozenset((self.asker, self.note_taker))


class Remark(StrEnum):
    """What may be said about a chosen pair before they go."""

    TWO_NEWCOMERS = "two_newcomers"
    SAME_ROLES = "same_roles"


def walked(evenings: Sequence[Pair]) -> Counter[Person]:
    """How many of these evenings each person walked."""
    return Counter(person for evening in evenings for person in evening.both)


def is_newcomer(rounds_walked: int) -> bool:
    return rounds_walked < NEWCOMER_BELOW


def suggested(me: Person, others: Sequence[Person], evenings: Sequence[Pair]) -> Pair | None:
    """With whom this person walks best, and who asks; None when there is nobody else.

    A newcomer goes with somebody experienced and the other way round. Among those, whoever walked least
    often with this person comes first, so that no two become a fixed pair. `evenings` are oldest first.
    """
    counts = walked(evenings)
    together = Counter(other for evening in evenings if me in evening.both for other in evening.both - {me})
    kind = is_newcomer(counts[me])

    def misfit(other: Person) -> tuple[bool, int]:
        return is_newcomer(counts[other]) == kind, together[other]

    if not others:
        return None
    return by_turns(me, min(others, key=misfit), evenings)


def by_turns(one: Person, other: Person, evenings: Sequence[Pair]) -> Pair:
    """The two with their roles the other way round than last time.

    Together for the first time, whoever walked more asks: a newcomer hears it once before asking.
    """
    last = last_together(one, other, evenings)
    if last:
        return Pair(last.note_taker, last.asker)
    counts = walked(evenings)
    return Pair(one, other) if counts[one] >= counts[other] else Pair(other, one)


def announced(pair: Pair, evenings: Sequence[Pair]) -> Pair:
    """The two whom the letters name: as they stand there, or by turns when they walked together before."""
    if last_together(pair.asker, pair.note_taker, evenings):
        return by_turns(pair.asker, pair.note_taker, evenings)
    return pair


def last_together(one: Person, other: Person, evenings: Sequence[Pair]) -> Pair | None:
    """The last evening of exactly these two."""
    both = {one, other}
    return next((evening for evening in reversed(evenings) if evening.both == both), None)


def remarks(pair: Pair, evenings: Sequence[Pair]) -> list[Remark]:
    """What to say of a pair that somebody chose: two who are both new, or the same roles once more."""
    counts = walked(evenings)
    said = []
    if all(is_newcomer(counts[person]) for person in pair.both):
        said.append(Remark.TWO_NEWCOMERS)
    if pair == last_together(pair.asker, pair.note_taker, evenings):
        said.append(Remark.SAME_ROLES)
    return said

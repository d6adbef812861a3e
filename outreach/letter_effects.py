"""What came of each version of a letter, in counts with their uncertainty; claims nothing about why."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import combinations
from uuid import UUID

from django.utils import timezone

from buurvoorbuur.access import Reach
from buurvoorbuur.intervals import wilson
from outreach.models import Letter, LetterCopy, OptOut, Visit
from outreach.visit_states import Outcome

# Somebody came to the door, whatever they said.
_OPENED = (Outcome.TALK, Outcome.DECLINED_DOOR, Outcome.COME_BACK)


class Measure(StrEnum):
    OPT_OUTS = "opt_outs"
    OPENED = "opened"
    TALKS = "talks"


@dataclass(frozen=True)
class Effect:
    """Of the `doors` that got this letter last, how many opted out since, opened, and talked."""

    letters: tuple[Letter, ...]
    doors: int
    counts: dict[Measure, int]

    def interval(self, measure: Measure) -> tuple[float, float]:
        """Between which shares, from 0 to 1, the true one lies nineteen times out of twenty."""
        return wilson(self.counts[measure], self.doors) or (0.0, 1.0)


def by_version(reach: Reach) -> list[Effect]:
    """Every version that was delivered, in three queries; newest first."""
    counts = _counted(reach)
    letters = Letter.objects.filter(pk__in=counts).select_related("flat").defer("subject", "body")
    return [_effect([letter], counts) for letter in letters.order_by("-written_at")]


def by_trait(
    versions: Iterable[Effect], trait: Callable[[Letter], bool]
) -> tuple[Effect | None, Effect | None]:
    """The versions taken together that have a trait, and those that have it not; None for none."""
    known = list(versions)
    sides = ([effect for effect in known if trait(effect.letters[0]) is having] for having in (True, False))
    with_it, without = (_together(side) for side in sides)
    return with_it, without


def differs(effects: Iterable[Effect], measure: Measure) -> bool:
    """Whether two of these are so far apart that chance alone hardly does it: their ranges do not overlap."""
    ranges = [effect.interval(measure) for effect in effects]
    return any(one[1] < other[0] or other[1] < one[0] for one, other in combinations(ranges, 2))


def _counted(reach: Reach) -> dict[UUID, Counter[str]]:
    """Per version: its doors, and how many of them each measure counts."""
    last = _last_letters(reach)
    hits = _hits({address: delivered_on for address, (_letter, delivered_on) in last.items()})
    counts: dict[UUID, Counter[str]] = defaultdict(Counter)
    for address, (letter, _delivered_on) in last.items():
        counts[letter]["doors"] += 1
        for measure in Measure:
            counts[letter][measure] += address in hits[measure]
    return counts


def _last_letters(reach: Reach) -> dict[int, tuple[UUID, date]]:
    """By door the version it got last, and when."""
    copies = LetterCopy.objects.filter(
        batch__letter__in=Letter.objects.within_reach_of(reach),
        batch__delivered_on__isnull=False,
        taken_out_at=None,
    ).order_by("batch__delivered_on", "batch__ordered_at")
    rows = copies.values_list("address", "batch__letter", "batch__delivered_on")
    return {address: (letter, on) for address, letter, on in rows if on}


def _hits(delivered: dict[int, date]) -> dict[Measure, set[int]]:
    """By measure the doors it counts; only what happened since the letter came."""
    hits: dict[Measure, set[int]] = defaultdict(set)

    def since(address: int, at: datetime) -> bool:
        return timezone.localdate(at) >= delivered[address]

    optouts = OptOut.objects.filter(address__in=delivered).values_list("address", "opted_out_at")
    hits[Measure.OPT_OUTS].update(address for address, at in optouts if since(address, at))
    visits = Visit.objects.standing().filter(address__in=delivered)
    for address, outcome, at in visits.values_list("address", "outcome", "happened_at"):
        if outcome in _OPENED and since(address, at):
            hits[Measure.OPENED].add(address)
            if outcome == Outcome.TALK:
                hits[Measure.TALKS].add(address)
    return hits


def _effect(letters: list[Letter], counts: dict[UUID, Counter[str]]) -> Effect:
    total: Counter[str] = sum((counts[letter.pk] for letter in letters), Counter())
    return Effect(tuple(letters), total["doors"], {measure: total[measure] for measure in Measure})


def _together(effects: list[Effect]) -> Effect | None:
    if not effects:
        return None
    counts = {measure: sum(effect.counts[measure] for effect in effects) for measure in Measure}
    letters = tuple(letter for effect in effects for letter in effect.letters)
    return Effect(letters, sum(effect.doors for effect in effects), counts)

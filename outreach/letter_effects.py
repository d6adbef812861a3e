"""What came of each version of a letter, in counts with their uncertainty; claims nothing about why."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
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
    """Of the `doors` that got this letter last, how many opted out since, opened, and talked.

    `cases` are the doors that a measure can say something of: an opt-out wants the notice period to be
    over, an opened door that somebody rang.
    """

    letters: tuple[Letter, ...]
    doors: int
    cases: dict[Measure, int]
    counts: dict[Measure, int]

    def interval(self, measure: Measure) -> tuple[float, float]:
        """Between which shares, from 0 to 1, the true one lies nineteen times out of twenty."""
        return wilson(self.counts[measure], self.cases[measure]) or (0.0, 1.0)


def by_version(reach: Reach, *, on: date) -> list[Effect]:
    """Every version that was delivered, as it is known on this day, in three queries; newest first."""
    counts = _counted(reach, on)
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
    """Whether two of these are so far apart that chance alone hardly does it: their ranges do not overlap.

    A version without cases has the widest range there is, and is never apart.
    """
    ranges = [effect.interval(measure) for effect in effects]
    return any(one[1] < other[0] or other[1] < one[0] for one, other in combinations(ranges, 2))


def is_comparable(effects: Iterable[Effect], measure: Measure) -> bool:
    """Whether at least two of these have a door of which this measure can say something."""
    return sum(effect.cases[measure] > 0 for effect in effects) > 1


@dataclass(frozen=True)
class _Told:
    """The letter a door got last, when, and from which day on an opt-out that did not come counts."""

    letter: UUID
    on: date
    notice_over_on: date


def _counted(reach: Reach, on: date) -> dict[UUID, Counter[str]]:
    """Per version: its doors, and by measure its cases and how many of those it counts."""
    told = _last_letters(reach)
    hits, rung = _hits({address: last.on for address, last in told.items()})
    counts: dict[UUID, Counter[str]] = defaultdict(Counter)
    for address, last in told.items():
        count = counts[last.letter]
        count["doors"] += 1
        for measure in Measure:
            is_case = on >= last.notice_over_on if measure == Measure.OPT_OUTS else address in rung
            count[_cases(measure)] += is_case
            count[measure] += is_case and address in hits[measure]
    return counts


def _cases(measure: Measure) -> str:
    return f"{measure} cases"


def _last_letters(reach: Reach) -> dict[int, _Told]:
    """By door the version it got last."""
    copies = LetterCopy.objects.delivered().filter(batch__letter__in=Letter.objects.within_reach_of(reach))
    notice = "batch__letter__flat__team__notice_days"
    rows = copies.values_list("address", "batch__letter", "batch__delivered_on", notice)
    return {address: _Told(letter, on, on + timedelta(days=days)) for address, letter, on, days in rows if on}


def _hits(delivered: dict[int, date]) -> tuple[dict[Measure, set[int]], set[int]]:
    """By measure the doors it counts, and the doors that were rung; only what happened since the letter."""
    hits: dict[Measure, set[int]] = defaultdict(set)
    rung = set()

    def since(address: int, at: datetime) -> bool:
        return timezone.localdate(at) >= delivered[address]

    optouts = OptOut.objects.filter(address__in=delivered).values_list("address", "opted_out_at")
    hits[Measure.OPT_OUTS].update(address for address, at in optouts if since(address, at))
    visits = Visit.objects.standing().filter(address__in=delivered)
    for address, outcome, at in visits.values_list("address", "outcome", "happened_at"):
        if not since(address, at):
            continue
        rung.add(address)
        if outcome in _OPENED:
            hits[Measure.OPENED].add(address)
        if outcome == Outcome.TALK:
            hits[Measure.TALKS].add(address)
    return hits, rung


def _effect(letters: list[Letter], counts: dict[UUID, Counter[str]]) -> Effect:
    total: Counter[str] = sum((counts[letter.pk] for letter in letters), Counter())
    cases = {measure: total[_cases(measure)] for measure in Measure}
    return Effect(tuple(letters), total["doors"], cases, {measure: total[measure] for measure in Measure})


def _together(effects: list[Effect]) -> Effect | None:
    if not effects:
        return None
    cases, counts = (
        {measure: sum(of[measure] for of in each) for measure in Measure}
        for each in ([effect.cases for effect in effects], [effect.counts for effect in effects])
    )
    letters = tuple(letter for effect in effects for letter in effect.letters)
    return Effect(letters, sum(effect.doors for effect in effects), cases, counts)

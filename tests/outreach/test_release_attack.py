"""Three insiders who pool all they know and compare everything ever shown learn nobody else's answer.

They know who talked, when, and which release holds whom; their own answers; and every number of every
selection, period and moment. What they cannot rule out is worked out by linear programming.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, lil_matrix

from buurvoorbuur.models import Team, User
from outreach import released, releases
from outreach.models import Flat, Release, ReleasedFlat, Visit
from outreach.quarters import Quarter
from outreach.released import Selection
from outreach.report_counts import FEELS_AT_HOME, NOT_SAID
from tests import make

pytestmark = pytest.mark.one_database

STATES = ("1", "2", "3", "4", "5", NOT_SAID)
QUARTERS = [Quarter(year, number) for year in (2026, 2027, 2028) for number in (1, 2, 3, 4)]
INSIDERS = 3
# What a threshold of five shows: the exact number, or that it is smaller.
THRESHOLD = 5
SURE = 1e-6

# A group, a state, and whether all others are in it or none.
Learned = tuple[int, str, bool]


@dataclass(frozen=True)
class Group:
    """Homes that nothing ever shown tells apart, with their answers, and which of them are insiders."""

    answers: tuple[str, ...]
    insiders: tuple[int, ...] = ()

    @property
    def others(self) -> int:
        return len(self.answers) - len(self.insiders)

    def known(self, state: str) -> int:
        return sum(self.answers[place] == state for place in self.insiders)


@dataclass(frozen=True)
class Shown:
    """One number that was shown: how many of these groups are in a state, at least and at most."""

    groups: tuple[int, ...]
    state: str
    low: int
    high: int


def learned(
    groups: Sequence[Group], shown: Sequence[Shown], of: Iterable[int] | None = None
) -> list[Learned]:
    """Every state of these groups, or of all, in which it is certain that all others are, or none."""
    pairs = [(group, state) for group in range(len(groups)) for state in STATES]
    place = {pair: n for n, pair in enumerate(pairs)}
    rows, limits = lil_matrix((2 * len(shown), len(pairs))), []
    for n, number in enumerate(shown):
        columns = [place[group, number.state] for group in number.groups]
        rows[2 * n, columns], rows[2 * n + 1, columns] = 1, -1
        known = sum(groups[group].known(number.state) for group in number.groups)
        limits += [number.high - known, known - number.low]
    each = lil_matrix((len(groups), len(pairs)))
    for n, (group, _state) in enumerate(pairs):
        each[group, n] = 1
    others = [group.others for group in groups]
    rest = (csr_matrix(rows), limits, csr_matrix(each), others, [(0, others[group]) for group, _s in pairs])
    found: list[Learned] = []
    asked = range(len(groups)) if of is None else of
    for group, state in ((group, state) for group in asked for state in STATES):
        n = place[group, state]
        least, most = (_end(sign, n, len(pairs), rest) for sign in (1, -1))
        if others[group] and least > others[group] - SURE:
            found.append((group, state, True))
        if others[group] and most < SURE:
            found.append((group, state, False))
    return found


def _end(sign: int, place: int, size: int, rest: tuple[Any, ...]) -> float:
    """The least, or with a minus the most, that one number can be."""
    goal = np.zeros(size)
    goal[place] = sign
    answer = linprog(goal, *rest, method="highs")
    assert answer.success, "what was shown is true, so it cannot contradict itself"
    return abs(answer.fun)


@dataclass
class Project:
    """Three years of talks: each with its flat, its answer, and when the server had it."""

    team: Team
    flats: list[Flat]
    talks: list[Visit]
    answers: dict[object, str]


@pytest.fixture
def project(team: Team, ans: User, riny: User) -> Project:
    """Quiet and busy quarters; every so often a phone that hands in late, and somebody who is erased."""
    random = Random(20261126)
    flats = [make.flat(team, name=name, doors=90, per_floor=10) for name in ("Maan", "Ster", "Zon")]
    made = Project(team, flats, [], {})
    for flat in flats:
        make.assign(ans, flat)
        make.assign(riny, flat)
        make.delivered_letters(flat, on=QUARTERS[0].first_day - timedelta(days=30))
        doors = iter(flat.addresses.in_walking_order())
        for quarter in QUARTERS:
            day = quarter.first_day + timedelta(days=random.randrange(85))
            at = datetime.combine(day, make.EVENING.timetz())
            evening = make.walking_round(flat, ans, riny, at)
            evening.doors.all().delete()
            for _talk in range(random.choice((0, 2, 5, 8, 12))):
                answer = random.choices(STATES, (1, 2, 4, 6, 3, 2))[0]
                given = {} if answer == NOT_SAID else {FEELS_AT_HOME: answer}
                visit = make.talk(evening, next(doors), answers=given, at=at)
                if random.random() < 0.1:
                    visit.recorded_at += timedelta(days=45)
                    visit.save(update_fields=["recorded_at"])
                made.talks.append(visit)
                made.answers[visit.pk] = answer
    return made


def erase(visit: Visit) -> None:
    visit.talk.delete()
    visit.delete()


def freeze_and_erase(project: Project) -> dict[Release, list[Visit]]:
    """Every quarter's night; in between somebody is erased, before or after being released.

    Gives who is in which release, which nobody outside may know: the insiders are given it.
    """
    random, members = Random(7), dict[Release, list[Visit]]()
    for quarter in QUARTERS:
        waiting = {visit.pk: visit for visit in Visit.objects.filter(recorded_at__lt=quarter.end)}
        for gone in random.sample(sorted(waiting, key=str), min(2, len(waiting))):
            erase(waiting.pop(gone))
        covered = dict(ReleasedFlat.objects.order_by("until").values_list("flat", "until"))
        for release in releases.freeze(team=project.team, quarter=quarter, at=quarter.end):
            flats = set(release.covers.values_list("flat", flat=True))
            members[release] = [
                visit
                for visit in waiting.values()
                if (flat := visit.address.flat_id) in flats
                and (flat not in covered or visit.recorded_at >= covered[flat])
            ]
    return members


def selections(project: Project) -> Iterator[Selection]:
    for flat in (None, *released.choices(project.team).flats):
        for start, first in enumerate((None, *QUARTERS)):
            for last in (None, *QUARTERS[max(start - 1, 0) :]):
                yield Selection(flat, first, last)


def _is_chosen(release: Release, chosen: Selection) -> bool:
    quarter = Quarter(release.year, release.number)
    is_in_time = (chosen.first or quarter) <= quarter <= (chosen.last or quarter)
    return is_in_time and (chosen.flat is None or release.flat_id == chosen.flat)


def all_that_is_shown(project: Project, order: list[Release]) -> Iterator[Shown]:
    """Each number of each selection of the report; screen, PDF and spreadsheet are made of the same."""
    for chosen in selections(project):
        report = released.report(project.team, chosen)
        within = tuple(n for n, release in enumerate(order) if _is_chosen(release, chosen))
        for cell in report.feels_at_home.cells:
            if cell.low is not None:
                yield Shown(within, cell.code, cell.low, report.talks if cell.high is None else cell.high)


def alike(answers: Sequence[str]) -> tuple[int, ...]:
    """Three who said the same, so that together they know most of what is left."""
    [(most, _count)] = Counter(answers).most_common(1)
    return tuple(place for place, answer in enumerate(answers) if answer == most)[:INSIDERS]


def test_insiders_learn_nothing_of_anybody_from_what_was_released(project: Project) -> None:
    members = freeze_and_erase(project)
    order = list(members)
    answers = [tuple(project.answers[visit.pk] for visit in members[release]) for release in order]
    assert [len(said) for said in answers] == [release.talks for release in order]
    assert len(order) > 8
    shown = list(dict.fromkeys(all_that_is_shown(project, order)))
    assert learned([Group(said) for said in answers], shown) == []
    for spied in range(len(order)):
        groups = [Group(said, alike(said) if n == spied else ()) for n, said in enumerate(answers)]
        assert learned(groups, shown, of=[spied]) == []


def test_whoever_looks_again_later_finds_what_was_shown_before_unchanged(project: Project) -> None:
    """So that what was shown over the years is no more than what is shown at the end."""
    seen: dict[Selection, object] = {}
    random = Random(7)
    for quarter in QUARTERS:
        for gone in random.sample(list(Visit.objects.filter(recorded_at__lt=quarter.end)), 2):
            erase(gone)
        releases.freeze_due(quarter.end)
        for flat in (None, *(flat.pk for flat in project.flats)):
            chosen = Selection(flat, last=quarter)
            seen[chosen] = released.report(project.team, chosen)
    assert len({str(report) for report in seen.values()}) > 8
    assert all(released.report(project.team, chosen) == report for chosen, report in seen.items())


def test_the_same_attack_learns_much_from_live_counts_with_a_threshold(project: Project) -> None:
    """Whoever looks after each talk, at exact numbers that are shown from five up."""
    mine = [visit for visit in project.talks if visit.address.flat_id == project.flats[0].pk]
    talks = sorted(mine, key=lambda visit: visit.recorded_at)[:40]
    groups = [Group((project.answers[visit.pk],)) for visit in talks]
    shown = []
    for end in range(1, len(talks) + 1):
        counted = Counter(answer for group in groups[:end] for answer in group.answers)
        for state in STATES[:-1]:
            exact = counted[state]
            low, high = (exact, exact) if exact >= THRESHOLD else (0, THRESHOLD - 1)
            shown.append(Shown(tuple(range(end)), state, low, high))
    sure = [(group, state) for group, state, is_so in learned(groups, shown) if is_so]
    assert len(sure) >= 5
    assert all(groups[group].answers == (state,) for group, state in sure)

"""Groups for estates of 170 to 1,000 made-up residents: whether proven, how far at most from the best."""

import time
from random import Random
from statistics import median

from benchmarks.ratio import Amount, Row
from matching.group_solver import GroupSolution, solve
from matching.groups import Activity
from matching.scoring import Candidate, Weights

INTERESTS = tuple(f"interest_{number:03}" for number in range(150))
# The n-th liking is named by so many of those who name the first.
POPULARITY = [(number + 1) ** -0.7 for number in range(150)]
LANGUAGES = ("nl", "ar", "en", "tr", "pl", "ti")
PARTS = ("morning", "afternoon", "evening")
DOORS = 90
# Every tenth thing to do is a meal.
ACTIVITIES = {
    code: Activity(4, 8) if number % 10 == 3 else Activity() for number, code in enumerate(INTERESTS)
}
SECONDS = 60


def rows() -> list[Row | Amount]:
    """How long, how many are left out who could be in a group, and what is missed of the bound at most."""
    found: list[Row | Amount] = []
    small = [_solved(estate(170, number), 10) for number in range(5)]
    found.append(Amount("groups of 170: time, median of 5", median(taken for _, taken in small), 10, "s"))
    unproven = sum(best.gap > 0 for best, _ in small)
    found.append(Amount("groups of 170: not proven, of 5", unproven, 2, "estates"))
    found.append(Amount("groups of 170: most below the bound", _below(*(best for best, _ in small)), 2, "%"))
    for size in (300, 1000):
        best, taken = _solved(estate(size, 0), SECONDS)
        left_out = best.covered_bound - best.covered
        found.append(Amount(f"groups of {size:,}: time", taken, SECONDS + 1, "s"))
        found.append(Amount(f"groups of {size:,}: residents left out", left_out, 0, "residents"))
        found.append(Amount(f"groups of {size:,}: below the bound", _below(best), 2, "%"))
    return found


def _solved(people: list[Candidate], seconds: float) -> tuple[GroupSolution, float]:
    begun = time.perf_counter()
    best = solve(people, ACTIVITIES, Weights(), seconds=seconds)
    return best, time.perf_counter() - begun


def _below(*solutions: GroupSolution) -> float:
    return 100 * max(best.gap for best in solutions)


def estate(size: int, number: int) -> list[Candidate]:
    """Residents of flats of 90 doors, two flats round the corner of each other, the same every time."""
    random = Random(f"{size} {number}")
    flats = 2 * max(1, round(size / (2 * DOORS)))
    return [_resident(random, number, number % flats) for number in range(size)]


def _resident(random: Random, number: int, flat: int) -> Candidate:
    speaks = {"nl"} if random.random() < 0.85 else set()
    return Candidate(
        id=f"resident_{number:04}",
        household=f"flat {flat} door {random.randrange(DOORS)}",
        flat=f"flat {flat}",
        place=f"place {flat // 2}",
        interests=_some(random, random.randint(5, 15)),
        offers=_some(random, random.randint(0, 3)),
        wishes=_some(random, random.randint(0, 3)),
        languages=frozenset({*speaks, *random.sample(LANGUAGES, random.choice((1, 1, 2)))}),
        parts_of_day=frozenset(random.sample(PARTS, random.choice((1, 2)))),
        pulls=random.random() < 0.25,
    )


def _some(random: Random, many: int) -> frozenset[str]:
    chosen: set[str] = set()
    while len(chosen) < many:
        chosen.update(random.choices(INTERESTS, POPULARITY))
    return frozenset(chosen)

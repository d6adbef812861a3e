"""Made-up residents in numbers, the same at every call; nobody real and nothing stored."""

from random import Random

from matching.scoring import Candidate

INTERESTS = [f"interest_{number:03}" for number in range(150)]
# The first is named about twenty times as often as the last.
POPULARITY = [1 / (number + 5) ** 0.9 for number in range(len(INTERESTS))]
MINORITY_LANGUAGES = ("ar", "tr", "pl", "ti", "uk", "so")
PARTS_OF_DAY = ("morning", "afternoon", "evening")
DOORS_A_FLAT, DOORS_A_FLOOR, FLATS_A_PLACE = 90, 10, 4


def made_up(residents: int) -> list[Candidate]:
    """So many residents, two behind every second door, who name 5 to 15 interests and want 1 to 3 people."""
    random = Random(residents)
    return [_resident(number, random) for number in range(residents)]


def _resident(number: int, random: Random) -> Candidate:
    door = number * 2 // 3
    flat = door // DOORS_A_FLAT
    return Candidate(
        id=f"{number:06}",
        household=str(door),
        flat=str(flat),
        place=str(flat // FLATS_A_PLACE),
        floor=door % DOORS_A_FLAT // DOORS_A_FLOOR,
        interests=_some(random, random.randint(5, 15)),
        offers=_some(random, random.randint(0, 3)),
        wishes=_some(random, random.randint(0, 3)),
        languages=_languages(random),
        parts_of_day=frozenset(part for part in PARTS_OF_DAY if random.random() < 0.5),
        capacity=random.randint(1, 3),
    )


def _some(random: Random, wanted: int) -> frozenset[str]:
    chosen: set[str] = set()
    while len(chosen) < wanted:
        chosen.update(random.choices(INTERESTS, POPULARITY, k=wanted - len(chosen)))
    return frozenset(chosen)


def _languages(random: Random) -> frozenset[str]:
    spoken = {"nl"} if random.random() < 0.85 else {random.choice(MINORITY_LANGUAGES)}
    if random.random() < 0.35:
        spoken.add("en")
    if random.random() < 0.15:
        spoken.add(random.choice(MINORITY_LANGUAGES))
    return frozenset(spoken)

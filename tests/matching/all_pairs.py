"""Every pair one by one, as nobody would do it among many: what quicker ways are compared with."""

from collections.abc import Collection
from itertools import combinations

from matching.scoring import Candidate, Score, Weights, rarity, score


def score_pairs(candidates: Collection[Candidate], weights: Weights) -> dict[tuple[str, str], Score]:
    """Every allowed pair by its two ids in order."""
    people = sorted(candidates, key=lambda person: person.id)
    telling = rarity(people)
    scores = (score(a, b, telling, weights) for a, b in combinations(people, 2))
    return {(found.first, found.second): found for found in scores if found}

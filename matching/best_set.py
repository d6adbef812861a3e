"""The best set of introductions among some residents, pairs as they stand; knows ids and codes only."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from matching import solver
from matching.scoring import Candidate, Reason, Score, score, score_pairs
from matching.terms import Terms

Rarity = Mapping[str, float]


@dataclass(frozen=True)
class Introduction:
    """Who would meet around what, and why; the reasons add up to the score.

    `fewest` is how many of them must still take part for it to go on.
    """

    members: tuple[str, ...]
    fewest: int
    interest: str
    reasons: tuple[Reason, ...]

    @property
    def tenths(self) -> int:
        return sum(reason.tenths for reason in self.reasons)


@dataclass(frozen=True)
class BestSet:
    """The introductions, what they reach, and what no other set could exceed (tenths of a point)."""

    introductions: tuple[Introduction, ...]
    candidates: int
    possible_pairs: int
    in_groups: int
    in_groups_bound: int
    groups_total: int
    groups_bound: int
    covered: int
    covered_bound: int
    total: int
    bound: int


def find(people: Collection[Candidate], terms: Terms) -> BestSet:
    """The best pairs among these people under these terms."""
    scores = score_pairs(people, terms.weights)
    tenths = {pair: found.tenths for pair, found in scores.items()}
    best = solver.solve(tenths, {person.id: person.capacity for person in people}, least=terms.least)
    pairs = [scores[pair.a, pair.b] for pair in best.pairs]
    return BestSet(
        introductions=tuple(_of_pair(pair) for pair in pairs),
        candidates=len(people),
        possible_pairs=len(scores),
        in_groups=0,
        in_groups_bound=0,
        groups_total=0,
        groups_bound=0,
        covered=best.covered,
        covered_bound=best.covered_bound,
        total=best.total,
        bound=best.bound,
    )


def together(
    members: Collection[Candidate], interest: str, rarity: Rarity, terms: Terms, *, is_group: bool
) -> Introduction | None:
    """These people as one introduction, a group around `interest`; None when that may not be."""
    if is_group:
        return None
    one, other = members
    found = score(one, other, rarity, terms.weights)
    return _of_pair(found) if found and found.tenths >= terms.least else None


def _of_pair(found: Score) -> Introduction:
    return Introduction((found.first, found.second), 2, found.suggested_interest, found.reasons)

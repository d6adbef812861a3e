"""The best partners of each: the very scores that are explained, no rule forgotten, nobody left without."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.edges import likely_pairs
from matching.pair_graph import PairGraph
from matching.scoring import Candidate, Weights, rarity, score, why_not
from tests.matching.all_pairs import score_pairs
from tests.matching.test_scoring import allowed_weights, neighbourhoods, of, resident

ITEMS = [f"item_{number}" for number in range(40)]


def tenths_of(graph: PairGraph) -> dict[tuple[str, str], int]:
    ends = zip(graph.one.tolist(), graph.other.tolist(), graph.tenths.tolist(), strict=True)
    return {(graph.residents[a], graph.residents[b]): tenths for a, b, tenths in ends}


def crowd(size: int, seed: int = 1) -> list[Candidate]:
    """Made-up residents of a few flats, some behind one door, a few of whom speak no Dutch."""
    random = Random(seed)

    def some(least: int, most: int) -> frozenset[str]:
        wanted = random.randint(least, most)
        return frozenset(ITEMS[int(40 * random.random() ** 2)] for _ in range(wanted))

    return [
        Candidate(
            id=f"{number:05}",
            household=f"door_{number * 2 // 3}",
            flat=f"flat_{number // 60}",
            place=f"place_{number // 240}",
            floor=number % 60 // 6,
            interests=some(2, 6),
            offers=some(0, 2),
            wishes=some(0, 2),
            languages=of("nl") if random.random() < 0.9 else of(random.choice(["ar", "ti"])),
            parts_of_day=of(random.choice(["morning", "evening"])),
            capacity=random.randint(1, 3),
            barred=of(f"{random.randrange(size):05}"),
        )
        for number in range(size)
    ]


@given(neighbourhoods(), allowed_weights(), st.sampled_from([0, 60, 300]))
@settings(deadline=None)
def test_among_few_every_allowed_pair_is_there_with_its_score(
    people: list[Candidate], weights: Weights, least: int
) -> None:
    wanted = {pair: found.tenths for pair, found in score_pairs(people, weights).items()}
    found = tenths_of(likely_pairs(people, weights, least=least))
    assert found == {pair: tenths for pair, tenths in wanted.items() if tenths >= least}


@given(neighbourhoods(), allowed_weights())
@settings(max_examples=40, deadline=None)
def test_among_many_the_rules_and_scores_are_the_same(people: list[Candidate], weights: Weights) -> None:
    wanted = {pair: found.tenths for pair, found in score_pairs(people, weights).items()}
    found = tenths_of(likely_pairs(people, weights, least=0, all_pairs_up_to=0))
    assert found.items() <= wanted.items()


@pytest.mark.parametrize("size", [400, 1500])
def test_every_pair_of_a_crowd_is_allowed_and_scores_what_is_explained(size: int) -> None:
    people = crowd(size)
    by_id, telling = {person.id: person for person in people}, rarity(people)
    found = tenths_of(likely_pairs(people, Weights(), least=60, all_pairs_up_to=0))
    assert found
    for (a, b), tenths in found.items():
        why = score(by_id[a], by_id[b], telling, Weights())
        assert why is not None and why.tenths == tenths >= 60


def test_few_of_the_best_partners_are_overlooked() -> None:
    people = crowd(400)
    every = score_pairs(people, Weights())
    found = tenths_of(likely_pairs(people, Weights(), least=60, most=10, all_pairs_up_to=0))
    best: dict[str, list[int]] = {person.id: [] for person in people}
    kept: dict[str, list[int]] = {person.id: [] for person in people}
    for (a, b), why in every.items():
        for id in (a, b):
            best[id].append(why.tenths)
            kept[id].append(found.get((a, b), 0))
    wanted = sum(sum(sorted(points)[-10:]) for points in best.values())
    assert sum(sum(sorted(points)[-10:]) for points in kept.values()) > 0.97 * wanted


def test_nobody_is_left_without_a_partner_whom_all_pairs_would_give_one() -> None:
    people = crowd(400)
    could = {id for pair, why in score_pairs(people, Weights()).items() if why.tenths >= 60 for id in pair}
    assert set(likely_pairs(people, Weights(), least=60, most=5, all_pairs_up_to=0).residents) == could


def test_a_resident_keeps_about_as_many_partners_as_asked() -> None:
    graph = likely_pairs(crowd(1500), Weights(), least=0, most=5, all_pairs_up_to=0)
    assert len(graph.tenths) <= (5 + 4) * 1500
    assert min(Counter(graph.ends.tolist()).values()) >= 5


def test_a_crowd_that_ticks_the_same_gets_partners_all_the_same() -> None:
    people = [resident(f"{number:04}", interests=of("coffee")) for number in range(1200)]
    graph = likely_pairs(people, Weights(), least=60)
    assert len(graph.residents) == 1200
    assert len(graph.tenths) < 25 * 1200


def test_one_household_and_nobody_and_one_give_no_pairs() -> None:
    family = [resident(f"{number:04}", household="door", interests=of("coffee")) for number in range(1200)]
    for people in (family, [], family[:1]):
        assert len(likely_pairs(people, Weights(), least=0).tenths) == 0


def test_the_order_of_the_residents_changes_nothing() -> None:
    people = crowd(300)
    shuffled = people.copy()
    Random(3).shuffle(shuffled)
    found = [
        tenths_of(likely_pairs(each, Weights(), least=60, all_pairs_up_to=0)) for each in (people, shuffled)
    ]
    assert list(found[0].items()) == list(found[1].items())


def test_a_bar_counts_whoever_says_so_and_an_unknown_one_counts_not() -> None:
    ans, riny = (resident(id, interests=of("chess")) for id in ("ans", "riny"))
    barred = [ans, replace(riny, barred=of("ans", "somebody who left"))]
    assert why_not(*barred)
    assert len(likely_pairs(barred, Weights(), least=0).tenths) == 0
    assert len(likely_pairs([ans, riny], Weights(), least=0).tenths) == 1


def test_nobody_is_a_candidate_twice() -> None:
    with pytest.raises(ValueError, match="twice"):
        likely_pairs([resident("ans"), resident("ans")], Weights(), least=0)

"""The best set of pairs: the same as trying everything, within everybody's wish, and proven."""

from itertools import combinations
from random import Random
from time import monotonic

import numpy as np
import pytest
import rustworkx
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.double_cover import relax
from matching.pair_graph import Pair, PairGraph
from matching.regions import Region
from matching.solver import Solution, solve, solve_graph

Scores = dict[tuple[str, str], int]
Capacities = dict[str, int]


@st.composite
def neighbourhoods(draw: st.DrawFn) -> tuple[Scores, Capacities]:
    """Up to eight residents with any pairs among them; scores far apart, near, or all the same."""
    residents = [f"r{number}" for number in range(draw(st.integers(2, 8)))]
    points = draw(st.sampled_from([st.integers(0, 1000), st.integers(498, 502), st.just(300)]))
    capacities = draw(st.fixed_dictionaries({id: st.integers(0, 3) for id in residents}))
    pairs = draw(st.lists(st.sampled_from(list(combinations(residents, 2))), unique=True))
    return {pair: draw(points) for pair in pairs}, capacities


def tried_out(scores: Scores, capacities: Capacities, least: int = 0) -> tuple[int, int]:
    """The most residents covered and then the highest total, by keeping every way to fill the places."""
    residents = sorted(capacities)
    ways = {tuple(capacities[id] for id in residents): 0}
    for (a, b), tenths in scores.items():
        if tenths < least:
            continue
        for left, total in list(ways.items()):
            after = tuple(room - (id in (a, b)) for id, room in zip(residents, left, strict=True))
            if min(after) >= 0:
                ways[after] = max(ways.get(after, -1), total + tenths)
    full = [capacities[id] for id in residents]
    return max(
        (sum(now < before for now, before in zip(left, full, strict=True)), total)
        for left, total in ways.items()
    )


def assert_possible(found: Solution, scores: Scores, capacities: Capacities, least: int = 0) -> None:
    """The pairs are among those given, each once, nobody more often than wanted, and counted right."""
    named = [id for pair in found.pairs for id in (pair.a, pair.b)]
    assert all(named.count(id) <= capacities[id] for id in named)
    assert len({(pair.a, pair.b) for pair in found.pairs}) == len(found.pairs)
    for pair in found.pairs:
        assert pair.tenths == scores.get((pair.a, pair.b), scores.get((pair.b, pair.a))) >= least
    assert found.total == sum(pair.tenths for pair in found.pairs)
    assert found.covered == len(set(named))


def everybody_once(scores: Scores) -> Capacities:
    return {id: 1 for pair in scores for id in pair}


def ring(size: int, tenths: int = 100, start: int = 0) -> Scores:
    names = [f"n{start + number:03}" for number in range(size)]
    return {(names[number - 1], names[number]): tenths for number in range(size)}


@given(neighbourhoods(), st.sampled_from([0, 300, 500]))
@settings(max_examples=2000, deadline=None)
def test_it_is_as_good_as_trying_everything_and_knows_it(
    given_pairs: tuple[Scores, Capacities], least: int
) -> None:
    scores, capacities = given_pairs
    found = solve(scores, capacities, least=least)
    assert_possible(found, scores, capacities, least)
    assert (found.covered, found.total) == tried_out(scores, capacities, least)
    assert (found.covered_bound, found.bound, found.gap) == (found.covered, found.total, 0)


@given(neighbourhoods(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_residents_pairs_and_names_in_a_pair_changes_nothing(
    given_pairs: tuple[Scores, Capacities], random: Random
) -> None:
    scores, capacities = given_pairs
    pairs, residents = list(scores), list(capacities)
    random.shuffle(pairs)
    random.shuffle(residents)
    turned = {(b, a) if random.random() < 0.5 else (a, b): scores[a, b] for a, b in pairs}
    assert solve(turned, {id: capacities[id] for id in residents}) == solve(scores, capacities)


def test_more_residents_come_before_more_points() -> None:
    path = {("a", "b"): 1, ("b", "c"): 1000, ("c", "d"): 1}
    found = solve(path, everybody_once(path))
    assert found.pairs == (Pair("a", "b", 1), Pair("c", "d", 1))
    assert (found.covered, found.total) == (4, 2)


def test_a_popular_resident_meets_no_more_people_than_they_want() -> None:
    star = {("hub", f"leaf{number}"): 100 + number for number in range(6)}
    found = solve(star, everybody_once(star) | {"hub": 3})
    assert [pair.tenths for pair in found.pairs] == [103, 104, 105]
    assert (found.covered, found.gap) == (4, 0)


def test_who_wants_nobody_now_is_left_in_peace() -> None:
    scores = {("a", "b"): 900, ("b", "c"): 100}
    assert solve(scores, {"a": 0, "b": 1, "c": 1}).pairs == (Pair("b", "c", 100),)


def test_a_pair_below_the_floor_is_not_proposed_even_if_it_would_cover_two_more() -> None:
    scores = {("a", "b"): 59, ("c", "d"): 60}
    assert solve(scores, everybody_once(scores), least=60).pairs == (Pair("c", "d", 60),)


def test_an_odd_ring_leaves_exactly_one_out() -> None:
    for size in (3, 5, 7, 21):
        found = solve(ring(size), everybody_once(ring(size)))
        assert (found.covered, found.total, found.gap) == (size - 1, 50 * (size - 1), 0)


@pytest.mark.parametrize(("covered", "bound"), [(2, 100), (3, 0)])
def test_where_nobody_covers_so_many_nothing_is_the_most(covered: int, bound: int) -> None:
    graph = PairGraph.of(ring(3), everybody_once(ring(3)), 0)
    everything = np.ones(len(graph.one), dtype=np.bool_)
    region = Region(graph, relax(graph), everything, ~everything)
    assert region.highest(covered, monotonic() + 60)[1] == bound


def test_odd_rings_tied_together_are_solved_across_the_ties() -> None:
    first, second = ring(5), ring(5, start=5)
    tied = first | second | {("n000", "n005"): 1}
    found = solve(tied, everybody_once(tied))
    assert (found.covered, found.total) == (10, 401)


def test_a_blossom_within_a_blossom_is_solved() -> None:
    # Three rings of three, themselves tied in a ring, with a stem: covering all ten needs both levels.
    rings = ring(3, 90) | ring(3, 90, start=3) | ring(3, 90, start=6)
    nested = rings | {("n000", "n003"): 95, ("n004", "n006"): 95, ("n007", "n001"): 95, ("n008", "stem"): 1}
    found = solve(nested, everybody_once(nested))
    assert (found.covered, found.total) == tried_out(nested, everybody_once(nested)) == (10, 371)
    assert found.gap == 0


def test_a_ring_in_which_one_wants_two_needs_more_than_odd_sets_and_is_decided_too() -> None:
    # Half of each pair covers everybody, and no odd set forbids it: here HiGHS has to branch.
    scores = {("r00", "r01"): 0, ("r00", "r03"): 1, ("r01", "r03"): 1}
    found = solve(scores, {"r00": 1, "r01": 2, "r03": 1})
    assert (found.covered, found.total, found.gap) == (3, 1, 0)


def test_many_odd_groups_round_one_person_are_proven_too() -> None:
    # Eleven groups of nine know one person in common: one group is helped, ten leave somebody out.
    names = [[f"g{group:02}_{number}" for number in range(9)] for group in range(11)]
    scores = {pair: 100 for group in names for pair in combinations(group, 2)}
    scores |= {("hub", id): 100 for group in names for id in group}
    found = solve(scores, everybody_once(scores))
    assert (found.covered, found.covered_bound, found.gap) == (90, 90, 0)


@pytest.mark.parametrize(("low", "high"), [(300, 300), (499, 501), (1, 1000)])
def test_everybody_knowing_everybody_is_proven_for_an_odd_number_of_residents(low: int, high: int) -> None:
    random = Random(low)
    scores = {pair: random.randint(low, high) for pair in combinations([f"r{n:02}" for n in range(61)], 2)}
    found = solve(scores, everybody_once(scores))
    assert_possible(found, scores, everybody_once(scores))
    assert (found.covered, found.gap) == (60, 0)


def test_without_time_it_returns_a_possible_set_with_an_honest_gap() -> None:
    random = Random(4)
    scores = {pair: random.randint(1, 1000) for pair in combinations([f"r{n:02}" for n in range(41)], 2)}
    hurried = solve(scores, everybody_once(scores), seconds=0)
    best = solve(scores, everybody_once(scores))
    assert_possible(hurried, scores, everybody_once(scores))
    assert hurried.pairs and hurried.gap > 0 == best.gap
    assert hurried.total <= best.total <= hurried.bound
    assert hurried.covered <= best.covered <= hurried.covered_bound


@pytest.mark.parametrize("scores", [{}, {("a", "b"): 10}])
def test_nobody_to_introduce_is_an_empty_answer_and_proven(scores: Scores) -> None:
    found = solve(scores, {"a": 1, "b": 1}, least=11)
    assert (found.pairs, found.total, found.covered, found.bound, found.covered_bound) == ((), 0, 0, 0, 0)
    assert found.gap == 0


@pytest.mark.parametrize(
    ("scores", "capacities"),
    [
        ({("a", "b"): -1}, {"a": 1, "b": 1}),
        ({("a", "b"): 0.5}, {"a": 1, "b": 1}),
        ({("a", "b"): 1}, {"a": -1, "b": 1}),
        ({("a", "a"): 1}, {"a": 1}),
        ({("a", "b"): 1, ("b", "a"): 1}, {"a": 1, "b": 1}),
        ({("a", "b"): 1}, {"a": 1}),
        ({("a", "b"): 10**9}, {"a": 1, "b": 1}),
        ({("a", "b"): 1}, {"a": True, "b": 1}),
    ],
    ids=[
        "negative",
        "not whole",
        "negative capacity",
        "a pair of one",
        "a pair twice",
        "no capacity",
        "absurd",
        "no number",
    ],
)
def test_impossible_input_is_refused(scores: Scores, capacities: Capacities) -> None:
    with pytest.raises(ValueError):
        solve(scores, capacities)


def thin(residents: int, pairs: int, low: int, high: int, seed: int) -> Scores:
    """Pairs at random, so few that odd parts hang together by a thread."""
    random, scores = Random(seed), {}
    while len(scores) < pairs:
        a, b = sorted(random.sample(range(residents), 2))
        scores[f"r{a:04}", f"r{b:04}"] = random.randint(low, high)
    return scores


@pytest.mark.parametrize(
    ("residents", "a_resident"),
    [(50, 2), (51, 8), (200, 2), (201, 5), (600, 2), (601, 3), (2000, 2), (2000, 6)],
)
@pytest.mark.parametrize(("low", "high"), [(1, 1000), (500, 503), (0, 3)])
def test_one_introduction_each_is_as_an_independent_judge_has_it(
    residents: int, a_resident: int, low: int, high: int
) -> None:
    scores = thin(residents, residents * a_resident, low, high, seed=residents + high)
    found = solve(scores, everybody_once(scores))
    graph = rustworkx.PyGraph()
    graph.add_nodes_from(range(residents))
    graph.add_edges_from([(int(a[1:]), int(b[1:]), tenths) for (a, b), tenths in scores.items()])
    judged = rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int)
    assert found.covered == 2 * len(judged)
    assert found.total == sum(graph.get_edge_data(a, b) for a, b in judged)
    assert found.gap == 0


@pytest.mark.parametrize(("residents", "a_resident"), [(60, 3), (170, 20), (1000, 4), (1000, 20)])
def test_with_more_introductions_each_value_and_bound_meet(residents: int, a_resident: int) -> None:
    scores = thin(residents, residents * a_resident, 60, 500, seed=residents)
    random = Random(1)
    capacities = {id: random.randint(1, 3) for id in everybody_once(scores)}
    found = solve(scores, capacities)
    assert_possible(found, scores, capacities)
    assert found.gap == 0
    assert found.certificate.proves(found, PairGraph.of(scores, capacities))


def test_ten_thousand_residents_who_are_all_the_same_do_not_make_it_hang() -> None:
    size = 10_000
    one = np.tile(np.arange(size), 10)
    other = (one + np.repeat(np.arange(1, 11), size)) % size
    residents = [f"r{number:05}" for number in range(size)]
    room = np.full(size, 1)
    found = solve_graph(PairGraph.build(residents, room, one, other, np.full(len(one), 300)))
    assert (found.covered, found.total, found.gap) == (size, 300 * size // 2, 0)


def test_hundreds_who_all_know_each_other_and_are_one_too_many_leave_one_out() -> None:
    size = 401
    one, other = np.triu_indices(size, 1)
    residents = [f"r{number:05}" for number in range(size)]
    found = solve_graph(PairGraph.build(residents, np.full(size, 1), one, other, np.full(len(one), 300)))
    assert (found.covered, found.gap) == (size - 1, 0)

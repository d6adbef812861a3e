"""Prices prove a bound by being added up, and no tampering makes them prove more than is true."""

from dataclasses import replace
from itertools import combinations
from random import Random

import numpy as np
import pytest

from matching.pair_graph import Integers, PairGraph
from matching.prices import PARTS, NoProof, OddSet, Prices, proven_bound
from matching.solver import Certificate, Solution, solve_graph

NOBODY = np.zeros(0, dtype=np.int64)


def everybody_with_everybody(residents: int, room: int = 1) -> PairGraph:
    random = Random(residents)
    ids = [f"r{number:02}" for number in range(residents)]
    scores = {pair: random.randint(1, 1000) for pair in combinations(ids, 2)}
    return PairGraph.of(scores, dict.fromkeys(ids, room))


def triangle() -> PairGraph:
    return PairGraph.of({("a", "b"): 10, ("b", "c"): 10, ("a", "c"): 10}, {"a": 1, "b": 1, "c": 1})


def at(*positions: int) -> Integers:
    return np.array(positions, dtype=np.int64)


def worth(graph: PairGraph, found: Solution) -> int:
    return found.covered * graph.per_covered + found.total


@pytest.mark.parametrize(("residents", "room"), [(8, 1), (31, 1), (30, 2)])
def test_the_prices_of_a_solution_prove_it_without_the_solver(residents: int, room: int) -> None:
    graph = everybody_with_everybody(residents, room)
    found = solve_graph(graph)
    assert found.gap == 0
    assert found.certificate.proves(found, graph)
    assert proven_bound(graph, found.certificate.prices) >= worth(graph, found)


def test_any_prices_prove_something_true() -> None:
    graph = everybody_with_everybody(9, 2)
    best = worth(graph, solve_graph(graph))
    random = np.random.default_rng(1)
    for _ in range(200):
        per_place = random.integers(
            -graph.per_covered * PARTS, graph.per_covered * PARTS, len(graph.residents)
        )
        inside = np.flatnonzero(random.random(len(graph.residents)) < 0.5)
        is_in = np.isin(np.arange(len(graph.residents)), inside)
        crossing = np.flatnonzero(is_in[graph.one] != is_in[graph.other])
        odd = OddSet(inside, crossing[random.random(len(crossing)) < 0.3], inside[:1], inside[1:])
        prices = Prices(per_place.astype(np.int64), ((odd, int(random.integers(0, 500 * PARTS))),))
        assert proven_bound(graph, prices) >= best


def test_an_odd_set_takes_the_half_off_a_triangle() -> None:
    graph = triangle()
    halves = Prices(at(5, 5, 5) * PARTS)
    assert divmod(proven_bound(graph, halves), graph.per_covered) == (3, 15)
    lower = graph.per_covered * PARTS
    whole = Prices(at(5, 5, 5) * PARTS - lower, ((OddSet(at(0, 1, 2), NOBODY, NOBODY, NOBODY), 2 * lower),))
    assert divmod(proven_bound(graph, whole), graph.per_covered)[0] == 2


@pytest.mark.parametrize(
    "odd",
    [
        OddSet(at(0, 0, 1), NOBODY, NOBODY, NOBODY),
        OddSet(at(0, 1, 2), at(0), NOBODY, NOBODY),
        OddSet(at(0, 1), NOBODY, at(2), NOBODY),
        OddSet(at(0, 1), NOBODY, NOBODY, at(2)),
        OddSet(at(0), at(0, 0), NOBODY, NOBODY),
        OddSet(at(0), NOBODY, at(0, 0), NOBODY),
        OddSet(at(7), NOBODY, NOBODY, NOBODY),
        OddSet(at(-1), NOBODY, NOBODY, NOBODY),
    ],
    ids=["resident twice", "pair inside", "first outside", "rest outside", "pair twice", "place twice",
         "unknown", "below zero"],
)  # fmt: skip
def test_what_is_no_odd_set_proves_nothing(odd: OddSet) -> None:
    with pytest.raises(NoProof):
        proven_bound(triangle(), Prices(at(5, 5, 5) * PARTS, ((odd, PARTS),)))


@pytest.mark.parametrize("prices", [at(5, 5), at(5, 5, 5, 5), np.array([5.0, 5.0, 5.0])])
def test_prices_of_another_shape_or_kind_prove_nothing(prices: Integers) -> None:
    with pytest.raises(NoProof):
        proven_bound(triangle(), Prices(prices))


def test_a_negative_price_of_a_set_proves_nothing() -> None:
    odd = OddSet(at(0, 1, 2), NOBODY, NOBODY, NOBODY)
    with pytest.raises(NoProof):
        proven_bound(triangle(), Prices(at(5, 5, 5) * PARTS, ((odd, -PARTS),)))


def test_numbers_too_large_to_add_up_prove_nothing() -> None:
    with pytest.raises(NoProof):
        proven_bound(triangle(), Prices(at(2**62, 2**62, 2**62)))


def test_a_tampered_certificate_is_refused() -> None:
    graph = everybody_with_everybody(30, 2)
    found = solve_graph(graph)
    honest = found.certificate
    dearer = honest.prices.per_place.copy()
    dearer[0] += 10 * PARTS
    assert honest.proves(found, graph)
    assert not Certificate(replace(honest.prices, per_place=dearer), honest.bound).proves(found, graph)
    assert not Certificate(honest.prices, honest.bound - 1).proves(found, graph)
    assert not honest.proves(replace(found, pairs=found.pairs[1:]), graph)
    assert not honest.proves(replace(found, pairs=found.pairs + found.pairs[:1]), graph)
    assert not honest.proves(replace(found, total=found.total + 1), graph)

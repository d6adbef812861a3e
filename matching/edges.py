"""The best partners of each resident, without looking at all pairs; scores as `scoring` does, to the tenth.

Among few residents every pair is looked at. Among many, those are who share something telling or live near
each other, per language; what that loses is in docs/matching.md.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from os import cpu_count

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, csr_matrix, diags_array, hstack
from sparse_dot_topn import sp_matmul_topn

from matching.pair_graph import Flags, Integers, PairGraph
from matching.scoring import ORDINARY, Candidate, Weights, rarity

ALL_PAIRS_UP_TO = 1_000
# What many name says little and costs most, so the rarest come first until there are so many meetings
# a resident over which the products are summed.
_MEETINGS = 10_000
# How many are looked at for each one that is kept, since parts of the day and the like count only then.
_LOOKED_AT = 2
# Partners whom few others need, for those whose best ones are everybody's best.
_UNSOUGHT = 4
_NEXT_DOOR = 12
_AT_ONCE = 200_000


def likely_pairs(
    people: Collection[Candidate],
    weights: Weights,
    *,
    least: int,
    most: int = 20,
    all_pairs_up_to: int = ALL_PAIRS_UP_TO,
) -> PairGraph:
    """The pairs that may be introduced and score at least `least` tenths, up to some `most` a resident.

    A pair is there when either of the two has the other among their best. Up to `all_pairs_up_to` residents
    all allowed pairs are there. Raises ValueError when a resident is there twice.
    """
    ordered = sorted(people, key=lambda person: person.id)
    if len({person.id for person in ordered}) < len(ordered):
        raise ValueError("a resident is a candidate twice")
    neighbours = _Neighbours(ordered, weights)
    if len(ordered) <= all_pairs_up_to:
        one, other = np.triu_indices(len(ordered), 1)
    else:
        one, other = neighbours.promising(most)
    one, other, tenths = neighbours.allowed(one, other, least)
    if len(ordered) > all_pairs_up_to:
        kept = _best(one, other, tenths, len(ordered), most)
        one, other, tenths = one[kept], other[kept], tenths[kept]
    room = np.array([person.capacity for person in ordered], dtype=np.int64)
    return PairGraph.build([person.id for person in ordered], room, one, other, tenths)


@dataclass(frozen=True, eq=False)
class _Lists:
    """One list of each resident as a matrix: the rarity of what is on it, ones, and the length."""

    telling: csr_array
    there: csr_array
    length: Integers


class _Neighbours:
    """All residents in the order of their ids, as arrays."""

    def __init__(self, people: list[Candidate], weights: Weights) -> None:
        self._weights, self._size = weights, len(people)
        telling = rarity(people)
        place = {item: number for number, item in enumerate(sorted(telling))}
        worth = np.array([telling[item] for item in sorted(telling)], dtype=np.int64)
        self._interests = _lists([person.interests for person in people], place, worth)
        self._offers = _lists([person.offers for person in people], place, worth)
        self._wishes = _lists([person.wishes for person in people], place, worth)
        languages = sorted({code for person in people for code in person.languages})
        self._languages = _ticks([person.languages for person in people], languages)
        parts = sorted({code for person in people for code in person.parts_of_day})
        self._parts_of_day = _ticks([person.parts_of_day for person in people], parts)
        self._household = _numbered([person.household for person in people])
        self._flat = _numbered([person.flat for person in people])
        self._place = _numbered([person.place for person in people])
        self._has_place = np.array([person.place != "" for person in people], dtype=np.bool_)
        self._has_floor = np.array([person.floor is not None for person in people], dtype=np.bool_)
        self._floor = np.array([person.floor or 0 for person in people], dtype=np.int64)
        position = {person.id: number for number, person in enumerate(people)}
        barred = [
            tuple(sorted((number, position[id])))
            for number, person in enumerate(people)
            for id in person.barred
            if id in position
        ]
        self._barred = np.array([low * self._size + high for low, high in barred], dtype=np.int64)

    def promising(self, most: int) -> tuple[Integers, Integers]:
        """Pairs to look at: per language those who share most that is telling, and those next door."""
        keys = [
            self._key(speakers[one], speakers[other])
            for speakers in (np.flatnonzero(ticked) for ticked in self._languages.T)
            for one, other in (self._alike(speakers, most * _LOOKED_AT), self._next_door(speakers))
        ]
        key = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *keys]))
        one, other = np.divmod(key, self._size)
        return one[one != other], other[one != other]

    def allowed(self, one: Integers, other: Integers, least: int) -> tuple[Integers, Integers, Integers]:
        """Those of the pairs that no rule forbids and that score enough, with their tenths of a point."""
        may = (self._household[one] != self._household[other]) & ~np.isin(self._key(one, other), self._barred)
        may &= self._meet(self._languages, one, other)
        one, other = one[may], other[may]
        tenths = np.concatenate(
            [np.zeros(0, dtype=np.int64)]
            + [
                self._tenths(one[start : start + _AT_ONCE], other[start : start + _AT_ONCE])
                for start in range(0, len(one), _AT_ONCE)
            ]
        )
        enough = tenths >= max(0, least)
        return one[enough], other[enough], tenths[enough]

    def _key(self, one: Integers, other: Integers) -> Integers:
        return np.minimum(one, other) * self._size + np.maximum(one, other)

    def _tenths(self, one: Integers, other: Integers) -> Integers:
        """The score of each pair as `scoring.score` has it, or -1 where there is nothing to do together."""
        weights = self._weights
        shared = _likeness(self._interests, self._interests, one, other)
        gives = _likeness(self._offers, self._wishes, one, other)
        takes = _likeness(self._offers, self._wishes, other, one)
        same_flat = self._flat[one] == self._flat[other]
        known = same_flat & self._has_floor[one] & self._has_floor[other]
        near = known & (np.abs(self._floor[one] - self._floor[other]) <= 1)
        corner = ~same_flat & self._has_place[one] & (self._place[one] == self._place[other])
        # Rounded one by one, as the reasons are that add up.
        liked = (
            np.rint(10 * weights.interests * shared)
            + np.rint(10 * weights.offer_meets_wish * gives)
            + np.rint(10 * weights.offer_meets_wish * takes)
            + np.rint(10 * weights.both_ways * np.minimum(gives, takes))
        ).astype(np.int64)
        when_and_where = (
            weights.part_of_day * self._meet(self._parts_of_day, one, other)
            + weights.same_flat * same_flat
            + weights.near_floor * near
            + weights.neighbouring_flat * corner
        )
        together = (shared > 0) | (gives > 0) | (takes > 0)
        return np.where(together, liked + 10 * when_and_where, -1)

    @staticmethod
    def _meet(ticks: Flags, one: Integers, other: Integers) -> Flags:
        met = np.zeros(len(one), dtype=np.bool_)
        for column in ticks.T:
            met |= column[one] & column[other]
        return met

    def _alike(self, speakers: Integers, most: int) -> tuple[Integers, Integers]:
        """For each of these the others whose lists have most in common with theirs, in what is telling."""
        mine, theirs = self._vectors
        found = sp_matmul_topn(
            mine[speakers], csr_matrix(theirs[speakers].T), top_n=most + 1, n_threads=cpu_count() or 1
        )
        one, other = found.nonzero()
        return one.astype(np.int64), other.astype(np.int64)

    def _next_door(self, speakers: Integers) -> tuple[Integers, Integers]:
        """For each of these the next few along the flats."""
        along = np.lexsort((speakers, self._household[speakers], self._flat[speakers]))
        steps = range(1, min(_NEXT_DOOR, len(along) - 1) + 1)
        ahead = [np.roll(along, -step) for step in steps]
        return np.tile(along, len(ahead)), np.concatenate([np.zeros(0, dtype=np.int64), *ahead])

    @cached_property
    def _vectors(self) -> tuple[csr_matrix, csr_matrix]:
        """Two vectors a resident whose product is about the score, from what is telling and the flat."""
        weights, flats = self._weights, np.arange(self._size)
        offer, interest = np.sqrt(weights.offer_meets_wish), np.sqrt(weights.interests)
        shared = _unit(self._interests, interest)
        offers, wishes = _unit(self._offers, offer), _unit(self._wishes, offer)
        worth = np.full(self._size, np.sqrt(weights.same_flat + weights.near_floor / 2))
        flat = csr_array((worth, (flats, self._flat)))
        mine = hstack([shared, offers, wishes, flat], format="csr", dtype=np.float32)
        theirs = hstack([shared, wishes, offers, flat], format="csr", dtype=np.float32)
        meetings = np.diff(mine.tocsc().indptr).astype(np.int64) * np.diff(theirs.tocsc().indptr)
        rarest_first = np.argsort(meetings, kind="stable")
        affordable = np.zeros(len(meetings), dtype=np.float32)
        affordable[rarest_first] = np.cumsum(meetings[rarest_first]) <= self._size * _MEETINGS
        telling = diags_array(affordable)
        return _without_zeros(mine @ telling), _without_zeros(theirs @ telling)


def _lists(sets: list[frozenset[str]], place: dict[str, int], worth: Integers) -> _Lists:
    columns = np.array([place[item] for items in sets for item in sorted(items)], dtype=np.int64)
    start = np.cumsum([0, *map(len, sets)])
    shape = (len(sets), len(place))
    telling = csr_array((worth[columns], columns, start), shape=shape)
    there = csr_array((np.ones(len(columns), dtype=np.int64), columns, start), shape=shape)
    return _Lists(telling, there, ORDINARY + np.asarray(telling.sum(axis=1)))


def _ticks(sets: list[frozenset[str]], codes: list[str]) -> Flags:
    ticks = np.zeros((len(sets), len(codes)), dtype=np.bool_)
    for column, code in enumerate(codes):
        ticks[:, column] = [code in ticked for ticked in sets]
    return ticks


def _numbered(codes: list[str]) -> Integers:
    return np.unique(np.array(codes, dtype=np.str_), return_inverse=True)[1].astype(np.int64)


def _likeness(ours: _Lists, theirs: _Lists, one: Integers, other: Integers) -> NDArray[np.float64]:
    """As `scoring` has it, from whole numbers and in the same order, so that not a bit differs."""
    common = np.asarray(ours.telling[one].multiply(theirs.there[other]).sum(axis=1))
    return common / np.sqrt((ours.length[one] * theirs.length[other]).astype(np.float64))


def _unit(lists: _Lists, weight: float) -> csr_array:
    roots = lists.telling.astype(np.float64)
    roots.data = np.sqrt(roots.data)
    return diags_array(weight / np.sqrt(lists.length)) @ roots


def _without_zeros(rows: csr_array) -> csr_matrix:
    rows.eliminate_zeros()
    return csr_matrix(rows)


def _best(one: Integers, other: Integers, tenths: Integers, size: int, most: int) -> Flags:
    """The pairs that either resident has among their best, and some with those whom few have."""
    pairs = np.arange(len(one))
    whose, pair = np.concatenate([one, other]), np.concatenate([pairs, pairs])
    with_whom, score = np.concatenate([other, one]), np.tile(tenths, 2)
    among_best = _first(whose, (pair, -score), most)
    sought = np.bincount(with_whom[among_best], minlength=size)
    rest = np.flatnonzero(~among_best)
    unsought = rest[_first(whose[rest], (pair[rest], -score[rest], sought[with_whom[rest]]), _UNSOUGHT)]
    kept = np.zeros(len(one), dtype=np.bool_)
    kept[pair[among_best]] = True
    kept[pair[unsought]] = True
    return kept


def _first(whose: Integers, by: tuple[Integers, ...], most: int) -> Flags:
    """The first so many of each resident, in the order of the last key, then the one before it."""
    order = np.lexsort((*by, whose))
    sorted_whose = whose[order]
    rank = np.arange(len(order)) - np.searchsorted(sorted_whose, sorted_whose)
    first = np.zeros(len(order), dtype=np.bool_)
    first[order[rank < most]] = True
    return first

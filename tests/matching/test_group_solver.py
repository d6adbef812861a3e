"""The best set of groups: the same as trying everything, within every rule, and proven."""

from dataclasses import replace
from itertools import combinations
from random import Random
from time import monotonic

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.group_solver import GroupSolution, solve
from matching.groups import Activity, Group, valued, why_not_together
from matching.scoring import Candidate, Weights, rarity

Activities = dict[str, Activity]

CODES = ("chess", "walking", "soup")


def of(*codes: str) -> frozenset[str]:
    return frozenset(codes)


def some(random: Random, codes: tuple[str, ...], chance: float) -> frozenset[str]:
    return frozenset(code for code in codes if random.random() < chance)


def neighbourhood(random: Random, size: int) -> list[Candidate]:
    """So many residents, in kinds of neighbourhoods that differ in how much people have in common."""
    ids = tuple(f"r{number}" for number in range(size))
    wanting, speaking, free, barring = (
        random.choice(chances) for chances in ((0.5, 0.7, 1), (0.6, 0.9), (0.5, 0.7, 1), (0, 0, 0.1, 0.3))
    )
    doors = random.choice((3, 8, 20, 99))
    places = random.choice((("", "9742A"), ("9742A",)))
    return [
        Candidate(
            id=id,
            household=f"door_{random.randrange(doors)}",
            flat=random.choice(("north", "south")),
            place=random.choice(places),
            interests=some(random, CODES, wanting),
            offers=some(random, CODES, 0.2),
            wishes=some(random, CODES, 0.2),
            languages=some(random, ("nl", "ar"), speaking),
            parts_of_day=some(random, ("morning", "evening"), free),
            pulls=random.random() < 0.3,
            barred=some(random, ids, barring) - {id},
        )
        for id in ids
    ]  # fmt: skip


@st.composite
def neighbourhoods(draw: st.DrawFn) -> tuple[list[Candidate], Activities, Weights, int]:
    """Up to eight residents, what they could do in twos and threes, weights, and a floor."""
    random = Random(draw(st.integers(0, 10**9)))
    bounds = (Activity(), Activity(2, 3), Activity(2, 2), Activity(4, 8), Activity(3, 2))
    activities = {code: random.choice(bounds) for code in CODES[: random.randint(1, 3)]}
    weights = random.choice((Weights(), Weights(offer_meets_wish=0, willing_to_pull=0, neighbouring_flat=9)))
    return (
        neighbourhood(random, random.choice((3, 5, 6, 7, 8))),
        activities,
        weights,
        random.choice((0, 0, 150, 250)),
    )


def tried_out(
    people: list[Candidate], activities: Activities, weights: Weights, least: int
) -> tuple[int, int, int]:
    """The most covered, then pulled, then worth, by trying every set of groups."""
    telling = rarity(people)
    worth: dict[int, tuple[int, int, int]] = {}
    for size in range(2, len(people) + 1):
        for places in combinations(range(len(people)), size):
            for activity, bounds in activities.items():
                members = [people[place] for place in places]
                group = valued(members, activity, bounds, telling, weights)
                if isinstance(group, Group) and group.tenths >= least:
                    bits = sum(1 << place for place in places)
                    found = size, int(group.is_pulled), group.worth
                    worth[bits] = max(worth.get(bits, found), found)
    best = {0: (0, 0, 0)}
    for bits in sorted(worth):
        for taken, reached in list(best.items()):
            if not taken & bits:
                together = tuple(map(sum, zip(reached, worth[bits], strict=True)))
                best[taken | bits] = max(best.get(taken | bits, together), together)
    return max(best.values())


def assert_possible(found: GroupSolution, people: list[Candidate], activities: Activities) -> None:
    """Every group keeps every rule, nobody is in two, and all is counted right."""
    known = {person.id: person for person in people}
    named = [id for group in found.groups for id in group.members]
    assert len(set(named)) == len(named) == found.covered
    for group in found.groups:
        members = [known[id] for id in group.members]
        assert not why_not_together(members, group.activity, activities[group.activity])
        assert sum(reason.tenths for reason in group.reasons) == group.tenths <= 1000
    assert found.total == sum(group.worth for group in found.groups)
    assert found.pulled == sum(group.is_pulled for group in found.groups)
    assert found.covered <= found.covered_bound
    if found.covered == found.covered_bound:
        assert found.pulled <= found.pulled_bound
        assert found.pulled < found.pulled_bound or found.total <= found.bound


@given(neighbourhoods())
@settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))
def test_it_is_as_good_as_trying_everything_and_knows_it(
    drawn: tuple[list[Candidate], Activities, Weights, int],
) -> None:
    people, activities, weights, least = drawn
    found = solve(people, activities, weights, least=least)
    assert_possible(found, people, activities)
    assert (found.covered, found.pulled, found.total) == tried_out(people, activities, weights, least)
    assert (found.covered_bound, found.pulled_bound, found.bound) == (
        found.covered,
        found.pulled,
        found.total,
    )
    assert found.gap == 0


@given(st.integers(0, 10**9))
@settings(max_examples=30, deadline=None)
def test_the_order_of_residents_and_activities_changes_nothing(seed: int) -> None:
    random = Random(seed)
    people, activities = neighbourhood(random, 12), dict.fromkeys(CODES, Activity())
    shuffled, codes = list(people), list(CODES)
    random.shuffle(shuffled)
    random.shuffle(codes)
    again = solve(shuffled, {code: activities[code] for code in codes}, Weights())
    assert again == solve(people, activities, Weights())


def resident(id: str, **known: object) -> Candidate:
    """Somebody behind a door of their own who wants to play chess in the evening, in Dutch."""
    plain: dict[str, object] = {
        "household": f"door of {id}",
        "flat": "north",
        "interests": of("chess"),
        "languages": of("nl"),
        "parts_of_day": of("evening"),
    }
    return Candidate(id, **{**plain, **known})  # type: ignore[arg-type]


def residents(size: int, **known: object) -> list[Candidate]:
    return [resident(f"r{number:03}", **known) for number in range(size)]


def sizes(found: GroupSolution) -> list[int]:
    return sorted(len(group.members) for group in found.groups)


CHESS = {"chess": Activity()}


def test_more_residents_come_before_more_who_pull_and_those_before_more_points() -> None:
    wanted = of("chess", "walking")
    together = [resident(f"a{number}", interests=wanted, offers=of("walking")) for number in range(4)]
    puller = resident("puller", pulls=True)
    found = solve([*together, puller], {"chess": Activity(5, 5), "walking": Activity(4, 4)}, Weights())
    assert [group.activity for group in found.groups] == ["chess"]
    assert (found.covered, found.pulled, found.gap) == (5, 1, 0)


def test_who_would_pull_is_spread_over_the_groups() -> None:
    people = residents(6)
    people[:2] = [replace(person, pulls=True) for person in people[:2]]
    found = solve(people, CHESS, Weights())
    assert sizes(found) == [3, 3]
    assert all(group.is_pulled for group in found.groups)


def test_a_group_may_have_nobody_who_would_pull_where_there_is_none() -> None:
    found = solve(residents(3), CHESS, Weights())
    assert (found.covered, found.pulled, found.pulled_bound, found.gap) == (3, 0, 0, 0)


def test_a_group_below_the_floor_is_not_proposed() -> None:
    best = solve(residents(4), CHESS, Weights())
    (group,) = best.groups
    assert solve(residents(4), CHESS, Weights(), least=group.tenths).groups == best.groups
    assert solve(residents(4), CHESS, Weights(), least=group.tenths + 1).groups == ()


def test_an_activity_without_room_is_skipped() -> None:
    found = solve(residents(6), {"chess": Activity(4, 3), "walking": Activity()}, Weights())
    assert (found.groups, found.covered_bound, found.gap) == ((), 0, 0)


def test_a_small_venue_makes_small_groups() -> None:
    assert sizes(solve(residents(9), {"chess": Activity(3, 4)}, Weights())) == [3, 3, 3]


def test_eating_is_for_four_to_eight() -> None:
    found = solve(residents(11, interests=of("soup")), {"soup": Activity(4, 8)}, Weights())
    assert found.covered == 11
    assert all(4 <= size <= 8 for size in sizes(found))


@pytest.mark.parametrize("people", [[], residents(1), residents(2), residents(300, household="door_1")])
def test_too_few_who_can_meet_make_no_group_and_that_is_proven(people: list[Candidate]) -> None:
    found = solve(people, CHESS, Weights())
    assert (found.groups, found.covered_bound, found.bound, found.gap) == ((), 0, 0, 0)


def test_nobody_is_a_candidate_twice() -> None:
    with pytest.raises(ValueError, match="twice"):
        solve([*residents(3), resident("r000")], CHESS, Weights())


def test_three_hundred_identical_residents_are_all_in_a_group() -> None:
    found = solve(residents(300), CHESS, Weights())
    assert (found.covered, found.gap) == (300, 0)


def test_when_everybody_ticks_everything_all_are_in_a_group() -> None:
    everything = {f"item_{number}": Activity() for number in range(150)}
    found = solve(residents(100, interests=frozenset(everything)), everything, Weights())
    assert (found.covered, found.gap) == (100, 0)


def test_a_star_whose_middle_may_meet_nobody_does_without_the_middle() -> None:
    people = residents(7)
    people[0] = replace(people[0], barred=frozenset(person.id for person in people))
    found = solve(people, CHESS, Weights())
    assert (found.covered, found.covered_bound) == (6, 6)
    assert "r000" not in {id for group in found.groups for id in group.members}


def test_when_all_must_not_meet_each_other_nobody_does() -> None:
    everybody = frozenset(person.id for person in residents(60))
    found = solve(residents(60, barred=everybody), CHESS, Weights())
    assert (found.groups, found.covered_bound) == ((), 0)


def test_a_ring_of_people_who_must_not_meet_is_seated_apart() -> None:
    ring = [
        replace(person, barred=of(f"r{(place + 1) % 9:03}", f"r{(place + 2) % 9:03}"))
        for place, person in enumerate(residents(9))
    ]
    found = solve(ring, CHESS, Weights())
    assert_possible(found, ring, CHESS)
    assert [group.members for group in found.groups] == [
        ("r000", "r003", "r006"),
        ("r001", "r004", "r007"),
        ("r002", "r005", "r008"),
    ]
    assert found.gap == 0


def test_exclusions_that_the_program_overlooks_are_still_kept() -> None:
    """Five round a table, each barred from both neighbours: no two groups of two and three."""
    table = [
        replace(person, barred=of(f"r{(place + 1) % 5:03}")) for place, person in enumerate(residents(5))
    ]
    activities = {"chess": Activity(2, 3)}
    found = solve(table, activities, Weights())
    assert_possible(found, table, activities)
    assert (found.covered, found.total) == tried_out(table, activities, Weights(), 0)[::2]
    assert (found.covered, found.gap) == (4, 0)


def estate(size: int, seed: int) -> list[Candidate]:
    random = Random(seed)
    codes = tuple(f"item_{number}" for number in range(40))
    return [
        Candidate(
            id=f"r{number:03}",
            household=f"door_{random.randrange(size)}",
            flat=random.choice(("north", "south")),
            place="9742A",
            interests=some(random, codes, 0.15),
            offers=some(random, codes, 0.03),
            languages=some(random, ("nl", "ar", "en"), 0.5),
            parts_of_day=some(random, ("morning", "evening"), 0.6),
            pulls=random.random() < 0.2,
        )
        for number in range(size)
    ]


def test_without_time_it_says_how_far_it_may_be_from_the_best() -> None:
    people, activities = estate(60, 1), {f"item_{number}": Activity() for number in range(40)}
    best = solve(people, activities, Weights())
    assert best.gap == 0
    for seconds in (0, 0.05, 0.3):
        begun = monotonic()
        hurried = solve(people, activities, Weights(), seconds=seconds)
        assert monotonic() - begun < seconds + 2
        assert_possible(hurried, people, activities)
        reached = (hurried.covered, hurried.pulled, hurried.total)
        assert reached <= (best.covered, best.pulled, best.total)
        assert hurried.covered_bound >= best.covered
        assert hurried.gap > 0 or reached == (best.covered, best.pulled, best.total)
        if hurried.covered == best.covered:
            assert hurried.pulled_bound >= best.pulled
            assert hurried.pulled < best.pulled or hurried.bound >= best.total


def test_many_exclusions_among_many_residents_are_kept_and_take_no_time() -> None:
    random = Random(1)
    ids = tuple(person.id for person in residents(150))
    people = [replace(person, barred=some(random, ids, 0.2) - {person.id}) for person in residents(150)]
    found = solve(people, CHESS, Weights(), seconds=10)
    assert_possible(found, people, CHESS)
    assert found.covered == 150

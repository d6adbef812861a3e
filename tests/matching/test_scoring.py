"""The score of a pair: bounded, symmetric, explained by reasons that add up, and blind to who they are."""

from dataclasses import fields, replace
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.scoring import (
    NOT_USED,
    BadWeights,
    Candidate,
    ReasonKind,
    Score,
    Weights,
    WhyNot,
    rarity,
    score,
    why_not,
)
from tests.matching.all_pairs import score_pairs

ITEMS = [f"item_{number}" for number in range(8)]


def some_of(*codes: str) -> st.SearchStrategy[frozenset[str]]:
    """Any of these codes, drawn as the bits of one number, which is quick."""
    return st.integers(0, 2 ** len(codes) - 1).map(
        lambda bits: frozenset(code for place, code in enumerate(codes) if bits >> place & 1)
    )


@st.composite
def neighbourhoods(draw: st.DrawFn) -> list[Candidate]:
    """A few residents of two flats, some behind one door, with all kinds of likings."""
    return [
        Candidate(
            id=f"resident_{number}",
            household=draw(st.sampled_from(["door_1", "door_2", "door_3"])),
            flat=draw(st.sampled_from(["north", "south"])),
            place=draw(st.sampled_from(["", "9742A"])),
            floor=draw(st.sampled_from([None, 0, 1, 2])),
            interests=draw(some_of(*ITEMS)),
            offers=draw(some_of(*ITEMS)),
            wishes=draw(some_of(*ITEMS)),
            languages=draw(some_of("nl", "en")),
            parts_of_day=draw(some_of("morning", "evening")),
            barred=draw(some_of("resident_0")),
        )
        for number in range(draw(st.integers(2, 4)))
    ]


@st.composite
def allowed_weights(draw: st.DrawFn) -> Weights:
    tenth = st.integers(0, 14)
    return Weights(draw(st.integers(1, 14)), *(draw(tenth) for _ in fields(Weights)[1:]))


def resident(id: str, **known: object) -> Candidate:
    """Somebody behind a door of their own who speaks Dutch."""
    plain: dict[str, object] = {"household": f"door of {id}", "flat": "north", "languages": frozenset({"nl"})}
    return Candidate(id, **{**plain, **known})  # type: ignore[arg-type]


def of(*codes: str) -> frozenset[str]:
    return frozenset(codes)


def scored(a: Candidate, b: Candidate, *others: Candidate, weights: Weights | None = None) -> Score:
    found = score(a, b, rarity([a, b, *others]), weights or Weights())
    assert found is not None
    return found


def tenths(found: Score, kind: ReasonKind) -> int:
    return sum(reason.tenths for reason in found.reasons if reason.kind == kind)


@given(neighbourhoods(), allowed_weights())
def test_points_lie_between_zero_and_hundred_and_are_the_sum_of_the_reasons(
    people: list[Candidate], weights: Weights
) -> None:
    for found in score_pairs(people, weights).values():
        assert 0 <= found.total <= 100
        assert sum(reason.points for reason in found.reasons) == found.total
        assert all(reason.tenths >= 0 for reason in found.reasons)


@given(neighbourhoods())
def test_a_score_is_the_same_from_both_sides(people: list[Candidate]) -> None:
    telling = rarity(people)
    for a, b in combinations(people, 2):
        assert score(a, b, telling, Weights()) == score(b, a, telling, Weights())
        assert why_not(a, b) == why_not(b, a)


@given(neighbourhoods())
def test_a_pair_has_either_a_score_or_a_reason_why_not(people: list[Candidate]) -> None:
    found = score_pairs(people, Weights())
    for a, b in combinations(sorted(people, key=lambda person: person.id), 2):
        assert ((a.id, b.id) in found) != bool(why_not(a, b))


@given(neighbourhoods())
def test_every_introduction_names_something_both_have_to_do_with(people: list[Candidate]) -> None:
    known = {person.id: person for person in people}
    for (a, b), found in score_pairs(people, Weights()).items():
        one, other = known[a], known[b]
        together = one.interests & other.interests | one.offers & other.wishes | other.offers & one.wishes
        assert found.suggested_interest in together


@given(neighbourhoods(), st.randoms())
def test_the_order_of_the_residents_changes_nothing(people: list[Candidate], random: object) -> None:
    shuffled = list(people)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert score_pairs(shuffled, Weights()) == score_pairs(people, Weights())


@given(neighbourhoods(), st.sampled_from(ITEMS))
def test_ticking_one_more_thing_that_the_other_lacks_never_brings_points(
    people: list[Candidate], extra: str
) -> None:
    telling = dict.fromkeys(ITEMS, 4000)
    for a, b in combinations(people, 2):
        before = score(a, b, telling, Weights())
        if before and extra not in b.interests:
            after = score(replace(a, interests=a.interests | {extra}), b, telling, Weights())
            assert after is not None and after.tenths <= before.tenths


def test_who_ticks_everything_does_not_win_from_who_ticks_the_same_few() -> None:
    ans = resident("ans", interests=of("chess", "walking"))
    same = resident("same", interests=of("chess", "walking"))
    everything = resident("everything", interests=frozenset(ITEMS) | {"chess", "walking"})
    assert scored(ans, same, everything).total > scored(ans, everything, same).total


def test_who_offers_everything_does_not_win_either() -> None:
    ans = resident("ans", wishes=of("bike_repair"))
    handy = resident("handy", offers=of("bike_repair"))
    everything = resident("everything", offers=frozenset(ITEMS) | {"bike_repair"})
    assert scored(ans, handy, everything).total > scored(ans, everything, handy).total


def test_a_rare_interest_in_common_counts_for_more_than_a_common_one() -> None:
    crowd = [resident(f"crowd_{number}", interests=of("coffee")) for number in range(20)]
    beekeepers = [resident(id, interests=of("beekeeping")) for id in ("ans", "riny")]
    telling = rarity([*crowd, *beekeepers])
    rare = score(*beekeepers, telling, Weights())
    common = score(crowd[0], crowd[1], telling, Weights())
    assert rare is not None and common is not None and rare.total > common.total


def test_the_rarest_thing_in_common_is_what_they_could_begin_with() -> None:
    crowd = [resident(f"crowd_{number}", interests=of("coffee")) for number in range(20)]
    ans, riny = (resident(id, interests=of("coffee", "beekeeping")) for id in ("ans", "riny"))
    found = scored(ans, riny, *crowd)
    assert found.reasons[0].items == ("beekeeping", "coffee")
    assert found.suggested_interest == "beekeeping"


def test_rarity_is_least_for_what_everybody_names_and_more_for_the_rest() -> None:
    people = [
        resident("a", interests=of("coffee"), wishes=of("coffee", "bread")),
        resident("b", offers=of("coffee")),
    ]
    assert rarity(people)["coffee"] == 1000
    assert rarity(people)["bread"] == 1975  # (1 + ln(3 / 2))², in thousandths


def test_a_common_language_is_needed() -> None:
    ans = resident("ans", interests=of("chess"))
    tariq = resident("tariq", interests=of("chess"), languages=of("ar"))
    assert why_not(ans, tariq) == (WhyNot.NO_COMMON_LANGUAGE,)
    assert score(ans, tariq, rarity([ans, tariq]), Weights()) is None


def test_an_unknown_language_is_no_common_language() -> None:
    silent = [resident(id, interests=of("chess"), languages=of()) for id in ("a", "b")]
    assert WhyNot.NO_COMMON_LANGUAGE in why_not(*silent)


def test_two_of_one_household_are_not_introduced() -> None:
    ans, piet = (resident(id, interests=of("chess"), household="door_12") for id in ("ans", "piet"))
    assert why_not(ans, piet) == (WhyNot.SAME_HOUSEHOLD,)


def test_nobody_is_introduced_to_themselves() -> None:
    ans = resident("ans", interests=of("chess"))
    assert WhyNot.SAME_RESIDENT in why_not(ans, replace(ans, household="another door"))


@pytest.mark.parametrize("who_is_told", ["ans", "riny"])
def test_two_who_must_not_meet_are_kept_apart_whichever_of_them_says_so(who_is_told: str) -> None:
    pair = {id: resident(id, interests=of("chess")) for id in ("ans", "riny")}
    pair[who_is_told] = replace(pair[who_is_told], barred=of("ans", "riny"))
    assert why_not(pair["ans"], pair["riny"]) == (WhyNot.BARRED,)


def test_two_with_nothing_to_do_together_are_not_proposed_however_near_they_live() -> None:
    ans = resident("ans", interests=of("chess"), floor=3, parts_of_day=of("evening"))
    riny = resident("riny", interests=of("walking"), floor=3, parts_of_day=of("evening"))
    assert why_not(ans, riny) == (WhyNot.NOTHING_TO_DO,)


def test_all_reasons_why_not_are_told_at_once() -> None:
    ans = resident("ans", household="door_1", barred=of("riny"))
    riny = resident("riny", household="door_1", languages=of("en"))
    assert why_not(ans, riny) == (
        WhyNot.SAME_HOUSEHOLD,
        WhyNot.BARRED,
        WhyNot.NO_COMMON_LANGUAGE,
        WhyNot.NOTHING_TO_DO,
    )


def test_an_offer_that_meets_a_wish_counts_in_its_own_direction() -> None:
    ans = resident("ans", offers=of("bike_repair"))
    riny = resident("riny", wishes=of("bike_repair"))
    found = scored(ans, riny)
    assert tenths(found, ReasonKind.FIRST_OFFERS) > 0
    assert tenths(found, ReasonKind.SECOND_OFFERS) == tenths(found, ReasonKind.BOTH_WAYS) == 0


def test_giving_and_receiving_both_ways_brings_a_bonus() -> None:
    ans = resident("ans", offers=of("bike_repair"), wishes=of("cake"))
    riny = resident("riny", offers=of("cake"), wishes=of("bike_repair"))
    found = scored(ans, riny)
    assert tenths(found, ReasonKind.FIRST_OFFERS) == tenths(found, ReasonKind.SECOND_OFFERS) > 0
    assert tenths(found, ReasonKind.BOTH_WAYS) > 0


def test_two_who_offer_the_same_thing_have_no_offer_that_meets_a_wish() -> None:
    ans, riny = (resident(id, interests=of("chess"), offers=of("cake")) for id in ("ans", "riny"))
    assert {reason.kind for reason in scored(ans, riny).reasons} == {
        ReasonKind.SHARED_INTERESTS,
        ReasonKind.SAME_FLAT,
    }


def test_a_common_part_of_the_day_counts_and_names_it() -> None:
    ans = resident("ans", interests=of("chess"), parts_of_day=of("morning", "evening"))
    riny = resident("riny", interests=of("chess"), parts_of_day=of("evening"))
    reason = next(why for why in scored(ans, riny).reasons if why.kind == ReasonKind.PART_OF_DAY)
    assert (reason.items, reason.points) == (("evening",), Decimal(5))


@pytest.mark.parametrize(
    ("flat", "floor", "points"),
    [("north", 4, 10), ("north", 5, 10), ("north", 6, 5), ("north", None, 5), ("south", 4, 0)],
)
def test_nearness_counts_within_one_flat_only(flat: str, floor: int | None, points: int) -> None:
    ans = resident("ans", interests=of("chess"), flat="north", floor=4)
    riny = resident("riny", interests=of("chess"), flat=flat, floor=floor)
    found = scored(ans, riny)
    near = tenths(found, ReasonKind.SAME_FLAT) + tenths(found, ReasonKind.NEAR_FLOOR)
    assert near == 10 * points


@pytest.mark.parametrize(
    ("flat", "place", "tenths_more"),
    [("south", "9742A", 30), ("south", "9742B", 0), ("south", "", 0), ("north", "9742A", 0)],
)
def test_a_flat_round_the_corner_counts_a_little(flat: str, place: str, tenths_more: int) -> None:
    ans = resident("ans", interests=of("chess"), flat="north", place="9742A")
    riny = resident("riny", interests=of("chess"), flat=flat, place=place)
    assert tenths(scored(ans, riny), ReasonKind.NEIGHBOURING_FLAT) == tenths_more


def test_two_unknown_places_are_not_round_the_corner() -> None:
    ans, riny = (resident(id, interests=of("chess"), flat=id) for id in ("ans", "riny"))
    assert tenths(scored(ans, riny), ReasonKind.NEIGHBOURING_FLAT) == 0


def test_a_weight_of_zero_leaves_the_fact_and_takes_the_points() -> None:
    ans, riny = (resident(id, interests=of("chess")) for id in ("ans", "riny"))
    found = scored(ans, riny, weights=Weights(interests=0))
    assert found.tenths == tenths(found, ReasonKind.SAME_FLAT)
    assert found.suggested_interest == "chess"


def test_the_default_weights_share_out_a_hundred_points() -> None:
    assert Weights().most == 100


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"interests": -1}, "negative"),
        ({"interests": 36}, "above_100"),
        ({"interests": 10**9}, "above_100"),
        ({"interests": 0, "offer_meets_wish": 0}, "nothing_counts"),
        ({"near_floor": 2.5}, "not_whole"),
        ({"near_floor": float("nan")}, "not_whole"),
        ({"near_floor": True}, "not_whole"),
        ({"near_floor": "5"}, "not_whole"),
    ],
)
def test_absurd_weights_are_refused_by_name(wrong: dict[str, object], code: str) -> None:
    with pytest.raises(BadWeights) as refused:
        Weights(**wrong)  # type: ignore[arg-type]
    assert refused.value.code == code


def test_an_empty_neighbourhood_and_one_resident_give_no_pairs() -> None:
    assert score_pairs([], Weights()) == score_pairs([resident("ans")], Weights()) == {}


def test_a_candidate_has_no_place_for_what_is_never_used() -> None:
    assert {each.name for each in fields(Candidate)} == {
        "id", "household", "flat", "place", "floor", "interests", "offers", "wishes", "languages",
        "parts_of_day", "pulls", "capacity", "barred",
    }  # fmt: skip
    assert NOT_USED == ("age", "gender", "contacts_answer", "loneliness", "free_text")

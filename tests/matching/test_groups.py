"""One group for one activity: its reasons add up, every rule is told, and a place can be taken over."""

from dataclasses import replace
from itertools import permutations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.groups import Activity, Group, WhyNoGroup, valued, why_not_together
from matching.scoring import Candidate, Reason, ReasonKind, Weights, rarity


def of(*codes: str) -> frozenset[str]:
    return frozenset(codes)


def resident(id: str, **known: object) -> Candidate:
    """Somebody behind a door of their own who wants to play chess in the evening, in Dutch."""
    plain: dict[str, object] = {
        "household": f"door of {id}",
        "flat": "north",
        "place": "9742A",
        "interests": of("chess"),
        "languages": of("nl"),
        "parts_of_day": of("evening"),
    }
    return Candidate(id, **{**plain, **known})  # type: ignore[arg-type]


THREE = [resident(id) for id in ("ans", "bea", "cor")]


def group(*members: Candidate, others: tuple[Candidate, ...] = (), weights: Weights | None = None) -> Group:
    found = valued(members, "chess", Activity(), rarity([*members, *others]), weights or Weights())
    assert isinstance(found, Group), found
    return found


def tenths(found: Group, kind: ReasonKind) -> int:
    return sum(reason.tenths for reason in found.reasons if reason.kind == kind)


def why_not(*members: Candidate) -> tuple[WhyNoGroup, ...]:
    return why_not_together(members, "chess", Activity())


@st.composite
def sets_of_residents(draw: st.DrawFn) -> list[Candidate]:
    random = Random(draw(st.integers(0, 10**9)))

    def some(*codes: str) -> frozenset[str]:
        return frozenset(code for code in codes if random.random() < 0.8)

    return [
        resident(
            f"r{number}",
            household=f"door_{random.randrange(20)}",
            flat=random.choice(("north", "north", "south")),
            interests=some("chess", "walking", "soup"),
            wishes=some("chess"),
            offers=some("chess") if random.random() < 0.2 else of(),
            languages=some("nl", "ar"),
            parts_of_day=some("morning", "evening"),
            pulls=random.random() < 0.3,
        )
        for number in range(random.randint(1, 7))
    ]


@given(sets_of_residents())
def test_a_set_is_a_group_with_reasons_that_add_up_or_is_told_why_not(people: list[Candidate]) -> None:
    found = valued(people, "chess", Activity(), rarity(people), Weights())
    if isinstance(found, Group):
        assert why_not(*people) == ()
        assert found.tenths == found.worth // len(people)
        assert all(reason.tenths >= 0 for reason in found.reasons)
        assert 0 <= found.tenths <= 10 * Weights().most_of_a_group
    else:
        assert found == why_not(*people) != ()


@given(sets_of_residents(), st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_the_order_of_the_members_changes_nothing(people: list[Candidate], random: Random) -> None:
    telling, shuffled = rarity(people), list(people)
    random.shuffle(shuffled)
    again = valued(shuffled, "chess", Activity(), telling, Weights())
    assert again == valued(people, "chess", Activity(), telling, Weights())


def test_a_group_tells_what_its_members_share() -> None:
    bilingual = replace(THREE[0], languages=of("nl", "ar"), parts_of_day=of("morning", "evening"))
    found = group(bilingual, *THREE[1:])
    assert (found.members, found.languages, found.parts_of_day) == (
        ("ans", "bea", "cor"),
        ("nl",),
        ("evening",),
    )
    assert (found.flat, found.place) == ("north", "9742A")


def test_the_points_of_each_reason() -> None:
    found = group(replace(THREE[0], offers=of("chess")), replace(THREE[1], pulls=True), THREE[2])
    liking = found.reasons[0].tenths
    assert found.reasons == (
        Reason(ReasonKind.SAME_ACTIVITY, ("chess",), liking),
        Reason(ReasonKind.GROUP_OFFERS, ("chess",), 200),
        Reason(ReasonKind.WILLING_TO_PULL, (), 50),
        Reason(ReasonKind.PART_OF_DAY, ("evening",), 50),
        Reason(ReasonKind.SAME_FLAT, (), 50),
    )
    assert found.is_pulled
    assert 0 < liking < 350


def test_who_ticks_everything_adds_less_than_who_ticks_this_alone() -> None:
    keen = resident("keen")
    everything = resident("everything", interests=of("chess", *(f"item_{number}" for number in range(9))))
    with_keen = group(*THREE, keen, others=(everything,))
    with_everything = group(*THREE, everything, others=(keen,))
    assert tenths(with_keen, ReasonKind.SAME_ACTIVITY) > tenths(with_everything, ReasonKind.SAME_ACTIVITY)


def test_a_rare_activity_tells_more_than_a_common_one() -> None:
    crowd = tuple(resident(f"crowd_{number}", interests=of("chess")) for number in range(20))
    telling = rarity([*THREE, *crowd])
    rare = [resident(id, interests=of("beekeeping")) for id in ("ans", "bea", "cor")]
    common = valued(THREE, "chess", Activity(), telling, Weights())
    among = valued(rare, "beekeeping", Activity(), rarity([*rare, *crowd]), Weights())
    assert isinstance(common, Group) and isinstance(among, Group)
    assert among.tenths > common.tenths


def test_a_wish_counts_as_wanting_it() -> None:
    assert group(replace(THREE[0], interests=of(), wishes=of("chess")), *THREE[1:]).members[0] == "ans"


def test_flats_round_the_corner_are_near_and_count_less_than_one_flat() -> None:
    found = group(replace(THREE[0], flat="south"), *THREE[1:])
    assert (found.flat, found.place) == ("", "9742A")
    assert tenths(found, ReasonKind.NEIGHBOURING_FLAT) == 30
    assert found.tenths < group(*THREE).tenths


def test_one_flat_never_counts_for_less_than_flats_round_the_corner() -> None:
    odd = Weights(same_flat=1, neighbouring_flat=4)
    assert tenths(group(*THREE, weights=odd), ReasonKind.SAME_FLAT) == 40


def test_one_flat_is_near_whatever_its_doors_have_for_a_place() -> None:
    assert group(replace(THREE[0], place=""), *THREE[1:]).flat == "north"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"interests": of("walking")}, WhyNoGroup.DOES_NOT_WANT_IT),
        ({"household": "door of bea"}, WhyNoGroup.SAME_HOUSEHOLD),
        ({"barred": of("cor")}, WhyNoGroup.BARRED),
        ({"languages": of("ar")}, WhyNoGroup.NO_COMMON_LANGUAGE),
        ({"parts_of_day": of()}, WhyNoGroup.NO_COMMON_PART_OF_DAY),
        ({"flat": "south", "place": "9742B"}, WhyNoGroup.TOO_FAR_APART),
        ({"flat": "south", "place": ""}, WhyNoGroup.TOO_FAR_APART),
    ],
)
def test_each_rule_is_told_whoever_of_them_breaks_it(change: dict[str, object], code: WhyNoGroup) -> None:
    ans = replace(THREE[0], **change)  # type: ignore[arg-type]
    for order in permutations([ans, *THREE[1:]]):
        assert why_not(*order) == (code,)


def test_too_few_too_many_and_one_resident_counted_twice() -> None:
    assert why_not(*THREE) == ()
    assert why_not(*THREE[:2], THREE[0]) == (WhyNoGroup.TOO_FEW,)
    assert why_not(*THREE, *(resident(f"r{number}") for number in range(4))) == (WhyNoGroup.TOO_MANY,)


def test_all_reasons_why_not_are_told_at_once() -> None:
    ans = resident("ans", interests=of(), languages=of("ar"), flat="south", place="", parts_of_day=of())
    bea = resident("bea", household=ans.household, barred=of("ans"))
    assert set(why_not(ans, bea)) == set(WhyNoGroup) - {WhyNoGroup.TOO_MANY}


def test_nobody_at_all_is_no_group() -> None:
    assert WhyNoGroup.TOO_FEW in why_not()


def test_an_activity_for_nobody_or_half_a_person_is_refused() -> None:
    for bounds in ((1, 6), (0, 6), (2.5, 6), (3, "6")):
        with pytest.raises(ValueError, match="whole people"):
            Activity(*bounds)  # type: ignore[arg-type]

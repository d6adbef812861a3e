"""The publication's figures come out, and a missing input never becomes a number."""

from decimal import Decimal

import pytest

from outreach.value import circa, social_return, value_of_hours

ZERO, MISSING = Decimal(0), None


def test_two_people_of_two_hundred_hours_at_five_euros_are_worth_two_thousand() -> None:
    assert value_of_hours(Decimal(2 * 200), Decimal(5)) == 2_000


def test_the_same_formula_gives_the_figure_for_the_whole_country() -> None:
    assert value_of_hours(Decimal(5_800_000 * 200), Decimal(5)) == 5_800_000_000


def test_cents_stay_cents() -> None:
    assert value_of_hours(Decimal("0.5"), Decimal("14.71")) == Decimal("7.355")
    assert circa(Decimal("7.355")) == Decimal("7.36")


def test_the_lunches_return_about_two_euros_fifty_for_each_euro() -> None:
    ratio = social_return([Decimal(370), Decimal(144)], Decimal(206))
    assert ratio is not None
    assert round(ratio, 3) == Decimal("2.495")
    assert str(circa(ratio)) == "2.50"


@pytest.mark.parametrize(
    ("hours", "rate"),
    [(MISSING, Decimal(5)), (Decimal(200), MISSING), (ZERO, Decimal(5)), (Decimal(200), ZERO)],
)
def test_without_hours_or_a_rate_the_value_is_not_known(hours: Decimal | None, rate: Decimal | None) -> None:
    assert value_of_hours(hours, rate) is None


@pytest.mark.parametrize(
    ("benefits", "cost"),
    [
        ([], Decimal(206)),
        ([Decimal(370), MISSING], Decimal(206)),
        ([Decimal(370), ZERO], Decimal(206)),
        ([Decimal(370)], MISSING),
        ([Decimal(370)], ZERO),
    ],
)
def test_without_every_benefit_and_a_cost_the_return_is_not_known(
    benefits: list[Decimal | None], cost: Decimal | None
) -> None:
    assert social_return(benefits, cost) is None


@pytest.mark.parametrize("wrong", ["-1", "NaN", "Infinity"])
def test_amounts_that_cannot_be_are_refused(wrong: str) -> None:
    with pytest.raises(ValueError):
        value_of_hours(Decimal(wrong), Decimal(5))
    with pytest.raises(ValueError):
        social_return([Decimal(370)], Decimal(wrong))

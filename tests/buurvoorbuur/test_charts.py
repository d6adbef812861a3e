"""A bar is as long as its number says, a bin shows what it leaves open, and the scale tells nothing more."""

from buurvoorbuur.charts import TO_READ, TO_SHOW, Amount, bars, end_of


def exact(label: str, count: int) -> Amount:
    return Amount(label, str(count), count, count)


def test_an_exact_number_is_all_solid_and_as_long_as_its_share() -> None:
    (bar,) = bars("doors", "Doors", [exact("Talk", 24)], whole=90, open_bin=5).bars
    assert (bar.solid, bar.possible) == (26.7, 0.0)


def test_a_bin_is_solid_up_to_its_least_and_striped_up_to_its_most() -> None:
    (bar,) = bars("at_home", "At home", [Amount("4", "10–14", 10, 14)], whole=20, open_bin=5).bars
    assert (bar.solid, bar.possible) == (50.0, 20.0)


def test_an_open_bin_is_drawn_as_long_as_a_bin_and_stops_at_the_end() -> None:
    chart = bars("x", "X", [Amount("a", "10+", 10, None), Amount("b", "20+", 20, None)], whole=20, open_bin=5)
    assert [(bar.solid, bar.possible) for bar in chart.bars] == [(50.0, 25.0), (100.0, 0.0)]


def test_the_end_of_the_scale_comes_from_the_bins_alone() -> None:
    assert end_of([Amount("a", "0–4", 0, 4), Amount("b", "10+", 10, None)], open_bin=5) == 15
    assert end_of([], open_bin=5) == 0


def test_bars_stand_below_each_other_and_are_said_in_words_too() -> None:
    chart = bars("doors", "Doors", [exact("Talk", 24), exact("Opted out", 3)], whole=90, open_bin=5)
    first, second = chart.bars
    assert second.bar_at - first.bar_at == TO_READ.row
    assert chart.height == 2 * TO_READ.row
    assert chart.description == "Talk: 24; Opted out: 3"


def test_nothing_out_of_nothing_is_no_length() -> None:
    (bar,) = bars("doors", "Doors", [exact("Talk", 0)], whole=0, open_bin=5).bars
    assert (bar.solid, bar.possible) == (0.0, 0.0)


def test_a_drawing_to_show_in_a_room_has_larger_letters_and_the_same_shares() -> None:
    amounts = [Amount("4", "10–14", 10, 14), exact("Talk", 3)]
    read = bars("x", "X", amounts, whole=20, open_bin=5)
    shown = bars("x", "X", amounts, whole=20, open_bin=5, size=TO_SHOW)
    assert [(bar.solid, bar.possible) for bar in shown.bars] == [
        (bar.solid, bar.possible) for bar in read.bars
    ]
    assert shown.size.letters * 72 / 96 >= 20
    assert [bar.bar_at - bar.words_at for bar in shown.bars] == [TO_SHOW.words - TO_SHOW.letters] * 2

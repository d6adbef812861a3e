"""Numbers are released once: a closed quarter of a flat with ten talks, in bins, never to change again."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import Error, connection, transaction

from buurvoorbuur.models import Event, Team, User
from outreach import optouts, released, releases
from outreach.models import Flat, Release, ReleaseCell, ReleasedFlat, ReleaseTable, Visit
from outreach.opt_out_terms import Channel
from outreach.quarters import Quarter
from outreach.released import Selection
from tests import make

SPRING, SUMMER, AUTUMN, WINTER = (Quarter(2026, number) for number in (1, 2, 3, 4))
NEXT_YEAR = datetime(2027, 1, 8, 3, tzinfo=UTC)


Walk = Callable[..., list[Visit]]


def middle_of(quarter: Quarter) -> datetime:
    """An evening half-way."""
    return datetime.combine(quarter.first_day + timedelta(days=40), make.EVENING.timetz())


def large(team: Team, name: str, *walkers: User) -> Flat:
    made = make.flat(team, name=name, doors=60, per_floor=10)
    for person in walkers:
        make.assign(person, made)
    make.delivered_letters(made, on=date(2025, 12, 1))
    return made


@pytest.fixture
def zonneflat(team: Team, ans: User, riny: User) -> Flat:
    return large(team, "Zonneflat", ans, riny)


@pytest.fixture
def maanflat(team: Team, ans: User, riny: User) -> Flat:
    return large(team, "Maanflat", ans, riny)


@pytest.fixture
def walk(ans: User, riny: User) -> Walk:
    """An evening half-way a quarter with talks at the doors that come next."""
    begun: dict[int, int] = {}

    def walked(flat: Flat, quarter: Quarter, talks: int, answer: str = "4") -> list[Visit]:
        start = begun.get(flat.pk, 0)
        begun[flat.pk] = start + talks
        doors = list(flat.addresses.in_walking_order()[start : start + talks])
        at = middle_of(quarter)
        evening = make.walking_round(flat, ans, riny, at)
        evening.doors.exclude(address__in=doors).delete()
        return [make.talk(evening, door, answers={"feels_at_home": answer}, at=at) for door in doors]

    return walked


def everything_written() -> list[object]:
    models = (Release, ReleasedFlat, ReleaseTable, ReleaseCell)
    return [list(model.objects.order_by("pk").values_list()) for model in models]


def at_home(team: Team, **chosen: object) -> dict[str, str]:
    table = released.report(team, Selection(**chosen)).feels_at_home  # type: ignore[arg-type]
    return {cell.code: cell.label for cell in table.cells if cell.low is not None}


def spans() -> list[tuple[str, int, int, int, int]]:
    """Flat, first quarter, last quarter and talks of each release."""
    fields = ("flat_name", "since_number", "year", "number", "talks")
    return list(Release.objects.filter(is_sum=False).values_list(*fields))


# What is frozen, and when


def test_a_quarter_that_is_not_over_is_not_released(zonneflat: Flat, walk: Walk, team: Team) -> None:
    walk(zonneflat, SPRING, 12)
    with pytest.raises(ValueError, match="not over"):
        releases.freeze(team=team, quarter=SPRING, at=SPRING.end - timedelta(seconds=1))
    assert releases.freeze_due(SPRING.end - timedelta(seconds=1)) == 0
    assert releases.freeze_due(SPRING.end) == 1


def test_a_flat_with_ten_talks_is_released_by_itself_and_another_is_not_in_it(
    zonneflat: Flat, maanflat: Flat, walk: Walk, team: Team
) -> None:
    walk(zonneflat, SPRING, 10, "4")
    walk(maanflat, SPRING, 11, "2")
    releases.freeze_due(SPRING.end)
    assert spans() == [("Maanflat", 1, 2026, 1, 11), ("Zonneflat", 1, 2026, 1, 10)]
    assert at_home(team, flat=zonneflat.pk)["4"] == "5+"
    assert at_home(team, flat=maanflat.pk)["4"] == "0–4"
    assert at_home(team)["4"] == "5–14"
    assert Event.objects.filter(action="numbers.released").count() == 2


def test_fewer_than_ten_wait_for_the_next_quarter_and_then_stand_there_once(
    zonneflat: Flat, walk: Walk, team: Team
) -> None:
    walk(zonneflat, SPRING, 9)
    assert releases.freeze_due(SPRING.end) == 0
    walk(zonneflat, SUMMER, 1)
    assert releases.freeze_due(SUMMER.end) == 1
    assert spans() == [("Zonneflat", 1, 2026, 2, 10)]
    walk(zonneflat, AUTUMN, 10)
    releases.freeze_due(AUTUMN.end)
    assert spans()[1] == ("Zonneflat", 3, 2026, 3, 10)


def test_what_several_flats_have_left_at_the_end_of_a_year_goes_together(
    zonneflat: Flat, maanflat: Flat, walk: Walk, team: Team
) -> None:
    walk(zonneflat, SPRING, 6)
    walk(maanflat, AUTUMN, 5)
    assert releases.freeze_due(AUTUMN.end) == 0
    assert releases.freeze_due(WINTER.end) == 1
    [together] = Release.objects.filter(is_sum=False)
    assert (together.flat_id, together.flat_name, together.talks, together.doors) == (None, "", 11, 120)
    assert released.choices(team).flats == {}
    walk(zonneflat, Quarter(2027, 1), 10)
    releases.freeze_due(Quarter(2027, 1).end)
    assert spans()[1] == ("Zonneflat", 1, 2027, 1, 10)


def test_less_than_ten_in_all_flats_together_waits_also_over_the_year(
    zonneflat: Flat, maanflat: Flat, walk: Walk
) -> None:
    walk(zonneflat, SPRING, 5)
    walk(maanflat, WINTER, 4)
    assert releases.freeze_due(NEXT_YEAR) == 0
    walk(maanflat, Quarter(2027, 1), 6)
    assert releases.freeze_due(Quarter(2027, 1).end) == 1
    assert spans() == [("Maanflat", 4, 2027, 1, 10)]


def test_a_worker_that_slept_a_year_releases_what_it_would_have_released_in_time(
    zonneflat: Flat, maanflat: Flat, walk: Walk
) -> None:
    for flat, quarter, talks in ((zonneflat, SPRING, 12), (maanflat, SUMMER, 7), (zonneflat, AUTUMN, 8)):
        walk(flat, quarter, talks)
    with transaction.atomic():
        for quarter in (SPRING, SUMMER, AUTUMN, WINTER):
            releases.freeze_due(quarter.end)
        in_time = spans()
        transaction.set_rollback(True)
    releases.freeze_due(NEXT_YEAR)
    assert spans() == in_time == [("Zonneflat", 1, 2026, 1, 12), ("", 2, 2026, 4, 15)]


# It stays as it is


def test_a_second_time_adds_and_changes_nothing(zonneflat: Flat, walk: Walk, team: Team) -> None:
    walk(zonneflat, SPRING, 12)
    releases.freeze_due(SPRING.end)
    before = everything_written()
    assert releases.freeze(team=team, quarter=SPRING, at=NEXT_YEAR) == []
    assert releases.freeze_due(SPRING.end) == 0
    assert everything_written() == before


def test_what_happens_after_freezing_changes_no_row_of_it(
    zonneflat: Flat, walk: Walk, team: Team, cora: User
) -> None:
    visits = walk(zonneflat, SPRING, 12)
    releases.freeze_due(SPRING.end)
    before, report = everything_written(), released.report(team, Selection())
    visits[0].talk.delete()
    visits[0].delete()
    Visit.objects.filter(pk=visits[1].pk).update(undone_at=NEXT_YEAR)
    optouts.record(address=visits[2].address, channel=Channel.PHONE, by=cora, at=NEXT_YEAR)
    walk(zonneflat, SUMMER, 3)
    releases.freeze_due(NEXT_YEAR)
    assert everything_written() == before
    assert released.report(team, Selection()) == report


def test_a_talk_that_arrives_late_counts_in_the_quarter_in_which_it_came(zonneflat: Flat, walk: Walk) -> None:
    walk(zonneflat, SPRING, 10)
    late = walk(zonneflat, SUMMER, 10)
    Visit.objects.filter(pk__in=[visit.pk for visit in late]).update(happened_at=middle_of(SPRING))
    releases.freeze_due(SUMMER.end)
    assert [span[-1] for span in spans()] == [10, 10]


def test_before_freezing_one_talk_less_changes_only_its_own_flat_and_quarter(
    zonneflat: Flat, maanflat: Flat, walk: Walk
) -> None:
    walk(maanflat, SPRING, 12)
    walk(zonneflat, SUMMER, 11)
    gone = walk(zonneflat, SPRING, 11)[0]

    def told() -> dict[str, object]:
        with transaction.atomic():
            releases.freeze_due(SUMMER.end)
            cells = ReleaseCell.objects.filter(table__release__is_sum=False).values_list(
                "table__release__flat_name", "table__release__number", "table__code", "state", "low", "high"
            )
            found = {str(cell[:4]): cell[4:] for cell in cells}
            transaction.set_rollback(True)
        return found

    before = told()
    gone.talk.delete()
    gone.delete()
    after = told()
    assert before.keys() == after.keys()
    changed = {key for key in before if before[key] != after[key]}
    assert all(key.startswith("('Zonneflat', 1") for key in changed)


@pytest.mark.parametrize("model", [Release, ReleasedFlat, ReleaseTable, ReleaseCell])
def test_the_database_itself_refuses_to_change_or_delete_what_was_released(
    zonneflat: Flat, walk: Walk, model: type
) -> None:
    walk(zonneflat, SPRING, 12)
    releases.freeze_due(SPRING.end)
    table, key = model._meta.db_table, model._meta.pk.column
    for act in (f"UPDATE {table} SET {key} = {key}", f"DELETE FROM {table}"):
        with pytest.raises(Error, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(act)
    assert model.objects.exists()


def test_no_bin_narrower_than_five_can_be_stored(zonneflat: Flat, walk: Walk) -> None:
    walk(zonneflat, SPRING, 12)
    releases.freeze_due(SPRING.end)
    table = ReleaseTable.objects.first()
    with pytest.raises(Error, match="no_bin_narrower_than_five"), transaction.atomic():
        ReleaseCell.objects.create(table=table, state="narrow", low=0, high=3)


# The doors of a quarter


def test_the_doors_of_a_quarter_are_those_where_something_was_noted_or_planned_in_it(
    zonneflat: Flat, walk: Walk, team: Team, ans: User, riny: User, cora: User
) -> None:
    walk(zonneflat, SPRING, 10)
    doors = list(zonneflat.addresses.in_walking_order())
    at = middle_of(SUMMER)
    walk(zonneflat, SUMMER, 10)
    evening = make.walking_round(zonneflat, ans, riny, at)
    evening.doors.exclude(address__in=doors[20:23]).delete()
    make.visit(evening, doors[20], at=at)
    optouts.record(address=doors[30], channel=Channel.PHONE, by=cora, at=at)
    releases.freeze_due(SUMMER.end)
    told = ReleaseTable.objects.filter(code="doors", release__is_sum=False).order_by("release__number")
    # Ten talks; then ten talks, one where nobody was home, two planned and not noted, one no.
    assert [table.talks for table in told] == [10, 14]


def test_a_no_after_a_talk_in_the_same_quarter_takes_the_talk_out(
    zonneflat: Flat, walk: Walk, cora: User
) -> None:
    visits = walk(zonneflat, SPRING, 11)
    optouts.record(
        address=visits[0].address, channel=Channel.PHONE, by=cora, at=middle_of(SPRING) + timedelta(days=1)
    )
    releases.freeze_due(SPRING.end)
    assert [span[-1] for span in spans()] == [10]


# What is read


def test_sums_add_up_bins_and_an_open_bin_goes_as_far_as_its_talks(
    zonneflat: Flat, maanflat: Flat, walk: Walk, team: Team
) -> None:
    walk(zonneflat, SPRING, 12, "4")
    walk(maanflat, SPRING, 12, "4")
    releases.freeze_due(SPRING.end)
    assert at_home(team, flat=zonneflat.pk) == {"1": "0–4", "2": "0–4", "3": "0–4", "4": "5+", "5": "0–4"}
    assert at_home(team) == {"1": "0–8", "2": "0–8", "3": "0–8", "4": "10–24", "5": "0–8"}


def test_quarters_and_flats_are_chosen_by_what_there_is(
    zonneflat: Flat, maanflat: Flat, walk: Walk, team: Team
) -> None:
    walk(zonneflat, SPRING, 12)
    walk(maanflat, SUMMER, 10)
    walk(zonneflat, AUTUMN, 11)
    releases.freeze_due(AUTUMN.end)
    assert list(released.choices(team).flats.values()) == ["Maanflat", "Zonneflat"]
    assert released.choices(team).quarters == [SPRING, SUMMER, AUTUMN]
    assert released.report(team, Selection(first=SUMMER)).talks == 21
    assert released.report(team, Selection(last=SUMMER)).talks == 22
    assert released.report(team, Selection(flat=zonneflat.pk, first=SUMMER, last=SUMMER)).talks == 0
    report = released.report(team, Selection())
    assert [(part.name, part.talks) for part in report.between_flats] == [("Maanflat", 10), ("Zonneflat", 23)]
    assert [(part.name, part.talks) for part in report.over_quarters] == [
        (SPRING, 12),
        (SUMMER, 10),
        (AUTUMN, 11),
    ]


def test_another_team_s_numbers_are_not_in_it(zonneflat: Flat, walk: Walk, team: Team) -> None:
    walk(zonneflat, SPRING, 12)
    releases.freeze_due(SPRING.end)
    other = make.team("Elders")
    assert released.report(other, Selection(flat=zonneflat.pk)).releases == 0

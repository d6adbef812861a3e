"""What is missing is counted line by line, shown without a resident's name, and gone once it is mended."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buurvoorbuur.access import reach_of
from buurvoorbuur.models import Team, User
from buurvoorbuur.roles import Permission
from outreach import budgets, missing, optouts, rounds
from outreach.budgets import LineNotes
from outreach.consent_terms import Purpose
from outreach.flat_phases import Afterwards, Phase
from outreach.missing import Missing
from outreach.models import BudgetLine, Flat, HourRate, Hours, Letter, LetterBatch, Resident, Round
from outreach.money_terms import Origin
from outreach.opt_out_terms import Channel
from outreach.visit_states import RoundState
from tests import make

As = Callable[[User], Client]
TODAY = make.EVENING.date()
MATCHED = frozenset({Purpose.MATCH})


@pytest.fixture
def planned(flat: Flat, starter_interests: None) -> Flat:
    """The flat with its plan, so that nothing is missing."""
    Flat.objects.update(plan_afterwards=Afterwards.GROUPS)
    return flat


@pytest.fixture
def counted(team: Team, cora: User) -> Callable[..., dict[Missing, int]]:
    def count(today: date = TODAY) -> dict[Missing, int]:
        reach = reach_of(cora, Permission.REPORT_FLATS)
        return {line.what: line.count for line in missing.of(team, reach, today)}

    return count


Counted = Callable[..., dict[Missing, int]]


def close(evening: Round, by: User) -> None:
    rounds.close(round=evening, both_home=True, debrief=rounds.Debrief(), by=by, at=make.EVENING)


def test_a_team_that_noted_everything_misses_nothing(planned: Flat, counted: Counted) -> None:
    assert counted() == {}


def test_a_flat_without_a_plan_counts_until_it_is_only_kept(flat: Flat, counted: Counted) -> None:
    assert counted() == {Missing.PLANS: 1}
    Flat.objects.update(phase=Phase.KEEP)
    assert counted() == {}


def test_a_round_that_is_over_counts_the_day_after(planned: Flat, tonight: Round, counted: Counted) -> None:
    later = TODAY + timedelta(days=1)
    assert counted() == {}
    assert counted(later) == {Missing.OPEN_ROUNDS: 1}
    Round.objects.update(state=RoundState.PLANNED)
    assert counted(later) == {Missing.MISSED_ROUNDS: 1}
    Round.objects.update(state=RoundState.CANCELLED)
    assert counted(later) == {}


def test_doors_of_a_closed_round_without_outcome_count_unless_they_may_not_be_rung(
    planned: Flat, tonight: Round, ans: User, cora: User, counted: Counted
) -> None:
    doors = list(planned.addresses.in_walking_order())
    make.visit(tonight, doors[0])
    assert counted() == {}
    close(tonight, ans)
    assert counted() == {Missing.DOORS: 5}
    optouts.record(address=doors[1], channel=Channel.PHONE, by=cora, at=make.EVENING)
    optouts.pause(address=doors[2], by=cora, at=make.EVENING)
    assert counted() == {Missing.DOORS: 3}


def test_a_talk_without_a_word_counts_only_where_words_may_be_kept(
    planned: Flat, tonight: Round, counted: Counted
) -> None:
    one, two, three, four = planned.addresses.in_walking_order()[:4]
    keeps = frozenset({Purpose.KEEP_ANSWERS})
    make.talk(tonight, one, make.resident_notes(consents=keeps))
    make.talk(tonight, two, make.resident_notes(consents=frozenset({Purpose.KEEP_POSTED})))
    make.talk(tonight, three, make.resident_notes(consents=keeps), answers={"joins_in": "Ja"})
    make.talk(tonight, four, make.resident_notes(consents=keeps, shares=frozenset({"baking"})))
    assert counted() == {Missing.ANSWERS: 1}


def test_who_wants_an_introduction_needs_an_interest(planned: Flat, tonight: Round, counted: Counted) -> None:
    one, two = planned.addresses.in_walking_order()[:2]
    make.resident(tonight, one, consents=MATCHED)
    make.resident(tonight, two, consents=MATCHED, wishes=frozenset({"baking"}))
    assert counted() == {Missing.INTERESTS: 1}


def test_who_wants_an_introduction_needs_a_way_to_be_reached(
    planned: Flat, tonight: Round, cora: User, counted: Counted
) -> None:
    one, two, three, _four = doors = list(planned.addresses.in_walking_order()[:4])
    likes = frozenset({"baking"})
    for door, phone in zip(doors, ("", "06 12345678", "", ""), strict=True):
        make.resident(tonight, door, consents=MATCHED, phone=phone, shares=likes)
    for door in (one, two):
        optouts.pause(address=door, by=cora, at=make.EVENING)
    # Who said no is not looked for.
    optouts.record(address=three, channel=Channel.PHONE, by=cora, at=make.EVENING)
    assert counted() == {Missing.CONTACT: 1}


def test_a_year_after_the_last_contact_somebody_counts(
    planned: Flat, tonight: Round, counted: Counted
) -> None:
    make.resident(tonight, planned.addresses.all()[0], shares=frozenset({"baking"}))
    Round.objects.update(state=RoundState.CANCELLED)
    assert counted(date(2027, 10, 6)) == {}
    assert counted(date(2027, 10, 7)) == {Missing.SILENCE: 1}
    Resident.objects.update(last_contact_on=date(2027, 2, 28))
    assert counted(date(2028, 2, 29)) == {}
    assert counted(date(2028, 3, 1)) == {Missing.SILENCE: 1}


def test_letters_that_lie_ready_count_until_they_are_delivered(planned: Flat, counted: Counted) -> None:
    assert counted() == {}
    LetterBatch.objects.update(delivered_on=None)
    assert counted() == {Missing.LETTERS: 1}


def test_what_a_phone_sent_and_nobody_stored_counts(planned: Flat, tonight: Round, counted: Counted) -> None:
    make.aside(tonight)
    assert counted() == {Missing.ENVELOPES: 1}


def test_each_of_the_two_counts_whose_hours_were_not_booked(
    planned: Flat, tonight: Round, ans: User, riny: User, counted: Counted
) -> None:
    for door in planned.addresses.all():
        make.visit(tonight, door)
    close(tonight, ans)
    assert counted() == {}
    Hours.objects.filter(user=riny).delete()
    assert counted() == {Missing.HOURS: 1}
    Hours.objects.all().delete()
    assert counted() == {Missing.HOURS: 2}


def test_an_hour_needs_a_worth_and_that_a_source(planned: Flat, counted: Counted) -> None:
    HourRate.objects.update(source="")
    assert counted() == {Missing.SOURCE: 1}
    HourRate.objects.all().delete()
    assert counted() == {Missing.RATE: 1}


@pytest.mark.parametrize(
    ("year", "origin", "granted", "spent", "is_missing"),
    [
        (2026, Origin.SUBSIDY, None, None, True),
        (2026, Origin.SUBSIDY, 100, None, False),
        (2025, Origin.SUBSIDY, 100, None, True),
        (2025, Origin.SUBSIDY, 0, None, False),
        (2025, Origin.SUBSIDY, 100, 90, False),
        (2027, Origin.SUBSIDY, None, None, False),
        (2025, Origin.IN_KIND, None, None, False),
    ],
)
def test_a_line_of_a_budget_misses_what_could_be_known(
    planned: Flat, cora: User, counted: Counted, year: int, origin: Origin, granted: int | None,
    spent: int | None, is_missing: bool,
) -> None:  # fmt: skip
    amounts = [None if euros is None else Decimal(euros) for euros in (granted, spent)]
    notes = LineNotes(year, "Bankje", "Fonds", origin, granted=amounts[0], spent=amounts[1])
    budgets.add(team=planned.team, notes=notes, by=cora, at=make.EVENING)
    assert counted() == ({Missing.BUDGET: 1} if is_missing else {})
    assert BudgetLine.objects.count() == 1


def test_an_activity_without_all_its_figures_counts(planned: Flat, cora: User, counted: Counted) -> None:
    make.return_line(planned.team, cora)
    assert counted() == {Missing.RETURNS: 1}


def test_another_team_is_not_counted(
    planned: Flat, cora: User, ans: User, riny: User, counted: Counted
) -> None:
    other = make.team("Andere buren")
    walked = make.walking_round(make.flat(other, name="Elders"), ans, riny)
    make.talk(walked, walked.flat.addresses.all()[0])
    make.aside(walked)
    make.return_line(other, cora)
    assert counted(TODAY + timedelta(days=400)) == {}


def everything(team: Team, ans: User, riny: User, cora: User, size: int) -> None:
    """So many of everything that can be missing."""
    for number in range(size):
        place = make.flat(team, name=f"Flat {size}-{number}")
        walked = make.walking_round(place, ans, riny)
        doors = place.addresses.in_walking_order()
        make.talk(walked, doors[0], make.resident_notes("Samira Haddad"))
        make.resident(walked, doors[1], "Stille Willem", consents=MATCHED)
        optouts.pause(address=doors[1], by=cora, at=make.EVENING)
        Round.objects.filter(pk=walked.pk).update(state=RoundState.CLOSED)
        make.walking_round(place, ans, riny, make.EVENING - timedelta(days=3))
        make.aside(walked)
        letter = Letter.objects.create(
            flat=place, language="nl", version=1, subject="Dag", body="Dag", written_at=make.EVENING
        )
        LetterBatch.objects.create(
            letter=letter, ordered_at=make.EVENING, printed_at=make.EVENING, first_visit_on=TODAY
        )
        notes = LineNotes(2025, f"Bankje {size}-{number}", "Fonds", Origin.GIFT)
        budgets.add(team=team, notes=notes, by=cora, at=make.EVENING)
    HourRate.objects.update(source="")


def test_all_is_counted_in_the_same_queries_at_any_size(
    team: Team, ans: User, riny: User, cora: User, starter_interests: None
) -> None:
    make.return_line(team, cora)
    taken, found = [], []
    reach = reach_of(cora, Permission.REPORT_FLATS)
    for size in (1, 7):
        everything(team, ans, riny, cora, size)
        with CaptureQueriesContext(connection) as asked:
            found.append(missing.of(team, reach, TODAY + timedelta(days=1)))
        taken.append(len(asked))
    assert taken == [14, 14]
    assert {line.what for line in found[1]} >= set(Missing) - {
        Missing.MISSED_ROUNDS,
        Missing.SILENCE,
        Missing.RATE,
    }
    [letters] = [line for line in found[1] if line.what == Missing.LETTERS]
    assert (letters.count, len(letters.places), letters.unnamed) == (8, missing.MOST_PLACES, 3)


# The page


def test_the_page_counts_says_why_leads_on_and_names_no_resident(
    team: Team, ans: User, riny: User, cora: User, as_: As, in_english: None, starter_interests: None
) -> None:
    everything(team, ans, riny, cora, 1)
    page = as_(cora).get(reverse("missing", args=[team.pk])).text
    batch = LetterBatch.objects.get()
    for said in (
        "1 stack of letters was not recorded as delivered",
        "1 flat has no plan for after the talks",
        "4 doors of closed rounds have no outcome",
        "2 residents would like an introduction and have no interests",
        "2 times nobody booked the hours of a round",
        "Whoever gave money will ask what came of it.",
        f'href="{reverse("letter_batch", args=[batch.letter.flat_id, batch.pk])}"',
        f'href="{reverse("round_new")}?flat={batch.letter.flat_id}"',
        f'href="{reverse("budget", args=[team.pk])}"',
    ):
        assert said in page
    assert "Samira" not in page and "Willem" not in page


def test_the_page_says_warmly_that_nothing_is_missing(planned: Flat, cora: User, as_: As) -> None:
    page = as_(cora).get(reverse("missing", args=[planned.team_id])).text
    assert "Er ontbreekt niets" in page
    assert reverse("missing", args=[planned.team_id]) in as_(cora).get(reverse("reports")).text


def test_what_is_missing_is_for_the_coordinator_of_the_team(
    team: Team, cora: User, wim: User, ans: User, bea: User, as_: As
) -> None:
    path = reverse("missing", args=[team.pk])
    assert [as_(user).get(path).status_code for user in (cora, wim, ans, bea)] == [200, 403, 403, 403]
    assert as_(cora).get(reverse("missing", args=[make.team("Andere buren").pk])).status_code == 404
    assert reverse("missing", args=[team.pk]) not in as_(wim).get(reverse("reports")).text

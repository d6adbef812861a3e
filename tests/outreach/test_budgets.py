"""A budget adds up what is known, keeps gifts apart from subsidies, and never takes missing for nothing."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from buurvoorbuur.models import Event, Team, User
from buurvoorbuur.refusals import Refused
from outreach import budgets, ideas, returns
from outreach.budgets import LineNotes
from outreach.models import BudgetLine, Flat, Idea, ReturnLine
from outreach.money_terms import Origin, Side
from tests import make, paper

DRINKS = LineNotes(
    2016, "Borrel op Burendag", "Monitorgroep", Origin.GIFT, granted=Decimal(100), spent=Decimal(100)
)
PLANS = LineNotes(
    2017, "Activiteiten", "Gemeente", Origin.SUBSIDY, asked=Decimal(650), asked_on=date(2016, 11, 1)
)


def add(team: Team, by: User, notes: LineNotes) -> BudgetLine:
    return budgets.add(team=team, notes=notes, by=by, at=make.EVENING)


def filled_in(**changes: object) -> dict[str, object]:
    return {
        "year": 2017,
        "what": "Plantenbak",
        "origin": "subsidy",
        "payer": "Gemeente",
        "asked": "650",
        **changes,
    }


@pytest.fixture
def client(cora: User, as_) -> Client:
    made: Client = as_(cora)
    return made


def test_the_budget_of_six_hundred_and_fifty_euros_is_known_as_far_as_it_is(team: Team, cora: User) -> None:
    add(team, cora, PLANS)
    budget = budgets.of_year(team, 2017)
    assert (budget.money.asked, budget.money.granted, budget.money.spent) == (650, None, None)
    assert budget.money.missing
    assert Event.objects.get().action == "budget.line_added"


def test_a_gift_stands_apart_from_subsidies_and_goods_are_no_money(team: Team, cora: User) -> None:
    this_year = [replace(notes, year=2017) for notes in (DRINKS, PLANS)]
    goods = LineNotes(2017, "Drukwerk", "De kerk", Origin.IN_KIND, granted=Decimal(40))
    for notes in (*this_year, replace(PLANS, year=2017, what="Bankje", asked=Decimal(50)), goods):
        add(team, cora, notes)
    budget = budgets.of_year(team, 2017)
    assert list(budget.by_origin) == [Origin.SUBSIDY, Origin.GIFT, Origin.IN_KIND]
    assert (budget.by_origin[Origin.SUBSIDY].asked, budget.by_origin[Origin.GIFT].granted) == (700, 100)
    assert (budget.money.asked, budget.money.granted) == (700, 100)


def test_nothing_and_not_known_are_two_things(team: Team, cora: User, client: Client) -> None:
    add(team, cora, replace(PLANS, granted=Decimal(0), answered_on=date(2016, 12, 1)))
    page = client.get(reverse("budget", args=[team.pk])).text
    assert "€ 0,00" in page and "niet bekend" in page and "afgewezen op 1 december 2016" in page


def test_each_year_stands_by_itself_the_newest_first(team: Team, cora: User) -> None:
    for notes in (DRINKS, PLANS):
        add(team, cora, notes)
    assert budgets.years(team) == [2017, 2016]
    assert [line.what for line in budgets.of_year(team, 2016).lines] == [DRINKS.what]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"year": 1999}, "year"),
        ({"asked": Decimal(-1)}, "asked"),
        ({"answered_on": date(2016, 10, 31)}, "answered_on"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    team: Team, cora: User, change: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as no:
        add(team, cora, replace(PLANS, **change))  # type: ignore[arg-type]
    assert no.value.field == field
    assert not BudgetLine.objects.exists()


def test_the_button_pressed_twice_adds_one_line(team: Team, cora: User) -> None:
    add(team, cora, PLANS)
    with pytest.raises(Refused):
        add(team, cora, PLANS)
    assert BudgetLine.objects.count() == 1


def test_a_line_is_filled_in_later_and_can_go(team: Team, cora: User, client: Client) -> None:
    line = add(team, cora, PLANS)
    address = reverse("budgetline", args=[line.pk])
    assert 'value="650' in client.get(address).text
    answer = filled_in(what=PLANS.what, granted="650,00", answered_on="2016-12-20", asked_on="2016-11-01")
    assert client.post(address, answer).status_code == 302
    line.refresh_from_db()
    assert (line.granted, line.answered_on) == (650, date(2016, 12, 20))
    client.post(reverse("budgetline_remove", args=[line.pk]))
    assert not BudgetLine.objects.exists()
    actions = list(Event.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["budget.line_added", "budget.line_changed", "budget.line_removed"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"asked": "veel"}, "getal"),
        ({"what": ""}, "verplicht"),
        ({"year": "17"}, "2000"),
        ({"origin": "loan"}, "keuze"),
    ],
)
def test_a_slip_of_the_pen_gets_a_sentence_and_adds_nothing(
    team: Team, client: Client, fields: dict[str, str], said: str
) -> None:
    answer = client.post(reverse("budget", args=[team.pk]), filled_in(**fields))
    assert answer.status_code == 200 and said in answer.text
    assert not BudgetLine.objects.exists()


def test_the_budget_of_a_year_is_a_paper_to_hand_in(team: Team, cora: User, client: Client) -> None:
    for notes in (DRINKS, PLANS):
        add(team, cora, notes)
    answer = client.get(reverse("budget_pdf", args=[team.pk, 2017]))
    assert paper.is_sound(answer.content)
    said = " ".join(" ".join(paper.pages(answer.content)).split())
    assert "Begroting van 2017" in said and "650,00" in said and "gevraagd op 1 november 2016" in said
    assert DRINKS.what not in said
    assert Event.objects.filter(action="budget.printed").count() == 1
    assert client.get(reverse("budget_pdf", args=[team.pk, 2001])).status_code == 302


def test_another_team_s_budget_is_not_there(team: Team, cora: User, client: Client) -> None:
    other = make.team("Elders")
    line = add(other, cora, PLANS)
    for address in (
        reverse("budget", args=[other.pk]),
        reverse("budgetline", args=[line.pk]),
        reverse("budget_pdf", args=[other.pk, 2017]),
        reverse("return_of_activities", args=[other.pk]),
    ):
        assert client.get(address).status_code == 404
    assert budgets.years(team) == []


# What ideas cost


def test_what_an_idea_costs_and_was_granted_is_told_to_who_may_know(
    flat: Flat, team: Team, cora: User, ans: User, client: Client, as_
) -> None:
    notes = ideas.IdeaNotes("Een bankje", flat, euros=Decimal("480.50"))
    bench = ideas.add(team=team, notes=notes, by=cora, at=make.EVENING)
    garden = make.idea(flat, cora)
    sent = filled_in(what="Bankje", granted="300", spent="", idea=bench.pk, activity="")
    assert client.post(reverse("budget", args=[team.pk]), sent).status_code == 302
    assert BudgetLine.objects.get().idea == bench
    listed, own = client.get(reverse("activities")).text, client.get(reverse("idea", args=[bench.pk])).text
    assert "geschat op € 480,50" in listed and "kosten niet bekend" in listed
    for page in (listed, own):
        assert page.count("Toegekend: € 300,00.") == 1 and "Uitgegeven" not in page
    assert reverse("budget", args=[team.pk]) in own
    other = client.get(reverse("idea", args=[garden.pk])).text
    assert "Toegekend" not in other and reverse("budget", args=[team.pk]) in other
    for path in (reverse("activities"), reverse("idea", args=[bench.pk])):
        page = as_(ans).get(path).text
        assert "480,50" in page and "Toegekend" not in page and reverse("budget", args=[team.pk]) not in page


def test_the_money_of_an_idea_is_what_is_known_of_it_without_goods_and_other_teams(
    flat: Flat, team: Team, cora: User
) -> None:
    bench = make.idea(flat, cora)
    gift = replace(DRINKS, idea=bench, spent=None)
    add(team, cora, gift)
    add(team, cora, replace(gift, year=2017, granted=Decimal("25.25")))
    add(team, cora, replace(gift, origin=Origin.IN_KIND, granted=Decimal(9000)))
    add(team, cora, DRINKS)
    assert budgets.of_ideas([team.pk]) == {bench.pk: budgets.ForIdea(Decimal("125.25"), None)}
    assert budgets.of_ideas([make.team("Elders").pk]) == budgets.of_ideas([]) == {}


def test_a_line_is_for_an_idea_of_this_team_and_for_one_thing(flat: Flat, team: Team, cora: User) -> None:
    bench, other = make.idea(flat, cora), make.team("Elders")
    together = replace(PLANS, idea=bench, activity=make.activity(flat, cora))
    for whose, notes in ((other, replace(PLANS, idea=bench)), (team, together)):
        with pytest.raises(Refused) as no:
            add(whose, cora, notes)
        assert no.value.field == "idea"
    line = add(team, cora, replace(PLANS, idea=bench))
    with pytest.raises(IntegrityError), transaction.atomic():
        BudgetLine.objects.filter(pk=line.pk).update(activity=together.activity)
    bench.delete()
    line.refresh_from_db()
    assert line.idea is None


@pytest.mark.parametrize("euros", ["-1", "veel", "12,345", "1" * 8])
def test_a_cost_that_cannot_be_is_told_at_its_field(flat: Flat, client: Client, euros: str) -> None:
    answer = client.post(
        reverse("ideas_new"), {"what": "Een bankje", "flat": flat.pk, "state": "heard", "euros": euros}
    )
    assert list(answer.context["form"].errors) == ["euros"]
    assert not Idea.objects.exists()


# What activities returned


def lunches(team: Team, by: User, *lines: tuple[Side, str, int | None]) -> list[returns.Return]:
    for side, what, euros in lines:
        returns.add(
            team=team, activity="Wijklunch", side=side, what=what, source="Context (2013)",
            euros=None if euros is None else Decimal(euros), by=by, at=make.EVENING,
        )  # fmt: skip
    return returns.of(team)


def test_the_lunches_return_about_two_euros_fifty_with_every_figure_in_sight(
    team: Team, cora: User, client: Client
) -> None:
    [lunch] = lunches(
        team,
        cora,
        (Side.COST, "Lunch", 206),
        (Side.BENEFIT, "Deelnemers", 370),
        (Side.BENEFIT, "Vrijwilligers", 144),
    )
    assert round(lunch.ratio or 0, 3) == Decimal("2.495")
    page = client.get(reverse("return_of_activities", args=[team.pk])).text
    for said in ("circa € 2,50", "370", "144", "206", "Context (2013)"):
        assert said in page


@pytest.mark.parametrize(
    "lines",
    [
        [(Side.COST, "Lunch", 206)],
        [(Side.BENEFIT, "Deelnemers", 370)],
        [(Side.COST, "Lunch", 206), (Side.BENEFIT, "Deelnemers", None)],
        [(Side.COST, "Lunch", 206), (Side.COST, "Zaal", None), (Side.BENEFIT, "Deelnemers", 370)],
        [(Side.COST, "Lunch", 0), (Side.BENEFIT, "Deelnemers", 370)],
    ],
)
def test_with_a_figure_missing_there_is_no_return(
    team: Team, cora: User, client: Client, lines: list[tuple[Side, str, int | None]]
) -> None:
    [lunch] = lunches(team, cora, *lines)
    assert lunch.ratio is None
    assert "niet bekend" in client.get(reverse("return_of_activities", args=[team.pk])).text


def test_a_benefit_in_euros_needs_somebody_who_vouches_for_it(team: Team, client: Client) -> None:
    address = reverse("return_of_activities", args=[team.pk])
    said = {"activity": "Wijklunch", "side": "benefit", "what": "Deelnemers", "euros": "370"}
    assert "Zeg wie dat zegt" in client.post(address, said).text
    assert not ReturnLine.objects.exists()
    client.post(address, {**said, "source": "Context (2013)"})
    line = ReturnLine.objects.get()
    client.post(reverse("returnline_remove", args=[line.pk]))
    assert not ReturnLine.objects.exists()


def test_money_takes_as_many_queries_whatever_there_is(
    team: Team, cora: User, django_assert_num_queries: object
) -> None:
    for count in (1, 9):
        for number in range(count):
            add(team, cora, replace(PLANS, what=f"Regel {count} {number}"))
            lunches(team, cora, (Side.COST, f"Kosten {count} {number}", 10))
        with django_assert_num_queries(1):  # type: ignore[operator]
            budgets.of_year(team, 2017)
        with django_assert_num_queries(1):  # type: ignore[operator]
            returns.of(team)

"""Who rings my bell? Everybody may know which two walk where, today and soon, and nothing more than that."""

from datetime import time, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from buurvoorbuur.models import Membership, Team, User
from buurvoorbuur.roles import Role
from outreach.flat_phases import Phase
from outreach.models import Flat, LetterBatch, Round
from outreach.visit_states import RoundState
from tests import make

TODAY = make.EVENING.date()
NO_EVENING_YET = "Hier kwam een brief, maar er is nog geen avond gepland"


def planned(flat: Flat, ans: User, riny: User, *, days: int = 0, at: time = time(18, 30), **facts) -> Round:
    said = {"state": RoundState.PLANNED, **facts}
    on = TODAY + timedelta(days=days)
    pair = {"asker": ans, "note_taker": riny}
    return Round.objects.create(
        flat=flat, planned_on=on, starts_at=at, last_new_door=time(20, 30), **pair, **said
    )


def page() -> str:
    answer = Client().get(reverse("who_rings"))
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def shown(part: str = "") -> str:
    """What stands between the heading of the page and its foot, or under one of its headings."""
    inside = page().partition("</h1>")[2].partition("</main>")[0]
    return inside if not part else inside.partition(f"<h2>{part}</h2>")[2].partition("<h2")[0]


def test_today_s_round_stands_on_top_with_flat_first_names_and_telephone(
    flat: Flat, ans: User, riny: User
) -> None:
    planned(flat, ans, riny)
    today = shown("Vandaag")
    for told in ("Planetenflat", "Paddepoel", "Ans en Riny", "050 123 4567", str(flat.team), "’s Avonds"):
        assert told in today
    html = shown()
    assert html.index("Vandaag") < html.index("Twijfelt u?") and "Doe dan niet open" in html


def test_a_round_of_the_coming_two_weeks_has_its_day(flat: Flat, ans: User, riny: User) -> None:
    planned(flat, ans, riny, days=14, at=time(14, 0))
    coming = shown("De komende twee weken")
    assert "dinsdag 20 oktober, ’s middags" in coming and "Ans en Riny" in coming
    assert "Vandaag bellen wij nergens aan" in shown("Vandaag")


def test_nothing_is_more_exact_than_the_part_of_the_day_and_no_door_is_told(tonight: Round) -> None:
    html = shown()
    for hidden in ("18:30", "20:30", "Planetenlaan", "9742", "de Boer", "ans@example.org"):
        assert hidden not in html


@pytest.mark.parametrize(
    "facts",
    [{"days": -1}, {"days": 15}, {"state": RoundState.CANCELLED}, {"state": RoundState.CLOSED}],
    ids=["past", "far", "called-off", "closed"],
)
def test_other_rounds_are_not_told(flat: Flat, ans: User, riny: User, facts: dict[str, object]) -> None:
    planned(flat, ans, riny, **facts)
    assert "Ans" not in shown() and "Planetenflat" in shown(NO_EVENING_YET)


def test_a_round_of_yesterday_that_nobody_closed_is_past_too(flat: Flat, ans: User, riny: User) -> None:
    planned(flat, ans, riny, days=-1, state=RoundState.WALKING)
    assert "Ans" not in shown() and "Planetenflat" in shown(NO_EVENING_YET)


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase != Phase.VISITS])
def test_a_flat_that_is_not_at_its_visits_is_not_told(
    flat: Flat, ans: User, riny: User, phase: Phase
) -> None:
    planned(flat, ans, riny, days=2)
    Flat.objects.update(phase=phase)
    assert "Planetenflat" not in shown()


def test_a_paused_flat_is_told_from_the_day_it_goes_on(flat: Flat, ans: User, riny: User) -> None:
    Flat.objects.update(restarts_on=TODAY + timedelta(days=5))
    planned(flat, ans, riny, days=4)
    assert "Planetenflat" not in shown()
    planned(flat, ans, riny, days=5)
    assert "zondag 11 oktober" in shown()


def test_who_left_the_team_is_not_vouched_for(flat: Flat, ans: User, riny: User) -> None:
    planned(flat, ans, riny, days=3)
    assert "Ans en Riny" in shown()
    membership = Membership.objects.filter(user=riny)
    membership.update(ends_on=TODAY + timedelta(days=2))
    assert "Riny" not in shown() and "De namen volgen nog" in shown()
    membership.update(ends_on=TODAY + timedelta(days=3))
    assert "Ans en Riny" in shown()
    flat.assignments.filter(user=riny).delete()
    assert "De namen volgen nog" in shown()


def test_a_blocked_account_is_not_vouched_for(flat: Flat, ans: User, riny: User) -> None:
    planned(flat, ans, riny)
    User.objects.filter(pk=ans.pk).update(is_active=False)
    assert "Ans" not in shown()


def test_a_coordinator_of_another_team_is_not_vouched_for(flat: Flat, ans: User) -> None:
    elsewhere = Team.objects.create(name="Elders", neighbourhood="Selwerd")
    planned(flat, ans, make.member("Otto", Role.COORDINATOR, elsewhere))
    assert "Otto" not in shown()


def test_a_coordinator_of_the_team_walks_any_of_its_flats(flat: Flat, ans: User, cora: User) -> None:
    planned(flat, ans, cora)
    assert "Ans en Cora" in shown()


def test_a_flat_with_letters_and_no_evening_yet_is_named_with_its_telephone(
    flat: Flat, ans: User, riny: User
) -> None:
    assert "Planetenflat" in shown(NO_EVENING_YET) and "050 123 4567" in shown(NO_EVENING_YET)
    planned(flat, ans, riny, days=14)
    assert NO_EVENING_YET not in shown()


def test_a_flat_whose_letters_lie_at_home_still_is_not_named(flat: Flat) -> None:
    LetterBatch.objects.update(delivered_on=None)
    assert "Planetenflat" not in shown()


def test_the_page_asks_as_often_for_twenty_rounds_as_for_one(
    flat: Flat, team: Team, ans: User, riny: User, django_assert_num_queries
) -> None:
    planned(flat, ans, riny)
    client, url = Client(), reverse("who_rings")
    with django_assert_num_queries(2):
        client.get(url)
    for number in range(10):
        other = make.flat(team, name=f"Flat {number}", doors=1)
        make.delivered_letters(other)
        planned(flat, ans, riny, days=number + 1)
    with django_assert_num_queries(2):
        assert client.get(url).text.count("row-item") == 21


def test_what_is_typed_is_shown_as_typed(flat: Flat, ans: User, riny: User) -> None:
    Flat.objects.update(name="<script>alert(1)</script>")
    planned(flat, ans, riny)
    assert "<script>alert" not in page() and "&lt;script&gt;alert(1)" in page()


@pytest.mark.parametrize("name", ["account_login", "optout_by_code", "optout_done"])
def test_other_public_pages_lead_to_it(db: None, name: str) -> None:
    assert f'href="{reverse("who_rings")}"' in Client().get(reverse(name)).text


def test_the_page_of_a_code_leads_to_it_before_and_after_a_no(flat: Flat) -> None:
    code = reverse("optout_code", args=[make.known_code(LetterBatch.objects.get())])
    for _time in range(2):
        assert f'href="{reverse("who_rings")}"' in Client().get(code).text
        Client().post(code)


def test_the_page_speaks_english_when_asked(flat: Flat, ans: User, riny: User) -> None:
    planned(flat, ans, riny)
    client = Client()
    client.post(reverse("set_language"), {"language": "en"})
    html = client.get(reverse("who_rings")).text
    assert "Who rings my bell?" in html and "Ans and Riny" in html

"""The form of a plan: an honest estimate, a pair that mixes, roles by turns, and the moment it opens with."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buurvoorbuur.models import Team, User
from buurvoorbuur.roles import Role
from outreach import round_plans
from outreach.flat_phases import Phase
from outreach.models import Flat, LetterBatch, Round
from outreach.visit_states import PartOfDay, RoundState
from tests import make

pytestmark = pytest.mark.usefixtures("in_english")

AT = make.EVENING


@pytest.fixture
def toos(team: Team, flat: Flat) -> User:
    made = make.member("Toos", Role.INITIATOR, team)
    make.assign(made, flat)
    return made


def walked(flat: Flat, *pairs: tuple[User, User]) -> None:
    for days, (asker, note_taker) in enumerate(pairs, start=1):
        Round.objects.create(
            flat=flat,
            planned_on=AT.date() - timedelta(days=30 - days),
            starts_at=time(18, 30),
            last_new_door=time(20, 30),
            asker=asker,
            note_taker=note_taker,
            state=RoundState.CLOSED,
        )


def form(client: Client, flat: Flat, extra: str = "") -> str:
    return client.get(f"{reverse('round_new')}?flat={flat.pk}{extra}").content.decode()


def test_the_estimate_follows_the_settings_of_the_team(team: Team, cora: User, as_) -> None:
    place = make.flat(team, name="Zonneflat", doors=66, per_floor=10)
    html = form(as_(cora), place)
    assert "From 18:30 to 20:30 at most 4 talks fit." in html
    assert "For 66 doors still to visit 7 evenings are needed." in html
    Team.objects.update(doors_an_evening=6, last_new_door=time(19, 30))
    html = form(as_(cora), place)
    assert "From 18:30 to 19:30 at most 2 talks fit." in html
    assert "For 66 doors still to visit 11 evenings are needed." in html


def test_a_flat_at_rest_opens_with_the_day_it_goes_on_and_says_so(flat: Flat, ans: User, as_) -> None:
    restarts_on = AT.date() + timedelta(days=40)
    Flat.objects.update(restarts_on=restarts_on)
    html = form(as_(ans), flat)
    assert "This flat is paused and goes on from 15 November 2026." in html
    assert f'value="{restarts_on.isoformat()}"' in html


def test_without_a_flat_at_its_visits_it_says_whom_to_ask(flat: Flat, ans: User, cora: User, as_) -> None:
    Flat.objects.update(phase=Phase.LETTER)
    url = reverse("round_new")
    assert f"Ask who coordinates: {cora}." in as_(ans).get(url).text
    assert "You bring a flat there on its page" in as_(cora).get(url).text


def test_the_estimate_follows_the_time_that_is_typed(flat: Flat, ans: User, as_) -> None:
    url, said = f"{reverse('round_new')}?flat={flat.pk}", {"planned_on": "2026-10-06", "do": "show"}
    html = as_(ans).post(url, {**said, "starts_at": "19:30"}).content.decode()
    assert "From 19:30 to 20:30 at most 2 talks fit." in html
    for time_too_wrong in ("21:00", "straks"):
        html = as_(ans).post(url, {**said, "starts_at": time_too_wrong}).content.decode()
        assert "at most" not in html and "1 evening is needed" in html


def test_the_form_opens_with_newcomer_and_experienced_and_says_so(
    flat: Flat, ans: User, riny: User, toos: User, cora: User, as_
) -> None:
    walked(flat, (ans, riny), (riny, ans), (ans, riny), (cora, riny), (riny, cora), (cora, riny))
    html = form(as_(ans), flat)
    assert "Ans de Boer (walked 3 rounds)" in html
    assert "Toos de Boer (walks for the first time)" in html
    assert "Our suggestion: Ans asks and Toos takes notes. So somebody new walks" in html
    assert html.count(f'<option value="{ans.pk}" selected>') == 1
    assert html.count(f'<option value="{toos.pk}" selected>') == 1
    walked(flat, (ans, toos))
    assert "new, walked 1 round" in form(as_(ans), flat)


def test_the_same_two_swap(flat: Flat, ans: User, riny: User, cora: User, as_) -> None:
    walked(flat, (ans, riny), (cora, ans), (ans, cora), (riny, cora), (cora, riny))
    html = form(as_(ans), flat)
    assert "Our suggestion: Riny asks and Ans takes notes. Last time it was the other way round." in html


def test_a_pair_that_is_chosen_hears_what_is_to_say(flat: Flat, ans: User, riny: User, as_) -> None:
    url = f"{reverse('round_new')}?flat={flat.pk}"
    said = {"planned_on": "2026-10-06", "starts_at": "18:30", "do": "show"}
    chosen = {"asker": ans.pk, "note_taker": riny.pk}
    assert "You are both new." in as_(ans).post(url, {**said, **chosen}).content.decode()
    walked(flat, (ans, riny))
    html = as_(ans).post(url, {**said, **chosen}).content.decode()
    assert "Do you swap this evening?" in html
    assert "Our suggestion" not in html


def test_a_lonely_walker_gets_no_suggestion(team: Team, as_) -> None:
    lonely = make.team("Andere buurt")
    place = make.flat(lonely, name="Verflat")
    boss = make.member("Ciska", Role.COORDINATOR, lonely)
    User.objects.update(language="en")
    assert "Our suggestion" not in form(as_(boss), place)


@pytest.mark.parametrize(
    ("part", "day", "starts_at"),
    [
        ("morning", "2026-10-06", "10:00"),
        ("afternoon", "2026-10-10", "14:00"),
        ("evening", "2026-10-06", "18:30"),
        ("midnight", "2026-10-06", "18:30"),
    ],
)
def test_the_form_opens_with_the_part_of_the_day_that_is_asked(
    flat: Flat, ans: User, as_, part: str, day: str, starts_at: str
) -> None:
    html = form(as_(ans), flat, f"&dagdeel={part}")
    assert f'value="{day}"' in html and f'value="{starts_at}"' in html


def test_a_saturday_afternoon_is_never_before_the_notice_period(flat: Flat) -> None:
    flat.team.notice_days = 22
    day, _at = round_plans.first_moment(flat, PartOfDay.AFTERNOON, AT.date())
    assert (day.isoformat(), day.weekday()) == ("2026-10-17", 5)


def test_the_form_takes_the_same_queries_whatever_was_walked(
    flat: Flat, ans: User, riny: User, toos: User, as_
) -> None:
    client, counts = as_(ans), []
    for rounds in (1, 12):
        walked(flat, *[(ans, riny)] * rounds)
        with CaptureQueriesContext(connection) as queries:
            form(client, flat)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_list_of_rounds_takes_the_same_queries_whatever_its_length(
    flat: Flat, ans: User, riny: User, as_
) -> None:
    client, counts = as_(ans), []
    for rounds in (1, 12):
        walked(flat, *[(ans, riny)] * rounds)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("rounds"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_two_of_the_last_delivered_letters_are_proposed_first(
    flat: Flat, ans: User, riny: User, toos: User, as_
) -> None:
    walked(flat, (ans, riny), (riny, ans), (ans, riny), (toos, ans))
    LetterBatch.objects.filter(letter__flat=flat).update(asker=riny, note_taker=toos)
    html = form(as_(ans), flat)
    assert "Our suggestion: Riny asks and Toos takes notes. They stand in the letter." in html
    toos.assignments.all().delete()
    assert "They stand in the letter." not in form(as_(ans), flat)


def test_with_others_than_in_the_letter_it_warns_and_plans_all_the_same(
    flat: Flat, ans: User, riny: User, toos: User, as_
) -> None:
    LetterBatch.objects.filter(letter__flat=flat).update(asker=riny, note_taker=toos)
    url, client = f"{reverse('round_new')}?flat={flat.pk}", as_(ans)
    plan = {"planned_on": AT.date(), "starts_at": "18:30", "asker": ans.pk, "note_taker": toos.pk}
    shown = client.post(url, {**plan, "do": "show"}).content.decode()
    assert "In the letter stand Riny and Toos." in shown
    planned = client.post(url, {**plan, "do": "plan"}, follow=True)
    assert Round.objects.filter(asker=ans, note_taker=toos).exists()
    assert "In the letter stand Riny and Toos." in planned.content.decode()
    as_letter = {**plan, "planned_on": AT.date() + timedelta(days=1), "asker": riny.pk}
    assert "In the letter stand" not in client.post(url, {**as_letter, "do": "show"}).content.decode()

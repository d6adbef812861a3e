"""What neighbours carry themselves stands on one page without a name, and a card says how good that is."""

from datetime import timedelta

import pytest
from django.urls import reverse

from buurvoorbuur.models import Event, User
from buurvoorbuur.refusals import Refused
from outreach import handing_over, ideas, interests, proud
from outreach.activity_terms import Heard, IdeaState
from outreach.models import Activity, Flat, Resident
from tests import make, paper, together

TODAY = make.EVENING.date()


@pytest.fixture
def samira(flat: Flat, ans: User, riny: User) -> Resident:
    interests.load_starter()
    return make.resident(make.walking_round(flat, ans, riny), flat.addresses.in_walking_order()[0])


@pytest.fixture
def eating(samira: Resident, cora: User) -> Activity:
    """Theirs, and held twice."""
    one = together.carried(samira, cora)
    handing_over.hand_over(activity=one, by=cora, at=make.EVENING)
    for days in (8, 1):
        on = TODAY - timedelta(days=days)
        handing_over.took_place(activity=one, on=on, people=12, by=cora, at=make.EVENING)
    return Activity.objects.get(pk=one.pk)


def test_the_page_tells_what_took_place_and_names_nobody(
    eating: Activity, samira: Resident, flat: Flat, cora: User, as_
) -> None:
    announced = make.announced(flat, cora)
    announced.name = "Nog niet begonnen"
    announced.save()
    for what, state in (("Een bankje", IdeaState.CARRIED_OUT), ("Een hek", IdeaState.LAID_ASIDE)):
        ideas.add(team=flat.team, notes=ideas.IdeaNotes(what, state=state), by=cora, at=make.EVENING)
    html = as_(cora).get(reverse("proud")).text
    assert eating.name in html and "Al 2 keer." in html and "Het is helemaal van hen." in html
    assert "Een bankje" in html and "Een hek" not in html
    assert announced.name not in html and samira.name not in html and "Samira" not in html


def test_what_is_over_was_good_and_gets_no_card(eating: Activity, cora: User, as_) -> None:
    eating.ask_on = TODAY
    eating.save()
    handing_over.heard(activity=eating, answer=Heard.STOPPED, on=None, by=cora, at=make.EVENING)
    html = as_(cora).get(reverse("proud")).text
    assert "Het was goed zolang het duurde." in html
    assert reverse("activity_cards", args=[eating.pk]) not in html
    with pytest.raises(Refused):
        proud.print_cards(activity=eating, language="nl", by=cora, at=make.EVENING)


def test_who_walks_one_flat_sees_only_what_is_done_there(eating: Activity, ans: User, team, as_) -> None:
    assert eating.name in as_(ans).get(reverse("proud")).text
    elsewhere = make.flat(team, name="Sterrenflat")
    eating.flats.set([elsewhere])
    assert eating.name not in as_(ans).get(reverse("proud")).text


def test_a_sheet_has_four_cards_with_the_activity_and_no_name(
    eating: Activity, samira: Resident, cora: User, as_
) -> None:
    path = reverse("activity_cards", args=[eating.pk])
    assert path in as_(cora).get(reverse("proud")).text
    answer = as_(cora).post(path)
    assert paper.is_sound(answer.content) and paper.is_tagged(answer.content)
    [page] = [" ".join(page.split()) for page in paper.pages(answer.content)]
    assert page.count("Wat mooi dat jullie dit doen!") == page.count(eating.name) == 4
    assert "2 keer al." in page and samira.name not in page and "Cora" not in page
    assert Event.objects.filter(action="activity.cards_printed").count() == 1


def test_the_longest_words_stay_on_one_card(eating: Activity, cora: User) -> None:
    eating.name = "W" * 80
    eating.save()
    eating.team.name, eating.team.neighbourhood = "W" * 80, "W" * 80
    eating.team.save()
    for language in ("nl", "en"):
        cards = proud.print_cards(activity=eating, language=language, by=cora, at=make.EVENING)
        assert len(paper.pages(cards)) == 1


def test_the_page_takes_as_many_queries_at_any_size(
    flat: Flat, cora: User, as_, django_assert_num_queries
) -> None:
    client = as_(cora)
    for size in (1, 20):
        for _number in range(size):
            make.activity(flat, cora)
        with django_assert_num_queries(9):
            client.get(reverse("proud"))

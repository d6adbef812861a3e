"""The first page: who may note a no finds the way to it there, for each flat they walk or look after."""

import pytest
from django.urls import reverse

from buurvoorbuur.models import Team, User
from outreach.flat_phases import Phase
from outreach.models import Flat
from outreach.views.home import MOST_FLATS
from tests import make


def test_each_flat_that_is_not_wrapped_up_is_one_press_away(flat: Flat, team: Team, cora: User, as_) -> None:
    other, over = make.flat(team, name="Zonneflat"), make.flat(team, name="Maanflat", phase=Phase.KEEP)
    page = as_(cora).get(reverse("home")).text
    for place, stands in ((flat, True), (other, True), (over, False)):
        assert (reverse("optout_new", args=[place.pk]) in page) is stands


def test_only_one_s_own_flats_are_offered(flat: Flat, team: Team, ans: User, wim: User, as_) -> None:
    other = make.flat(team, name="Zonneflat")
    page = as_(ans).get(reverse("home")).text
    assert reverse("optout_new", args=[flat.pk]) in page
    assert reverse("optout_new", args=[other.pk]) not in page
    assert "Belt er iemand" not in as_(wim).get(reverse("home")).text


@pytest.mark.parametrize("more", [MOST_FLATS - 1, MOST_FLATS, 30])
def test_many_flats_become_one_way_to_the_list(
    flat: Flat, team: Team, cora: User, as_, more: int, django_assert_max_num_queries
) -> None:
    for number in range(more):
        make.flat(team, name=f"Flat {number}", doors=1)
    client = as_(cora)
    client.get(reverse("home"))
    with django_assert_max_num_queries(22):
        page = client.get(reverse("home")).text
    assert ("Kies de flat" in page) is (more >= MOST_FLATS)

"""The map shows where each team is and how far; doors are counted only for who may see them."""

import pytest
from django.urls import reverse

from buurvoorbuur.access import Somebody
from buurvoorbuur.models import Event, Membership, Team, User
from buurvoorbuur.roles import Permission, Role
from outreach import neighbourhood_map, optouts
from outreach.flat_phases import Phase
from outreach.models import Flat
from outreach.neighbourhood_map import WINDOWS, Neighbourhood
from outreach.opt_out_terms import Channel
from tests import make

TODAY = make.EVENING.date()


def drawn(person: User) -> list[Neighbourhood]:
    known = Somebody.known(person)
    reaches = known.reach(Permission.SEE_FLATS), known.reach(Permission.REPORT_NEIGHBOURHOOD)
    return neighbourhood_map.of(*reaches, TODAY)


@pytest.fixture
def south(team: Team, cora: User) -> Team:
    """A second team in the same neighbourhood, which Cora coordinates too."""
    made = Team.objects.create(name="Buur voor Buur Zuid", neighbourhood=team.neighbourhood)
    Membership.objects.create(user=cora, team=made, role=Role.COORDINATOR)
    return made


def test_two_teams_of_one_neighbourhood_stand_on_one_map_by_its_parts(
    team: Team, south: Team, flat: Flat, cora: User, as_
) -> None:
    other = make.flat(south, name="Sterrenflat", phase=Phase.PREPARE)
    make.flat(south, name="Zonneflat")
    for place, part in ((flat, "Noord"), (other, "Zuid")):
        Flat.objects.filter(pk=place.pk).update(part=part)
    [neighbourhood] = drawn(cora)
    assert [(part.name, [place.flat.name for place in part.places]) for part in neighbourhood.parts] == [
        ("Noord", ["Planetenflat"]),
        ("Zuid", ["Sterrenflat"]),
        ("", ["Zonneflat"]),
    ]
    assert [part.begun for part in neighbourhood.parts] == [1, 0, 1]
    html = as_(cora).get(reverse("neighbourhoods")).text
    assert team.name in html and south.name in html and "Deel niet ingevuld" in html
    assert reverse("neighbourhoods") in as_(cora).get(reverse("flats")).text


def test_windows_are_lit_for_the_doors_that_were_reached(flat: Flat, ans: User, riny: User) -> None:
    [[place]] = [part.places for part in drawn(ans)[0].parts]
    assert (place.reached, sum(place.windows), len(place.windows)) == (0, 0, WINDOWS)
    evening = make.walking_round(flat, ans, riny)
    doors = flat.addresses.in_walking_order()
    make.visit(evening, doors[0])
    optouts.record(address=doors[1], channel=Channel.PHONE, by=riny, at=make.EVENING)
    [[place]] = [part.places for part in drawn(ans)[0].parts]
    assert (place.reached, sum(place.windows)) == (2, 4)


def test_an_initiator_sees_the_flats_they_walk_and_no_others(flat: Flat, team: Team, ans: User) -> None:
    make.flat(team, name="Sterrenflat")
    assert [place.flat for part in drawn(ans)[0].parts for place in part.places] == [flat]


def test_a_welfare_worker_is_told_the_phase_and_no_number_of_doors(
    flat: Flat, team: Team, wim: User, as_
) -> None:
    make.flat(Team.objects.create(name="Elders", neighbourhood="Selwerd"), name="Verre flat")
    [neighbourhood] = drawn(wim)
    assert [place.ledger for part in neighbourhood.parts for place in part.places] == [None]
    html = as_(wim).get(reverse("neighbourhoods")).text
    assert flat.name in html and "Bezoeken" in html
    assert " deuren" not in html.split("<main")[1] and "Verre flat" not in html
    assert reverse("flat", args=[flat.pk]) not in html


def test_that_a_flat_rests_is_told_to_who_works_there_only(flat: Flat, cora: User, wim: User, as_) -> None:
    make.pause(flat, cora)
    page = reverse("neighbourhoods")
    assert "gepauzeerd" in as_(cora).get(page).text
    assert "gepauzeerd" not in as_(wim).get(page).text


def test_an_administrator_sees_an_empty_map(flat: Flat, bea: User, as_) -> None:
    assert flat.name not in as_(bea).get(reverse("neighbourhoods")).text


def test_a_part_is_named_on_the_page_of_the_flat_and_spelled_as_it_is_known(
    flat: Flat, team: Team, cora: User, as_
) -> None:
    other = make.flat(team, name="Sterrenflat")
    for place, typed in ((flat, "  Paddepoel   Noord "), (other, "paddepoel noord")):
        as_(cora).post(reverse("flat_part", args=[place.pk]), {"part": typed})
    assert list(Flat.objects.values_list("part", flat=True).distinct()) == ["Paddepoel Noord"]
    assert Event.objects.filter(action="flat.part_named").count() == 2
    page = as_(cora).post(reverse("flat_part", args=[flat.pk]), {"part": "x" * 41})
    assert "part" in page.context["part_form"].errors
    as_(cora).post(reverse("flat_part", args=[flat.pk]), {"part": ""})
    flat.refresh_from_db()
    assert flat.part == ""


@pytest.mark.parametrize("size", [1, 20])
def test_the_map_takes_as_many_queries_at_any_size(
    size: int, team: Team, cora: User, as_, django_assert_num_queries
) -> None:
    for number in range(size):
        make.flat(team, name=f"Flat {number}", doors=1)
    client = as_(cora)
    with django_assert_num_queries(8):
        client.get(reverse("neighbourhoods"))

"""A no by phone in ten seconds, its end with a reason, and a paused door opened again."""

import pytest
from django.urls import reverse

from buurvoorbuur.models import Event, User
from buurvoorbuur.roles import Role
from outreach import optouts
from outreach.models import Address, Flat, OptOut
from outreach.opt_out_terms import Channel
from tests import make


def test_a_no_by_phone_closes_the_door(flat: Flat, door: Address, ans: User, as_) -> None:
    response = as_(ans).post(
        reverse("optout_new", args=[flat.pk]), {"door": " 1 ", "channel": "phone"}, follow=True
    )
    assert "Planetenlaan 1" in response.content.decode()
    assert OptOut.objects.get(address=door).recorded_by == ans
    assert list(Event.objects.values_list("action", flat=True)) == ["optout.recorded"]


@pytest.mark.parametrize("typed", ["12a", "12-A", "12 A", "Planetenlaan 12A", "planetenlaan 12 a"])
def test_a_door_is_found_however_it_is_said(flat: Flat, ans: User, as_, typed: str) -> None:
    Address.objects.create(flat=flat, key="planetenlaan 12a", street="Planetenlaan", number=12, suffix="A")
    as_(ans).post(reverse("optout_new", args=[flat.pk]), {"door": typed, "channel": "email"})
    assert OptOut.objects.get().address.suffix == "A"


@pytest.mark.parametrize(
    "data",
    [
        {"door": "", "channel": ""},
        {"door": "99", "channel": "phone"},
        {"door": "1", "channel": "pigeon"},
        {"door": "1", "channel": "code"},
        {"door": "-", "channel": "phone"},
    ],
)
def test_what_is_no_door_or_no_channel_is_told(flat: Flat, ans: User, as_, data: dict[str, str]) -> None:
    response = as_(ans).post(reverse("optout_new", args=[flat.pk]), data)
    assert "invalid-feedback" in response.content.decode()
    assert not OptOut.objects.exists()


def test_two_streets_in_one_flat_are_told_apart(flat: Flat, ans: User, as_) -> None:
    Address.objects.create(flat=flat, key="zonnelaan 1", street="Zonnelaan", number=1)
    url = reverse("optout_new", args=[flat.pk])
    page = as_(ans).post(url, {"door": "1", "channel": "phone"})
    assert {str(door) for door in page.context["form"].candidates} == {"Planetenlaan 1", "Zonnelaan 1"}
    as_(ans).post(url, {"door": "Zonnelaan 1", "channel": "phone"})
    assert OptOut.objects.get().address.street == "Zonnelaan"


def numbered(flat: Flat, *doors: tuple[int, str]) -> None:
    """Doors with additions beside the plain ones, as a register writes them."""
    for number, suffix in doors:
        key = f"planetenlaan {number}{suffix}"
        Address.objects.create(flat=flat, key=key, street="Planetenlaan", number=number, suffix=suffix)


@pytest.mark.parametrize(
    ("typed", "label"),
    [("12-3", "12-3"), ("12-03", "12-3"), ("12 3", "12-3"), ("123", "123"), ("1-11", "1-11"),
     ("11-1", "11-1"), ("Planetenlaan 11-1", "11-1"), ("planetenlaan 1 11", "1-11"), ("1A3", "1A-3")],
)  # fmt: skip
def test_a_number_with_a_number_behind_it_is_one_door(
    flat: Flat, ans: User, as_, typed: str, label: str
) -> None:
    numbered(flat, (12, "-3"), (123, ""), (1, "-11"), (11, "-1"), (1, "A-3"))
    as_(ans).post(reverse("optout_new", args=[flat.pk]), {"door": typed, "channel": "phone"})
    assert [optout.address.door for optout in OptOut.objects.all()] == [label]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("123", {"12-3"}), ("13", {"13A", "13B"}), ("13C", {"13A", "13B"}), ("1-2", {"1", "2"})],
)
def test_a_door_that_is_not_there_closes_no_other_but_offers_it(
    flat: Flat, ans: User, as_, typed: str, offered: set[str]
) -> None:
    numbered(flat, (12, "-3"), (13, "A"), (13, "B"))
    url = reverse("optout_new", args=[flat.pk])
    page = as_(ans).post(url, {"door": typed, "channel": "email"})
    assert not OptOut.objects.exists()
    assert {door.door for door in page.context["form"].candidates} == offered
    for door in page.context["form"].candidates:
        assert f'name="chosen" value="{door.pk}"' in page.content.decode()
    as_(ans).post(url, {"door": typed, "channel": "email", "chosen": door.pk})
    assert OptOut.objects.get().address == door


def test_a_door_of_another_flat_cannot_be_chosen(flat: Flat, ans: User, as_) -> None:
    other = make.flat(flat.team, name="Ver", doors=1).addresses.get()
    answer = {"door": "999", "channel": "phone", "chosen": other.pk}
    as_(ans).post(reverse("optout_new", args=[flat.pk]), answer)
    assert not OptOut.objects.exists()


def test_the_door_may_come_filled_in(flat: Flat, ans: User, as_) -> None:
    assert 'value="3"' in as_(ans).get(reverse("optout_new", args=[flat.pk]) + "?deur=3").content.decode()


def test_a_no_ends_with_a_reason_by_a_coordinator(
    flat: Flat, door: Address, ans: User, cora: User, as_
) -> None:
    optouts.record(address=door, channel=Channel.PHONE, by=ans, at=make.EVENING)
    url = reverse("optout_end", args=[flat.pk, door.pk])
    assert as_(ans).post(url, {"reason": "resident_asked"}).status_code == 403
    as_(cora).post(url, {})
    as_(cora).post(url, {"reason": "bored"})
    assert OptOut.objects.open().exists()
    as_(cora).post(url, {"reason": "new_household"})
    assert not OptOut.objects.open().exists()
    assert "message-warning" in as_(cora).post(url, {"reason": "new_household"}, follow=True).content.decode()
    assert as_(cora).get(url).status_code == 405


def test_only_a_coordinator_opens_a_paused_door(
    flat: Flat, door: Address, ans: User, cora: User, as_
) -> None:
    optouts.pause(address=door, by=ans, at=make.EVENING)
    url = reverse("door_resume", args=[flat.pk, door.pk])
    assert as_(ans).post(url).status_code == 403
    assert url in as_(cora).get(reverse("door", args=[flat.pk, door.pk])).content.decode()
    as_(cora).post(url)
    assert Address.objects.get(pk=door.pk).paused_at is None


@pytest.mark.parametrize("name", ["optout_end", "door_resume"])
def test_a_door_of_another_team_is_not_there(flat: Flat, door: Address, as_, name: str) -> None:
    elsewhere = make.member("Elsa", Role.COORDINATOR, make.team("Selwerd"))
    assert as_(elsewhere).post(reverse(name, args=[flat.pk, door.pk])).status_code == 404


def test_who_comes_from_a_door_heard_it_there(flat: Flat, ans: User, as_) -> None:
    url = reverse("optout_new", args=[flat.pk])
    for query, channel in (("?deur=3&aan_de_deur", "door"), ("?deur=3", "phone")):
        form = as_(ans).get(url + query).context["form"]
        assert form["channel"].value() == channel

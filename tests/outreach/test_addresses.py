"""A flat with its doors is stored once, however often it is handed in."""

from collections.abc import Sequence

import pytest
from django.db import IntegrityError, connection

from buurvoorbuur.models import Event, Team, User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Role
from outreach import addresses, optouts
from outreach.address_key import AddressParts
from outreach.flat_phases import Afterwards
from outreach.layout import Place
from outreach.models import Address, Flat
from outreach.opt_out_terms import Channel
from outreach.placed_doors import PlacedDoor
from outreach.promise_terms import FULL
from tests import make


def doors(*numbers: int, street: str = "Zonnelaan", postcode: str = "9742BC") -> Sequence[PlacedDoor]:
    return [
        PlacedDoor(AddressParts(street, number, postcode=postcode), Place(0, place), "0" * 16)
        for place, number in enumerate(numbers, start=1)
    ]


def store(team: Team, by: User, placed: Sequence[PlacedDoor], name: str = "Zonneflat") -> Flat:
    return addresses.store(team=team, name=name, doors=placed, by=by, at=make.EVENING)


def test_a_flat_stands_with_its_doors_and_one_event(team: Team, cora: User) -> None:
    flat = addresses.store(
        team=team,
        name="Zonneflat",
        doors=doors(2, 4),
        by=cora,
        at=make.EVENING,
        plan_afterwards=Afterwards.GROUPS,
    )
    assert [str(address) for address in flat.addresses.in_walking_order()] == ["Zonnelaan 2", "Zonnelaan 4"]
    assert flat.plan_afterwards == Afterwards.GROUPS
    assert list(Event.objects.values_list("action", flat=True)) == ["flat.made"]


def test_no_new_flat_is_made_while_no_two_have_a_hand_free(
    flat: Flat, ans: User, riny: User, cora: User
) -> None:
    for person in (ans, riny):
        for _number in range(FULL):
            make.promise(flat, person)
    with pytest.raises(Refused) as no:
        store(flat.team, cora, doors(2, 4))
    assert "hand vrij" in str(no.value.sentence)
    assert not Flat.objects.filter(name="Zonneflat").exists()
    make.member("Toos", Role.INITIATOR, flat.team)
    assert store(flat.team, cora, doors(2, 4)).addresses.count() == 2


def test_the_same_list_twice_adds_nothing_and_says_nothing(team: Team, cora: User) -> None:
    first = store(team, cora, doors(2, 4))
    assert store(team, cora, doors(2, 4)) == first
    assert Address.objects.count() == 2
    assert Event.objects.count() == 1


def test_a_new_door_is_added_and_a_missing_one_stays(team: Team, cora: User) -> None:
    store(team, cora, doors(2, 4))
    found = addresses.compare(team=team, name="Zonneflat", doors=doors(4, 6))
    assert [address.number for address in found.gone] == [2]
    assert [door.label for door in found.new] == ["6"]
    flat = store(team, cora, doors(4, 6))
    assert sorted(flat.addresses.values_list("number", flat=True)) == [2, 4, 6]
    assert list(Event.objects.order_by("pk").values_list("action", flat=True)) == [
        "flat.made",
        "flat.extended",
    ]


def test_an_opt_out_outlives_a_respelled_import(team: Team, cora: User) -> None:
    spelled = PlacedDoor(AddressParts("Zonnelaan", 1, "A"), Place(0, 1))
    flat = store(team, cora, [spelled])
    door = flat.addresses.get()
    optouts.record(address=door, channel=Channel.PHONE, by=cora, at=make.EVENING)
    for parts in (AddressParts("zonnelaan", 1, "a"), AddressParts("ZONNE-LAAN", 1, "", "A", "9742BC")):
        store(team, cora, [PlacedDoor(parts, Place(3, 9))])
    assert list(flat.addresses.all()) == [door]
    assert not Address.objects.contactable().exists()


def test_a_door_of_another_flat_is_refused_by_name(team: Team, flat: Flat, cora: User) -> None:
    with pytest.raises(Refused) as no:
        store(team, cora, doors(1, street="Planetenlaan", postcode="9742AB"))
    assert "Planetenflat" in str(no.value.sentence)
    assert not Flat.objects.filter(name="Zonneflat").exists()
    assert not Event.objects.exists()


def test_the_same_street_in_another_town_is_another_door(team: Team, flat: Flat, cora: User) -> None:
    assert store(team, cora, doors(1, street="Planetenlaan", postcode="1012AB")).addresses.count() == 1


@pytest.mark.parametrize(
    ("kept", "given"),
    [
        ({"postcode": "9742AB"}, {"postcode": "9742AB"}),
        ({"postcode": ""}, {"postcode": "9742AB"}),
        ({"postcode": "9742AB"}, {"postcode": "", "city": "groningen"}),
        ({"postcode": "", "city": ""}, {"postcode": ""}),
    ],
)
def test_a_door_of_another_team_is_refused(
    flat: Flat, cora: User, kept: dict[str, str], given: dict[str, str]
) -> None:
    flat.addresses.update(**kept)
    elsewhere = make.team("Buur voor Buur Selwerd")
    parts = AddressParts("PLANETENLAAN", 1, **given)
    with pytest.raises(Refused) as no:
        store(elsewhere, cora, [PlacedDoor(parts, Place(0, 1))])
    assert "Buur voor Buur Paddepoel" in str(no.value.sentence)
    assert "Planetenflat" not in str(no.value.sentence)
    assert not Flat.objects.filter(team=elsewhere).exists()


@pytest.mark.parametrize("given", [{"postcode": "9743AB"}, {"postcode": "", "city": "Ede"}])
def test_a_street_of_that_name_elsewhere_is_another_door(
    flat: Flat, cora: User, given: dict[str, str]
) -> None:
    elsewhere = make.team("Buur voor Buur Selwerd")
    placed = [PlacedDoor(AddressParts("Planetenlaan", 1, **given), Place(0, 1))]
    assert store(elsewhere, cora, placed).team == elsewhere


def test_the_database_itself_holds_a_door_in_one_flat(flat: Flat) -> None:
    door = flat.addresses.first()
    other = Flat.objects.create(team=make.team("Selwerd"), name="Ver", created_at=make.EVENING)
    with pytest.raises(IntegrityError):
        Address.objects.create(flat=other, key=door.key, number=1, street="x", postcode=door.postcode)


@pytest.mark.parametrize(("name", "placed"), [(" ", doors(1)), ("x" * 81, doors(1)), ("Zonneflat", [])])
def test_a_flat_without_name_or_doors_is_refused(
    team: Team, cora: User, name: str, placed: Sequence[PlacedDoor]
) -> None:
    with pytest.raises(Refused):
        store(team, cora, placed, name)
    assert not Flat.objects.exists()


def test_nothing_is_left_when_storing_fails(team: Team, cora: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses.audit, "record", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        store(team, cora, doors(1, 2))
    assert not Flat.objects.exists() and not Address.objects.exists()


def test_the_longest_address_a_list_may_give_fits(team: Team, cora: User) -> None:
    parts = AddressParts("ß" * 80, 99_999, "A", "ABCDEFGHIJKL", "9742BC", "ß" * 80)
    flat = store(team, cora, [PlacedDoor(parts, Place(99, 1000))])
    for field in Address._meta.get_fields():
        longest = getattr(field, "max_length", None)
        if longest:
            assert len(getattr(flat.addresses.get(), field.name)) <= longest, field.name


def test_a_thousand_doors_take_as_many_queries_as_two(
    team: Team, cora: User, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(23 if connection.vendor == "sqlite" else 16):
        store(team, cora, doors(*range(1, 1001)))

"""A coordinator is told who gave the same number or address, in her own team, and is kept from nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buurvoorbuur import access, held
from buurvoorbuur.models import User
from buurvoorbuur.roles import Permission, Role
from outreach import residents, same_contacts, settling
from outreach.models import Address, Resident, Round
from tests import make
from tests.key_rings import ring

__all__ = ["ring"]

pytestmark = pytest.mark.usefixtures("starter_interests", "in_english")

PHONE, EMAIL = "06 12345678", "samira@example.org"


@pytest.fixture
def samira(tonight: Round, doors: list[Address]) -> Resident:
    return make.resident(tonight, doors[0], "Samira Haddad", phone=PHONE, email=EMAIL)


def neighbour(tonight: Round, **said: object) -> Resident:
    return make.resident(tonight, tonight.flat.addresses.in_walking_order()[1], "Joop Jansen", **said)


def found(person: Resident, by: User) -> list[tuple[str, bool, bool]]:
    reach = access.reach_of(by, Permission.SEE_RESIDENTS)
    return [(same.resident.name, same.phone, same.email) for same in same_contacts.others(person, reach)]


def as_stored() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone_index, email_index FROM outreach_resident")
        return {mark for row in cursor.fetchall() for mark in row}


@pytest.mark.parametrize("spelled", ["0612345678", "+31 6 12345678", "0031612345678", "06-12 34 56 78"])
def test_one_number_is_found_however_it_is_spelled(
    samira: Resident, tonight: Round, cora: User, spelled: str
) -> None:
    joop = neighbour(tonight, phone=spelled)
    assert found(joop, cora) == [("Samira Haddad", True, False)]
    assert found(samira, cora) == [("Joop Jansen", True, False)]


def test_one_address_is_found_whatever_its_capitals(samira: Resident, tonight: Round, cora: User) -> None:
    assert found(neighbour(tonight, email="Samira@Example.org"), cora) == [("Samira Haddad", False, True)]


def test_another_number_or_none_is_not_the_same(samira: Resident, tonight: Round, cora: User) -> None:
    assert found(neighbour(tonight, phone="06 12345679"), cora) == []
    nobody = [make.resident(tonight, door) for door in tonight.flat.addresses.in_walking_order()[2:4]]
    assert found(nobody[0], cora) == []


def test_what_a_phone_hands_in_later_is_found_too(samira: Resident, tonight: Round, cora: User) -> None:
    sender = make.phone(tonight)[0]
    said = [("outcome", "talk"), ("taal", "nl"), ("name", "Joop Jansen"), ("phone", "+31612345678")]
    said += [("consent_keep_answers", "on"), ("introductions_wanted", "1")]
    door = tonight.flat.addresses.in_walking_order()[1]
    make.received(sender, make.sealed(sender, make.entry(tonight, door, *said)))
    settling.settle(sender.pk, make.EVENING)
    assert found(samira, cora) == [("Joop Jansen", True, False)]


def test_a_correction_and_an_erasure_are_followed(samira: Resident, tonight: Round, cora: User) -> None:
    joop = neighbour(tonight, phone="050 1234567")
    for phone, others in ((PHONE, ["Samira Haddad"]), ("050 1234567", []), (PHONE, ["Samira Haddad"])):
        notes = make.resident_notes("Joop Jansen", phone=phone)
        residents.correct(resident=joop, notes=notes, by=cora, at=make.EVENING)
        joop.refresh_from_db()
        assert [name for name, *_ in found(joop, cora)] == others
    residents.erase(resident=samira, by=cora, at=make.EVENING)
    assert found(joop, cora) == []
    assert as_stored() == {joop.phone_index, ""}


def test_nobody_hears_of_another_team(
    samira: Resident, tonight: Round, cora: User, ans: User, riny: User
) -> None:
    elsewhere = make.flat(make.team("Andere buurt"), name="Verflat")
    evening = make.walking_round(elsewhere, ans, riny)
    far, _near = (
        make.resident(evening, door, name, phone=PHONE)
        for door, name in zip(elsewhere.addresses.all(), ("Ver Weg", "Vlak Bij"), strict=False)
    )
    theirs = make.member("Bo", Role.COORDINATOR, elsewhere.team)
    assert found(samira, cora) == [] and found(far, cora) == [] and found(samira, theirs) == []
    assert found(far, theirs) == [("Vlak Bij", True, False)]
    theirs.memberships.create(team=samira.address.flat.team, role=Role.COORDINATOR)
    assert found(samira, theirs) == [], "of two teams of hers neither is told of in the other"


def test_the_page_says_so_with_a_way_there_and_nothing_is_kept_from_being_stored(
    samira: Resident, tonight: Round, cora: User, as_
) -> None:
    joop = neighbour(tonight, phone=PHONE, email=EMAIL)
    html = as_(cora).get(reverse("resident", args=[joop.pk])).content.decode()
    assert "same phone number and e-mail address" in html
    assert reverse("resident", args=[samira.pk]) in html and "Samira Haddad" in html
    assert Resident.objects.count() == 2


def test_the_page_of_somebody_alone_says_nothing(samira: Resident, cora: User, as_) -> None:
    assert "same phone number" not in as_(cora).get(reverse("resident", args=[samira.pk])).content.decode()


def test_a_correction_lands_where_the_hint_stands(samira: Resident, tonight: Round, cora: User, as_) -> None:
    joop = neighbour(tonight)
    said = {"name": "Joop Jansen", "phone": "06 1234 5678", "introductions_wanted": "1"}
    answer = as_(cora).post(reverse("resident_correct", args=[joop.pk]), said, follow=True)
    assert "same phone number" in answer.content.decode()


def test_one_query_whatever_is_found_and_none_for_who_gave_nothing(
    samira: Resident, tonight: Round, cora: User
) -> None:
    reach, counts = access.reach_of(cora, Permission.SEE_RESIDENTS), []
    doors = tonight.flat.addresses.in_walking_order()
    for door in (doors[1], doors[2], None):
        person = make.resident(tonight, door, phone=PHONE) if door else make.resident(tonight, doors[3])
        person = Resident.objects.select_related("address__flat").get(pk=person.pk)
        with CaptureQueriesContext(connection) as queries:
            for same in same_contacts.others(person, reach):
                assert f"{same.resident.name} {same.resident.address} {same.resident.address.flat}"
        counts.append(len(queries))
    assert counts == [1, 1, 0]


def test_no_more_than_five_are_named(samira: Resident, tonight: Round, cora: User) -> None:
    for _each in range(6):
        residents.add(
            talk=samira.talk,
            notes=make.resident_notes("Mede Bewoner", phone=PHONE),
            by=cora,
            at=make.EVENING,
        )
    assert len(found(samira, cora)) == same_contacts.AT_MOST == 5


def test_the_index_holds_nothing_readable_and_is_told_to_nobody(samira: Resident) -> None:
    marks = {samira.phone_index, samira.email_index}
    assert as_stored() == marks and len(marks) == 2
    assert all(len(mark) == 64 and set(mark) <= set("0123456789abcdef") for mark in marks)
    told = [fact.value for section in held.about(samira) for row in section.rows for fact in row]
    assert PHONE in told and not marks & set(told)

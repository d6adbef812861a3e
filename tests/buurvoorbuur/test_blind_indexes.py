"""An equal value is found while keys change and afterwards, and a run that is killed goes on where it was."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from buurvoorbuur import blind_indexes, crypto, keys, rotations
from buurvoorbuur.models import User
from outreach import interests
from outreach.models import Flat, Resident
from tests import make
from tests.key_rings import NEW, OLD, STRANGE, Ring, ring

__all__ = ["ring"]

pytestmark = pytest.mark.django_db

LABEL = "outreach.resident.phone"
PHONE = Resident._meta.get_field("phone_index")


@pytest.fixture
def people(flat: Flat, ans: User, riny: User) -> list[Resident]:
    """Four with the same number, stored under the old key, and the canary beside them."""
    keys.verify()
    interests.load_starter()
    evening = make.walking_round(flat, ans, riny)
    return [make.resident(evening, door, phone="06 12345678") for door in flat.addresses.all()[:4]]


def marks() -> set[str]:
    return set(Resident.objects.values_list("phone_index", flat=True))


def test_the_key_is_its_own() -> None:
    [mark] = blind_indexes.fingerprints(LABEL, "+31612345678")
    assert mark != crypto.blind_index(LABEL, "+31612345678")
    assert [mark] != blind_indexes.fingerprints("outreach.resident.email", "+31612345678")


def test_without_the_index_key_that_prints_codes_nothing_changes(settings) -> None:
    before = blind_indexes.fingerprints(LABEL, "a")
    settings.INDEX_KEY = "another"
    assert blind_indexes.fingerprints(LABEL, "a") == before


def test_while_keys_change_who_was_stored_before_is_found_by_who_comes_after(
    people: list[Resident], ring: Ring
) -> None:
    before = marks()
    ring(NEW, OLD)
    later = Resident.objects.get(pk=people[0].pk)
    later.save()
    assert later.phone_index not in before
    assert before < set(PHONE.marks(later)) and later.phone_index in PHONE.marks(people[1])


def test_a_rotation_takes_them_along_and_a_second_one_finds_nothing_to_do(
    people: list[Resident], ring: Ring
) -> None:
    before = marks()
    ring(NEW, OLD)
    assert blind_indexes.behind() == 4
    rotations.run(by=None, at=make.EVENING)
    ring(NEW)
    assert not marks() & before and marks() == set(PHONE.marks(Resident.objects.all()[0]))
    assert blind_indexes.behind() == blind_indexes.rebuild() == 0


def test_killed_half_way_it_goes_on_where_it_was(
    people: list[Resident], ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blind_indexes, "AT_ONCE", 2)
    before = marks()
    ring(NEW, OLD)

    def killed(_label: str, looked_at: int, _renewed: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        blind_indexes.rebuild(killed)
    assert len(marks()) == 2 and before < marks() and blind_indexes.behind() == 2
    assert blind_indexes.rebuild() == 2
    assert blind_indexes.behind() == 0


def test_a_correction_made_meanwhile_is_not_overwritten(
    people: list[Resident], ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring(NEW, OLD)
    renew = blind_indexes._renew

    def corrected_first(row: Resident, field: blind_indexes.BlindIndex) -> int:
        other = Resident.objects.get(pk=row.pk)
        other.phone = "06 99999999"
        other.save()
        return renew(row, field)

    monkeypatch.setattr(blind_indexes, "_renew", corrected_first)
    assert blind_indexes.rebuild() == 0
    assert marks() == {PHONE.mark(Resident.objects.all()[0])}


def test_the_command_makes_anew_what_is_missing_and_says_how_many(people: list[Resident]) -> None:
    before = marks()
    Resident.objects.update(phone_index="")
    out = StringIO()
    call_command("keys", "verify", stdout=out)
    assert "behind / vingerafdrukken die achterlopen: 4" in out.getvalue()
    call_command("keys", "rebuild-index", stdout=out)
    assert "opnieuw gemaakt: 4" in out.getvalue()
    assert marks() == before


def test_under_a_strange_key_it_refuses(people: list[Resident], ring: Ring) -> None:
    ring(STRANGE)
    with pytest.raises(CommandError, match="FIELD_ENCRYPTION_KEYS"):
        call_command("keys", "rebuild-index")

"""Who moves in begins anew: what was kept of who left goes first; a card welcomes at an open door only."""

from datetime import date

import pytest
from django.urls import reverse

from buurvoorbuur.models import Event, User
from buurvoorbuur.refusals import Refused
from outreach import evening_doors, interests, optouts, residents, welcome_cards
from outreach.models import Address, Flat, Resident
from outreach.opt_out_terms import Channel, EndReason
from outreach.visit_states import Outcome
from tests import make, paper


@pytest.fixture
def door(flat: Flat) -> Address:
    interests.load_starter()
    return flat.addresses.in_walking_order()[0]


@pytest.fixture
def samira(door: Address, flat: Flat, ans: User, riny: User) -> Resident:
    return make.resident(make.walking_round(flat, ans, riny), door)


def test_a_no_ends_for_a_new_household_only_once_nothing_is_kept_of_the_old(
    samira: Resident, door: Address, cora: User
) -> None:
    optouts.record(address=door, channel=Channel.PHONE, by=cora, at=make.EVENING)
    ending = {"address": door, "reason": EndReason.NEW_HOUSEHOLD, "by": cora, "at": make.EVENING}
    with pytest.raises(Refused):
        optouts.end(**ending)
    residents.erase(resident=samira, by=cora, at=make.EVENING)
    optouts.end(**ending)
    assert Address.objects.contactable().filter(pk=door.pk).exists()


def test_a_resident_who_changes_their_mind_stays_known(samira: Resident, door: Address, cora: User) -> None:
    optouts.record(address=door, channel=Channel.PHONE, by=cora, at=make.EVENING)
    optouts.end(address=door, reason=EndReason.RESIDENT_ASKED, by=cora, at=make.EVENING)
    assert Resident.objects.filter(pk=samira.pk).exists()


def test_a_door_of_who_moved_out_may_be_rung_again_for_who_moved_in(
    door: Address, flat: Flat, ans: User, riny: User, cora: User
) -> None:
    make.visit(make.walking_round(flat, ans, riny), door, Outcome.DECLINED_DOOR)
    before = evening_doors.still_to_visit(flat)
    welcome_cards.print_card(address=door, language="nl", by=cora, at=make.EVENING)
    assert evening_doors.still_to_visit(flat) == before + 1


def test_a_card_welcomes_and_tells_what_comes_next_and_names_nobody(
    door: Address, flat: Flat, cora: User, as_
) -> None:
    make.announced(flat, cora)
    over = make.announced(flat, cora, next_on=date(2026, 10, 1))
    assert over.next_on and over.next_on < make.EVENING.date()
    url = reverse("door_welcome", args=[flat.pk, door.pk])
    assert url in as_(cora).get(reverse("door", args=[flat.pk, door.pk])).text
    answer = as_(cora).post(url, {"language": "nl"})
    assert paper.is_sound(answer.content) and paper.is_tagged(answer.content)
    [page] = [" ".join(page.split()) for page in paper.pages(answer.content)]
    assert "Welkom in de Planetenflat" in page and page.count("Samen eten") == 1
    assert "woensdag 14 oktober, Plutozaal" in page and "Cora" not in page
    assert Event.objects.filter(action="door.welcome_printed").count() == 1


def test_the_longest_words_stay_on_one_card(door: Address, flat: Flat, cora: User) -> None:
    for _number in range(3):
        one = make.announced(flat, cora, place="W" * 120)
        one.name = "W" * 80
        one.save()
    for language in ("nl", "en"):
        card = welcome_cards.print_card(address=door, language=language, by=cora, at=make.EVENING)
        assert len(paper.pages(card)) == 1


def test_who_said_no_or_is_known_gets_no_card(
    samira: Resident, door: Address, flat: Flat, cora: User
) -> None:
    with pytest.raises(Refused):
        welcome_cards.print_card(address=door, language="nl", by=cora, at=make.EVENING)
    other = flat.addresses.in_walking_order()[1]
    optouts.record(address=other, channel=Channel.PHONE, by=cora, at=make.EVENING)
    with pytest.raises(Refused):
        welcome_cards.print_card(address=other, language="nl", by=cora, at=make.EVENING)
    assert not Event.objects.filter(action="door.welcome_printed").exists()

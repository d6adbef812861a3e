"""Slips to hand over: one for each who comes, naming nobody else, asked anew at every print."""

import pytest
from django.urls import reverse

from buurvoorbuur.models import Event, User
from buurvoorbuur.refusals import Refused
from matching import invitation_slips
from matching.models import Proposal
from outreach import consents, optouts
from outreach.consent_terms import How, Purpose
from outreach.models import Flat, Resident
from outreach.opt_out_terms import Channel
from tests import make, paper

NAMES = ["Samira", "Joost", "Femke", "Bram", "Ada"]


@pytest.fixture
def people(flat: Flat, ans: User, riny: User) -> list[Resident]:
    evening = make.walking_round(flat, ans, riny)
    doors = flat.addresses.in_walking_order()
    made = [make.resident(evening, door, name) for door, name in zip(doors, NAMES, strict=False)]
    return [Resident.objects.get(pk=person.pk) for person in made]


@pytest.fixture
def group(people: list[Resident]) -> Proposal:
    made = make.meeting_group(people)
    made.fewest, made.place, made.first_step = 3, "Plutozaal", "Kom kijken"
    made.save()
    return made


def slips(group: Proposal, by: User) -> list[str]:
    pdf = invitation_slips.print_slips(proposal=group, by=by, at=make.EVENING)
    assert paper.is_tagged(pdf) and paper.is_sound(pdf)
    return paper.pages(pdf)


def test_each_who_comes_gets_a_slip_four_to_a_sheet(group: Proposal, cora: User) -> None:
    pages = slips(group, cora)
    assert len(pages) == 2
    assert [sum(name in page for name in NAMES) for page in pages] == [4, 1]
    assert pages[0].count("Plutozaal") == 4 and pages[1].count("Kom kijken") == 1
    assert Event.objects.filter(action="introduction.slips_printed").count() == 1


def test_who_no_longer_takes_part_gets_no_slip(group: Proposal, people: list[Resident], cora: User) -> None:
    consents.withdraw(resident=people[0], purpose=Purpose.MATCH, how=How.PHONE, by=cora, at=make.EVENING)
    optouts.record(address=people[1].address, channel=Channel.PHONE, by=cora, at=make.EVENING)
    (page,) = slips(group, cora)
    assert [name for name in NAMES if name in page] == ["Femke", "Bram", "Ada"]


def test_a_pair_has_letters_and_no_slips(people: list[Resident], cora: User) -> None:
    pair = make.meeting_group(people[:2])
    with pytest.raises(Refused):
        slips(pair, cora)
    assert not Event.objects.filter(action="introduction.slips_printed").exists()


def test_hostile_names_are_printed_as_typed(group: Proposal, people: list[Resident], cora: User) -> None:
    people[4].name = "<b>{{ x }}</b>"
    people[4].save()
    assert "<b>{{ x }}</b>" in slips(group, cora)[1]


def test_the_slips_are_on_the_page_of_the_group(as_, group: Proposal, cora: User) -> None:
    url = reverse("proposal_slips", args=[group.pk])
    assert url in as_(cora).get(reverse("proposal", args=[group.pk])).text
    assert as_(cora).post(url).content.startswith(b"%PDF-")
    assert as_(cora).get(url).status_code == 405

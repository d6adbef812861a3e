"""The small jobs of a group: whoever likes to, nobody is fine, and who left does none."""

import pytest
from django.test import Client
from django.urls import reverse

from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from matching import chores, introductions
from matching.chore_kinds import ChoreKind
from matching.models import Chore, Proposal
from matching.proposal_states import State
from outreach import consents
from outreach.consent_terms import Field, How, Purpose
from outreach.models import Resident, SharedField
from tests import make, paper


@pytest.fixture
def group(residents: list[Resident]) -> Proposal:
    return make.meeting_group(residents[:3])


def test_each_job_is_for_who_likes_it_and_nobody_is_fine(group: Proposal, cora: User) -> None:
    first, second, _third = group.members.all()
    for who in (first, second):
        group.refresh_from_db()
        chores.share_out(proposal=group, taken={ChoreKind.COFFEE: who}, by=cora, at=make.EVENING)
        assert chores.of(group) == {**dict.fromkeys(ChoreKind), ChoreKind.COFFEE: who}
    with pytest.raises(Refused, match="changed"):
        chores.share_out(proposal=group, taken={}, by=cora, at=make.EVENING)
    group.refresh_from_db()
    chores.share_out(proposal=group, taken={}, by=cora, at=make.EVENING)
    assert not Chore.objects.exists()


def test_a_pair_and_a_group_that_does_not_meet_have_no_jobs(residents: list[Resident], cora: User) -> None:
    pair = make.proposed(*residents[:2], state=State.INTRODUCED)
    early = make.proposed(*residents, fewest=3)
    for proposal in (pair, early):
        with pytest.raises(Refused):
            chores.share_out(proposal=proposal, taken={}, by=cora, at=make.EVENING)


def test_who_withdrew_does_no_job_and_gets_none(group: Proposal, cora: User) -> None:
    gone = group.members.all()[0]
    chores.share_out(proposal=group, taken={ChoreKind.TIDY: gone}, by=cora, at=make.EVENING)
    consents.withdraw(resident=gone.resident, purpose=Purpose.MATCH, how=How.PHONE, by=cora, at=make.EVENING)
    assert chores.of(group)[ChoreKind.TIDY] is None
    with pytest.raises(Refused):
        chores.share_out(proposal=group, taken={ChoreKind.TIDY: gone}, by=cora, at=make.EVENING)


def test_the_letter_tells_the_jobs_and_only_names_that_may_travel(
    group: Proposal, residents: list[Resident], cora: User
) -> None:
    first, second, third = group.members.all()
    taken = {ChoreKind.COFFEE: first, ChoreKind.TIDY: second}
    chores.share_out(proposal=group, taken=taken, by=cora, at=make.EVENING)
    SharedField.objects.filter(consent__resident=second.resident, field=Field.NAME).delete()
    pages = paper.pages(introductions.letter(member=third, by=cora, at=make.EVENING))
    [told] = [" ".join(page.split()) for page in pages]
    assert f"{first.resident.name}, {first.resident.address} · zet koffie en thee" in told
    assert "Een buur, " in told and "· ruimt op" in told and second.resident.name not in told
    assert "of geen: haalt de sleutel" in told


def test_they_are_chosen_on_the_page_of_the_group(group: Proposal, cora: User, as_) -> None:
    client: Client = as_(cora)
    page = client.get(reverse("proposal", args=[group.pk]))
    assert set(page.context["chores_form"].fields) == set(ChoreKind)
    who = group.members.all()[1]
    posted = {"version": group.version, "remind": who.pk, "tidy": ""}
    assert client.post(reverse("proposal_chores", args=[group.pk]), posted).status_code == 302
    assert chores.of(group)[ChoreKind.REMIND] == who
    wrong = client.post(reverse("proposal_chores", args=[group.pk]), {**posted, "tidy": "0"})
    assert wrong.context["chores_form"].errors.keys() == {"tidy"}

"""What an introduction still needs is told on its page from the start, with who and where to note it."""

import pytest
from django.test import Client
from django.urls import reverse

from buurvoorbuur.models import User
from matching.models import Proposal
from matching.proposal_states import Answer, State
from outreach.consent_terms import Purpose
from outreach.models import Consent, SharedField
from tests import make


@pytest.fixture
def client(cora: User, as_) -> Client:
    made: Client = as_(cora)
    return made


def page(client: Client, proposal: Proposal) -> str:
    return client.get(reverse("proposal", args=[proposal.pk])).text


def note_at(proposal: Proposal, number: int) -> str:
    """The address at which it is noted what the member with this number lets us pass on."""
    resident = proposal.members.all()[number].resident
    return reverse("resident_give", args=[resident.pk, Purpose.SHARE_FIELDS])


def shares_nothing(proposal: Proposal, number: int) -> None:
    resident = proposal.members.all()[number].resident
    Consent.objects.filter(resident=resident, purpose=Purpose.SHARE_FIELDS).delete()


@pytest.mark.parametrize("state", [State.PROPOSED, State.APPROVED, State.ASKING, State.AGREED])
def test_who_keeps_their_name_is_told_from_the_start_with_the_way_to_note_it(
    pair: Proposal, client: Client, state: State
) -> None:
    Proposal.objects.filter(pk=pair.pk).update(state=state)
    assert "Nog niet voor te stellen" not in page(client, pair)
    shares_nothing(pair, 1)
    told = page(client, pair)
    assert "Nog niet voor te stellen" in told
    assert note_at(pair, 1) in told and note_at(pair, 0) not in told


def test_when_nobody_can_be_reached_each_may_be_asked(pair: Proposal, client: Client) -> None:
    SharedField.objects.exclude(field="name").delete()
    told = page(client, pair)
    assert "Nog niemand" in told
    assert told.count("ging akkoord met andere gegevens") == 2


def test_in_a_group_somebody_may_keep_their_name(residents, client: Client) -> None:
    group = make.proposed(*residents, fewest=3)
    shares_nothing(group, 0)
    assert "Nog niet voor te stellen" not in page(client, group)


def test_the_refusal_names_who_and_the_page_leads_to_them(pair: Proposal, client: Client) -> None:
    shares_nothing(pair, 1)
    pair.members.update(answer=Answer.YES)
    Proposal.objects.filter(pk=pair.pk).update(state=State.AGREED)
    path = reverse("proposal_step", args=[pair.pk, "introduce"])
    answer = client.post(path, {"version": pair.version}, follow=True)
    [said] = [str(message) for message in answer.context["messages"]]
    assert said.startswith(f"Van {pair.members.all()[1].resident.name} weten we nog niet")
    assert note_at(pair, 1) in answer.text

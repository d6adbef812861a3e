"""What an introduction still needs is told on its page from the start, with who and where to note it."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from buurvoorbuur.models import User
from matching import first_steps
from matching.models import Proposal
from matching.proposal_states import Answer, State
from outreach import consents
from outreach.consent_terms import Field, How, Purpose
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


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ("Bel elkaar deze week", [Field.PHONE]),
        ("Stuur een appje of mail even", [Field.PHONE, Field.EMAIL]),
        ("Call or e-mail each other", [Field.PHONE, Field.EMAIL]),
        ("Bel aan bij de recreatiezaal", []),
        ("Kies samen een dag, de appeltaart staat klaar", []),
    ],
)
def test_a_first_step_leans_on_what_it_speaks_of(typed: str, fields: list[Field]) -> None:
    assert first_steps.leans_on(typed) == fields


@pytest.mark.parametrize(("step", "word"), [("Bel elkaar", "telefoonnummer"), ("Mail elkaar", "e-mailadres")])
def test_a_first_step_that_not_all_can_take_is_told_on_the_page(
    pair: Proposal, client: Client, step: str, word: str
) -> None:
    pair.place, pair.first_step, pair.state = "Plutozaal", step, State.APPROVED
    pair.save()
    warning = f"niet allemaal mag hun {word}"
    assert warning in page(client, pair)
    for member in pair.members.all():
        resident = member.resident
        resident.phone, resident.email = "06 12345678", "buur@example.org"
        resident.save()
        consent = Consent.objects.get(resident=resident, purpose=Purpose.SHARE_FIELDS)
        for field in (Field.PHONE, Field.EMAIL):
            SharedField.objects.create(consent=consent, field=field)
    assert warning not in page(client, pair)


def test_before_approving_it_says_that_not_all_can_be_called(pair: Proposal, client: Client) -> None:
    assert "zonder bellen" in page(client, pair)


def test_the_activity_is_called_the_same_on_screen_as_on_paper(pair: Proposal, client: Client) -> None:
    pair.place, pair.state = "Plutozaal", State.APPROVED
    pair.save()
    assert pair.interest and pair.interest.activity != str(pair.interest)
    [what] = re.findall(r"<dt>Wat</dt>\s*<dd>\s*(.*?)\s*</dd>", page(client, pair))
    assert what == pair.interest.activity


def can_print(client: Client, proposal: Proposal) -> bool:
    return reverse("introduction_letter", args=[proposal.pk, proposal.members.all()[0].pk]) in page(
        client, proposal
    )


def test_no_letter_is_offered_that_can_only_be_refused(pair: Proposal, client: Client, cora: User) -> None:
    pair.members.update(answer=Answer.YES)
    Proposal.objects.filter(pk=pair.pk).update(state=State.INTRODUCED, introduced_at=make.EVENING)
    assert can_print(client, pair)
    shared = Consent.objects.filter(purpose=Purpose.SHARE_FIELDS).first()
    assert shared
    fields = [one.field for one in shared.shared_fields.all()]
    shared.shared_fields.filter(field="name").delete()
    assert not can_print(client, pair)
    shared.shared_fields.get_or_create(field=fields[fields.index("name")])
    assert can_print(client, pair)
    other = pair.members.all()[1].resident
    consents.withdraw(resident=other, purpose=Purpose.MATCH, how=How.PHONE, by=cora, at=make.EVENING)
    assert not can_print(client, pair)


def test_a_refusal_leads_back_to_the_page_it_came_from_and_nowhere_else(
    pair: Proposal, client: Client
) -> None:
    here = reverse("proposal", args=[pair.pk])
    path = reverse("introduction_letter", args=[pair.pk, pair.members.all()[0].pk])
    elsewhere = (f"http://elsewhere.example{here}", "http://testserver//elsewhere.example/", "")
    for referrer in (f"http://testserver{here}", *elsewhere):
        refused = client.post(path, headers={"referer": referrer})
        assert refused.status_code == 409
        assert (f'href="{here}"' in refused.text) is (referrer not in elsewhere)
        assert "elsewhere" not in refused.text

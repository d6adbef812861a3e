"""What a coordinator sees and decides about entries that lie aside: door and outcome, and never an answer."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from buurvoorbuur import clock
from buurvoorbuur.models import Event, User
from outreach import envelopes, optouts, settling
from outreach.envelope_states import EnvelopeState
from outreach.models import Address, Envelope, Phone, Round, Visit
from outreach.opt_out_terms import Channel
from outreach.visit_states import RoundState
from tests import make
from tests.fates import settled

pytestmark = pytest.mark.usefixtures("in_english")

AT = make.EVENING
SECRET = (
    ("outcome", "talk"),
    ("name", "Zwaluwstaart"),
    ("answer_joins_in", "Geheim"),
    ("consent_match", "on"),
)


@pytest.fixture
def client(cora: User, as_) -> Client:
    return as_(cora)


@pytest.fixture
def waiting(tonight: Round, phone: Phone, door: Address, cora: User) -> Envelope:
    """A talk at a door that was paused meanwhile."""
    optouts.pause(address=door, by=cora, at=AT)
    [envelope] = make.received(phone, make.sealed(phone, make.entry(tonight, door, *SECRET)))
    settling.settle(phone.pk, AT)
    return envelope


def page(client: Client) -> str:
    return client.get(reverse("envelopes_aside")).content.decode()


def test_it_says_who_which_door_which_outcome_and_why_and_nothing_of_the_talk(
    client: Client, waiting: Envelope
) -> None:
    html = page(client)
    for word in ("Talk held", "Planetenlaan 1", "Ans", "Planetenflat", "This door is paused until"):
        assert word in html
    for word in ("Zwaluwstaart", "Geheim"):
        assert word not in html


def test_trying_again_stores_it_once_the_door_is_open(
    client: Client, waiting: Envelope, door: Address, cora: User
) -> None:
    url = reverse("envelope_retry", args=[waiting.pk])
    assert "could not be stored this time" in client.post(url, follow=True).content.decode()
    optouts.resume(address=door, by=cora, at=AT)
    assert "It is stored now" in client.post(url, follow=True).content.decode()
    assert Visit.objects.get().pk == waiting.pk
    assert client.post(url).status_code == 404
    assert "Nothing lies aside" in page(client)


def test_an_undo_after_closing_says_why_and_is_done_after_all(
    client: Client, tonight: Round, phone: Phone, door: Address
) -> None:
    [visit] = settled(phone, make.entry(tonight, door))
    Round.objects.update(state=RoundState.CLOSED, ended_at=AT)
    [undo] = settled(phone, make.entry(tonight, door, kind="undo", visit=str(visit.pk)))
    html = page(client)
    assert "A visit that was taken back" in html and "The round was closed before this arrived" in html
    retry = client.post(reverse("envelope_retry", args=[undo.pk]), follow=True)
    assert "It is stored now" in retry.content.decode()
    assert not Visit.objects.standing().exists()


def test_destroying_asks_first_and_then_leaves_nothing(client: Client, waiting: Envelope) -> None:
    url = reverse("envelope_destroy", args=[waiting.pk])
    html = client.get(url).content.decode()
    assert "gone for good" in html and "Planetenlaan 1" in html and "Geheim" not in html
    assert Envelope.objects.get().state == EnvelopeState.SET_ASIDE
    client.post(url)
    assert Envelope.objects.get().state == EnvelopeState.DESTROYED
    assert Event.objects.filter(action="envelope.destroyed").count() == 1


def test_of_a_door_that_said_no_only_that_there_was_a_visit(
    client: Client, tonight: Round, phone: Phone, door: Address, waiting: Envelope
) -> None:
    optouts.record(address=door, channel=Channel.CODE, by=None, at=AT)
    make.received(phone, make.sealed(phone, make.entry(tonight, door), 2))
    settling.settle(phone.pk, AT)
    html = page(client)
    assert html.count("<strong>One visit after an opt-out") == 2
    for word in ("Planetenlaan", "Nobody home", "Talk held", reverse("envelope_retry", args=[waiting.pk])):
        assert word not in html
    client.post(reverse("envelope_retry", args=[waiting.pk]))
    assert Envelope.objects.get(pk=waiting.pk).state == EnvelopeState.KEPT_SHUT


def test_a_gap_and_a_silent_phone_are_told_in_a_sentence(
    client: Client, cora: User, tonight: Round, phone: Phone, door: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = [make.sealed(phone, make.entry(tonight, door), 4)]
    delivery = envelopes.Delivery(sent, made=7, waiting={1, 2, 3, 6, 7}, clock_difference=0)
    envelopes.receive(phone=phone, delivery=delivery, at=AT)
    assert "Number 5 of the phone of Ans never arrived" in page(client)
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(hours=73))
    client.force_login(cora)
    assert "On the phone of Ans 5 entries still wait" in page(client)
    done = client.post(reverse("phone_talked_over", args=[phone.pk]), follow=True).content.decode()
    assert "Nothing lies aside" in done
    more = envelopes.Delivery([], made=9, waiting={9}, clock_difference=0)
    envelopes.receive(phone=phone, delivery=more, at=clock.now())
    assert "Number 8 of the phone of Ans never arrived" in page(client)


def test_the_first_page_of_a_coordinator_leads_here_only_when_something_waits(
    client: Client, ans: User, as_, door: Address, request: pytest.FixtureRequest
) -> None:
    link = reverse("envelopes_aside")
    assert link not in client.get("/").content.decode()
    request.getfixturevalue("waiting")
    assert link in client.get("/").content.decode()
    assert link not in as_(ans).get("/").content.decode()

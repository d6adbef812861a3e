"""The screens of introductions: in a fixed number of queries, and nothing decided on an outdated page."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buurvoorbuur.models import Team, User
from matching import listing
from matching.models import KeptApart, Proposal, UnusedInterest
from matching.proposal_states import Answer, State
from outreach import interests
from outreach.models import Interest, Resident
from tests import make
from tests.matching.conftest import Neighbour


@pytest.fixture
def eight(team: Team, ans: User, riny: User) -> list[Resident]:
    """Eight people behind eight doors, who like the same."""
    interests.load_starter()
    flat = make.flat(team, doors=8)
    evening, like = make.walking_round(flat, ans, riny), Interest.objects.all()[0].code
    return [
        make.resident(evening, door, f"Bewoner {door.number}", shares=frozenset({like}))
        for door in flat.addresses.in_walking_order()
    ]


APPROVAL = {"place": "Plutozaal", "first_step": "Bel even"}


@pytest.fixture
def client(cora: User, as_) -> Client:
    made: Client = as_(cora)
    return made


def decide(client: Client, name: str, proposal: Proposal, *more: object, **posted: object) -> Any:
    """Posts a decision from a page that shows this proposal as it is here."""
    path = reverse(name, args=[proposal.pk, *more])
    return client.post(path, {"version": proposal.version, **posted})


def state_of(proposal: Proposal) -> str:
    return Proposal.objects.get(pk=proposal.pk).state


@pytest.mark.parametrize("name", ["proposals", "matching_waiting", "proposals_approve", "matching_apart"])
def test_a_list_takes_the_same_queries_at_any_length(
    client: Client, residents: list[Resident], neighbour: Neighbour, cora: User, name: str
) -> None:
    client.get(reverse(name))
    counts = []
    for _more in range(2):
        make.proposed(*residents[:2], score=600)
        make.proposed(*residents, fewest=3, state=State.MET, score=600)
        make.kept_apart(cora, neighbour(0), residents[0])
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse(name)).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("state", [State.PROPOSED, State.ASKING, State.INTRODUCED])
def test_the_page_of_one_takes_the_same_queries_for_two_and_for_eight(
    client: Client, eight: list[Resident], state: State
) -> None:
    counts = []
    for people in (eight[:2], eight):
        # Each was introduced before, so that there is something to tell of everybody.
        make.proposed(*people, state=State.MET).members.update(answer=Answer.YES)
        Proposal.objects.filter(state=State.MET).update(introduced_at=make.EVENING)
        made = make.proposed(*people, state=state, fewest=3)
        made.members.update(answer=Answer.YES)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("proposal", args=[made.pk])).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_list_is_in_the_order_of_points_or_of_waiting_groups_first(
    client: Client, residents: list[Resident]
) -> None:
    low, high = (make.proposed(*residents[:2], score=score) for score in (200, 700))
    group = make.proposed(*residents, fewest=3, score=100)
    [to_decide] = client.get(reverse("proposals")).context["groups"]
    assert [row.proposal for row in to_decide.rows] == [group, high, low]
    assert client.get(reverse("proposals"), {"op": "wachttijd"}).context["by_waiting"]


def test_what_was_decided_meanwhile_is_not_decided_again(
    client: Client, pair: Proposal, residents: list[Resident]
) -> None:
    seen = Proposal.objects.get(pk=pair.pk)
    decide(client, "proposal_step", pair, "hold")
    for name, posted in (
        ("proposal_approve", {"interest": seen.interest_id, **APPROVAL}),
        ("proposal_reject", {"reason": "other", "blocks": "people"}),
    ):
        page = decide(client, name, seen, **posted)
        assert page.status_code == 302
    assert state_of(pair) == State.HELD
    assert not KeptApart.objects.exists()


@pytest.mark.parametrize("version", ["", "0", "x", "99999999999", "²"])
def test_a_form_that_does_not_say_what_was_seen_decides_nothing(
    client: Client, pair: Proposal, version: str
) -> None:
    client.post(reverse("proposal_step", args=[pair.pk, "hold"]), {"version": version})
    assert state_of(pair) == State.PROPOSED


def test_several_are_approved_at_once_and_one_that_changed_is_told(
    client: Client, residents: list[Resident], cora: User
) -> None:
    one, two, three = (make.proposed(*residents[:2], score=600) for _each in range(3))
    ticked = [f"{proposal.pk} {proposal.version}" for proposal in (one, two)]
    decide(client, "proposal_step", two, "hold")
    path = reverse("proposals_approve")
    page = client.post(path, {"proposals": ticked, **APPROVAL}, follow=True)
    told = [str(message) for message in page.context["messages"]]
    assert len(told) == 2 and listing.title(two) in told[1]
    assert (state_of(one), state_of(two), state_of(three)) == (State.APPROVED, State.HELD, State.PROPOSED)
    page = client.post(path, {"proposals": [ticked[1], "nonsense 1"], **APPROVAL})
    assert page.status_code == 200 and "proposals" in page.context["form"].errors


def test_only_what_scores_enough_is_offered_at_once(client: Client, residents: list[Resident]) -> None:
    make.proposed(*residents[:2], score=600)
    path = reverse("proposals_approve")
    for least, count in (("60", 1), ("61", 0), ("veel", 1), ("", 1), ("-5", 1)):
        assert len(client.get(path, {"vanaf": least}).context["rows"]) == count


def test_a_name_in_the_place_comes_back_at_its_field(client: Client, pair: Proposal) -> None:
    posted = {"interest": pair.interest_id, **APPROVAL, "place": "thuis bij Bewoner 1"}
    page = decide(client, "proposal_approve", pair, **posted)
    assert page.context["approve_form"].errors.keys() == {"place"}
    assert state_of(pair) == State.PROPOSED


def test_rejecting_for_the_activity_leaves_that_out_and_no_more(client: Client, pair: Proposal) -> None:
    decide(client, "proposal_reject", pair, reason="not_a_fit", blocks="reason")
    assert state_of(pair) == State.REJECTED
    assert UnusedInterest.objects.count() == 2 and not KeptApart.objects.exists()


def test_somebody_is_exchanged_and_nonsense_is_told(
    client: Client, pair: Proposal, neighbour: Neighbour
) -> None:
    third = neighbour(0)
    member = pair.members.all()[1]
    path = reverse("proposal_exchange", args=[pair.pk, member.pk])
    [option] = client.get(path).context["options"]
    assert option.resident == third
    for nonsense in ("", "nobody", member.resident_id):
        decide(client, "proposal_exchange", pair, member.pk, resident=nonsense)
        assert not pair.members.filter(resident=third).exists()
    decide(client, "proposal_exchange", pair, member.pk, resident=third.pk)
    assert pair.members.filter(resident=third).exists()


def test_asking_by_a_way_that_is_not_known_is_told_at_its_field(
    client: Client, pair: Proposal, cora: User
) -> None:
    decide(client, "proposal_approve", pair, interest=pair.interest_id, **APPROVAL)
    pair.refresh_from_db()
    first = pair.members.all()[0]
    page = decide(
        client, "proposal_ask", pair, before="2026-10-12", **{f"asking_{first.pk}": f"{cora.pk} phone"}
    )
    assert f"asking_{first.pk}" in page.context["form"].errors
    assert state_of(pair) == State.APPROVED


def test_a_run_says_how_it_goes_and_looks_again_by_itself(
    client: Client, residents: list[Resident], settings
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    page = client.post(reverse("matching_run"), follow=True)
    assert "again.js" in page.text
    assert '<noscript><meta http-equiv="refresh"' in page.text
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    assert client.post(reverse("matching_run")).headers["Location"] == reverse("proposals")


def test_earlier_introductions_are_told_with_whom_and_when(client: Client, residents: list[Resident]) -> None:
    before = make.proposed(*residents[:2], state=State.MET)
    before.members.update(answer="yes")
    Proposal.objects.filter(pk=before.pk).update(introduced_at=make.EVENING)
    now = make.proposed(*residents[1:3])
    people = client.get(reverse("proposal", args=[now.pk])).context["people"]
    told = {person.name: person.earlier for person in people}
    assert told == {"Bewoner 2": ["6 oktober 2026: Bewoner 1 en Bewoner 2"], "Bewoner 3": []}


def test_the_pages_speak_of_nobody_when_there_is_nobody(client: Client) -> None:
    for name in ("proposals", "matching_waiting", "matching_effect", "matching_terms", "matching_apart"):
        assert client.get(reverse(name)).status_code == 200


def test_a_letter_is_offered_only_with_who_may_print_one(
    client: Client, pair: Proposal, cora: User, ans: User
) -> None:
    decide(client, "proposal_approve", pair, interest=pair.interest_id, **APPROVAL)
    page = client.get(reverse("proposal_ask", args=[pair.pk])).text
    assert f'value="{cora.pk} letter"' in page and f'value="{ans.pk} door"' in page
    assert f'value="{ans.pk} letter"' not in page

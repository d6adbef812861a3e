"""What an initiator is given to ask: one resident whom they know, gone once that may not be any more."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import unquote, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from buurvoorbuur import clock
from buurvoorbuur.access import Somebody, reach_of
from buurvoorbuur.models import Event, User
from buurvoorbuur.roles import Permission, Role
from matching import asking, next_steps, own_answers, own_askings, proposals
from matching.asking import Asking
from matching.models import Proposal, ProposalMember
from matching.proposal_states import Answer, AskChannel, State
from outreach import consents, follow_ups, optouts
from outreach.consent_terms import How, Purpose
from outreach.opt_out_terms import Channel
from tests import make
from tests.matching.conftest import Neighbour

YESTERDAY = make.EVENING.date() - timedelta(days=1)


@pytest.fixture
def asked(neighbour: Neighbour, ans: User, cora: User) -> ProposalMember:
    """Of two who are asked, the one whom Ans was given; she is to ring her."""
    proposed = make.proposed(neighbour(0, phone="06 12345678", email="een@example.org"), neighbour(0))
    assert proposed.interest
    pair = proposals.approve(
        proposal=proposed,
        interest=proposed.interest,
        place="Plutozaal",
        first_step="Bel",
        by=cora,
        at=make.EVENING,
    )
    first, second = pair.members.all()
    plan = {first.pk: Asking(ans, AskChannel.PHONE), second.pk: Asking(cora, AskChannel.DOOR)}
    asking.ask(proposal=pair, askings=plan, before=make.EVENING.date(), by=cora, at=make.EVENING)
    return pair.members.select_related("resident__address").all()[0]


@pytest.fixture
def client(ans: User, as_) -> Client:
    made: Client = as_(ans)
    return made


def answered(client: Client, member: ProposalMember, answer: Answer = Answer.YES) -> int:
    path = reverse("asking_answer", args=[member.pk])
    return client.post(path, {"answer": answer, "seen": Answer.WAITING}).status_code


def test_it_tells_whom_how_before_when_and_in_which_words_and_nothing_of_the_other(
    asked: ProposalMember, client: Client
) -> None:
    page = client.get(reverse("askings")).text
    other = asked.proposal.members.all()[1].resident
    for shown in (asked.resident.name, str(asked.resident.address), "06 12345678", "6 oktober", "Plutozaal"):
        assert shown in page
    for hidden in (other.name, str(other.address), "een@example.org", str(asked.proposal_id)):
        assert hidden not in page
    event = Event.objects.get(action="asking.opened")
    assert event.object_id == str(asked.pk)


@pytest.mark.parametrize(
    ("answer", "state"),
    [(Answer.YES, State.ASKING), (Answer.NO, State.DECLINED), (Answer.LATER, State.POSTPONED)],
)
def test_what_was_said_is_noted_and_the_card_is_gone(
    asked: ProposalMember, client: Client, answer: Answer, state: State
) -> None:
    assert answered(client, asked, answer) == 302
    asked.refresh_from_db()
    assert (asked.answer, Proposal.objects.get(pk=asked.proposal_id).state) == (answer, state)
    assert client.get(reverse("askings")).context["askings"] == []


def withdraws(asked: ProposalMember, by: User) -> None:
    consents.withdraw(resident=asked.resident, purpose=Purpose.MATCH, how=How.PHONE, by=by, at=make.EVENING)


def opts_out(asked: ProposalMember, by: User) -> None:
    optouts.record(address=asked.resident.address, channel=Channel.CODE, by=None, at=make.EVENING)


def is_paused(asked: ProposalMember, by: User) -> None:
    optouts.pause(address=asked.resident.address, by=by, at=make.EVENING)


@pytest.mark.parametrize("steps_out", [withdraws, opts_out, is_paused])
@pytest.mark.parametrize("answer", [Answer.YES, Answer.NO, Answer.LATER])
def test_who_may_not_be_asked_any_more_is_gone_from_the_page_and_refused(
    asked: ProposalMember,
    client: Client,
    cora: User,
    steps_out: Callable[[ProposalMember, User], None],
    answer: Answer,
) -> None:
    steps_out(asked, cora)
    page = client.get(reverse("askings"))
    assert page.context["askings"] == [] and asked.resident.name not in page.text
    assert answered(client, asked, answer) == 302
    asked.refresh_from_db()
    assert asked.answer == Answer.WAITING


def test_who_steps_out_of_a_group_that_goes_on_is_gone_from_the_page_and_refused(
    asked: ProposalMember, client: Client, neighbour: Neighbour, ans: User, cora: User
) -> None:
    group = make.proposed(asked.resident, *(neighbour(0) for _each in range(3)), fewest=3, state=State.ASKING)
    group.members.filter(resident=asked.resident).update(asker=ans, ask_by="door")
    withdraws(asked, cora)
    assert Proposal.objects.live().filter(pk=group.pk).exists()
    assert client.get(reverse("askings")).context["askings"] == []
    answered(client, group.members.all()[0])
    assert group.members.all()[0].answer == Answer.WAITING


def test_while_the_other_of_a_pair_may_not_be_met_nobody_is_asked(
    asked: ProposalMember, client: Client, cora: User
) -> None:
    opts_out(asked.proposal.members.select_related("resident__address").all()[1], cora)
    assert client.get(reverse("askings")).context["askings"] == []
    answered(client, asked)
    asked.refresh_from_db()
    assert asked.answer == Answer.WAITING


def leaves(ans: User, asked: ProposalMember) -> int:
    ans.memberships.update(ends_on=YESTERDAY)
    return 403


def becomes_welfare_worker(ans: User, asked: ProposalMember) -> int:
    ans.memberships.update(role=Role.WELFARE_WORKER)
    return 403


def walks_the_flat_no_more(ans: User, asked: ProposalMember) -> int:
    ans.assignments.all().delete()
    return 404


def turns_out_not_to_have_talked_with_them(ans: User, asked: ProposalMember) -> int:
    walked = asked.resident.talk.visit.round
    walked.asker = make.member("Toos", Role.INITIATOR, walked.flat.team)
    walked.save()
    return 404


def is_asked_by_somebody_else(ans: User, asked: ProposalMember) -> int:
    asked.asker = User.objects.get(email="riny@example.org")
    asked.save()
    return 404


@pytest.mark.parametrize(
    "change",
    [
        leaves,
        becomes_welfare_worker,
        walks_the_flat_no_more,
        turns_out_not_to_have_talked_with_them,
        is_asked_by_somebody_else,
    ],
)
def test_whose_asking_it_is_no_more_neither_sees_nor_answers_it(
    asked: ProposalMember, client: Client, ans: User, change: Callable[[User, ProposalMember], int]
) -> None:
    refusal = change(ans, asked)
    assert asked.resident.name not in client.get(reverse("askings")).text
    assert answered(client, asked) == refusal
    asked.refresh_from_db()
    assert asked.answer == Answer.WAITING
    assert list(next_steps.askings(Somebody.known(ans), make.EVENING)) == []


def test_an_initiator_of_a_pair_that_came_back_later_knows_the_resident_too(
    asked: ProposalMember, cora: User
) -> None:
    flat = asked.resident.address.flat
    toos, piet = (make.member(name, Role.INITIATOR, flat.team) for name in ("Toos", "Piet"))
    for person in (toos, piet):
        make.assign(person, flat)
    notes = follow_ups.FollowUpNotes(make.EVENING.date(), toos, piet)
    follow_ups.record(resident=asked.resident, notes=notes, by=cora, at=make.EVENING)
    assert {toos, piet} <= set(asking.askers(asked.resident, make.EVENING.date()))
    asked.asker = piet
    asked.save()
    [ours] = own_askings.of(reach_of(piet, Permission.ASK_RESIDENTS))
    assert ours.resident == asked.resident


def test_it_waits_on_the_first_page_and_in_the_menu_as_long_as_there_is_any(
    asked: ProposalMember, client: Client, riny: User, as_
) -> None:
    path = reverse("askings")
    home = client.get(reverse("home"))
    assert [step.url for step in home.context["steps"]].count(path) == 1
    assert path in {item.url for item in home.context["nav"]}
    assert asked.resident.name not in home.text
    assert path not in as_(riny).get(reverse("home")).text
    answered(client, asked)
    assert path not in client.get(reverse("home")).text


def test_the_page_takes_the_same_queries_for_one_and_for_many(
    asked: ProposalMember, neighbour: Neighbour, ans: User, django_assert_num_queries
) -> None:
    reach = reach_of(ans, Permission.ASK_RESIDENTS)
    with django_assert_num_queries(3):
        assert len(own_askings.of(reach)) == 1
    for _more in range(3):
        made = make.proposed(asked.resident, neighbour(0), state=State.ASKING)
        made.members.filter(resident=asked.resident).update(asker=ans, ask_by="door")
    with django_assert_num_queries(3):
        assert len(own_askings.of(reach)) == 4


def test_what_was_noted_elsewhere_meanwhile_is_not_overwritten(
    asked: ProposalMember, client: Client, cora: User
) -> None:
    asking.answer(member=asked, answer=Answer.YES, by=cora, at=make.EVENING)
    answered(client, asked, Answer.NO)
    asked.refresh_from_db()
    assert asked.answer == Answer.YES


def agreed_to_pass_on_nothing(member: ProposalMember) -> None:
    member.resident.consents.filter(purpose=Purpose.SHARE_FIELDS).delete()


def test_who_never_said_what_may_be_passed_on_is_asked_that_too_and_it_is_noted_with_the_yes(
    asked: ProposalMember, client: Client, ans: User
) -> None:
    assert "Wat mogen wij dan van u doorgeven?" not in client.get(reverse("askings")).text
    agreed_to_pass_on_nothing(asked)
    page = client.get(reverse("askings")).text
    assert "Wat mogen wij dan van u doorgeven?" in page and 'name="shared" value="phone"' in page
    path = reverse("asking_answer", args=[asked.pk])
    client.post(path, {"answer": "yes", "seen": "waiting", "shared": ["name", "phone"]})
    given = asked.resident.consents.get(purpose=Purpose.SHARE_FIELDS)
    assert (given.how, given.language, given.recorded_by) == (How.PHONE, "nl", ans)
    assert {shared.field for shared in given.shared_fields.all()} == {"name", "phone"}


@pytest.mark.parametrize(
    "posted",
    [{"answer": "no", "shared": ["name"]}, {"answer": "yes"}, {"answer": "yes", "shared": ["street"]}],
)
def test_without_a_yes_or_a_tick_nothing_may_be_passed_on(
    asked: ProposalMember, client: Client, posted: dict[str, object]
) -> None:
    agreed_to_pass_on_nothing(asked)
    client.post(reverse("asking_answer", args=[asked.pk]), {"seen": "waiting", **posted})
    assert not asked.resident.consents.filter(purpose=Purpose.SHARE_FIELDS).exists()


def test_who_agreed_to_other_details_is_for_a_coordinator_to_ask_for_the_name(
    asked: ProposalMember, client: Client
) -> None:
    shared = asked.resident.consents.get(purpose=Purpose.SHARE_FIELDS)
    shared.shared_fields.filter(field="name").delete()
    [card] = client.get(reverse("askings")).context["askings"]
    assert card.keeps_name and not card.details
    client.post(
        reverse("asking_answer", args=[asked.pk]), {"answer": "yes", "seen": "waiting", "shared": ["name"]}
    )
    asked.refresh_from_db()
    assert asked.answer == Answer.WAITING


def undo(client: Client, member: ProposalMember) -> int:
    return client.post(reverse("asking_undo", args=[member.pk])).status_code


@pytest.mark.parametrize(
    ("answer", "word"), [(Answer.YES, "ja"), (Answer.NO, "nee"), (Answer.LATER, "liever later")]
)
def test_after_a_tap_it_says_who_and_which_answer_and_one_press_takes_it_back(
    asked: ProposalMember, client: Client, answer: Answer, word: str
) -> None:
    answered(client, asked, answer)
    page = client.get(reverse("askings"))
    assert f"{asked.resident.name}: <strong>{word}</strong>" in page.text
    assert undo(client, asked) == 302
    asked.refresh_from_db()
    assert (asked.answer, asked.answered_at, asked.ask_again_on) == (Answer.WAITING, None, None)
    assert Proposal.objects.get(pk=asked.proposal_id).state == State.ASKING
    page = client.get(reverse("askings"))
    assert [one.member for one in page.context["askings"]] == [asked] and page.context["noted"] == []


def test_with_a_slip_goes_what_was_noted_along_with_it(asked: ProposalMember, client: Client) -> None:
    agreed_to_pass_on_nothing(asked)
    path = reverse("asking_answer", args=[asked.pk])
    client.post(path, {"answer": "yes", "seen": "waiting", "shared": ["name"]})
    undo(client, asked)
    assert not asked.resident.consents.open().filter(purpose=Purpose.SHARE_FIELDS).exists()


def the_other_said_yes_too(asked: ProposalMember, by: User) -> None:
    other = asked.proposal.members.all()[1]
    asking.answer(member=other, answer=Answer.YES, by=by, at=clock.now())


def the_other_said_no(asked: ProposalMember, by: User) -> None:
    other = asked.proposal.members.all()[1]
    asking.answer(member=other, answer=Answer.NO, by=by, at=clock.now())


def an_hour_went_by(asked: ProposalMember, by: User) -> None:
    asked.answered_at = clock.now() - own_answers.TAKEN_BACK_WITHIN - timedelta(seconds=1)
    asked.save()


@pytest.mark.parametrize("follows", [the_other_said_yes_too, the_other_said_no, an_hour_went_by, withdraws])
def test_what_something_followed_from_is_not_taken_back(
    asked: ProposalMember, client: Client, cora: User, follows: Callable[[ProposalMember, User], None]
) -> None:
    answered(client, asked)
    asked.refresh_from_db()
    follows(asked, cora)
    undo(client, asked)
    asked.refresh_from_db()
    assert asked.answer == Answer.YES
    assert not any(one.may_undo for one in client.get(reverse("askings")).context["noted"])


def test_a_slip_in_a_group_leaves_what_the_others_said(
    asked: ProposalMember, client: Client, neighbour: Neighbour, ans: User, cora: User
) -> None:
    group = make.proposed(asked.resident, *(neighbour(0) for _each in range(3)), fewest=3, state=State.ASKING)
    first, second, third, _fourth = group.members.all()
    ProposalMember.objects.filter(pk=first.pk).update(asker=ans, ask_by="door")
    asking.answer(member=second, answer=Answer.NO, by=cora, at=clock.now())
    asking.answer(member=third, answer=Answer.YES, by=cora, at=clock.now())
    answered(client, first, Answer.LATER)
    assert Proposal.objects.get(pk=group.pk).state == State.POSTPONED
    undo(client, first)
    assert Proposal.objects.get(pk=group.pk).state == State.ASKING
    assert [one.answer for one in group.members.all()] == ["waiting", "no", "yes", "waiting"]


def test_somebody_else_does_not_take_it_back(asked: ProposalMember, client: Client, riny: User, as_) -> None:
    answered(client, asked)
    assert undo(as_(riny), asked) == 404
    asked.refresh_from_db()
    assert asked.answer == Answer.YES


def test_before_the_tap_it_says_that_a_later_ends_the_proposal(asked: ProposalMember, client: Client) -> None:
    assert "Bij later of nee stopt dit voorstel." in client.get(reverse("askings")).text


def test_after_the_day_it_says_to_ask_now(asked: ProposalMember, client: Client, cora: User, as_) -> None:
    late = "ad vóór 5 oktober gemoeten: vraag het nu"
    assert late not in client.get(reverse("askings")).text
    Proposal.objects.update(ask_before=YESTERDAY)
    assert late in client.get(reverse("askings")).text
    assert late in as_(cora).get(reverse("proposals")).text
    [step] = next_steps.askings(Somebody.known(asked.asker), make.EVENING)
    assert late in step.text


def test_asked_by_mail_the_link_holds_the_whole_mail_and_says_in_which_language(
    asked: ProposalMember, client: Client
) -> None:
    said_aloud = client.get(reverse("askings")).text
    assert "Lees voor" in said_aloud and "mailto:" not in said_aloud
    ProposalMember.objects.filter(pk=asked.pk).update(ask_by=AskChannel.EMAIL)
    asked.resident.consents.update(language="en")
    answer = client.get(reverse("askings"))
    assert "Mail dit (in het Engels)" in answer.text and "Lees voor" not in answer.text
    [card] = answer.context["askings"]
    parts = urlsplit(card.mail.link)
    mail = dict(pair.split("=") for pair in parts.query.split("&"))
    assert (parts.path, unquote(mail["subject"])) == ("een@example.org", "A question for you")
    body = unquote(mail["body"])
    assert body.startswith(f"Dear {asked.resident.name},\r\n\r\nYou told us")
    assert body.endswith("Kind regards,\r\nAns, Buur voor Buur Paddepoel")
    # A space is no plus in a mail, and a quotation of the page holds the link unbroken.
    assert "+" not in parts.query and escape(card.mail.link) in answer.text

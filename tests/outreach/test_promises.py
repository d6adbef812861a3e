"""What was promised is done, moved, handed over or let go of, and nothing of it gets lost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buurvoorbuur import members, open_work
from buurvoorbuur.access import Somebody
from buurvoorbuur.models import Event, User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Role
from outreach import consents, flats, next_steps, optouts, promises
from outreach.consent_terms import How, Purpose
from outreach.flat_phases import Afterwards, Phase, PhaseAction
from outreach.models import Address, Flat, Promise, Resident, Round, Visit
from outreach.opt_out_terms import Channel
from outreach.promise_terms import FULL, QUIET, PromiseEnd
from outreach.promises import PromiseNotes
from outreach.visit_states import Outcome, RoundState
from tests import entrants, make

TODAY = make.EVENING.date()
As = Callable[[User], Client]


def page(client: Client) -> str:
    return client.get(reverse("follow_up")).text


def titles(user: User) -> list[str]:
    return [str(step.title) for step in next_steps.of(Somebody.known(user), at=make.EVENING)[0]]


def test_a_promise_is_made_at_a_door_and_done(flat: Flat, ans: User, as_: As) -> None:
    door = flat.addresses.all()[0]
    said = {"what": "Het formulier brengen", "keeper": ans.pk, "due_on": "2026-10-09", "address": door.pk}
    assert as_(ans).post(reverse("flat_promise", args=[flat.pk]), said).status_code == 302
    promise = Promise.objects.get()
    assert (promise.address, promise.keeper, promise.made_at) == (door, ans, make.EVENING)
    assert "Het formulier brengen" in page(as_(ans)) and f"nummer {door.door}" in page(as_(ans))
    for _twice in range(2):
        as_(ans).post(reverse("promise_kept", args=[promise.pk]))
    promise.refresh_from_db()
    assert (promise.ending, promise.ended_at) == (PromiseEnd.KEPT, make.EVENING)
    assert Event.objects.filter(action="promise.kept").count() == 1
    assert "Pas afgerond" in page(as_(ans))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"due_on": "2026-10-05"}, "due_on"), ({"keeper": ""}, "keeper"), ({"what": ""}, "what")],
)
def test_what_cannot_be_is_told_at_its_field_and_stays_filled_in(
    flat: Flat, ans: User, as_: As, wrong: dict[str, str], field: str
) -> None:
    said = {"what": "Soep brengen", "keeper": ans.pk, "due_on": "2026-10-09"} | wrong
    form = as_(ans).post(reverse("flat_promise", args=[flat.pk]), said).context["form"]
    assert list(form.errors) == [field]
    assert form["what"].value() == said["what"]
    assert not Promise.objects.exists()


def test_only_who_walks_the_flat_is_given_a_promise(flat: Flat, ans: User, bea: User) -> None:
    with pytest.raises(Refused) as no:
        make.promise(flat, bea)
    assert no.value.field == "keeper"
    promise = make.promise(flat, ans)
    for act in (promises.give_on, promises.change):
        given: Any = {"to": bea} if act is promises.give_on else {"notes": PromiseNotes("Soep", bea, TODAY)}
        with pytest.raises(Refused):
            act(promise=promise, **given, by=ans, at=make.EVENING)
    assert Promise.objects.get().keeper == ans


def test_the_no_of_a_door_lets_go_of_what_was_promised_there(flat: Flat, ans: User, as_: As) -> None:
    door, other = flat.addresses.all()[:2]
    at_the_door, elsewhere = make.promise(flat, ans, address=door), make.promise(flat, ans, address=other)
    optouts.record(address=door, channel=Channel.CODE, by=None, at=make.EVENING)
    assert list(Promise.objects.open()) == [elsewhere]
    with pytest.raises(Refused):
        promises.reopen(promise=at_the_door, by=ans, at=make.EVENING)
    with pytest.raises(Refused):
        make.promise(flat, ans, address=door)
    at_the_door.refresh_from_db()
    assert at_the_door.ending == PromiseEnd.LET_GO
    assert as_(ans).post(reverse("promise_reopen", args=[at_the_door.pk])).status_code == 409


def test_a_slip_of_the_thumb_is_taken_back(flat: Flat, ans: User, as_: As) -> None:
    promise = make.promise(flat, ans)
    as_(ans).post(reverse("promise_let_go", args=[promise.pk]))
    assert not Promise.objects.open().exists()
    assert as_(ans).get(reverse("promise", args=[promise.pk])).status_code == 200
    as_(ans).post(reverse("promise_reopen", args=[promise.pk]))
    assert Promise.objects.open().exists()


def test_an_ended_promise_is_not_changed(flat: Flat, ans: User, as_: As) -> None:
    promise = make.promise(flat, ans)
    promises.end(promise=promise, ending=PromiseEnd.KEPT, by=ans, at=make.EVENING)
    said = {"what": "Iets anders", "keeper": ans.pk, "due_on": "2026-10-09"}
    answer = as_(ans).post(reverse("promise", args=[promise.pk]), said)
    assert answer.status_code == 200 and "al afgerond" in answer.text
    promise.refresh_from_db()
    assert promise.what != "Iets anders"


def test_what_waits_too_long_comes_first_at_home_and_on_the_page(
    flat: Flat, ans: User, riny: User, as_: As
) -> None:
    assert "Er wacht iemand" not in " ".join(titles(ans))
    promise = make.promise(flat, ans, TODAY + timedelta(days=3))
    assert titles(ans)[0] == "Iemand wacht op je" and "Iemand wacht op je" not in titles(riny)
    assert "Wacht te lang" not in page(as_(ans))
    Promise.objects.filter(pk=promise.pk).update(due_on=TODAY - timedelta(days=1))
    assert titles(ans)[0] == "Iemand wacht te lang op je"
    assert "Wacht te lang" in page(as_(ans))


def test_a_promise_for_later_says_nothing_at_home_yet(flat: Flat, ans: User) -> None:
    make.promise(flat, ans, TODAY + timedelta(days=4))
    assert "Iemand wacht op je" not in titles(ans)


def test_who_leaves_hands_over_what_was_promised(flat: Flat, ans: User, riny: User, cora: User) -> None:
    promise = make.promise(flat, ans)
    assert "1 belofte om na te komen" in [work.words for work in open_work.of(ans, flat.team, make.EVENING)]
    members.hand_over(membership=entrants.membership_of(ans), to=riny, by=cora, at=make.EVENING)
    promise.refresh_from_db()
    assert promise.keeper == riny
    assert open_work.of(ans, flat.team, make.EVENING) == []


def test_nobody_sees_a_promise_of_a_flat_that_is_not_theirs(flat: Flat, ans: User, as_: As) -> None:
    promise = make.promise(flat, ans)
    other = make.member("Oda", Role.INITIATOR, flat.team)
    make.assign(other, make.flat(flat.team, name="Sterrenflat"))
    assert promise.what not in page(as_(other))
    for name in ("promise_kept", "promise_let_go", "promise_reopen"):
        assert as_(other).post(reverse(name, args=[promise.pk])).status_code == 404
    assert Promise.objects.open().count() == 1


def test_no_flat_opens_its_doors_while_no_two_have_a_hand_free(
    flat: Flat, ans: User, riny: User, cora: User
) -> None:
    make.delivered_letters(flat)
    Flat.objects.filter(pk=flat.pk).update(phase=Phase.LETTER, plan_afterwards=next(iter(Afterwards)))
    for person in (ans, riny):
        fill_the_hands_of(person, flat)
    with pytest.raises(Refused) as no:
        flats.move(flat=flat, action=PhaseAction.NEXT, by=cora, at=make.EVENING)
    assert "hand vrij" in str(no.value.sentence), "the coordinator alone cannot go: nobody rings alone"
    last = Promise.objects.filter(keeper=ans)[0]
    promises.end(promise=last, ending=PromiseEnd.LET_GO, by=ans, at=make.EVENING)
    assert flats.move(flat=flat, action=PhaseAction.NEXT, by=cora, at=make.EVENING).phase == Phase.VISITS


def fill_the_hands_of(person: User, flat: Flat) -> None:
    for _number in range(FULL):
        make.promise(flat, person)


def test_a_flat_with_delivered_letters_waits_until_two_have_a_hand_free(
    flat: Flat, ans: User, riny: User, cora: User, as_: As
) -> None:
    make.delivered_letters(flat)
    Flat.objects.update(phase=Phase.LETTER, plan_afterwards=next(iter(Afterwards)))
    for person in (ans, riny):
        fill_the_hands_of(person, flat)
    assert "geen twee hebben een hand vrij" in as_(cora).get(reverse("home")).text


def test_who_still_has_something_in_hand_is_not_taken_off_a_flat(
    flat: Flat, ans: User, riny: User, cora: User
) -> None:
    evening = make.walking_round(flat, ans, riny)
    promise = make.promise(flat, ans)

    def take_off() -> None:
        flats.unassign(flat=flat, user=ans, by=cora, at=make.EVENING)

    with pytest.raises(Refused) as walks:
        take_off()
    assert "een avond te lopen" in str(walks.value.sentence)
    Round.objects.filter(pk=evening.pk).update(state=RoundState.CLOSED)
    with pytest.raises(Refused) as promised:
        take_off()
    assert "een belofte open" in str(promised.value.sentence)
    promises.give_on(promise=promise, to=riny, by=cora, at=make.EVENING)
    take_off()
    assert not flat.assignments.filter(user=ans).exists()


@pytest.mark.parametrize("phase", Phase)
def test_in_every_phase_something_can_be_promised_and_a_door_waits(
    flat: Flat, ans: User, riny: User, as_: As, phase: Phase
) -> None:
    door = flat.addresses.in_walking_order()[0]
    make.visit(make.walking_round(flat, ans, riny), door, Outcome.COME_BACK)
    Flat.objects.update(phase=phase)
    waiting = page(as_(ans))
    assert reverse("flat_promise", args=[flat.pk]) in waiting
    assert "1 deur vroeg ons terug te komen" in waiting
    assert (reverse("round_new") in waiting) is (phase == Phase.VISITS)
    assert reverse("flat_promise", args=[flat.pk]) in as_(ans).get(reverse("flat", args=[flat.pk])).text
    at_door = as_(ans).get(reverse("door", args=[flat.pk, door.pk])).text
    link = f"{reverse('flat_promise', args=[flat.pk])}?deur={door.pk}"
    assert link in at_door
    assert as_(ans).get(link).context["form"]["address"].value() == str(door.pk)


def test_what_others_let_wait_too_long_stands_on_the_page_of_their_coordinator(
    flat: Flat, ans: User, riny: User, cora: User, as_: As
) -> None:
    Promise.objects.filter(pk=make.promise(flat, ans).pk).update(due_on=TODAY - timedelta(days=1))
    assert "1 belofte van anderen" in as_(cora).get(reverse("home")).text
    for other in (ans, riny):
        assert "belofte van anderen" not in as_(other).get(reverse("home")).text


def test_the_form_says_how_much_somebody_carries(flat: Flat, ans: User, riny: User, as_: As) -> None:
    for _number in range(FULL):
        make.promise(flat, riny)
    text = as_(ans).get(reverse("flat_promise", args=[flat.pk])).text
    assert f"{riny}, {FULL} open beloftes: handen vol" in text
    assert f"{ans}," not in text


@pytest.fixture
def samira(flat: Flat, ans: User, riny: User) -> Resident:
    return make.resident(make.walking_round(flat, ans, riny), flat.addresses.all()[0])


def test_who_was_not_heard_of_for_long_is_named_to_a_coordinator_only(
    samira: Resident, ans: User, cora: User, as_: As
) -> None:
    Resident.objects.update(last_contact_on=TODAY - timedelta(days=QUIET - 1))
    assert samira.name not in page(as_(cora))
    Resident.objects.update(last_contact_on=TODAY - timedelta(days=QUIET))
    assert samira.name in page(as_(cora))
    assert samira.name not in page(as_(ans))


def test_nobody_is_named_who_does_not_want_to_hear_of_us(samira: Resident, cora: User, as_: As) -> None:
    Resident.objects.update(last_contact_on=TODAY - timedelta(days=QUIET))
    optouts.pause(address=samira.address, by=cora, at=make.EVENING)
    assert samira.name not in page(as_(cora))
    optouts.resume(address=samira.address, by=cora, at=make.EVENING)
    assert samira.name in page(as_(cora))
    for purpose in (Purpose.MATCH, Purpose.KEEP_POSTED):
        if samira.consents.filter(purpose=purpose, withdrawn_at=None).exists():
            consents.withdraw(resident=samira, purpose=purpose, how=How.PHONE, by=cora, at=make.EVENING)
    assert samira.name not in page(as_(cora))


def test_doors_that_asked_us_to_come_back_are_told_with_the_day_they_asked(
    flat: Flat, ans: User, riny: User, as_: As
) -> None:
    evening = make.walking_round(flat, ans, riny)
    assert "Om terug te komen" not in page(as_(ans))
    first, second = flat.addresses.all()[:2]
    for door, days_ago in ((first, 9), (second, 0)):
        made = make.visit(evening, door, Outcome.COME_BACK)
        Visit.objects.filter(pk=made.pk).update(happened_at=make.EVENING - timedelta(days=days_ago))
    told = page(as_(ans))
    assert "2 deuren vroegen ons terug te komen, de eerste op 27 september" in told
    for door, day in ((first, "27 september"), (second, "6 oktober")):
        assert reverse("door", args=[flat.pk, door.pk]) in told
        assert f"vroeg het op {day}" in told


def test_the_page_takes_as_many_queries_for_many_as_for_one(
    samira: Resident, flat: Flat, ans: User, cora: User, as_: As
) -> None:
    Resident.objects.update(last_contact_on=TODAY - timedelta(days=QUIET))
    make.promise(flat, ans, address=flat.addresses.all()[1])
    client = as_(cora)
    page(client)
    with CaptureQueriesContext(connection) as few:
        page(client)
    other = make.flat(flat.team, name="Sterrenflat")
    for place, number in ((flat, 6), (other, 6)):
        for door in place.addresses.all()[:number]:
            make.promise(place, cora, address=door)
    promises.end(promise=Promise.objects.all()[0], ending=PromiseEnd.KEPT, by=cora, at=make.EVENING)
    Address.objects.filter(number__lt=3).update(paused_at=make.EVENING)
    with CaptureQueriesContext(connection) as many:
        page(client)
    assert len(many) == len(few)

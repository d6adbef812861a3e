"""The later talks on the page of a resident, and the form that notes one."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buurvoorbuur import clock
from buurvoorbuur.models import Event, User
from buurvoorbuur.roles import Role
from outreach import consents, follow_ups, optouts
from outreach.consent_terms import STAYING_IN_TOUCH, How, Purpose
from outreach.follow_ups import FollowUpNotes
from outreach.models import FollowUpTalk, Resident
from outreach.opt_out_terms import Channel
from tests import make

As = Callable[[User], Client]
LATER = make.EVENING + timedelta(weeks=5)


@pytest.fixture(autouse=True)
def five_weeks_later(monkeypatch: pytest.MonkeyPatch, ans: User, riny: User, cora: User) -> None:
    User.objects.update(language="en")
    monkeypatch.setattr(clock, "now", lambda: LATER)


@pytest.fixture
def client(cora: User, as_: As) -> Client:
    return as_(cora)


@pytest.fixture
def told(ans: User, riny: User) -> dict[str, object]:
    return {
        "held_on": "2026-11-09",
        "first": ans.pk,
        "second": riny.pk,
        "minutes": "40",
        "note": "Zij kookt <in november>.",
    }


def page(client: Client, person: Resident) -> str:
    return client.get(reverse("resident", args=[person.pk])).text


def form(person: Resident) -> str:
    return reverse("resident_follow_up", args=[person.pk])


def test_a_talk_that_was_noted_stands_on_the_page_of_the_resident(
    client: Client, samira: Resident, told: dict[str, object]
) -> None:
    assert "None yet." in page(client, samira) and form(samira) in page(client, samira)
    answer = client.post(form(samira), told)
    assert answer.status_code == 302 and answer["Location"] == reverse("resident", args=[samira.pk])
    shown = page(client, samira)
    for part in ("9 November 2026", "with Ans and Riny", "40 minutes", "Zij kookt &lt;in november&gt;."):
        assert part in shown
    assert "None yet." not in shown


def test_the_form_opens_with_today_and_the_two_of_the_first_talk(
    client: Client, samira: Resident, ans: User, riny: User
) -> None:
    opened = client.get(form(samira))
    given = opened.context["form"]
    assert [given[name].value() for name in ("held_on", "first", "second")] == [
        LATER.date(), ans.pk, riny.pk,
    ]  # fmt: skip
    assert UUID(str(given["follow_up_id"].value()))
    assert 'value="2026-11-10"' in opened.text
    assert Event.objects.filter(action="resident.opened").count() == 1


@pytest.mark.parametrize(
    ("fields", "at_field"),
    [
        ({"held_on": "2026-11-11"}, "held_on"),
        ({"held_on": "2026-10-05"}, "held_on"),
        ({"held_on": "gisteren"}, "held_on"),
        ({"held_on": ""}, "held_on"),
        ({"first": ""}, "first"),
        ({"second": "x' OR 1=1"}, "second"),
        ({"minutes": "0"}, "minutes"),
        ({"minutes": "181"}, "minutes"),
        ({"minutes": "een half uur"}, "minutes"),
        ({"note": "a" * 2001}, "note"),
    ],
)
def test_a_slip_of_the_pen_is_told_at_its_field_and_stores_nothing(
    client: Client,
    samira: Resident,
    told: dict[str, object],
    fields: dict[str, object],
    at_field: str,
) -> None:
    answer = client.post(form(samira), {**told, **fields})
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [at_field]
    assert f'id="error_1_id_{at_field}"' in answer.text
    assert not FollowUpTalk.objects.exists() and not Event.objects.filter(action__contains="follow").exists()


def test_one_person_twice_is_told_at_the_second(
    client: Client, samira: Resident, told: dict[str, object], ans: User
) -> None:
    answer = client.post(form(samira), {**told, "second": ans.pk})
    assert list(answer.context["form"].errors) == ["second"]
    assert "This is the same person. Choose somebody else." in answer.text


def test_somebody_of_another_team_cannot_be_chosen(
    client: Client, samira: Resident, told: dict[str, object], wim: User
) -> None:
    far = make.member("Otto", Role.INITIATOR, make.team("Andere buurt"))
    for outsider in (far, wim):
        answer = client.post(form(samira), {**told, "second": outsider.pk})
        assert list(answer.context["form"].errors) == ["second"]
    assert not FollowUpTalk.objects.exists()


def test_behind_a_door_that_said_no_nothing_is_offered_and_nothing_taken(
    client: Client, samira: Resident, told: dict[str, object], cora: User
) -> None:
    optouts.record(address=samira.address, channel=Channel.PHONE, by=cora, at=LATER)
    assert form(samira) not in page(client, samira)
    assert "No talk can be noted now" in page(client, samira)
    answer = client.post(form(samira), told)
    assert answer.status_code == 200 and "This door has opted out" in answer.text
    assert not FollowUpTalk.objects.exists()


def test_without_a_yes_nothing_is_offered_and_nothing_taken(
    client: Client, samira: Resident, told: dict[str, object], cora: User
) -> None:
    for purpose in STAYING_IN_TOUCH:
        consents.withdraw(resident=samira, purpose=purpose, how=How.PHONE, by=cora, at=LATER)
    assert form(samira) not in page(client, samira)
    assert "does not (or no longer) agree" in client.post(form(samira), told).text
    assert not FollowUpTalk.objects.exists()


def test_a_note_is_not_asked_and_not_taken_where_it_may_not_be_kept(
    client: Client, samira: Resident, told: dict[str, object], cora: User
) -> None:
    assert 'name="note"' in client.get(form(samira)).text
    consents.withdraw(resident=samira, purpose=Purpose.KEEP_ANSWERS, how=How.PHONE, by=cora, at=LATER)
    shown = client.get(form(samira)).text
    assert 'name="note"' not in shown and "Without a note" in shown
    assert client.post(form(samira), told).status_code == 302
    assert FollowUpTalk.objects.get().note == ""


def test_the_button_pressed_twice_notes_once(
    client: Client, samira: Resident, told: dict[str, object]
) -> None:
    sent = {**told, "follow_up_id": str(client.get(form(samira)).context["form"]["follow_up_id"].value())}
    for _ in range(2):
        assert client.post(form(samira), sent).status_code == 302
    assert FollowUpTalk.objects.count() == 1


def test_later_talks_are_for_coordinators_of_the_team(
    samira: Resident, told: dict[str, object], ans: User, wim: User, bea: User, as_: As
) -> None:
    for person in (ans, wim, bea):
        assert as_(person).get(form(samira)).status_code == 403
        assert as_(person).post(form(samira), told).status_code == 403
    elsewhere = as_(make.member("Ciska", Role.COORDINATOR, make.team("Andere buurt")))
    assert elsewhere.get(form(samira)).status_code == 404
    assert elsewhere.post(form(samira), told).status_code == 404
    assert Client().post(form(samira), told).status_code == 302
    assert not FollowUpTalk.objects.exists()


def test_the_page_takes_the_same_queries_however_many_talks_there_were(
    client: Client, samira: Resident, ans: User, riny: User, cora: User
) -> None:
    counts = []
    for days in (range(1, 2), range(2, 8)):
        for day in days:
            notes = FollowUpNotes(LATER.date() - timedelta(days=day), ans, riny, note="Thee.")
            follow_ups.record(resident=samira, notes=notes, by=cora, at=LATER)
        with CaptureQueriesContext(connection) as queries:
            page(client, samira)
        counts.append(len(queries))
    assert counts[0] == counts[1]

"""What a phone meets at the server: registering, the card of a round, and handing in, with every bad post."""

import json
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from buurvoorbuur import clock, crypto
from buurvoorbuur.models import User
from outreach import envelopes, optouts, reception, registrations, settling, shut_envelopes
from outreach.envelope_states import EnvelopeState
from outreach.envelopes import Sealed
from outreach.models import Address, Envelope, Flat, Phone, Round, Visit
from outreach.opt_out_terms import Channel
from outreach.visit_states import RoundState
from tests import make

AT = make.EVENING


@pytest.fixture
def registered(tonight: Round) -> tuple[Phone, str]:
    return make.phone(tonight)


@pytest.fixture
def phone(registered: tuple[Phone, str]) -> Phone:
    return registered[0]


@pytest.fixture
def token(registered: tuple[Phone, str]) -> str:
    return registered[1]


def posted(sealed: Sealed) -> dict[str, Any]:
    return {
        "id": str(sealed.id),
        "counter": sealed.counter,
        "round": str(sealed.round),
        "key": sealed.key_id,
        "sealed": urlsafe_b64encode(sealed.content).decode().rstrip("="),
    }


def body(sender: Phone, *ours: Any, **changes: object) -> dict[str, Any]:
    listed = [posted(one) if isinstance(one, Sealed) else one for one in ours]
    known = {"phone": str(sender.pk), "batch": str(uuid4()), "now": AT.isoformat(), "made": 9, "waiting": []}
    return {**known, "envelopes": listed, **changes}


def hand_in(token: str, said: object, client: Client | None = None) -> HttpResponse:
    content = said if isinstance(said, bytes) else json.dumps(said).encode()
    return (client or Client()).post(
        reverse("envelopes_receive"),
        content,
        content_type="application/json",
        headers={"authorization": f"Bearer {token}"},
    )


# Registering


def register(client: Client, **said: object) -> HttpResponse:
    return client.post(reverse("phone_register"), json.dumps(said), content_type="application/json")


def test_a_phone_is_registered_and_told_what_it_needs(tonight: Round, ans: User, as_) -> None:
    id = str(uuid4())
    told = register(as_(ans), phone=id, round=str(tonight.pk)).json()
    key = crypto.sealing_key()
    public = urlsafe_b64encode(key.public).decode().rstrip("=")
    token = told.pop("token")
    assert told == {
        "phone": id, "person": str(ans.pk), "key": {"id": key.id, "public": public}, "counter": 0,
    }  # fmt: skip
    phone = registrations.by_token(token)
    assert phone and (str(phone.pk), phone.user) == (id, ans)


def test_registering_asks_for_a_token_against_forgery(tonight: Round, ans: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ans)
    said = {"phone": str(uuid4()), "round": str(tonight.pk)}
    assert register(strict, **said).status_code == 403
    csrf = strict.get(reverse("round_card", args=[tonight.pk])).json()["csrf"]
    answer = strict.post(
        reverse("phone_register"),
        json.dumps(said),
        content_type="application/json",
        headers={"x-csrftoken": csrf},
    )
    assert answer.status_code == 200


def test_registering_for_a_round_that_is_not_mine_or_with_nonsense_registers_nothing(
    tonight: Round, phone: Phone, ans: User, riny: User, cora: User, as_
) -> None:
    assert register(as_(cora), phone=str(uuid4()), round=str(tonight.pk)).status_code == 404
    taken = register(as_(riny), phone=str(phone.pk), round=str(tonight.pk))
    assert (taken.status_code, taken.json()["code"]) == (409, "taken")
    for said in ({}, {"phone": 1, "round": 2}, {"phone": str(uuid4())}):
        assert register(as_(ans), **said).status_code == 400
    assert as_(ans).post(reverse("phone_register"), b"\xff", content_type="x/y").status_code == 400
    assert Phone.objects.count() == 1


# The card


def test_the_card_says_of_every_door_whether_to_ring(tonight: Round, flat: Flat, ans: User, as_) -> None:
    first, second, third, *_rest = flat.addresses.in_walking_order()
    visit = make.visit(tonight, second)
    optouts.record(address=first, channel=Channel.CODE, by=None, at=AT)
    optouts.pause(address=third, by=ans, at=AT)
    tonight.doors.filter(address=third).delete()
    card = as_(ans).get(reverse("round_card", args=[tonight.pk])).json()
    doors = card.pop("doors")
    assert card.pop("csrf")
    assert card == {
        "round": str(tonight.pk), "flat": "Planetenflat", "planned_on": "2026-10-06",
        "last_new_door": "20:30", "state": "walking", "now": AT.isoformat(), "today": "6 okt",
        "contact": None,
    }  # fmt: skip
    assert len(doors) == 6
    assert doors[0] == {
        "id": first.pk, "door": "1", "floor": "Begane grond", "state": "opted_out", "word": "Afgemeld",
        "last": "", "planned": False, "rings": False, "tonight": None,
    }  # fmt: skip
    assert doors[1]["state"] == "nobody_home" and doors[1]["word"] == "Niemand thuis"
    assert (doors[1]["last"], doors[1]["tonight"], doors[1]["rings"]) == ("6 okt", str(visit.pk), True)
    assert (doors[2]["state"], doors[2]["rings"], doors[2]["planned"]) == ("paused", False, False)
    assert (doors[3]["rings"], doors[3]["planned"]) == (True, True)


def test_a_door_with_a_talk_tonight_that_opts_out_is_closed(
    tonight: Round, door: Address, ans: User, as_
) -> None:
    make.talk(tonight, door)
    optouts.record(address=door, channel=Channel.CODE, by=None, at=AT)
    told = as_(ans).get(reverse("round_card", args=[tonight.pk])).json()["doors"][0]
    assert (told["state"], told["rings"]) == ("opted_out", False)


def test_the_card_says_that_somebody_is_alone_until_the_substitute_has_read(
    tonight: Round, ans: User, as_
) -> None:
    url = reverse("round_card", args=[tonight.pk])
    assert as_(ans).get(url).json()["state"] == RoundState.WALKING
    Round.objects.update(note_taker_read_safety_at=None)
    assert as_(ans).get(url).json()["state"] == "alone"


def test_the_card_tells_the_two_who_is_at_home_until_the_round_is_closed(
    tonight: Round, ans: User, as_
) -> None:
    tonight.contact_name, tonight.contact_phone = "Els", "06 12345678"
    tonight.save()
    url = reverse("round_card", args=[tonight.pk])
    assert as_(ans).get(url).json()["contact"] == {"name": "Els", "phone": "06 12345678"}
    Round.objects.update(state=RoundState.CLOSED)
    assert as_(ans).get(url).json()["contact"] is None


def test_the_card_names_nobody(tonight: Round, door: Address, ans: User, as_) -> None:
    make.resident(tonight, door, "Zwaluwstaart")
    assert "Zwaluwstaart" not in as_(ans).get(reverse("round_card", args=[tonight.pk])).content.decode()


def test_the_card_of_ninety_doors_takes_as_many_queries_as_that_of_six(
    tonight: Round, ans: User, riny: User, as_
) -> None:
    large = make.flat(tonight.flat.team, name="Zonneflat", doors=90, per_floor=10)
    make.assign(ans, large)
    other = make.walking_round(large, ans, riny)
    for door in large.addresses.all()[:20]:
        make.visit(other, door)
    client, taken = as_(ans), []
    for evening in (tonight, tonight, other):
        with CaptureQueriesContext(connection) as made:
            assert client.get(reverse("round_card", args=[evening.pk])).status_code == 200
        taken.append(len(made))
    assert taken[1] == taken[2] <= 12


@pytest.mark.parametrize(
    ("state", "began", "ends"),
    [
        (RoundState.WALKING, AT - timedelta(minutes=30), AT + timedelta(hours=11, minutes=30)),
        (RoundState.WALKING, AT - timedelta(hours=13), None),
        (RoundState.CLOSED, AT - timedelta(minutes=30), None),
        (RoundState.PLANNED, None, None),
    ],
)
def test_only_a_round_under_way_keeps_the_login_alive(
    tonight: Round, ans: User, as_, state: RoundState, began: datetime | None, ends: datetime | None
) -> None:
    client = as_(ans)
    client.get(reverse("round_card", args=[tonight.pk]))
    Round.objects.filter(pk=tonight.pk).update(state=state, started_at=began)
    client.get(reverse("round_card", args=[tonight.pk]))
    kept = client.session.get("_session_expiry")
    if ends is None:
        assert kept is None
    else:
        # Sessions live by the machine's own clock, which stands elsewhere than that of the tests.
        left = datetime.fromisoformat(kept) - timezone.now()
        assert abs(left - (ends - AT)) < timedelta(minutes=1)


# Handing in


def test_what_is_handed_in_is_stored_applied_and_answered_for(
    phone: Phone, token: str, tonight: Round, door: Address
) -> None:
    sent = make.sealed(phone, make.entry(tonight, door))
    said = body(phone, sent)
    told = hand_in(token, said).json()
    assert (told["batch"], datetime.fromisoformat(told["now"])) == (said["batch"], AT)
    assert told["receipts"] == [{"id": str(sent.id), "answer": "stored", "code": "", "sentence": ""}]
    assert Visit.objects.get().pk == sent.id
    again = hand_in(token, body(phone, sent)).json()["receipts"]
    assert again == [{"id": str(sent.id), "answer": "duplicate", "code": "", "sentence": ""}]


def test_what_waits_for_the_coordinator_is_said_in_the_language_of_the_member(
    phone: Phone, token: str, tonight: Round, flat: Flat
) -> None:
    first, second, *_rest = flat.addresses.in_walking_order()
    optouts.record(address=first, channel=Channel.CODE, by=None, at=AT)
    optouts.pause(address=second, by=tonight.asker, at=AT)
    User.objects.update(language="en")
    sent = [make.sealed(phone, make.entry(tonight, door), n) for n, door in ((1, first), (2, second))]
    receipts = hand_in(token, body(phone, *sent)).json()["receipts"]
    assert [(r["answer"], r["code"]) for r in receipts] == [
        ("attention", "opted_out"),
        ("attention", "paused"),
    ]
    assert receipts[1]["sentence"] == "This door is paused until a coordinator has looked at it."


def test_a_bad_envelope_spoils_no_other(phone: Phone, token: str, tonight: Round, door: Address) -> None:
    good = posted(make.sealed(phone, make.entry(tonight, door)))
    bad: list[Any] = [
        None, 7, "x", [], {}, {"id": good["id"]}, {**good, "id": "x"}, {**good, "id": 7},
        {**good, "counter": 0}, {**good, "counter": -1}, {**good, "counter": "1"}, {**good, "counter": True},
        {**good, "counter": 1.5}, {**good, "counter": 2**40}, {**good, "round": "x"}, {**good, "key": "zz"},
        {**good, "key": "g" * 16}, {**good, "sealed": ""}, {**good, "sealed": "A" * 20},
        {**good, "sealed": "é" * 200}, {**good, "sealed": "A+/=" * 60}, {**good, "sealed": "!" * 200},
        {**good, "sealed": "A" * 90_000}, {**good, "sealed": 7},
    ]  # fmt: skip
    receipts = hand_in(token, body(phone, *bad, good)).json()["receipts"]
    answers = [receipt["answer"] for receipt in receipts]
    assert (answers.count("stored"), answers.count("refused")) == (1, len(bad))
    assert {r["code"] for r in receipts if r["answer"] == "refused"} == {"malformed"}
    assert all(receipt["sentence"] for receipt in receipts if receipt["answer"] == "refused")
    assert Envelope.objects.count() == Visit.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"batch": None}, {"batch": ""}, {"batch": "x" * 65}, {"made": -1}, {"made": "7"}, {"made": 2**31},
        {"waiting": 7}, {"waiting": [0]}, {"waiting": ["1"]}, {"waiting": {"a": 1}}, {"envelopes": {}},
        {"envelopes": None}, {"phone": "x"}, {"phone": None},
    ],
    ids=str,
)  # fmt: skip
def test_a_post_that_says_nothing_sensible_is_400(
    phone: Phone, token: str, change: dict[str, object]
) -> None:
    answer = hand_in(token, body(phone, **change))
    assert (answer.status_code, answer.json()["code"]) == (400, "not_json")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[]", b"null", b"[" * 100_000, b"{", b"<html>"])
def test_what_is_no_json_is_400(phone: Phone, token: str, content: bytes) -> None:
    assert hand_in(token, content).status_code == 400


def test_too_many_and_too_much_are_413_and_store_nothing(
    phone: Phone, token: str, tonight: Round, door: Address
) -> None:
    one = posted(make.sealed(phone, make.entry(tonight, door)))
    assert hand_in(token, body(phone, *[one] * 101)).status_code == 413
    assert hand_in(token, body(phone, one, padding="x" * 1_000_001)).status_code == 413
    assert hand_in(token, b"x" * 3_000_000).status_code == 413
    assert not Envelope.objects.exists()


def test_only_the_token_opens_the_slot_and_it_opens_nothing_else(
    phone: Phone, token: str, tonight: Round, door: Address, ans: User, riny: User, as_
) -> None:
    said = body(phone, make.sealed(phone, make.entry(tonight, door)))
    for wrong in ("", "x", token[:-1], token.lower()):
        answer = hand_in(wrong, said, as_(ans))
        assert (answer.status_code, answer.json()["code"]) == (401, "unknown_token")
    _other, other_token = make.phone(tonight, by=riny)
    assert hand_in(other_token, said).status_code == 401
    assert not Envelope.objects.exists()
    for path in (reverse("home"), reverse("round_card", args=[tonight.pk])):
        assert Client().get(path, headers={"authorization": f"Bearer {token}"}).status_code == 302


def test_neither_logout_nor_a_forgery_check_strands_a_talk(
    phone: Phone, token: str, tonight: Round, door: Address
) -> None:
    said = body(phone, make.sealed(phone, make.entry(tonight, door)))
    assert hand_in(token, said, Client(enforce_csrf_checks=True)).json()["receipts"][0]["answer"] == "stored"


def test_a_phone_that_sends_too_often_is_told_when_to_come_back(phone: Phone, token: str) -> None:
    Phone.objects.update(posts_this_minute=registrations.POSTS_A_MINUTE)
    answer = hand_in(token, body(phone))
    assert (answer.status_code, answer.json()["code"]) == (429, "too_fast")
    assert 0 < int(answer.headers["Retry-After"]) <= 61


def test_a_database_that_is_busy_is_503_and_the_phone_keeps_all(
    phone: Phone, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(**facts: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(envelopes, "receive", busy)
    answer = hand_in(token, body(phone))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert answer.json()["sentence"]


def test_after_a_crash_between_storing_and_applying_the_worker_applies(
    phone: Phone, token: str, tonight: Round, door: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = make.sealed(phone, make.entry(tonight, door))
    with monkeypatch.context() as crash:
        crash.setattr(settling, "settle", lambda *a: 1 / 0)
        told = hand_in(token, body(phone, sent)).json()["receipts"]
    assert told[0]["answer"] == "stored"
    assert Envelope.objects.get().state == EnvelopeState.RECEIVED
    reception.settle_phone.enqueue(str(phone.pk))
    assert Envelope.objects.get().state == EnvelopeState.APPLIED
    assert Visit.objects.count() == 1


def test_the_worker_is_told_in_the_same_commit_and_only_the_key_of_the_phone(
    phone: Phone, token: str, tonight: Round, door: Address, settings
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    hand_in(token, body(phone, make.sealed(phone, make.entry(tonight, door))))
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_path, args_kwargs FROM django_tasks_database_dbtaskresult")
        [(path, arguments)] = cursor.fetchall()
    assert path == "outreach.reception.settle_phone"
    assert json.loads(arguments) == {"args": [str(phone.pk)], "kwargs": {}}


@pytest.mark.parametrize("days", [-2, 2])
def test_a_clock_two_days_off_changes_no_evening(
    phone: Phone, token: str, tonight: Round, door: Address, days: int
) -> None:
    theirs = AT + timedelta(days=days)
    opened = (theirs - timedelta(minutes=10)).isoformat()
    sent = make.sealed(phone, make.entry(tonight, door, opened=opened))
    hand_in(token, body(phone, sent, now=theirs.isoformat()))
    assert Visit.objects.get().happened_at == AT - timedelta(minutes=10)


@pytest.mark.parametrize("now", [None, "", "gisteren", 7, "0001-01-01", "9999-12-31T23:59:59Z"])
def test_a_clock_that_says_nonsense_is_left_out(
    phone: Phone, token: str, tonight: Round, door: Address, now: object
) -> None:
    sent = make.sealed(phone, make.entry(tonight, door))
    assert hand_in(token, body(phone, sent, now=now)).json()["receipts"][0]["answer"] == "stored"
    assert Visit.objects.get().happened_at == clock.now()


def test_the_worker_comes_back_when_the_days_of_what_is_kept_shut_are_over(
    phone: Phone, token: str, tonight: Round, door: Address, settings
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    optouts.record(address=door, channel=Channel.CODE, by=None, at=AT)
    hand_in(token, body(phone, make.sealed(phone, make.entry(tonight, door))))
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_path, args_kwargs FROM django_tasks_database_dbtaskresult")
        queued = dict(cursor.fetchall())
    assert json.loads(queued["outreach.tasks.destroy_shut_envelopes"]) == {"args": [], "kwargs": {}}
    assert shut_envelopes.destroy_due(AT + timedelta(days=7, minutes=1)) == 1

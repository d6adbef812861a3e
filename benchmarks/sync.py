"""A hundred entries sealed on a phone and sent in one post, against a hundred single posts of the pages."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.ratio import Row, side_by_side
from buurvoorbuur import clock, crypto
from outreach import opening_moments, registrations
from outreach.models import Address, Round, Visit
from outreach.visit_states import RoundState

ENTRIES = 100
# As on an evening of ten doors with two talks.
A_TALK_IN = 5

Fields = list[tuple[str, str]]
TALK: Fields = [
    ("outcome", "talk"),
    ("taal", "nl"),
    ("answer_pleasant_or_change", "Fijn dat het groen is."),
    ("answer_feels_at_home", "4"),
    ("name", "Samira Haddad"),
    ("languages", "nl"),
    ("moments", "evening"),
    ("introductions_wanted", "1"),
    ("shares", "walking"),
    ("consent_keep_answers", "on"),
    ("consent_match", "on"),
]


@dataclass
class Sender:
    """A phone of the asker: registered for handing in, and logged in for the pages."""

    evening: Round
    doors: list[Address]
    now: datetime
    browser: Client
    phone: Any
    token: str
    counter: int = 0


def rows() -> list[Row]:
    """Both end with the same visits and talks, for good; the time of sealing is the phone's and left out."""
    sender = _sender()
    real, clock.now = clock.now, lambda: sender.now
    try:
        return [_measured(sender)]
    finally:
        clock.now = real


def _measured(sender: Sender) -> Row:
    with CaptureQueriesContext(connection) as made:
        next(_deliveries(sender, 1))()
    queries = sum("SAVEPOINT" not in query["sql"] for query in made.captured_queries)
    ready = _deliveries(sender, 6)
    ours, peer = side_by_side(lambda: next(ready)(), lambda: _post_each(sender), times=5)
    return Row("100 entries in one sync, over 100 single posts", ours, peer, 0.25, queries, 1500)


def _sender() -> Sender:
    evening = Round.objects.order_by("-planned_on").select_related("asker", "flat__team").first()
    assert evening and evening.started_at
    Round.objects.filter(pk=evening.pk).update(state=RoundState.WALKING)
    # On its own evening, so that the pages take visits at whatever hour the bench runs.
    now = evening.started_at + timedelta(minutes=5)
    doors = list(evening.flat.addresses.contactable()[:ENTRIES])
    browser = Client()
    browser.force_login(evening.asker)
    made = registrations.register(id=uuid4(), round=evening, by=evening.asker, at=now)
    return Sender(evening, doors, now, browser, made.phone, made.token)


def _said(sender: Sender) -> Iterator[tuple[Address, Fields]]:
    for number in range(ENTRIES):
        fields: Fields = TALK if number % A_TALK_IN == 0 else [("outcome", "nobody_home")]
        yield sender.doors[number % len(sender.doors)], fields


def _deliveries(sender: Sender, count: int) -> Iterator[Callable[[], None]]:
    """Posts that were sealed before the clock runs."""
    bodies = [_body(sender) for _number in range(count)]
    for body in bodies:
        yield lambda body=body: _deliver(sender, body)  # type: ignore[misc]


def _body(sender: Sender) -> bytes:
    key, now = crypto.sealing_key(), clock.now().isoformat()
    listed = []
    for door, fields in _said(sender):
        sender.counter += 1
        id = str(uuid4())
        entry = {"kind": "visit", "round": str(sender.evening.pk), "address": door.pk}
        said = json.dumps({**entry, "opened": now, "ended": now, "fields": fields}).encode()
        info = f"buurvoorbuur envelope 1 {sender.phone.pk} {id}".encode()
        sealed = urlsafe_b64encode(crypto.seal_to(key.public, said, info)).decode().rstrip("=")
        listed.append(
            {"id": id, "counter": sender.counter, "round": entry["round"], "key": key.id, "sealed": sealed}
        )
    post = {"phone": str(sender.phone.pk), "batch": str(uuid4()), "now": now, "made": sender.counter}
    return json.dumps({**post, "waiting": [], "envelopes": listed}).encode()


def _deliver(sender: Sender, body: bytes) -> None:
    before = Visit.objects.count()
    answer = Client().post(
        reverse("envelopes_receive"),
        body,
        content_type="application/json",
        headers={"authorization": f"Bearer {sender.token}"},
    )
    assert {receipt["answer"] for receipt in answer.json()["receipts"]} == {"stored"}
    assert Visit.objects.count() == before + ENTRIES


def _post_each(sender: Sender) -> None:
    before = Visit.objects.count()
    for door, fields in _said(sender):
        opened = opening_moments.sign(sender.evening, door, sender.now)
        name = "round_talk" if ("outcome", "talk") in fields else "round_door"
        said = {**dict(fields), "visit_id": str(uuid4()), "opened": opened}
        assert sender.browser.post(reverse(name, args=[sender.evening.pk, door.pk]), said).status_code == 302
    assert Visit.objects.count() == before + ENTRIES

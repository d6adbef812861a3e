"""The real slot for phones as a phone's evenings meet it: our views and database, and what befalls them."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client

from buurvoorbuur import clock, crypto
from buurvoorbuur.access import reach_of
from buurvoorbuur.models import User
from buurvoorbuur.roles import Permission
from outreach import envelope_contents, envelopes, optouts, phone_alarms, reception, settling
from outreach.envelope_states import EnvelopeState
from outreach.models import Address, Envelope, OptOut, Phone, Round, Visit
from outreach.opt_out_terms import Channel
from outreach.visit_states import RoundState
from tests import make

SETTLED = (EnvelopeState.APPLIED, EnvelopeState.SET_ASIDE, EnvelopeState.KEPT_SHUT)
# The first key of all days but the last: a rotation puts a newer one before it.
NEWER_KEY = "dGVzdHMtb25seS1rZXktdGVzdHMtb25seS1rZXktMDI="
BETWEEN_POSTS = timedelta(seconds=1)

Reply = list[Any]


@dataclass
class Slot:
    """What a page asks of the server by `posted(path, body, token)`; the rest is what happens meanwhile."""

    evening: Round
    members: dict[str, Client]
    cora: User
    patch: pytest.MonkeyPatch
    # Entries that the server would not have, by id: code and sentence.
    refuses: dict[str, str] = field(default_factory=dict)
    said_no: dict[int, set[UUID]] = field(default_factory=dict)
    ill: str = ""
    posts: int = 0

    def __post_init__(self) -> None:
        self.patch.setattr(clock, "now", lambda: make.EVENING + self.posts * BETWEEN_POSTS)

    def __call__(self, path: str, body: dict[str, Any], token: str) -> Reply:
        own = {"/toestel/": self.register, "/ontvangst/": self.receive}
        if path in own:
            self.posts += 1
            return own[path](body, token)
        getattr(self, path.strip("/"))(body)
        return []

    def register(self, body: dict[str, Any], person: str) -> Reply:
        answer = self.members[person].post("/toestel/", body, content_type="application/json")
        return [answer.status_code, answer.json()]

    def receive(self, body: dict[str, Any], token: str) -> Reply:
        """Hands in what the server would have, and refuses the rest in its place."""
        kept = [one for one in body["envelopes"] if one["id"] in self.refuses]
        sent = [one for one in body["envelopes"] if one["id"] not in self.refuses]
        with self.illness():
            answer = Client(raise_request_exception=False).post(
                "/ontvangst/",
                {**body, "envelopes": sent},
                content_type="application/json",
                headers={"Authorization": f"Bearer {token}"},
            )
        if answer.status_code != 200:
            return [answer.status_code, {}]
        reply = answer.json()
        for one in kept:
            no = {"answer": "refused", "code": self.refuses[one["id"]], "sentence": "Dit kan niet."}
            reply["receipts"].append({"id": one["id"], **no})
        return [200, reply]

    @contextmanager
    def illness(self) -> Iterator[None]:
        """The next post finds the database locked or full, or dies once it has stored."""
        ill, self.ill = self.ill, ""
        with self.patch.context() as patch:
            if ill == "locked":
                patch.setattr(envelopes, "receive", failing(OperationalError("database is locked")))
            elif ill == "full":
                full = failing(OperationalError("database or disk is full"))
                patch.setattr(envelopes, "_note_what_it_said", full)
            elif ill == "killed":
                patch.setattr(settling, "settle", failing(RuntimeError("killed")))
            yield

    # What happens meanwhile

    def revoke(self, _body: dict[str, Any]) -> None:
        for phone in Phone.objects.all():
            Phone.objects.filter(pk=phone.pk).update(
                token_index=crypto.blind_index("phone", f"no {phone.pk}")
            )

    def refuse(self, body: dict[str, Any]) -> None:
        self.refuses[body["id"]] = body["code"]

    def fall_ill(self, body: dict[str, Any]) -> None:
        self.ill = body["with"]

    def rotate(self, _body: dict[str, Any]) -> None:
        if NEWER_KEY not in settings.FIELD_ENCRYPTION_KEY:
            self.patch.setattr(settings, "FIELD_ENCRYPTION_KEY", [NEWER_KEY, *settings.FIELD_ENCRYPTION_KEY])

    def opt_out(self, body: dict[str, Any]) -> None:
        door = Address.objects.get(pk=body["address"])
        if door.pk not in self.said_no:
            optouts.record(address=door, channel=Channel.CODE, by=None, at=clock.now())
            self.said_no[door.pk] = set(Visit.objects.filter(address=door).values_list("pk", flat=True))

    def pause(self, body: dict[str, Any]) -> None:
        optouts.pause(address=Address.objects.get(pk=body["address"]), by=self.cora, at=clock.now())

    def close(self, _body: dict[str, Any]) -> None:
        Round.objects.filter(pk=self.evening.pk).update(state=RoundState.CLOSED)

    # What is there afterwards

    def come_to_rest(self) -> None:
        """The worker has come by, and nobody waits any longer for what never came."""
        for pk in Phone.objects.values_list("pk", flat=True):
            reception.settle(pk, clock.now() + timedelta(days=4))
        self.stored = {str(one.pk): one for one in Envelope.objects.select_related("phone")}
        self.visits = {str(visit.pk): visit for visit in Visit.objects.all()}

    def problems(self, lost: dict[str, list[int]]) -> list[str]:
        """What is wrong here, whatever the phone says; `lost`: counters of phones that lost them."""
        found = [f"{id} is {one.state}" for id, one in self.stored.items() if one.state not in SETTLED]
        found += [f"{id} came twice with other content" for id, one in self.stored.items() if one.is_double]
        for id, one in self.stored.items():
            if bool(one.sealed) != (one.state != EnvelopeState.APPLIED):
                found.append(f"{id} is {one.state} and keeps {len(one.sealed)} bytes")
        found += [f"visit {id} came from nowhere" for id in self.visits.keys() - self.stored.keys()]
        for door, before in self.said_no.items():
            after = set(Visit.objects.filter(address=door).values_list("pk", flat=True))
            if after != before:
                found.append(f"door {door} had said no")
        for gap in phone_alarms.gaps(reach_of(self.cora, Permission.MANAGE_FLATS)):
            if not set(gap.numbers) <= set(lost.get(str(gap.phone.pk), [])):
                found.append(f"{gap.phone.pk} misses {gap.written}")
        return found

    def says(self, id: str, payload: dict[str, Any]) -> bool:
        """Whether what lies here under an id is what the phone said: applied once, or sealed as it was."""
        one, visit = self.stored[id], self.visits.get(id)
        if one.state == EnvelopeState.APPLIED and payload["kind"] == "optout":
            return OptOut.objects.open().filter(address=payload["address"]).exists()
        if (one.state == EnvelopeState.APPLIED and payload["kind"] == "visit") != (visit is not None):
            return False
        if visit:
            said = dict(payload["fields"])["outcome"]
            return (visit.address_id, str(visit.outcome)) == (payload["address"], said)
        if one.state == EnvelopeState.SET_ASIDE:
            info = envelope_contents.bound_to(one.phone_id, one.pk)
            return bool(json.loads(crypto.open_envelope(one.sealed, one.key_id, info)) == payload)
        return True


def failing(error: Exception) -> Callable[..., Any]:
    def fail(*_given: Any, **_named: Any) -> Any:
        raise error

    return fail

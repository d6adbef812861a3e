"""Seeded evenings at the slot for phones: whatever comes, each id lies in one place and counts once.

STORMS says how many evenings are played, STORM where they begin.
"""

import os
import random
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import Client

from buurvoorbuur.access import reach_of
from buurvoorbuur.models import Membership, User
from buurvoorbuur.roles import Permission
from outreach import envelopes, optouts, phone_alarms, reception, settling
from outreach.envelope_states import EnvelopeState
from outreach.models import Envelope, Phone, Round, Talk, Visit
from outreach.opt_out_terms import Channel
from outreach.visit_states import Outcome, RoundState
from tests import make
from tests.outreach.test_reception_screens import body, hand_in

STORMS = int(os.environ.get("STORMS", "40"))
STORM = int(os.environ.get("STORM", "1"))
AT = make.EVENING
TALK = (("outcome", "talk"), ("taal", "nl"), ("name", "Samira Haddad"), ("consent_match", "on"))
AT_A_DOOR = (
    (("outcome", "nobody_home"),),
    (("outcome", "declined_door"),),
    (("outcome", "come_back"), ("come_back_part", "morning")),
    (("outcome", "left"),),
    TALK,
    (*TALK, ("phone", "12")),
    (("outcome", "nonsense"),),
)
SETTLED = (EnvelopeState.APPLIED, EnvelopeState.SET_ASIDE, EnvelopeState.KEPT_SHUT)


class Rewind(Exception):
    """Ends a storm and takes everything back."""


@dataclass
class Pocket:
    """One phone and what it made, in order; what it dropped from its own memory never arrives."""

    phone: Phone
    token: str
    made: list[envelopes.Sealed] = field(default_factory=list)
    said: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    waiting: list[envelopes.Sealed] = field(default_factory=list)
    dropped: set[int] = field(default_factory=set)

    def note(self, said: dict[str, Any]) -> None:
        id = uuid4()
        sealed = make.sealed(self.phone, said, len(self.made) + 1, id)
        self.made.append(sealed)
        self.waiting.append(sealed)
        self.said[id] = said

    def post(self, sent: list[envelopes.Sealed]) -> dict[str, str]:
        held = sorted(one.counter for one in self.waiting)
        said = body(self.phone, *sent, made=len(self.made), waiting=held)
        answer = hand_in(self.token, said, Client(raise_request_exception=False))
        if answer.status_code != 200:
            return {}
        return {receipt["id"]: receipt["answer"] for receipt in answer.json()["receipts"]}

    def settle(self, receipts: dict[str, str]) -> None:
        self.waiting = [one for one in self.waiting if str(one.id) not in receipts]


class Storm:
    """One evening on which everything happens in any order."""

    def __init__(self, seed: int, evening: Round, ans: User, riny: User, cora: User) -> None:
        self.dice = random.Random(seed)
        self.evening, self.doors = evening, list(evening.flat.addresses.in_walking_order())
        self.ans, self.riny, self.cora = ans, riny, cora
        self.pockets = [Pocket(*make.phone(evening, by=one)) for one in (self.ans, self.riny)]
        self.forged: list[UUID] = []
        self.said_no: dict[int, set[UUID]] = {}

    @property
    def weights(self) -> dict[Any, int]:
        """What may happen, and how often beside the others."""
        made = {self.note: 8, self.undo: 2, self.another: 1}
        return {**made, self.send: 5, self.crash: 2, self.forge: 1, self.drop: 1, self.meanwhile: 3}

    def blow(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for _step in range(self.dice.randint(6, 14)):
            [happens] = self.dice.choices(list(self.weights), list(self.weights.values()))
            happens(monkeypatch)
        for pocket in self.pockets:
            if pocket.dropped:  # a phone that is never heard of again is another alarm
                pocket.note(make.entry(self.evening, self.doors[0]))
            while pocket.waiting:
                pocket.settle(pocket.post(pocket.waiting[:3]))
            reception.settle(pocket.phone.pk, AT + timedelta(days=4))

    def note(self, _patch: pytest.MonkeyPatch) -> None:
        fields = self.dice.choice(AT_A_DOOR)
        self.dice.choice(self.pockets).note(make.entry(self.evening, self.dice.choice(self.doors), *fields))

    def undo(self, _patch: pytest.MonkeyPatch) -> None:
        pocket = self.dice.choice(self.pockets)
        visits = [id for id, said in pocket.said.items() if said["kind"] == "visit"]
        if visits:
            id = self.dice.choice(visits)
            known = {"kind": "undo", "round": str(self.evening.pk), "address": pocket.said[id]["address"]}
            pocket.note({**known, "visit": str(id)})

    def another(self, _patch: pytest.MonkeyPatch) -> None:
        pocket = self.dice.choice(self.pockets)
        talks = [id for id, said in pocket.said.items() if said.get("fields") == TALK]
        if talks:
            id = self.dice.choice(talks)
            door = next(door for door in self.doors if door.pk == pocket.said[id]["address"])
            fields = (("name", "Joop"), ("consent_match", "on"))
            pocket.note(make.entry(self.evening, door, *fields, kind="resident", visit=str(id)))

    def send(self, _patch: pytest.MonkeyPatch) -> None:
        """Some of what was made, in any order and perhaps more than once; the reply may be lost."""
        pocket = self.dice.choice(self.pockets)
        if not pocket.made:
            return
        sent = [one for one in pocket.made if one.counter not in pocket.dropped]
        sent = self.dice.sample(sent, self.dice.randint(0, len(sent)))
        for _time in range(self.dice.choice((1, 1, 2, 5))):
            receipts = pocket.post(sent)
        if self.dice.random() < 0.6:
            pocket.settle(receipts)

    def crash(self, patch: pytest.MonkeyPatch) -> None:
        """Stored, and then the process dies before or after it settled."""
        pocket = self.dice.choice(self.pockets)
        real, dies_after = settling.settle, self.dice.random() < 0.5

        def dying(*given: Any) -> bool:
            if dies_after:
                real(*given)
            raise RuntimeError("killed")

        with patch.context() as crashing:
            crashing.setattr(settling, "settle", dying)
            pocket.settle(pocket.post(pocket.waiting[:4]))

    def forge(self, _patch: pytest.MonkeyPatch) -> None:
        """Something else under an id or a number that was used before, and something nobody can open."""
        pocket = self.dice.choice(self.pockets)
        if not pocket.made:
            return
        old = self.dice.choice(pocket.made)
        other = make.entry(self.evening, self.dice.choice(self.doors), ("outcome", "declined_intercom"))
        forged = make.sealed(pocket.phone, other, old.counter, self.dice.choice((old.id, uuid4())))
        if forged.id != old.id:
            self.forged.append(forged.id)
        sent_before = old not in pocket.waiting and old.counter not in pocket.dropped
        if sent_before:
            pocket.post([forged])

    def drop(self, _patch: pytest.MonkeyPatch) -> None:
        """The phone loses one entry that was never sent: the counter knows."""
        pocket = self.dice.choice(self.pockets)
        unsent = [one for one in pocket.waiting if not Envelope.objects.filter(pk=one.id).exists()]
        if unsent and not pocket.dropped:
            lost = self.dice.choice(unsent)
            pocket.waiting.remove(lost)
            pocket.dropped.add(lost.counter)
            del pocket.said[lost.id]

    def meanwhile(self, _patch: pytest.MonkeyPatch) -> None:
        door = self.dice.choice(self.doors)
        [what] = self.dice.choices(range(4), weights=(4, 1, 1, 1))
        if what == 0 and door.pk not in self.said_no:
            optouts.record(address=door, channel=Channel.CODE, by=None, at=AT)
            self.said_no[door.pk] = set(Visit.objects.filter(address=door).values_list("pk", flat=True))
        elif what == 1:
            optouts.pause(address=door, by=self.cora, at=AT)
        elif what == 2:
            Round.objects.filter(pk=self.evening.pk).update(state=RoundState.CLOSED)
        else:
            Membership.objects.filter(user=self.riny).update(ends_on=AT.date() - timedelta(days=1))

    # What must be true afterwards

    def check(self) -> None:
        for pocket in self.pockets:
            for id, said in pocket.said.items():
                self.lies_in_one_place(id, said)
            gaps = phone_alarms.gaps(reach_of(self.cora, Permission.MANAGE_FLATS))
            missing = [gap.numbers for gap in gaps if gap.phone == pocket.phone]
            assert missing == ([sorted(pocket.dropped)] if pocket.dropped else [])
        for door, before in self.said_no.items():
            after = set(Visit.objects.filter(address=door).values_list("pk", flat=True))
            assert after == before, "nothing is stored at a door that had said no"
        assert not Visit.objects.filter(pk__in=self.forged).exists()
        assert Talk.objects.count() == Visit.objects.filter(outcome=Outcome.TALK).count()

    def lies_in_one_place(self, id: UUID, said: dict[str, Any]) -> None:
        [envelope] = Envelope.objects.filter(pk=id)
        assert envelope.state in SETTLED
        assert bool(envelope.sealed) == (envelope.state != EnvelopeState.APPLIED)
        if said["kind"] == "visit":
            stored = Visit.objects.filter(pk=id).count()
            assert stored == (envelope.state == EnvelopeState.APPLIED)


def test_whatever_comes_each_id_lies_in_one_place_and_counts_once(
    tonight: Round, ans: User, riny: User, cora: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    applied, elsewhere = 0, 0
    for seed in range(STORM, STORM + STORMS):
        storm = Storm(seed, tonight, ans, riny, cora)
        with pytest.raises(Rewind), transaction.atomic():
            storm.blow(monkeypatch)
            try:
                storm.check()
            except Exception as wrong:
                raise AssertionError(f"storm {seed}") from wrong
            applied += Envelope.objects.filter(state=EnvelopeState.APPLIED).count()
            elsewhere += Envelope.objects.exclude(state=EnvelopeState.APPLIED).count()
            raise Rewind
    assert applied > STORMS and elsewhere > STORMS, "the evenings were too quiet to prove anything"

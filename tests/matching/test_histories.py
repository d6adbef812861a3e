"""Whatever happens in whatever order, no proposal holds somebody it may not hold.

HISTORIES says how many are played.
"""

import os
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from itertools import combinations
from random import Random

import pytest

from buurvoorbuur.models import Team, User
from buurvoorbuur.refusals import Refused
from matching import asking, exchanges, exclusions, introductions, proposals, runs
from matching.models import KeptApart, Proposal
from matching.proposal_states import (
    INTRODUCED,
    OPEN,
    STILL_IN,
    Answer,
    Blocks,
    RejectReason,
    State,
)
from outreach import consents, optouts
from outreach.consent_terms import How, Purpose
from outreach.models import Address, Consent, Interest, Resident
from outreach.opt_out_terms import Channel, EndReason
from tests import make
from tests.matching.conftest import Neighbour

STEPS = 40
HISTORIES = int(os.environ.get("HISTORIES", "3"))


class History:
    """One team over some months, one random step after another."""

    def __init__(self, seed: int, team: Team, by: User) -> None:
        self.random, self.team, self.by = Random(seed), team, by
        self.at = make.EVENING

    def step(self) -> None:
        """Something that a coordinator or resident does; a refusal is as good as anything."""
        act = self.random.choice(ACTS)
        self.at += timedelta(days=self.random.choice((0, 0, 1, 9)))
        with suppress(Refused):
            act(self)

    def proposal(self, *states: State) -> Proposal:
        found = list(Proposal.objects.filter(state__in=states).order_by("proposed_at", "score", "pk"))
        if not found:
            raise Refused("nothing there")
        return self.random.choice(found)

    def person(self) -> Resident:
        return self.random.choice(list(Resident.objects.order_by("created_at", "pk")))


def run(h: History) -> None:
    runs.start(team=h.team, by=h.by, at=h.at)


def approve(h: History) -> None:
    ours, interest = h.proposal(State.PROPOSED), Interest.objects.all()[0]
    proposals.approve(proposal=ours, interest=interest, place="Zaal", first_step="Bel", by=h.by, at=h.at)


def reject(h: History) -> None:
    ours, blocks = h.proposal(State.PROPOSED, State.HELD), h.random.choice(list(Blocks))
    proposals.reject(proposal=ours, reason=RejectReason.OTHER, blocks=blocks, by=h.by, at=h.at)


def hold(h: History) -> None:
    proposals.hold(proposal=h.proposal(State.PROPOSED), by=h.by, at=h.at)


def release(h: History) -> None:
    proposals.release(proposal=h.proposal(State.HELD), by=h.by, at=h.at)


def exchange(h: History) -> None:
    ours = h.proposal(State.PROPOSED, State.HELD)
    member = h.random.choice(list(ours.members.all()))
    changed = exchanges.exchange(proposal=ours, member=member, resident=h.person(), by=h.by, at=h.at)
    holds_only_who_may_be_introduced(changed)


def ask(h: History) -> None:
    make.asked(h.proposal(State.APPROVED), h.by, h.at)


def answer(h: History) -> None:
    member = h.random.choice(list(h.proposal(State.ASKING).members.all()))
    said = h.random.choice((Answer.YES, Answer.YES, Answer.YES, Answer.NO, Answer.LATER))
    asking.answer(member=member, answer=said, by=h.by, at=h.at)


def introduce(h: History) -> None:
    introductions.introduce(proposal=h.proposal(State.AGREED), by=h.by, at=h.at)


def outcome(h: History) -> None:
    action = h.random.choice(introductions.OUTCOMES)
    introductions.outcome(proposal=h.proposal(State.INTRODUCED), action=action, by=h.by, at=h.at)


def withdraw(h: History) -> None:
    consents.withdraw(resident=h.person(), purpose=Purpose.MATCH, how=How.PHONE, by=h.by, at=h.at)


def consent_again(h: History) -> None:
    consents.give(resident=h.person(), purpose=Purpose.MATCH, how=How.PHONE, language="nl", by=h.by, at=h.at)


def opt_out(h: History) -> None:
    optouts.record(address=h.person().address, channel=Channel.PHONE, by=h.by, at=h.at)


def opt_in(h: History) -> None:
    optouts.end(address=h.person().address, reason=EndReason.RESIDENT_ASKED, by=h.by, at=h.at)


def keep_apart(h: History) -> None:
    exclusions.keep_apart(one=h.person(), other=h.person(), by=h.by, at=h.at)


ACTS: list[Callable[[History], None]] = [
    *[run] * 5, *[approve] * 3, reject, hold, release, exchange, exchange, *[ask] * 3, *[answer] * 5,
    *[introduce] * 2, outcome, withdraw, consent_again, consent_again, opt_out, opt_in, opt_in, keep_apart,
]  # fmt: skip


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_no_proposal_ever_holds_somebody_it_may_not_hold(
    neighbour: Neighbour, team: Team, cora: User, seed: int
) -> None:
    draw = Random(seed)
    for _person in range(6):
        neighbour(*draw.sample(range(4), 2), introductions_wanted=draw.choice((1, 2, 3)))
    history, known = History(seed, team, cora), set[object]()
    for number in range(STEPS):
        run(history) if number == 0 else history.step()
        fresh = Proposal.objects.exclude(pk__in=known)
        for proposal in fresh:
            holds_only_who_may_be_introduced(proposal)
        known |= set(fresh.values_list("pk", flat=True))
        nobody_is_in_too_many()
        nobody_meets_the_same_twice()
    assert known


def holds_only_who_may_be_introduced(proposal: Proposal) -> None:
    people = [member.resident for member in proposal.members.select_related("resident")]
    doors = {person.address_id for person in people}
    assert len(doors) == len(people) >= proposal.fewest
    assert Address.objects.contactable().filter(pk__in=doors).count() == len(doors)
    consenting = Consent.objects.open().filter(resident__in=people, purpose=Purpose.MATCH)
    assert consenting.count() == len(people)
    assert proposal.score == sum(reason.points for reason in proposal.reasons.all())
    assert not KeptApart.objects.filter(first__in=people, second__in=people).exists()


def nobody_is_in_too_many() -> None:
    for person in Resident.objects.all():
        places = person.proposals.filter(proposal__state__in=(*OPEN, State.INTRODUCED), answer__in=STILL_IN)
        assert places.count() <= person.introductions_wanted


def nobody_meets_the_same_twice() -> None:
    met: Counter[frozenset[object]] = Counter()
    for proposal in Proposal.objects.filter(state__in=(*OPEN, *INTRODUCED)):
        people = proposal.members.filter(answer__in=STILL_IN).values_list("resident", flat=True)
        met.update(frozenset(two) for two in combinations(people, 2))
    assert set(met.values()) <= {1}

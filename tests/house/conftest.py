"""A small world in which every write of the house can be tried once."""

from dataclasses import dataclass
from functools import cached_property, partial

import pytest
from django.http import HttpRequest, HttpResponse

from buurvoorbuur.models import Team, User
from matching import asking, introductions, proposals, runs
from matching.models import Proposal, ProposalMember
from matching.proposal_states import Answer, AskChannel
from outreach import interests, letter_batches, letter_drafts, letters, optouts, questionnaires
from outreach.letter_batches import PrintOrder
from outreach.models import (
    Address,
    Flat,
    Interest,
    InterestGroup,
    Letter,
    LetterBatch,
    Questionnaire,
    Resident,
    Round,
)
from outreach.opt_out_terms import Channel
from tests import make


@dataclass
class World:
    """One team with one flat; what a test does not touch is not made."""

    team: Team
    flat: Flat
    ans: User
    riny: User
    cora: User

    @cached_property
    def doors(self) -> list[Address]:
        return list(self.flat.addresses.in_walking_order())

    @property
    def door(self) -> Address:
        return self.doors[0]

    @property
    def free_door(self) -> Address:
        """Where nobody was met yet."""
        return self.doors[-1]

    @cached_property
    def round(self) -> Round:
        return make.walking_round(self.flat, self.ans, self.riny)

    @cached_property
    def residents(self) -> list[Resident]:
        interests.load_starter()
        liked = Interest.objects.values_list("code", flat=True)[0]
        return [
            make.resident(self.round, door, f"Bewoner {door.number}", shares=frozenset({liked}))
            for door in self.doors[:2]
        ]

    @property
    def resident(self) -> Resident:
        return self.residents[0]

    @cached_property
    def proposal(self) -> Proposal:
        assert self.residents
        runs.start(team=self.team, by=self.cora, at=make.EVENING)
        return Proposal.objects.get()

    def approved(self) -> Proposal:
        interest = self.proposal.interest
        assert interest
        return proposals.approve(
            proposal=self.proposal,
            interest=interest,
            place="Zaal",
            first_step="Bel",
            by=self.cora,
            at=make.EVENING,
        )

    def asking(self) -> Proposal:
        return make.asked(self.approved(), self.cora)

    def all_but_moved(self) -> Proposal:
        """Everybody who still takes part said yes, and one stepped aside without a word."""
        ours = self.asking()
        ours.members.update(answer=Answer.YES)
        return ours

    def somebody_else(self) -> dict[str, object]:
        """A third neighbour with the same liking, who could take the place of the second."""
        proposal, [liked] = self.proposal, self.residents[0].interest_choices.all()
        third = make.resident(self.round, self.doors[2], "Derde", shares=frozenset({liked.interest.code}))
        return {"proposal": proposal, "member": proposal.members.all()[1], "resident": third}

    def member(self) -> ProposalMember:
        return self.asking().members.all()[0]

    def by_letter(self) -> ProposalMember:
        """Somebody who is asked by letter."""
        member = self.member()
        ProposalMember.objects.update(ask_by=AskChannel.LETTER)
        return member

    def declined(self) -> Proposal:
        return asking.answer(member=self.member(), answer=Answer.NO, by=self.cora, at=make.EVENING)

    def answered(self) -> ProposalMember:
        """Somebody who said no, of a pair that ended by it."""
        return self.declined().members.all()[0]

    def agreed(self) -> Proposal:
        ours = self.asking()
        for member in ours.members.all():
            ours = asking.answer(member=member, answer=Answer.YES, by=self.cora, at=make.EVENING)
        return ours

    def introduced(self) -> Proposal:
        return introductions.introduce(proposal=self.agreed(), by=self.cora, at=make.EVENING)

    def held(self) -> Proposal:
        return proposals.hold(proposal=self.proposal, by=self.cora, at=make.EVENING)

    def letter(self) -> Letter:
        draft = letter_drafts.default("nl")
        return letters.write(flat=self.flat, draft=draft, by=self.cora, at=make.EVENING)

    def checked_letter(self) -> Letter:
        letter = self.letter()
        make.read(letter, self.cora, self.ans)
        return letter

    def batch(self) -> LetterBatch:
        order = PrintOrder(self.ans, self.riny, make.EVENING.date().replace(day=20))
        return letter_batches.order(letter=self.checked_letter(), order=order, by=self.cora, at=make.EVENING)

    def questionnaire(self) -> Questionnaire:
        return questionnaires.current(self.team)

    def draft(self, *, without: int = 0) -> Questionnaire:
        """A copy to edit, with room for so many more questions."""
        draft = questionnaires.copy(questionnaire=self.questionnaire(), by=self.cora, at=make.EVENING)
        for question in list(draft.questions.all())[:without]:
            questionnaires.remove_question(question=question, by=self.cora, at=make.EVENING)
        return draft

    def interest_group(self) -> InterestGroup:
        interests.load_starter()
        return InterestGroup.objects.all()[0]

    def paused_flat(self) -> Flat:
        return make.pause(self.flat, self.cora)

    def failed_batch(self) -> LetterBatch:
        batch = self.batch()
        batch.printed_at, batch.failed_at = None, make.EVENING
        batch.save(update_fields=["printed_at", "failed_at"])
        return batch

    def letter_to_take_out(self) -> dict[str, object]:
        batch = self.batch()
        optouts.record(address=self.door, channel=Channel.PHONE, by=self.cora, at=make.EVENING)
        return {"batch": batch, "address": self.door}


@pytest.fixture
def world(team: Team, flat: Flat, ans: User, riny: User, cora: User) -> World:
    return World(team, flat, ans, riny, cora)


@pytest.fixture
def plain_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is refused says so by its number alone: thousands of refusals need no page each."""
    for status in (403, 404):
        plain = partial(_plain_refusal, status)
        monkeypatch.setattr(f"buurvoorbuur.urls.handler{status}", plain)


def _plain_refusal(status: int, request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=status)

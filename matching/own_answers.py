"""What a resident said to who was given to ask them, with what may be passed on; it decides nothing."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from matching import asking, proposals
from matching.models import Proposal, ProposalMember
from matching.proposal_states import REOPENED_WITHIN_MINUTES, Action, Answer, AskChannel, State
from outreach import consents
from outreach.consent_terms import Field, How, Purpose
from outreach.models import Consent, Resident

TAKEN_BACK_WITHIN = timedelta(minutes=REOPENED_WITHIN_MINUTES)
_ENDED = (State.DECLINED, State.POSTPONED)

# How a yes reached us, by how it was asked for; an e-mail is a yes in writing.
_HOW = {
    AskChannel.PHONE: How.PHONE,
    AskChannel.DOOR: How.SPOKEN,
    AskChannel.EMAIL: How.PAPER,
    AskChannel.LETTER: How.PAPER,
}


def offered(resident: Resident) -> list[Field]:
    """What this resident could let us pass on: what we know of them."""
    known = {Field.PHONE: resident.phone, Field.EMAIL: resident.email}
    return [field for field in Field if known.get(field, True)]


@transaction.atomic
def note(
    *, member: ProposalMember, answer: Answer, shared: frozenset[Field], language: str, by: User, at: datetime
) -> None:
    """Notes an answer; with a yes also that the `shared` fields may be passed on, asked in `language`.

    Raises `Refused` as `asking.answer` does, and when other details were agreed to before.
    """
    asking.answer(member=member, answer=answer, by=by, at=at)
    if answer == Answer.YES and shared and member.resident:
        consents.give(
            resident=member.resident,
            purpose=Purpose.SHARE_FIELDS,
            how=_HOW[AskChannel(member.ask_by)],
            language=language,
            fields=shared,
            by=by,
            at=at,
        )


def may_take_back(proposal: Proposal, member: ProposalMember, at: datetime) -> bool:
    """Whether nothing followed from this answer yet but the ending that it brought itself."""
    if member.answer == Answer.WAITING or member.answered_at is None:
        return False
    ended_it = member.answer != Answer.YES and proposal.decided_at == member.answered_at
    nothing_more = proposal.state == State.ASKING or (proposal.state in _ENDED and ended_it)
    return nothing_more and at - member.answered_at <= TAKEN_BACK_WITHIN


@transaction.atomic
def take_back(*, member: ProposalMember, by: User, at: datetime) -> None:
    """Takes back an answer that was a slip, with what was noted along with it; the resident is asked again.

    Raises `Refused` when something followed from it, it is too long ago, or they may not be asked any more.
    """
    ours = proposals.locked(member.proposal)
    proposals.lock_people(ours)
    theirs = ours.members.select_for_update(of=("self",)).get(pk=member.pk)
    if not may_take_back(ours, theirs, at):
        raise Refused(_("This answer cannot be taken back any more. Tell a coordinator."), code="followed")
    if theirs.resident:
        _end_what_was_noted_along(theirs, theirs.resident, by, at)
    theirs.answer, theirs.answered_at, theirs.ask_again_on = Answer.WAITING, None, None
    theirs.save(update_fields=["answer", "answered_at", "ask_again_on"])
    if theirs not in proposals.require_standing(ours):
        raise Refused(_("Do not ask this resident any more."), code="withdrawn")
    if ours.state in _ENDED:
        proposals.move(ours, Action.REOPEN, by, at)
    audit.record("proposal.answer_taken_back", by=by, about=ours, at=at, team=ours.team_id)


def _end_what_was_noted_along(theirs: ProposalMember, resident: Resident, by: User, at: datetime) -> None:
    shared = Consent.objects.open().filter(resident=resident, purpose=Purpose.SHARE_FIELDS, given_in=None)
    if any(consent.given_at == theirs.answered_at for consent in shared):
        how = _HOW[AskChannel(theirs.ask_by)]
        consents.withdraw(resident=resident, purpose=Purpose.SHARE_FIELDS, how=how, by=by, at=at)

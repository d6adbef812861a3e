"""What a resident said to who was given to ask them, with what may be passed on; it decides nothing."""

from datetime import datetime

from django.db import transaction

from buurvoorbuur.models import User
from matching import asking
from matching.models import ProposalMember
from matching.proposal_states import Answer, AskChannel
from outreach import consents
from outreach.consent_terms import Field, How, Purpose
from outreach.models import Resident

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

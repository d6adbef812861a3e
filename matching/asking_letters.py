"""The letter that asks one resident who is not rung up; it names nobody but them."""

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit, pdf
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from matching import asking_words, contacts, introductions, proposals
from matching.models import ProposalMember
from matching.proposal_states import Answer, AskChannel, State


@transaction.atomic
def printed(*, member: ProposalMember, by: User, at: datetime) -> bytes:
    """The asking letter for one resident, in their language, as a PDF of one page; logged as a print.

    Consent and door are asked anew. Raises `Refused` when nobody is asked by letter here (any more), and
    when the team can be reached in no way: nobody could answer.
    """
    ours = proposals.locked(member.proposal)
    standing = proposals.require_standing(ours) if ours.state == State.ASKING else []
    theirs = next((one for one in standing if one.pk == member.pk), None)
    if theirs is None or (theirs.answer, theirs.ask_by) != (Answer.WAITING, AskChannel.LETTER):
        raise Refused(_("There is no letter to print here (any more)."))
    if not (ours.team.phone or ours.team.email):
        raise Refused(_("Fill in the phone number or the e-mail address of the team first."))
    resident = theirs.resident
    assert resident
    audit.record("asking.printed", by=by, about=member, at=at, team=ours.team_id)
    language = introductions.languages_of([resident])[resident.pk]
    with translation.override(language):
        context = {
            "team": ours.team,
            "to": resident,
            "words": asking_words.asked_in(
                language, ours, with_details=not contacts.of([resident])[resident.pk].was_asked
            ),
            "before": ours.ask_before,
            "printed_at": at,
        }
    return pdf.render("print/asking.html", context, language=language, pages=1)

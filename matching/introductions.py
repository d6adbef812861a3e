"""From everybody's yes to two letters with the agreed fields, and three weeks later: did it happen?"""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy

from buurvoorbuur import audit, pdf
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from matching import chore_words, chores, contacts, proposals
from matching.contacts import Contact
from matching.models import Proposal, ProposalMember
from matching.proposal_states import ASK_OUTCOME_AFTER_DAYS, Action, Answer, State
from outreach import consents, handing_over
from outreach.consent_terms import Purpose
from outreach.models import Resident

NOTHING_TO_PRINT = gettext_lazy("There is no introduction to print here (any more).")
OUTCOMES = (Action.DID_MEET, Action.DID_NOT_MEET, Action.DO_NOT_KNOW)


@transaction.atomic
def introduce(*, proposal: Proposal, by: User, at: datetime) -> Proposal:
    """Everybody said yes: names and agreed fields may now move, by letter.

    Raises `Refused` when somebody keeps their name, or nobody can be reached: nobody could begin.
    """
    ours = proposals.moved_on(proposal, Action.INTRODUCE, by, at)
    people = who_comes(ours)
    contacts.refuse_unreachable(ours, people, contacts.of(people))
    ours.introduced_at = at
    ours.save(update_fields=["introduced_at"])
    audit.record("proposal.introduced", by=by, about=ours, at=at, team=ours.team_id)
    return ours


@transaction.atomic
def letter(*, member: ProposalMember, by: User, at: datetime) -> bytes:
    """The introduction letter for one resident, in their language, as a PDF; logged as a print.

    Consent and door are asked again: a letter that is printed later may not say more than is agreed then.
    """
    ours = proposals.locked(member.proposal)
    if ours.state != State.INTRODUCED or member.resident is None:
        raise Refused(NOTHING_TO_PRINT)
    people = who_comes(ours)
    if member.resident not in people:
        raise Refused(NOTHING_TO_PRINT)
    found = contacts.of(people)
    contacts.refuse_unreachable(ours, people, found)
    audit.record("introduction.printed", by=by, about=member, at=at, team=ours.team_id)
    return _printed(ours, member.resident, found, at)


def _printed(ours: Proposal, to: Resident, found: dict[UUID, Contact], at: datetime) -> bytes:
    language = languages_of([to])[to.pk]
    with translation.override(language):
        jobs = _jobs(ours)
        others = [(contact, jobs[id]) for id, contact in found.items() if id != to.pk]
        context = {
            "proposal": ours,
            "team": ours.team,
            "to": to,
            "own": found[to.pk],
            "own_jobs": jobs[to.pk],
            "others": others,
            # Of two, who keeps their name is not introduced.
            "other_name": others[0][0].name,
            "free_jobs": jobs[None],
            "activity": ours.interest.activity if ours.interest else "",
            "printed_at": at,
        }
    return pdf.render("print/introduction.html", context, language=language)


def _jobs(ours: Proposal) -> dict[UUID | None, list[Any]]:
    """The small jobs of a group in words, by the resident who does each; those of nobody under None."""
    found: dict[UUID | None, list[Any]] = defaultdict(list)
    for kind, member in chores.of(ours).items() if ours.is_group else ():
        found[member.resident_id if member else None].append(chore_words.CHORES[kind])
    return found


@transaction.atomic
def outcome(
    *, proposal: Proposal, action: Action, by: User, at: datetime, on: date | None = None
) -> Proposal:
    """Three weeks later: it happened, it did not, or nobody knows. No guess is made.

    Of a group that went on as an activity, `on` is the day of its first time, which is noted there too;
    raises `Refused` when nobody ever said it.
    """
    if action not in OUTCOMES:
        raise Refused(gettext_lazy("Choose one of the three answers."))
    ours = proposals.moved_on(proposal, action, by, at)
    if ours.activity and action == Action.DID_MEET and not on and not ours.activity.began_on:
        raise Refused(gettext_lazy("Fill in when it was."), field="on")
    if ours.activity and action == Action.DID_MEET and on:
        handing_over.took_place(activity=ours.activity, on=on, people=None, by=by, at=at)
    audit.record("proposal.outcome_noted", by=by, about=ours, at=at, team=ours.team_id)
    return ours


def languages_of(people: Collection[Resident]) -> dict[UUID, str]:
    """The language in which each of these residents was asked whether we may look for somebody."""
    return consents.languages_of(people, Purpose.MATCH)


def may_ask_outcome(proposal: Proposal, at: datetime) -> bool:
    """Whether three weeks have gone by since the introduction, and nobody let go of what it became."""
    if proposal.state != State.INTRODUCED or proposal.introduced_at is None:
        return False
    if proposal.activity and proposal.activity.let_go_at:
        return False
    return at >= proposal.introduced_at + timedelta(days=ASK_OUTCOME_AFTER_DAYS)


def who_comes(ours: Proposal) -> list[Resident]:
    """Who is introduced: everybody who said yes and still takes part, asked anew."""
    standing = proposals.require_standing(ours)
    people = [member.resident for member in standing if member.resident and member.answer == Answer.YES]
    if len(people) < ours.fewest:
        raise Refused(gettext_lazy("Somebody still has to answer."))
    return people

"""Proposals under review: a person approves, rejects, puts aside or exchanges somebody; consent comes first.

A proposal is handed in as somebody saw it: what changed since is never decided on unseen.
"""

import re
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit, versions
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.state_tables import NotAllowed
from matching import exclusions
from matching.best_set import Introduction
from matching.models import KeptApart, Proposal, ProposalMember, ProposalReason
from matching.proposal_states import (
    LEADS_TO_CONTACT,
    PROPOSAL,
    STILL_IN,
    Action,
    Blocks,
    RejectReason,
    State,
)
from outreach import consents, optouts
from outreach.consent_terms import Purpose
from outreach.models import Address, Interest, Resident

_WORD = re.compile(r"\w+")
# Parts of many names that are words of every day.
_BETWEEN_NAMES = frozenset({
    "van", "de", "der", "den", "het", "ten", "ter", "te", "von", "la", "le", "el",
    "al", "ben", "bin", "da", "dos", "du", "di", "in", "op", "aan", "bij",
})  # fmt: skip
CHANGED = _("Somebody changed this introduction meanwhile. Look at it again.")


@transaction.atomic
def approve(
    *, proposal: Proposal, interest: Interest, place: str, first_step: str, by: User, at: datetime
) -> Proposal:
    """A coordinator finds this a good idea and names one concrete activity, a place and a first step.

    Raises `Refused` for a place that gives a name or a door away: it is told before anybody said yes.
    """
    ours = moved_on(proposal, Action.APPROVE, by, at)
    _refuse_giving_away(ours, place)
    ours.interest, ours.place, ours.first_step, ours.approved_at = interest, place, first_step, at
    ours.save(update_fields=["interest", "place", "first_step", "approved_at"])
    audit.record("proposal.approved", by=by, about=ours, at=at, team=ours.team_id)
    return ours


@transaction.atomic
def reject(*, proposal: Proposal, reason: RejectReason, blocks: Blocks, by: User, at: datetime) -> Proposal:
    """A coordinator says no. Nothing is learnt silently: later runs leave out what was chosen, no more.

    Raises `Refused` for people to keep apart when it is a group: which two of them is not said.
    """
    ours = moved_on(proposal, Action.REJECT, by, at)
    ours.reject_reason = reason
    ours.save(update_fields=["reject_reason"])
    members = ours.members.select_related("resident__address__flat")
    people = [member.resident for member in members if member.resident]
    if blocks == Blocks.PEOPLE:
        _keep_pair_apart(people, by, at)
    if blocks == Blocks.REASON and ours.interest:
        for person in people:
            exclusions.leave_out(resident=person, interest=ours.interest, by=by, at=at)
    audit.record("proposal.rejected", by=by, about=ours, at=at, team=ours.team_id)
    return ours


@transaction.atomic
def opened(*, proposal: Proposal, by: User, at: datetime) -> None:
    """Notes that somebody opened the page of an introduction, with the names in it and what they share."""
    audit.record("proposal.opened", by=by, about=proposal, at=at, team=proposal.team_id)


@transaction.atomic
def hold(*, proposal: Proposal, by: User, at: datetime) -> Proposal:
    """Puts a proposal aside for now."""
    ours = moved_on(proposal, Action.HOLD, by, at)
    audit.record("proposal.held", by=by, about=ours, at=at, team=ours.team_id)
    return ours


@transaction.atomic
def release(*, proposal: Proposal, by: User, at: datetime) -> Proposal:
    """Takes a held proposal up again."""
    ours = moved_on(proposal, Action.RELEASE, by, at)
    audit.record("proposal.released", by=by, about=ours, at=at, team=ours.team_id)
    return ours


@transaction.atomic
def stop(*, proposal: Proposal, by: User, at: datetime) -> Proposal:
    """Ends a proposal that cannot go on, such as after a withdrawal; nobody is told whose."""
    ours = moved_on(proposal, Action.STOP, by, at)
    audit.record("proposal.stopped", by=by, about=ours, at=at, team=ours.team_id)
    return ours


def moved_on(proposal: Proposal, action: Action, by: User, at: datetime) -> Proposal:
    """Locks the proposal as it was seen, asks doors and consents anew where it leads to contact, moves it.

    Inside the caller's transaction. Raises `Refused` when it changed meanwhile or may not go on.
    """
    ours = locked(proposal)
    versions.refuse_unseen(ours, proposal, CHANGED)
    if action in LEADS_TO_CONTACT:
        require_standing(ours)
    move(ours, action, by, at)
    return ours


def locked(proposal: Proposal) -> Proposal:
    """The proposal as it is now, for nobody else to change, inside the caller's transaction."""
    return (
        Proposal.objects.select_for_update(of=("self",))
        .select_related("team", "interest")
        .get(pk=proposal.pk)
    )


def move(ours: Proposal, action: Action, by: User | None, at: datetime) -> None:
    """One step of a locked proposal. Raises `Refused` when its state does not know it."""
    try:
        ours.state = PROPOSAL.after(State(ours.state), action)
    except NotAllowed as no:
        raise Refused(CHANGED, code="changed") from no
    ours.decided_at, ours.decided_by = at, by
    versions.touch(ours, "state", "decided_at", "decided_by")


def lock_people(ours: Proposal, *others: Resident) -> list[UUID]:
    """Locks who is in a proposal, and who would be, before any row about them is touched.

    Residents come first everywhere: whoever withdraws locks themselves and then what is kept about them.
    Returns the ids of those who consent to matching now.
    """
    inside = [id for id in ours.members.values_list("resident", flat=True) if id]
    people = Resident.objects.filter(pk__in=[*inside, *(person.pk for person in others)])
    return consents.lock_consenting(people, Purpose.MATCH)


def require_standing(ours: Proposal) -> list[ProposalMember]:
    """Who still takes part: residents and doors locked, each in one order, and asked anew.

    Raises `Refused` when they are too few, one of a pair or of a group more than it can miss, and when two
    of them are kept apart.
    """
    agreeing = lock_people(ours)
    still_in = ours.members.filter(answer__in=STILL_IN)
    doors = optouts.lock_contactable(Address.objects.filter(residents__in=agreeing))
    standing = still_in.filter(resident__in=agreeing, resident__address__in=[door.pk for door in doors])
    found = list(standing.select_related("resident__address__flat"))
    if len(found) < ours.fewest:
        raise Refused(
            _("Somebody withdrew, or a door may not be contacted. This introduction stops here."),
            code="withdrawn",
        )
    people = [member.resident_id for member in found]
    if KeptApart.objects.filter(first__in=people, second__in=people).exists():
        raise Refused(
            _("Two of these people are kept apart. Put somebody else in, or stop this."), code="kept_apart"
        )
    return found


def rows(ours: Proposal, introduction: Introduction) -> tuple[list[ProposalMember], list[ProposalReason]]:
    """Who is in a proposal and why, not stored yet. Members stand in the order that reasons call them by."""
    members = [ProposalMember(proposal=ours, resident_id=UUID(id)) for id in introduction.members]
    reasons = [
        ProposalReason(proposal=ours, kind=reason.kind, items=" ".join(reason.items), points=reason.tenths)
        for reason in introduction.reasons
    ]
    return members, reasons


def _refuse_giving_away(ours: Proposal, place: str) -> None:
    said = _WORD.findall(place)
    members = ours.members.select_related("resident__address").filter(resident__isnull=False)
    for resident in (member.resident for member in members if member.resident):
        name = set(_WORD.findall(resident.name))
        if _names(name, said) or _is_door(resident.address, said):
            raise Refused(
                _("Leave out names and doors: this is told before they agreed to hear them."), field="place"
            )


def _names(name: set[str], said: list[str]) -> bool:
    """Whether a word is a part of the name: a short one, like 'Li', only when it is written as a name."""
    long = {part.casefold() for part in name if len(part) > 2} - _BETWEEN_NAMES
    return bool(long & {word.casefold() for word in said} or name.intersection(said) - _BETWEEN_NAMES)


def _is_door(address: Address, said: list[str]) -> bool:
    words = {word.casefold() for word in said}
    return str(address.number) in words and words.issuperset(_WORD.findall(address.street.casefold()))


def _keep_pair_apart(people: list[Resident], by: User, at: datetime) -> None:
    if len(people) != 2:
        raise Refused(_("In a group, choose on its page which two to keep apart."), field="blocks")
    one, other = people
    exclusions.rule_out_pair(one, other, by, at)

"""Proposals under review: a person approves, rejects, puts aside or exchanges somebody; consent comes first.

A proposal is handed in as somebody saw it: what changed since is never decided on unseen.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.state_tables import NotAllowed
from matching import exclusions
from matching.best_set import Introduction
from matching.models import Proposal, ProposalMember, ProposalReason
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

CHANGED = _("Somebody changed this introduction meanwhile. Look at it again.")


@transaction.atomic
def approve(
    *, proposal: Proposal, interest: Interest, place: str, first_step: str, by: User, at: datetime
) -> Proposal:
    """A coordinator finds this a good idea and names one concrete activity, a place and a first step.

    Raises `Refused` for a place or first step that gives a name away: they are told before anybody said yes.
    """
    ours = moved_on(proposal, Action.APPROVE, by, at)
    _refuse_names(ours, {"place": place, "first_step": first_step})
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
    people = [member.resident for member in ours.members.select_related("resident") if member.resident]
    if blocks == Blocks.PEOPLE:
        _keep_pair_apart(people, by, at)
    if blocks == Blocks.REASON and ours.interest:
        exclusions.rule_out_interest(people, ours.interest, by, at)
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
    if ours.version != proposal.version:
        raise Refused(CHANGED, code="changed")
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
    touch(ours, "state", "decided_at", "decided_by")


def touch(ours: Proposal, *fields: str) -> None:
    """Stores what changed of a locked proposal, so that pages that show it as it was are out of date."""
    ours.version += 1
    ours.save(update_fields=["version", *fields])


def require_standing(ours: Proposal) -> list[ProposalMember]:
    """Who still takes part: residents and doors locked, each in one order, and asked anew.

    Raises `Refused` when they are too few: one of a pair, or of a group more than it can miss.
    """
    still_in = ours.members.filter(answer__in=STILL_IN, resident__isnull=False)
    everybody = Resident.objects.filter(pk__in=list(still_in.values_list("resident", flat=True)))
    agreeing = consents.lock_consenting(everybody, Purpose.MATCH)
    doors = optouts.lock_contactable(Address.objects.filter(residents__in=agreeing))
    standing = still_in.filter(resident__in=agreeing, resident__address__in=[door.pk for door in doors])
    found = list(standing.select_related("resident__address__flat"))
    if len(found) < ours.fewest:
        raise Refused(
            _("Somebody withdrew, or a door may not be contacted. This introduction stops here."),
            code="withdrawn",
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


def _refuse_names(ours: Proposal, told: Mapping[str, str]) -> None:
    residents = [member.resident for member in ours.members.select_related("resident")]
    names = {part for resident in residents if resident for part in _words(resident.name) if len(part) > 2}
    for field, text in told.items():
        if names & set(_words(text)):
            raise Refused(
                _("Leave out the names: this is told before they agreed to hear them."), field=field
            )


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _keep_pair_apart(people: list[Resident], by: User, at: datetime) -> None:
    if len(people) != 2:
        raise Refused(_("In a group, choose on its page which two to keep apart."), field="blocks")
    one, other = people
    exclusions.rule_out_pair(one, other, by, at)

"""Asking each resident blind: who asks whom how and before when, and what each of them says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit, versions
from buurvoorbuur.models import Membership, Team, User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission, Role, holds
from matching import proposals
from matching.models import Proposal, ProposalMember
from matching.proposal_states import (
    LATER_IS_AFTER_DAYS,
    PROPOSAL,
    REOPENED_WITHIN_MINUTES,
    STILL_IN,
    Action,
    Answer,
    AskChannel,
    State,
)
from outreach import optouts, walkers
from outreach.models import Address, Resident

USUAL_DAYS = 7
DECIDING_ROLES = tuple(role for role in Role if holds(role, Permission.MATCH))


@dataclass(frozen=True)
class Asking:
    """Who asks one resident, and how."""

    asker: User
    channel: AskChannel


def channels(resident: Resident) -> list[AskChannel]:
    """How this resident can be reached by the team, the easiest first."""
    known = {AskChannel.PHONE: resident.phone, AskChannel.EMAIL: resident.email}
    return [*(way for way, value in known.items() if value), AskChannel.DOOR, AskChannel.LETTER]


def askers(resident: Resident, today: date) -> QuerySet[User]:
    """Who may ask this resident: who decides on introductions, and the two who talked with them."""
    flat = resident.address.flat
    talked = walkers.of_flat(flat, today).filter(pk__in=resident.talkers())
    return _deciders(flat.team, today) | talked


def _deciders(team: Team, today: date) -> QuerySet[User]:
    live = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    members = Membership.objects.filter(live, team=team, role__in=DECIDING_ROLES)
    return User.objects.filter(pk__in=members.values("user"), is_active=True).order_by("joined_at")


def offered(resident: Resident, today: date) -> list[Asking]:
    """Who may ask this resident in which ways, person by person; only who decides prints a letter."""
    deciding = set(_deciders(resident.address.flat.team, today))
    return [
        Asking(asker, way)
        for asker in askers(resident, today)
        for way in channels(resident)
        if way != AskChannel.LETTER or asker in deciding
    ]


@transaction.atomic
def ask(
    *, proposal: Proposal, askings: Mapping[int, Asking], before: date, by: User, at: datetime
) -> Proposal:
    """From now on each resident is asked, without hearing the others' names; asking on, it is a new plan.

    `askings` holds who asks how by the id of the member. Raises `Refused` when somebody is left out,
    cannot be reached that way or is given to who may not ask them, or the day has gone by.
    """
    ours = proposals.moved_on(proposal, Action.ASK, by, at)
    if before < timezone.localdate(at):
        raise Refused(_("This day has gone by. Choose a later one."), field="before")
    standing = proposals.require_standing(ours)
    today = timezone.localdate(at)
    for member in standing:
        _give(member, askings.get(member.pk), today)
    _refuse_more_than_one_talk(standing, _deciders(ours.team, today))
    ProposalMember.objects.bulk_update(standing, ["asker", "ask_by"])
    ours.asked_at, ours.ask_before = at, before
    ours.save(update_fields=["asked_at", "ask_before"])
    audit.record("proposal.asked", by=by, about=ours, at=at, team=ours.team_id)
    return ours


def _give(member: ProposalMember, asking: Asking | None, today: date) -> None:
    if asking is None or member.resident is None:
        raise Refused(_("Choose for everybody who asks them."))
    if asking.channel not in channels(member.resident):
        raise Refused(_("This way to reach them is not known."), field=f"asking_{member.pk}")
    if not askers(member.resident, today).filter(pk=asking.asker.pk).exists():
        raise Refused(_("Only who talked with them may ask them."), field=f"asking_{member.pk}")
    member.asker, member.ask_by = asking.asker, asking.channel


@transaction.atomic
def give_on(*, member: ProposalMember, to: User, today: date, by: User, at: datetime) -> None:
    """Has somebody else ask one resident in the way that was planned.

    Raises `Refused` for who may not ask them, not in that way, or asks another of the same introduction.
    """
    ours = proposals.locked(member.proposal)
    theirs = ours.members.select_related("resident__address__flat__team").get(pk=member.pk)
    _give(theirs, Asking(to, AskChannel(theirs.ask_by)), today)
    others = ours.members.filter(answer=Answer.WAITING).exclude(pk=theirs.pk)
    _refuse_more_than_one_talk([*others, theirs], _deciders(ours.team, today))
    theirs.save(update_fields=["asker"])
    audit.record("proposal.asker_changed", by=by, about=ours, at=at, team=ours.team_id)


def _refuse_more_than_one_talk(standing: list[ProposalMember], deciders: QuerySet[User]) -> None:
    """Who does not decide on introductions asks one of them by word of mouth, and prints nothing."""
    deciding, asking = set(deciders.values_list("pk", flat=True)), set[UUID | None]()
    for member in standing:
        if member.asker_id in deciding:
            continue
        if member.ask_by == AskChannel.LETTER:
            raise Refused(_("Only a coordinator prints letters."), field=f"asking_{member.pk}")
        if member.asker_id in asking:
            raise Refused(
                _("Who asks two of them would know who might meet. Let somebody else ask the other."),
                field=f"asking_{member.pk}",
            )
        asking.add(member.asker_id)


def usual(proposal: Proposal, by: User) -> dict[int, Asking]:
    """The plan as it stands; to begin with, one member of the team asks everybody in the easiest way."""
    members = proposal.members.select_related("resident")
    return {member.pk: _usual(member, by) for member in members if member.resident}


def _usual(member: ProposalMember, by: User) -> Asking:
    ways = channels(member.resident) if member.resident else []
    planned = AskChannel(member.ask_by) if member.ask_by in ways else ways[0]
    return Asking(member.asker or by, planned)


@transaction.atomic
def answer(*, member: ProposalMember, answer: Answer, by: User, at: datetime) -> Proposal:
    """Notes one resident's own yes, no or later; `member` is handed in with the answer that was seen.

    The last yes makes it agreed. A no or later ends a pair; a group goes on as long as enough are left.
    Raises `Refused` when somebody else noted an answer meanwhile, and of who may not be asked any more.
    """
    ours = proposals.locked(member.proposal)
    if ours.state != State.ASKING:
        raise Refused(_("Nobody is being asked for this introduction now."))
    may_be_asked = _lock_who_may_be_asked(ours)
    theirs = ours.members.select_for_update(of=("self",)).get(pk=member.pk)
    if theirs.resident_id not in may_be_asked:
        raise Refused(_("Do not ask this resident any more."), code="withdrawn")
    if theirs.answer != member.answer:
        raise Refused(proposals.CHANGED, code="changed")
    theirs.answer, theirs.answered_at = answer, at
    later = timezone.localdate(at) + timedelta(days=LATER_IS_AFTER_DAYS)
    theirs.ask_again_on = later if answer == Answer.LATER else None
    theirs.save(update_fields=["answer", "answered_at", "ask_again_on"])
    _move_by_answers(ours, answer, by, at)
    audit.record("proposal.answered", by=by, about=ours, at=at, team=ours.team_id)
    return ours


def _lock_who_may_be_asked(ours: Proposal) -> set[UUID | None]:
    """The ids of who consents now, behind doors that may be contacted; all of them locked."""
    agreeing = proposals.lock_people(ours)
    doors = optouts.lock_contactable(Address.objects.filter(residents__in=agreeing))
    open_to_us = Resident.objects.filter(pk__in=agreeing, address__in=[door.pk for door in doors])
    return set(open_to_us.values_list("pk", flat=True))


@transaction.atomic
def opened(*, member: ProposalMember, by: User, at: datetime) -> None:
    """Notes that somebody read whom they are to ask, with the name and how to reach them."""
    audit.record("asking.opened", by=by, about=member, at=at, team=member.proposal.team_id)


def _move_by_answers(ours: Proposal, answer: Answer, by: User, at: datetime) -> None:
    if answer == Answer.YES:
        standing = proposals.require_standing(ours)
    elif ours.members.filter(answer__in=STILL_IN).count() < ours.fewest:
        proposals.move(ours, Action.ONE_LATER if answer == Answer.LATER else Action.TOO_FEW_LEFT, by, at)
        return
    else:
        standing = list(ours.members.standing())
    if len(standing) >= ours.fewest and all(member.answer == Answer.YES for member in standing):
        _agree(ours, by, at)


def _agree(ours: Proposal, by: User, at: datetime) -> None:
    standing = proposals.require_standing(ours)
    if any(member.answer != Answer.YES for member in standing):
        raise Refused(_("Somebody still has to answer."))
    proposals.move(ours, Action.ALL_YES, by, at)
    ours.agreed_at = at
    ours.save(update_fields=["agreed_at"])


@transaction.atomic
def go_on(*, proposal: Proposal, by: User, at: datetime) -> Proposal:
    """Everybody who still takes part said yes; who withdrew is not waited for.

    Raises `Refused` when somebody still has to answer, too few are left, or it changed meanwhile.
    """
    ours = proposals.locked(proposal)
    versions.refuse_unseen(ours, proposal, proposals.CHANGED)
    _agree(ours, by, at)
    audit.record("proposal.went_on", by=by, about=ours, at=at, team=ours.team_id)
    return ours


@transaction.atomic
def reopen(*, proposal: Proposal, by: User, at: datetime) -> Proposal:
    """Takes back an ending that was a slip: whoever said no or later is asked again as if they had not.

    Raises `Refused` when it ended longer ago than `REOPENED_WITHIN_MINUTES`, or too few are left.
    """
    ours = proposals.locked(proposal)
    versions.refuse_unseen(ours, proposal, proposals.CHANGED)
    if not may_reopen(ours, at):
        raise Refused(_("This ended too long ago to take it back."))
    proposals.lock_people(ours)
    ours.members.exclude(answer__in=STILL_IN).update(
        answer=Answer.WAITING, answered_at=None, ask_again_on=None
    )
    proposals.require_standing(ours)
    proposals.move(ours, Action.REOPEN, by, at)
    audit.record("proposal.reopened", by=by, about=ours, at=at, team=ours.team_id)
    return ours


def may_reopen(proposal: Proposal, at: datetime) -> bool:
    """Whether an ending may still be taken back."""
    if not PROPOSAL.allows(State(proposal.state), Action.REOPEN) or proposal.decided_at is None:
        return False
    return at - proposal.decided_at <= timedelta(minutes=REOPENED_WITHIN_MINUTES)

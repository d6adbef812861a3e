"""Proposals on their way: made by a run, decided by a person, asked blind, and stopped by any no."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit
from buurvoorbuur.models import Team, User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.state_tables import NotAllowed
from matching import candidates, edges, solver
from matching.models import Proposal, ProposalMember, ProposalReason, Run
from matching.proposal_states import LEADS_TO_CONTACT, PROPOSAL, Action, Answer, RejectReason, State
from matching.scoring import Score, Weights, rarity, score
from outreach import consents, optouts
from outreach.consent_terms import Purpose
from outreach.models import Interest

# Below this (tenths of a point) two people have too little in common to bother them.
FLOOR = 60


@transaction.atomic
def run(*, team: Team, by: User, at: datetime) -> Run:
    """Proposes the best set of pairs among everybody who may be introduced now.

    Raises `Refused` when fewer than two residents can be introduced, with what is missing.
    """
    # One run at a time in a team: two at once would take the same residents twice.
    Team.objects.select_for_update().get(pk=team.pk)
    people = candidates.of(team)
    if len(people) < 2:
        raise Refused(_("Fewer than two residents agreed to be introduced and have room for it now."))
    weights = Weights()
    possible = edges.likely_pairs(people, weights, least=FLOOR)
    best = solver.solve_graph(possible)
    made = Run.objects.create(
        team=team,
        started_at=at,
        started_by=by,
        candidates=len(people),
        possible_pairs=len(possible.tenths),
        covered=best.covered,
        covered_bound=best.covered_bound,
        total=best.total,
        bound=best.bound,
    )
    interests = {interest.code: interest for interest in Interest.objects.of_team(team)}
    by_id, telling = {person.id: person for person in people}, rarity(people)
    for pair in best.pairs:
        if why := score(by_id[pair.a], by_id[pair.b], telling, weights):
            _propose(made, why, interests, at)
    audit.record("matching.run", by=by, about=made, at=at, team=team.pk)
    return made


def _propose(run: Run, score: Score, interests: dict[str, Interest], at: datetime) -> None:
    proposal = Proposal.objects.create(
        team=run.team,
        run=run,
        score=score.tenths,
        interest=interests.get(score.suggested_interest),
        proposed_at=at,
    )
    ProposalMember.objects.bulk_create(
        ProposalMember(proposal=proposal, resident_id=UUID(id)) for id in (score.first, score.second)
    )
    ProposalReason.objects.bulk_create(
        ProposalReason(
            proposal=proposal, kind=reason.kind, items=" ".join(reason.items), points=reason.tenths
        )
        for reason in score.reasons
    )


@transaction.atomic
def approve(
    *, proposal: Proposal, interest: Interest, place: str, first_step: str, by: User, at: datetime
) -> Proposal:
    """A coordinator finds this a good idea and names one concrete activity, a place and a first step."""
    ours = _moved(proposal, Action.APPROVE, by, at)
    ours.interest, ours.place, ours.first_step = interest, place, first_step
    ours.save(update_fields=["interest", "place", "first_step"])
    audit.record("proposal.approved", by=by, about=ours, at=at, team=ours.team_id)
    return ours


@transaction.atomic
def reject(*, proposal: Proposal, reason: RejectReason, by: User, at: datetime) -> Proposal:
    """A coordinator says no, with a reason; it teaches nothing silently and only keeps these two apart."""
    ours = _moved(proposal, Action.REJECT, by, at)
    ours.reject_reason = reason
    ours.save(update_fields=["reject_reason"])
    audit.record("proposal.rejected", by=by, about=ours, at=at, team=ours.team_id)
    return ours


@transaction.atomic
def opened(*, proposal: Proposal, by: User, at: datetime) -> None:
    """Notes that somebody opened the page of an introduction, with the names of both and what they share."""
    audit.record("proposal.opened", by=by, about=proposal, at=at, team=proposal.team_id)


@transaction.atomic
def hold(*, proposal: Proposal, by: User, at: datetime) -> Proposal:
    """Puts a proposal aside for now."""
    ours = _moved(proposal, Action.HOLD, by, at)
    audit.record("proposal.held", by=by, about=ours, at=at, team=ours.team_id)
    return ours


@transaction.atomic
def release(*, proposal: Proposal, by: User, at: datetime) -> Proposal:
    """Takes a held proposal up again."""
    ours = _moved(proposal, Action.RELEASE, by, at)
    audit.record("proposal.released", by=by, about=ours, at=at, team=ours.team_id)
    return ours


@transaction.atomic
def ask(*, proposal: Proposal, by: User, at: datetime) -> Proposal:
    """Each resident is now asked, without hearing the other's name."""
    ours = _moved(proposal, Action.ASK, by, at)
    audit.record("proposal.asked", by=by, about=ours, at=at, team=ours.team_id)
    return ours


@transaction.atomic
def stop(*, proposal: Proposal, by: User, at: datetime) -> Proposal:
    """Ends a proposal that cannot go on, such as after a withdrawal; nobody is told whose."""
    ours = _moved(proposal, Action.STOP, by, at)
    audit.record("proposal.stopped", by=by, about=ours, at=at, team=ours.team_id)
    return ours


@transaction.atomic
def answer(*, member: ProposalMember, answer: Answer, by: User, at: datetime) -> Proposal:
    """Notes one resident's own yes or no. The last yes makes it agreed; one no ends it."""
    ours = _locked(member.proposal)
    if ours.state != State.ASKING:
        raise Refused(_("Nobody is being asked for this introduction now."))
    theirs = ours.members.select_for_update(of=("self",)).get(pk=member.pk)
    theirs.answer, theirs.answered_at = answer, at
    theirs.save(update_fields=["answer", "answered_at"])
    if answer == Answer.NO:
        _move(ours, Action.ONE_NO, by, at)
    elif not ours.members.exclude(answer=Answer.YES).exists():
        refuse_frozen(ours)
        _move(ours, Action.ALL_YES, by, at)
    audit.record("proposal.answered", by=by, about=ours, at=at, team=ours.team_id)
    return ours


def _moved(proposal: Proposal, action: Action, by: User, at: datetime) -> Proposal:
    """Locks the proposal, asks doors and consents anew where the action leads to contact, and moves it."""
    ours = _locked(proposal)
    if action in LEADS_TO_CONTACT:
        refuse_frozen(ours)
    _move(ours, action, by, at)
    return ours


def moved_on(proposal: Proposal, action: Action, by: User, at: datetime) -> Proposal:
    """For the introductions that follow: the same lock, guards and step, inside the caller's transaction."""
    return _moved(proposal, action, by, at)


def _locked(proposal: Proposal) -> Proposal:
    return Proposal.objects.select_for_update(of=("self",)).select_related("team").get(pk=proposal.pk)


def _move(ours: Proposal, action: Action, by: User, at: datetime) -> None:
    try:
        ours.state = PROPOSAL.after(State(ours.state), action)
    except NotAllowed as no:
        raise Refused(_("Somebody moved this introduction meanwhile. Look at it again.")) from no
    ours.decided_at, ours.decided_by = at, by
    ours.save(update_fields=["state", "decided_at", "decided_by"])


def refuse_frozen(ours: Proposal) -> None:
    """Asks each resident's consent and each door anew, with their rows locked in one order."""
    members = sorted(ours.members.select_related("resident__address"), key=lambda m: str(m.resident_id))
    if any(member.resident is None for member in members):
        raise Refused(_("One of these residents withdrew. This introduction stops here."), code="withdrawn")
    people = [consents.require(member.resident, Purpose.MATCH) for member in members if member.resident]
    for person in sorted(people, key=lambda person: person.address_id):
        optouts.refuse_contact(person.address)

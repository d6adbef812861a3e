"""Carrying out a run: who may be introduced, what is best among them, and storing it as proposals.

Looking takes its time, so nothing is locked meanwhile; whoever withdrew by then is in no proposal.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import permutations
from logging import getLogger

from django.db import transaction
from django.utils import timezone

from buurvoorbuur import audit
from buurvoorbuur.models import Team
from matching import best_set, candidates, proposals
from matching.best_set import BestSet, Introduction
from matching.models import Proposal, ProposalMember, ProposalReason, Run
from matching.proposal_states import Action
from matching.run_states import RUN, RunAction, RunState
from matching.scoring import Candidate
from outreach import consents, optouts
from outreach.consent_terms import Purpose
from outreach.models import Address, Interest, Resident

log = getLogger(__name__)

COUNTED = (
    "candidates", "possible_pairs", "reached", "in_groups", "in_groups_bound", "groups_total", "groups_bound",
    "covered", "covered_bound", "total", "bound",
)  # fmt: skip


def carry_out(*, run: Run, at: datetime) -> None:
    """Looks once, however often it is asked; a failure is noted and a new run can be started."""
    if not _begin(run):
        return
    try:
        today = timezone.localdate(at)
        people = candidates.of(run.team, today=today)
        found = best_set.find(people, candidates.activities(run.team), run.terms)
        store(run=run, found=found, at=at)
    except Exception as error:  # whatever it was, somebody waits for a page that says how it went
        log.error("run %s found nothing: %s", run.pk, type(error).__name__)
        _note_failure(run, at)


@transaction.atomic
def _begin(run: Run) -> bool:
    ours = _locked(run)
    if ours.state != RunState.WAITING:
        return False
    ours.state = RUN.after(RunState.WAITING, RunAction.BEGIN)
    ours.save(update_fields=["state"])
    return True


@transaction.atomic
def store(*, run: Run, found: BestSet, at: datetime) -> None:
    """Makes proposals of what was found, in place of what nobody decided on.

    Who may not be introduced any more by now takes their introduction along; how many is counted.
    """
    # The same lock as an exchange and a start: nobody gets a place twice.
    Team.objects.select_for_update().get(pk=run.team_id)
    ours = _locked(run)
    if ours.state != RunState.LOOKING:
        return
    for undecided in Proposal.objects.select_for_update().filter(candidates.UNTOUCHED, team=ours.team):
        proposals.move(undecided, Action.REPLACE, None, at)
    standing = _still_possible(found.introductions, _asked_anew(ours.team, at))
    _propose(ours, standing, at)
    for name in COUNTED:
        setattr(ours, name, getattr(found, name))
    _recount(ours, found.introductions, standing)
    ours.state, ours.finished_at = RUN.after(RunState.LOOKING, RunAction.FINISH), at
    ours.save()
    audit.record("matching.finished", by=None, about=ours, at=at, team=ours.team_id)


def _recount(run: Run, found: Sequence[Introduction], standing: Sequence[Introduction]) -> None:
    """Of what was found only what still stands counts, when somebody stepped out meanwhile."""
    run.left_out = len(found) - len(standing)
    if run.left_out:
        groups = [one for one in standing if one.fewest > 2]
        pairs = [one for one in standing if one.fewest == 2]
        run.reached = len({id for one in standing for id in one.members})
        run.in_groups = len({id for one in groups for id in one.members})
        run.covered = len({id for one in pairs for id in one.members})
        run.total = sum(one.tenths for one in pairs)


def _locked(run: Run) -> Run:
    return Run.objects.select_for_update(of=("self",)).select_related("team").get(pk=run.pk)


def _asked_anew(team: Team, at: datetime) -> list[Candidate]:
    """Who may be introduced now, their consents and doors locked until this is stored."""
    people = Resident.objects.filter(address__flat__team=team)
    agreeing = consents.lock_consenting(people, Purpose.MATCH)
    optouts.lock_contactable(Address.objects.filter(residents__in=agreeing))
    return candidates.of(team, today=timezone.localdate(at))


def _still_possible(found: Iterable[Introduction], people: list[Candidate]) -> list[Introduction]:
    known = {person.id: person for person in people}
    left = Counter({person.id: person.capacity for person in people})
    standing = []
    for introduction in found:
        ids = introduction.members
        barred = any(other in known[one].barred for one, other in permutations(ids, 2) if one in known)
        if all(left[id] > 0 for id in ids) and not barred:
            left.subtract(ids)
            standing.append(introduction)
    return standing


def _propose(run: Run, introductions: list[Introduction], at: datetime) -> None:
    interests = {interest.code: interest for interest in Interest.objects.of_team(run.team)}
    made = [
        Proposal(
            team=run.team,
            run=run,
            fewest=introduction.fewest,
            score=introduction.tenths,
            interest=interests.get(introduction.interest),
            proposed_at=at,
        )
        for introduction in introductions
    ]
    rows = [proposals.rows(*pair) for pair in zip(made, introductions, strict=True)]
    Proposal.objects.bulk_create(made)
    ProposalMember.objects.bulk_create(member for members, _reasons in rows for member in members)
    ProposalReason.objects.bulk_create(reason for _members, reasons in rows for reason in reasons)


@transaction.atomic
def _note_failure(run: Run, at: datetime) -> None:
    ours = _locked(run)
    if ours.state == RunState.LOOKING:
        ours.state, ours.finished_at = RUN.after(RunState.LOOKING, RunAction.FAIL), at
        ours.save(update_fields=["state", "finished_at"])
        audit.record("matching.failed", by=None, about=ours, at=at, team=ours.team_id)

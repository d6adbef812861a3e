"""Takes the proposals of the demo each to another state, so that every screen has something to show."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from buurvoorbuur.models import Team, User
from matching import asking, introductions, proposals, runs, searching, team_terms
from matching.asking import Asking
from matching.models import Proposal, TeamTerms
from matching.proposal_states import Action, Answer, Blocks, RejectReason

PLACE = "De recreatiezaal beneden"
FIRST_STEP = "Bel elkaar deze week en kies een dag."

Take = Callable[[Proposal, User, datetime], object]


def introduce_some(*, team: Team, by: User, at: datetime) -> None:
    """First pairs, while the room downstairs was closed, and since it opened again groups."""
    _room_for(2, team, by, at)
    _look_and_take(PAIRS, team, by, at)
    since = at + timedelta(weeks=4)
    _room_for(None, team, by, since)
    _look_and_take(GROUPS, team, by, since)


def _room_for(people: int | None, team: Team, by: User, at: datetime) -> None:
    usual = TeamTerms()
    values = {name: getattr(usual, name) for name in TeamTerms.TERMS} | {"venue_places": people}
    team_terms.change(team=team, values=values, by=by, at=at)


def _look_and_take(takes: Iterable[Take], team: Team, by: User, at: datetime) -> None:
    """One run, and then the proposals, best score first, each one step further or back than the next."""
    made = runs.start(team=team, by=by, at=at)
    # Without waiting for a worker, who finds it done.
    searching.carry_out(run=made, at=at)
    found = made.proposals.order_by("-fewest", "-score", "pk")
    for proposal, take in zip(found, takes, strict=False):
        take(proposal, by, at + timedelta(days=2))


def _leave(proposal: Proposal, by: User, at: datetime) -> Proposal:
    return proposal


def _approve(proposal: Proposal, by: User, at: datetime) -> Proposal:
    assert proposal.interest
    return proposals.approve(
        proposal=proposal,
        interest=proposal.interest,
        place=PLACE,
        first_step=FIRST_STEP,
        by=by,
        at=at,
    )


def _shared_out(proposal: Proposal, by: User, at: datetime) -> dict[int, Asking]:
    """The usual plan, but that one of the two who talked with the last of them asks that one."""
    plan = asking.usual(proposal, by)
    last = proposal.members.select_related("resident__address__flat__team").last()
    assert last and last.resident
    talked = asking.askers(last.resident, at.date()).filter(pk__in=last.resident.talkers()).first()
    return {**plan, last.pk: replace(plan[last.pk], asker=talked or by)}


def _ask(proposal: Proposal, by: User, at: datetime) -> Proposal:
    approved = _approve(proposal, by, at)
    before = (at + timedelta(days=asking.USUAL_DAYS)).date()
    askings = _shared_out(approved, by, at)
    asked = asking.ask(proposal=approved, askings=askings, before=before, by=by, at=at)
    first = asked.members.all()[0]
    return asking.answer(member=first, answer=Answer.YES, by=by, at=at)


def _agree(proposal: Proposal, by: User, at: datetime) -> Proposal:
    asked = _ask(proposal, by, at)
    return asking.answer(member=asked.members.all()[1], answer=Answer.YES, by=by, at=at)


def _decline(proposal: Proposal, by: User, at: datetime) -> Proposal:
    asked = _ask(proposal, by, at)
    return asking.answer(member=asked.members.all()[1], answer=Answer.NO, by=by, at=at)


def _introduce(proposal: Proposal, by: User, at: datetime) -> Proposal:
    return introductions.introduce(proposal=_agree(proposal, by, at), by=by, at=at)


def _ended(action: Action) -> Take:
    def take(proposal: Proposal, by: User, at: datetime) -> Proposal:
        later = at + timedelta(weeks=3)
        return introductions.outcome(proposal=_introduce(proposal, by, at), action=action, by=by, at=later)

    return take


def _hold(proposal: Proposal, by: User, at: datetime) -> Proposal:
    return proposals.hold(proposal=proposal, by=by, at=at)


def _reject(proposal: Proposal, by: User, at: datetime) -> Proposal:
    return proposals.reject(
        proposal=proposal, reason=RejectReason.KNOW_EACH_OTHER, blocks=Blocks.PEOPLE, by=by, at=at
    )


PAIRS: tuple[Take, ...] = (
    _ended(Action.DID_MEET),
    _introduce,
    _agree,
    _ask,
    _leave,
    _approve,
    _ended(Action.DID_NOT_MEET),
    _decline,
    _hold,
    _reject,
    _ended(Action.DO_NOT_KNOW),
    _leave,
)
GROUPS: tuple[Take, ...] = (_ask, _leave)

"""Writes about introductions, from a search to their outcome."""

from buurvoorbuur.roles import Role
from matching import (
    asking,
    asking_letters,
    chores,
    exchanges,
    exclusions,
    group_activities,
    introductions,
    invitation_slips,
    own_answers,
    proposals,
    runs,
    team_terms,
)
from matching.models import TeamTerms
from matching.proposal_states import Action, Answer, Blocks, RejectReason
from outreach.consent_terms import Field
from tests import make
from tests.house.conftest import World
from tests.house.writes.table import Act, At, simple, write

simple("matching.asking.give_on", asking.give_on, lambda w: {
    "member": w.member(), "to": make.member("Coen", Role.COORDINATOR, w.team), "today": At.date(),
})  # fmt: skip
simple("matching.group_activities.begin", group_activities.begin, lambda w: {
    "proposal": make.meeting_group([*w.residents, make.resident(w.round, w.doors[2], "Derde")]),
})  # fmt: skip
simple("matching.invitation_slips.print_slips", invitation_slips.print_slips, lambda w: {
    "proposal": make.meeting_group([*w.residents, make.resident(w.round, w.doors[2], "Derde")]),
})  # fmt: skip
simple("matching.runs.start", runs.start, lambda w: (w.residents, {"team": w.team})[1])
simple("matching.proposals.opened", proposals.opened, lambda w: {"proposal": w.proposal})
simple("matching.proposals.reject", proposals.reject, lambda w: {
    "proposal": w.proposal, "reason": RejectReason.OTHER, "blocks": Blocks.PEOPLE,
})  # fmt: skip
simple("matching.proposals.hold", proposals.hold, lambda w: {"proposal": w.proposal})
simple("matching.proposals.release", proposals.release, lambda w: {"proposal": w.held()})
simple("matching.asking.ask", asking.ask, lambda w: {
    "proposal": w.approved(), "askings": asking.usual(w.proposal, w.cora), "before": At.date(),
})  # fmt: skip
simple("matching.asking_letters.printed", asking_letters.printed, lambda w: {"member": w.by_letter()})
simple("matching.asking.opened", asking.opened, lambda w: {"member": w.member()})
simple("matching.asking.go_on", asking.go_on, lambda w: {"proposal": w.all_but_moved()})
simple("matching.exchanges.exchange", exchanges.exchange, lambda w: w.somebody_else())
simple("matching.exclusions.keep_apart", exclusions.keep_apart, lambda w: {
    "one": w.residents[0], "other": w.residents[1],
})  # fmt: skip
simple("matching.exclusions.let_meet", exclusions.let_meet, lambda w: {
    "apart": exclusions.keep_apart(one=w.residents[0], other=w.residents[1], by=w.cora, at=At),
})  # fmt: skip
simple("matching.chores.share_out", chores.share_out, lambda w: {
    "proposal": make.meeting_group(w.residents), "taken": {},
})  # fmt: skip
simple("matching.exclusions.leave_out", exclusions.leave_out, lambda w: {
    "resident": w.resident, "interest": w.resident.interest_choices.all()[0].interest,
})  # fmt: skip
simple("matching.exclusions.use_again", exclusions.use_again, lambda w: {
    "unused": make.unused_interest(w.resident, w.cora),
})  # fmt: skip
simple("matching.asking.reopen", asking.reopen, lambda w: {"proposal": w.declined()})
simple("matching.team_terms.change", team_terms.change, lambda w: {
    "team": w.team, "values": {name: getattr(TeamTerms(), name) for name in TeamTerms.TERMS},
})  # fmt: skip
simple("matching.proposals.stop", proposals.stop, lambda w: {"proposal": w.asking()})
simple("matching.asking.answer", asking.answer, lambda w: {"member": w.member(), "answer": Answer.YES})
simple("matching.own_answers.note", own_answers.note, lambda w: {
    "member": w.member(), "answer": Answer.YES, "shared": frozenset[Field](), "language": "nl",
})  # fmt: skip
simple("matching.own_answers.take_back", own_answers.take_back, lambda w: {"member": w.answered()})
simple("matching.introductions.introduce", introductions.introduce, lambda w: {"proposal": w.agreed()})
simple("matching.introductions.letter", introductions.letter, lambda w: {
    "member": w.introduced().members.all()[0],
})  # fmt: skip
simple("matching.introductions.outcome", introductions.outcome, lambda w: {
    "proposal": w.introduced(), "action": Action.DID_MEET,
})  # fmt: skip


@write("matching.proposals.approve")
def _approve(world: World) -> Act:
    assert world.proposal
    return world.approved

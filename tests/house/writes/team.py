"""Writes about who works along: accounts, members, trainings, numbers to call."""

from datetime import date

from buurvoorbuur import accounts, hand_over_papers, invitations, keeping_terms, logos, members
from buurvoorbuur.forms import FIELDS
from buurvoorbuur.keeping_terms import Kept
from buurvoorbuur.models import Membership, User
from buurvoorbuur.roles import Role
from outreach import coaching, preparations, referrals, starting, step_booklets
from outreach.coach_terms import NoteKind
from outreach.preparation_terms import Prepared
from outreach.referrals import ReferralNotes
from tests import entrants, make
from tests.house.conftest import World
from tests.house.writes.table import At, simple


def newcomer(world: World) -> User:
    """Somebody of the team with nothing in hand."""
    return make.member("Noor", Role.INITIATOR, world.team)


NUMBER = ReferralNotes("Wijkteam", "Vragen over zorg", "050 1112223", At.date())


simple("buurvoorbuur.accounts.change_team", accounts.change_team, lambda w: {
    "team": w.team, **{name: getattr(w.team, name) for name in FIELDS},
})  # fmt: skip
simple("buurvoorbuur.keeping_terms.change", keeping_terms.change, lambda w: {
    "team": w.team, "kept": Kept.by(w.team),
})  # fmt: skip
simple("buurvoorbuur.logos.change", logos.change, lambda w: {"team": w.team, "file": make.logo()})
simple("buurvoorbuur.logos.remove", logos.remove, lambda w: (
    logos.change(team=w.team, file=make.logo(), by=w.cora, at=At), {"team": w.team}
)[1])  # fmt: skip
simple("buurvoorbuur.invitations.invite", invitations.invite, lambda w: {
    "team": w.team, "email": "nieuw@example.org", "role": Role.INITIATOR,
})  # fmt: skip
simple("buurvoorbuur.invitations.prepare", invitations.prepare, lambda w: {
    "team": w.team, "email": "nieuw@example.org", "role": Role.INITIATOR,
})  # fmt: skip
simple("buurvoorbuur.invitations.withdraw", invitations.withdraw, lambda w: {
    "invitation": entrants.invitation(w.team, w.cora)[0],
})  # fmt: skip
simple("buurvoorbuur.members.change", members.change, lambda w: {
    "membership": entrants.membership_of(newcomer(w)), "role": Role.WELFARE_WORKER, "ends_on": None,
})  # fmt: skip
simple("buurvoorbuur.hand_over_papers.print_paper", hand_over_papers.print_paper, lambda w: {
    "membership": entrants.membership_of(make.promise(w.flat, w.ans).keeper), "language": "nl",
})  # fmt: skip
simple("buurvoorbuur.members.hand_over", members.hand_over, lambda w: {
    "membership": entrants.membership_of(newcomer(w)), "to": w.riny,
})  # fmt: skip
simple("buurvoorbuur.members.end", members.end, lambda w: {
    "membership": entrants.membership_of(newcomer(w)),
})  # fmt: skip
simple("buurvoorbuur.members.block", members.block, lambda w: {"user": w.ans})
simple("buurvoorbuur.members.unblock", members.unblock, lambda w: (
    members.block(user=w.ans, by=w.cora, at=At), {"user": w.ans}
)[1])  # fmt: skip
simple("buurvoorbuur.members.forget_second_proof", members.forget_second_proof, lambda w: {"user": w.ans})
simple("outreach.starting.add", starting.add, lambda w: (
    Membership.objects.update(role=Role.ADMINISTRATOR),
    {"name": "Selwerd", "neighbourhood": "Selwerd", "email": "nieuw@example.org"},
)[1])  # fmt: skip
simple(
    "outreach.coaching.write",
    coaching.write,
    lambda w: {"team": w.team, "kind": NoteKind.REMARK, "text": "Mooi verslag.", "knows_residents": False},
)
simple("outreach.coaching.settle", coaching.settle, lambda w: {"note": make.coach_note(w.team, w.cora)})
simple("outreach.referrals.add", referrals.add, lambda w: {"team": w.team, "notes": NUMBER})
simple("outreach.referrals.change", referrals.change, lambda w: {
    "referral": make.referral(w.team, w.cora), "notes": NUMBER,
})  # fmt: skip
simple("outreach.referrals.check", referrals.check, lambda w: {
    "referral": make.referral(w.team, w.cora, checked_on=date(2026, 1, 5)),
})  # fmt: skip
simple("outreach.referrals.remove", referrals.remove, lambda w: {"referral": make.referral(w.team, w.cora)})
simple("outreach.preparations.note", preparations.note, lambda w: {
    "membership": entrants.membership_of(w.ans), "what": Prepared.INTAKE, "done_on": At.date(),
})  # fmt: skip
simple("outreach.preparations.take_back", preparations.take_back, lambda w: {
    "membership": preparations.note(
        membership=entrants.membership_of(w.ans), what=Prepared.SAFETY, done_on=At.date(), by=w.cora, at=At
    ).membership,
    "what": Prepared.SAFETY,
})  # fmt: skip
simple("outreach.preparations.agree", preparations.agree, lambda w: {
    "membership": entrants.membership_of(w.ans), "by": w.ans,
})  # fmt: skip
simple("outreach.preparations.add_training", preparations.add_training, lambda w: {
    "team": w.team, "name": "Reanimeren",
})  # fmt: skip
simple("outreach.preparations.remove_training", preparations.remove_training, lambda w: {
    "training": make.training(w.team, w.cora),
})  # fmt: skip
simple("outreach.step_booklets.print_booklet", step_booklets.print_booklet, lambda w: {
    "team": w.team, "language": "nl",
})  # fmt: skip

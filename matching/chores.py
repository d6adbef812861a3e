"""Sharing out the small jobs of a group: whoever likes to, and nobody is fine too."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit, versions
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from matching import proposals
from matching.chore_kinds import ChoreKind
from matching.models import Chore, Proposal, ProposalMember
from matching.proposal_states import Answer, State

# While a group meets: from the letters on, and as long as it goes well.
MEETING = (State.INTRODUCED, State.MET)


@transaction.atomic
def share_out(
    *, proposal: Proposal, taken: Mapping[ChoreKind, ProposalMember], by: User, at: datetime
) -> None:
    """Writes down who does what, in place of what stood there. A job that is not in `taken` nobody does.

    Raises `Refused` for a pair, for a group that does not meet, and for somebody who takes no part.
    """
    ours = proposals.locked(proposal)
    versions.refuse_unseen(ours, proposal, proposals.CHANGED)
    if not ours.is_group or ours.state not in MEETING:
        raise Refused(_("Small jobs are for a group that meets."))
    inside = set(ours.members.standing().filter(answer=Answer.YES))
    if not inside.issuperset(taken.values()):
        raise Refused(_("Somebody takes no part any more. Choose again."))
    ours.chores.all().delete()
    Chore.objects.bulk_create(
        Chore(proposal=ours, kind=kind, member=member) for kind, member in taken.items()
    )
    versions.touch(ours)
    audit.record("chores.shared_out", by=by, about=ours, at=at, team=ours.team_id)


def of(proposal: Proposal) -> dict[ChoreKind, ProposalMember | None]:
    """Every small job with who does it: somebody who still takes part, or nobody."""
    standing = set(proposal.members.standing().values_list("pk", flat=True))
    taken = {
        chore.kind: chore.member
        for chore in proposal.chores.select_related("member__resident")
        if chore.member_id in standing
    }
    return {kind: taken.get(kind) for kind in ChoreKind}

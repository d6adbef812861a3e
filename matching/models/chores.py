"""Who does which small job of a group; nobody is in charge, and a job without anybody is fine."""

from django.db import models
from django.db.models import Q

from matching.chore_kinds import ChoreKind
from matching.models.proposals import Proposal, ProposalMember


class Chore(models.Model):
    """One small job that somebody in a group took on."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="chores")
    kind = models.CharField(max_length=12)
    member = models.ForeignKey(ProposalMember, on_delete=models.CASCADE, related_name="chores")

    class Privacy:
        why = "A group runs on small jobs that are shared out."
        keep = "as long as the proposal"
        about = "member__resident"
        personal: set[str] = set()
        plain = {"id", "proposal", "kind", "member"}

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "kind"], name="a_chore_once_a_group"),
            models.CheckConstraint(condition=Q(kind__in=list(ChoreKind)), name="chore_kind_is_known"),
        ]

    def __str__(self) -> str:
        return self.kind

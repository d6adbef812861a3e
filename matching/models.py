"""Runs of matching, the proposals they made, who is in them and why; knows residents, is known by nothing."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.access import Reach
from buurvoorbuur.crypto import EncryptedText
from buurvoorbuur.models import Team, User
from matching.proposal_states import Answer, RejectReason, State
from outreach.consent_terms import Purpose
from outreach.models import Address, Consent, Interest, Resident


class Run(models.Model):
    """One run of matching: what went in as counts, what came out, and how good it is proven to be."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="runs")
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    candidates = models.PositiveIntegerField()
    possible_pairs = models.PositiveIntegerField()
    covered = models.PositiveIntegerField()
    covered_bound = models.PositiveIntegerField()
    total = models.PositiveIntegerField()
    bound = models.PositiveIntegerField()

    class Privacy:
        why = "To show how a set of introductions came about, in counts."
        keep = "until the project ends"
        personal: set[str] = set()
        plain = {
            "id", "team", "started_at", "started_by", "candidates", "possible_pairs", "covered",
            "covered_bound", "total", "bound",
        }  # fmt: skip

    class Meta:
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.team_id} {self.started_at:%Y-%m-%d}"


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def within_reach_of(self, reach: Reach) -> Self:
        return self.filter(team__in=reach.whole_teams)

    def live(self) -> Self:
        """Proposals in which everybody still consents to matching and may still be contacted.

        Withdrawal and opt-out freeze a proposal by this derivation alone; nothing is copied.
        """
        consent = Consent.objects.open().filter(resident=OuterRef("resident"), purpose=Purpose.MATCH)
        door = Address.objects.contactable().filter(pk=OuterRef("resident__address"))
        stuck = ProposalMember.objects.filter(proposal=OuterRef("pk")).filter(
            Q(resident=None) | ~Exists(consent) | ~Exists(door)
        )
        return self.annotate(is_frozen=Exists(stuck)).filter(is_frozen=False)


class Proposal(models.Model):
    """An introduction on its way from idea to outcome; a person decides at every step."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="proposals")
    run = models.ForeignKey(Run, on_delete=models.SET_NULL, null=True, related_name="proposals")
    state = models.CharField(max_length=12, default=State.PROPOSED)
    score = models.PositiveSmallIntegerField()
    interest = models.ForeignKey(Interest, on_delete=models.PROTECT, null=True, related_name="+")
    place = EncryptedText(_("where"), max_length=120, blank=True)
    first_step = EncryptedText(_("first step"), max_length=300, blank=True)
    reject_reason = models.CharField(max_length=20, blank=True)
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    introduced_at = models.DateTimeField(null=True, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Privacy:
        why = "To bring two neighbours together with their consent."
        keep = "12 months after the outcome"
        personal = {"place", "first_step"}
        plain = {
            "id", "team", "run", "state", "score", "interest", "reject_reason", "proposed_at", "decided_at",
            "decided_by", "introduced_at",
        }  # fmt: skip

    class Meta:
        ordering = ["proposed_at", "-score"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(State)), name="proposal_state_is_known"),
            models.CheckConstraint(
                condition=Q(reject_reason__in=["", *RejectReason]), name="reject_reason_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.score}"


class ProposalMember(models.Model):
    """One resident in a proposal and their own answer; empty once they withdrew everything."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="members")
    resident = models.ForeignKey(Resident, on_delete=models.SET_NULL, null=True, related_name="proposals")
    answer = models.CharField(max_length=8, default=Answer.WAITING)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Privacy:
        why = "Each resident is asked for themselves."
        keep = "as long as the proposal"
        personal: set[str] = set()
        plain = {"id", "proposal", "resident", "answer", "answered_at"}

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "resident"], name="a_resident_once_a_proposal"),
            models.CheckConstraint(condition=Q(answer__in=list(Answer)), name="answer_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.answer}"


class ProposalReason(models.Model):
    """One reason of a proposal and what it counted; the reasons add up to the score."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="reasons")
    kind = models.CharField(max_length=24)
    items = models.TextField(blank=True)
    points = models.PositiveSmallIntegerField()

    class Privacy:
        why = "A coordinator sees why these two; theme codes only."
        keep = "as long as the proposal"
        personal: set[str] = set()
        plain = {"id", "proposal", "kind", "items", "points"}

    class Meta:
        ordering = ["-points", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.points}"

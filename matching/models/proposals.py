"""Proposals, who is in them and why; knows residents, is known by nothing of the doors."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.access import Reach
from buurvoorbuur.crypto import EncryptedText
from buurvoorbuur.models import Team, User, Versioned
from buurvoorbuur.retention_terms import CONTACT, Term
from matching.models.exclusions import KeptApart
from matching.models.runs import Run
from matching.proposal_states import STILL_IN, Answer, AskChannel, RejectReason, State
from outreach.consent_terms import Purpose
from outreach.models import Activity, Address, Consent, Interest, Resident


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def within_reach_of(self, reach: Reach) -> Self:
        return self.filter(team__in=reach.whole_teams)

    def live(self) -> Self:
        """Proposals in which enough people still take part, no two of whom are kept apart.

        Withdrawal and opt-out freeze a proposal by this derivation alone; nothing is copied.
        """
        both = {"first__proposals__proposal": OuterRef("pk"), "second__proposals__proposal": OuterRef("pk")}
        still_in = {"first__proposals__answer__in": STILL_IN, "second__proposals__answer__in": STILL_IN}
        return self.annotate(
            standing=Count("members", filter=Q(members__in=ProposalMember.objects.standing()))
        ).filter(~Exists(KeptApart.objects.filter(**both, **still_in)), standing__gte=F("fewest"))


class Proposal(Versioned):
    """An introduction of two, or of a group, on its way from idea to outcome; a person decides at each step.

    `fewest` is how many must still take part for it to go on: two of a pair, and of a group the least
    its activity asks for. `version` goes up with every change, so that nobody decides on an older page.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="proposals")
    run = models.ForeignKey(Run, on_delete=models.SET_NULL, null=True, related_name="proposals")
    state = models.CharField(max_length=12, default=State.PROPOSED)
    fewest = models.PositiveSmallIntegerField(default=2)
    score = models.PositiveSmallIntegerField()
    interest = models.ForeignKey(Interest, on_delete=models.PROTECT, null=True, related_name="+")
    activity = models.ForeignKey(Activity, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    place = EncryptedText(_("where"), max_length=120, blank=True)
    first_step = EncryptedText(_("first step"), max_length=300, blank=True)
    reject_reason = models.CharField(max_length=20, blank=True)
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    ask_before = models.DateField(_("ask before"), null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    introduced_at = models.DateTimeField(null=True, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Privacy:
        why = "To bring neighbours together with their consent."
        keep = "12 months after the last decision"
        term = Term("decided_at", team="team", months="contact_months", longest=CONTACT)
        about = "members__resident"
        stays = "it is of the others in it too; the name goes from its texts"
        may_name = "members__resident"
        personal = {"place", "first_step"}
        plain = {
            "id", "team", "run", "state", "version", "nameless_since", "fewest", "score", "interest",
            "reject_reason",
            "proposed_at", "decided_at", "decided_by", "approved_at", "asked_at", "ask_before",
            "agreed_at", "introduced_at", "activity",
        }  # fmt: skip

    class Meta:
        ordering = ["proposed_at", "-score", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(State)), name="proposal_state_is_known"),
            models.CheckConstraint(condition=Q(fewest__gte=2), name="nobody_is_introduced_alone"),
            models.CheckConstraint(
                condition=Q(reject_reason__in=["", *RejectReason]), name="reject_reason_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.score}"

    @property
    def is_group(self) -> bool:
        return self.fewest > 2


class ProposalMemberQuerySet(models.QuerySet["ProposalMember"]):
    def standing(self) -> Self:
        """Those who did not step out, still consent to matching, and whose door may be contacted."""
        consent = Consent.objects.open().filter(resident=OuterRef("resident"), purpose=Purpose.MATCH)
        door = Address.objects.contactable().filter(pk=OuterRef("resident__address"))
        return self.filter(Exists(consent), Exists(door), answer__in=STILL_IN)

    def given_to(self, reach: Reach) -> Self:
        """Those whom this person was given to ask; an initiator only of residents they talked with."""
        theirs = Q(proposal__team__in=reach.whole_teams) | Q(
            proposal__team__in=reach.assigned_teams, resident__in=Resident.objects.talked_with(reach.user)
        )
        known = Resident.objects.within_reach_of(reach)
        return self.filter(theirs, asker=reach.user, resident__in=known)

    def to_ask(self) -> Self:
        """Those who may be asked now and said nothing yet."""
        asking = Proposal.objects.live().filter(state=State.ASKING)
        return self.standing().filter(answer=Answer.WAITING, proposal__in=asking.values("pk"))


class ProposalMember(models.Model):
    """One resident in a proposal, who asks them how, and their own answer; empty once they withdrew all."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="members")
    resident = models.ForeignKey(Resident, on_delete=models.SET_NULL, null=True, related_name="proposals")
    asker = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    ask_by = models.CharField(max_length=8, blank=True)
    answer = models.CharField(max_length=8, default=Answer.WAITING)
    answered_at = models.DateTimeField(null=True, blank=True)
    ask_again_on = models.DateField(null=True, blank=True)

    objects = ProposalMemberQuerySet.as_manager()

    class Privacy:
        why = "Each resident is asked for themselves."
        keep = "as long as the proposal"
        about = "resident"
        stays = "as an empty place, since the others were asked for a group of so many"
        personal: set[str] = set()
        plain = {"id", "proposal", "resident", "asker", "ask_by", "answer", "answered_at", "ask_again_on"}

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "resident"], name="a_resident_once_a_proposal"),
            models.CheckConstraint(condition=Q(answer__in=list(Answer)), name="answer_is_known"),
            models.CheckConstraint(condition=Q(ask_by__in=["", *AskChannel]), name="ask_channel_is_known"),
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
        why = "A coordinator sees why these people; theme codes only."
        keep = "as long as the proposal"
        about = "proposal__members__resident"
        stays = "it is of the others in it too"
        personal: set[str] = set()
        plain = {"id", "proposal", "kind", "items", "points"}

    class Meta:
        ordering = ["-points", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.points}"

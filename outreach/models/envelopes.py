"""Phones that send later, and what they sent: sealed until it is applied, and empty from then on."""

from typing import Self

from django.db import models
from django.db.models import Q

from buurvoorbuur.access import Reach
from buurvoorbuur.crypto import SealedOnAPhone
from buurvoorbuur.models import Membership, User
from buurvoorbuur.retention_terms import VISITS, Term
from outreach.envelope_states import WAITING, EnvelopeState, Reason
from outreach.models.places import Flat
from outreach.models.rounds import Round


class PhoneQuerySet(models.QuerySet["Phone"]):
    def within_reach_of(self, reach: Reach) -> Self:
        """The phones of everybody who is or was a member of teams within reach."""
        members = Membership.objects.filter(team__in=reach.whole_teams)
        return self.filter(user__in=members.values("user"))


class Phone(models.Model):
    """One browser of one member, which may put envelopes in and never take anything out.

    `made` and `waiting` are what it said when it was last heard: the highest number it has given
    out, and the numbers it still held, as ranges. Of numbers up to `talked_over_to` a coordinator has
    heard what was noted; so of a phone that was silent at `talked_over_at`.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="phones")
    token_index = models.CharField(max_length=64, unique=True)
    registered_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    made = models.PositiveIntegerField(default=0)
    waiting = models.TextField(blank=True)
    talked_over_to = models.PositiveIntegerField(default=0)
    talked_over_at = models.DateTimeField(null=True, blank=True)
    minute_began_at = models.DateTimeField()
    posts_this_minute = models.PositiveIntegerField(default=0)

    objects = PhoneQuerySet.as_manager()

    class Privacy:
        why = "So that a talk noted without a network arrives, and is missed when it does not."
        keep = "until the account ends"
        about = "user"
        personal: set[str] = set()
        plain = {
            "id", "user", "token_index", "registered_at", "last_seen_at", "made", "waiting",
            "talked_over_to", "talked_over_at", "minute_began_at", "posts_this_minute",
        }  # fmt: skip

    def __str__(self) -> str:
        return str(self.pk)


class EnvelopeQuerySet(models.QuerySet["Envelope"]):
    def within_reach_of(self, reach: Reach) -> Self:
        """Those of rounds within reach, and those without a round of members of the teams."""
        stray = Q(round=None, phone__in=Phone.objects.within_reach_of(reach).values("pk"))
        return self.filter(stray | Q(round__flat__in=Flat.objects.within_reach_of(reach)))

    def waiting(self) -> Self:
        """Those that lie aside for a coordinator, the oldest first."""
        return self.filter(state__in=WAITING).order_by("received_at", "counter")


class Envelope(models.Model):
    """One entry of a phone's outbox as it came; its id is made on the phone, so that sending twice is once.

    `round` is the one it says it is for, kept only when its sender walks that round. A double came
    under the id or the number of another envelope: under that id it was sealed (`sent_as`).
    """

    id = models.UUIDField(primary_key=True, editable=False)
    phone = models.ForeignKey(Phone, on_delete=models.CASCADE, related_name="envelopes")
    counter = models.PositiveIntegerField()
    is_double = models.BooleanField(default=False)
    sent_as = models.UUIDField()
    round = models.ForeignKey(Round, on_delete=models.SET_NULL, null=True, related_name="envelopes")
    key_id = models.CharField(max_length=16)
    sealed = SealedOnAPhone(blank=True)
    digest = models.CharField(max_length=64)
    clock_difference = models.IntegerField()
    received_at = models.DateTimeField()
    state = models.CharField(max_length=12, default=EnvelopeState.RECEIVED)
    reason = models.CharField(max_length=16, blank=True)
    vouched_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = EnvelopeQuerySet.as_manager()

    class Privacy:
        why = "So that a visit is stored once, however often and late it is sent."
        keep = "content until applied, 7 days after a no, 6 months at most; the rest until the account ends"
        term = Term(
            "received_at",
            empties=("sealed",),
            becomes={"state": "destroyed", "reason": ""},
            team="round__flat__team",
            months="visit_months",
            longest=VISITS,
        )
        about = "phone__user"
        personal: set[str] = set()
        plain = {
            "id", "phone", "counter", "is_double", "sent_as", "round", "key_id", "sealed", "digest",
            "clock_difference", "received_at", "state", "reason", "vouched_by", "settled_at",
        }  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["state", "received_at"], name="envelope_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["phone", "counter"], condition=Q(is_double=False), name="a_number_once_a_phone"
            ),
            models.CheckConstraint(
                condition=Q(state__in=list(EnvelopeState)), name="envelope_state_is_known"
            ),
            models.CheckConstraint(condition=Q(reason__in=["", *Reason]), name="envelope_reason_is_known"),
            models.CheckConstraint(
                condition=~Q(state__in=WAITING, reason=""), name="what_lies_aside_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.phone_id} {self.counter}"

"""Evenings for two, the doors planned for them, and what happened at each door."""

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.access import Reach
from buurvoorbuur.crypto import EncryptedText
from buurvoorbuur.models import User
from buurvoorbuur.retention_terms import VISITS, Term
from outreach.models.places import Address, Flat, OptOut
from outreach.models.wishes import DoorWish
from outreach.visit_states import TAKEN_BACK_BY_A_WISH, Outcome, PartOfDay, RoundState


class RoundQuerySet(models.QuerySet["Round"]):
    def within_reach_of(self, reach: Reach) -> Self:
        return self.filter(flat__in=Flat.objects.within_reach_of(reach))

    def walked_by(self, user: User) -> Self:
        """The rounds in which this person asks or notes."""
        return self.filter(Q(asker=user) | Q(note_taker=user))

    def with_talks(self) -> Self:
        """Adds `has_talk`: whether anybody was talked with on the evening."""
        talks = Visit.objects.standing().filter(round=OuterRef("pk"), outcome=Outcome.TALK)
        return self.annotate(has_talk=Exists(talks))

    def holding_doors(self, today: date) -> Self:
        """Under way, or planned for today or later: their doors are in no other round."""
        return self.filter(Q(state=RoundState.WALKING) | Q(state=RoundState.PLANNED, planned_on__gte=today))

    def left_open(self, today: date) -> Self:
        """Begun on a day gone by and never closed; only the two who walked it can say both are home."""
        return self.filter(state=RoundState.WALKING, planned_on__lt=today)

    def missed(self, today: date) -> Self:
        """Planned for a day gone by and never begun; called off by hand, and until then in nobody's way."""
        return self.filter(state=RoundState.PLANNED, planned_on__lt=today)


class Round(models.Model):
    """One evening in one flat by two people, never one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    flat = models.ForeignKey(Flat, on_delete=models.CASCADE, related_name="rounds")
    planned_on = models.DateField(_("date"))
    starts_at = models.TimeField(_("start"))
    last_new_door = models.TimeField(_("no new door after"))
    asker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    note_taker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default=RoundState.PLANNED)
    asker_read_safety_at = models.DateTimeField(null=True, blank=True)
    note_taker_read_safety_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    both_home_at = models.DateTimeField(null=True, blank=True)
    # So that the two learn of it when somebody else did.
    cancelled_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    # Who at home knows where the two are, for this evening only: wiped when the round ends.
    contact_name = EncryptedText(_("name of who is at home"), max_length=80, blank=True)
    contact_phone = EncryptedText(_("phone number of who is at home"), max_length=30, blank=True)
    wonder = EncryptedText(_("what we wondered at"), max_length=2000, blank=True)
    worry = EncryptedText(_("what worried us"), max_length=2000, blank=True)
    lesson = EncryptedText(_("what we learned"), max_length=2000, blank=True)

    objects = RoundQuerySet.as_manager()

    class Privacy:
        why = "To plan an evening, walk it safely and look back on it."
        keep = "words 6 months after the round; who is at home until it ends; the rest until the project ends"
        may_name = "flat__addresses__residents"
        personal = {"contact_name", "contact_phone", "wonder", "worry", "lesson"}
        term = Term(
            "planned_on",
            empties=tuple(sorted(personal)),
            team="flat__team",
            months="visit_months",
            longest=VISITS,
        )
        plain = {
            "id", "flat", "planned_on", "starts_at", "last_new_door", "asker", "note_taker", "state",
            "asker_read_safety_at", "note_taker_read_safety_at", "started_at", "ended_at", "both_home_at",
            "cancelled_by",
        }  # fmt: skip

    class Meta:
        ordering = ["-planned_on", "-starts_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(asker=F("note_taker")), name="a_round_is_walked_by_two"),
            models.CheckConstraint(condition=Q(state__in=list(RoundState)), name="round_state_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.flat_id} {self.planned_on:%Y-%m-%d}"

    @property
    def is_read_by_both(self) -> bool:
        """Whether both of the two ticked the safety card; a substitute has not yet."""
        return bool(self.asker_read_safety_at and self.note_taker_read_safety_at)

    def was_missed(self, today: date) -> bool:
        """Whether it was planned for a day gone by and never begun, as `missed` asks of many."""
        return self.state == RoundState.PLANNED and self.planned_on < today


class RoundDoor(models.Model):
    """A door planned for an evening; the row goes when the door says no."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="doors")
    address = models.ForeignKey(Address, on_delete=models.CASCADE, related_name="planned_in")

    class Privacy:
        why = "To know where two people are on an evening."
        keep = "6 months after the round"
        term = Term("round__planned_on", team="round__flat__team", months="visit_months", longest=VISITS)
        personal: set[str] = set()
        plain = {"id", "round", "address"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "address"], name="a_door_once_a_round")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.address_id}"


class VisitQuerySet(models.QuerySet["Visit"]):
    def standing(self) -> Self:
        """Visits that were not undone."""
        return self.filter(undone_at__isnull=True)

    def with_bygone(self) -> Self:
        """Adds `is_bygone`: whether the door was opened again since: a pause or a no ended, or a wish came.

        Such a visit is still counted, for it happened; it no longer bars the door.
        """
        door, then = OuterRef("address"), OuterRef("recorded_at")
        resumed = Address.objects.filter(pk=door, resumed_at__gte=then)
        ended = OptOut.objects.filter(address=door, ended_at__gte=then)
        wished = DoorWish.objects.filter(address=door, wished_at__gte=then)
        taken_back = Q(outcome__in=TAKEN_BACK_BY_A_WISH) & Exists(wished)
        return self.annotate(is_bygone=Exists(resumed) | Exists(ended) | taken_back)

    def of_now(self) -> Self:
        """The standing visits that say how a door stands now: none from before it was opened again."""
        return self.standing().with_bygone().filter(is_bygone=False)


class Visit(models.Model):
    """What happened at one door; its id is made on the phone, so that sending twice is once."""

    id = models.UUIDField(primary_key=True, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="visits")
    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="visits")
    outcome = models.CharField(max_length=20)
    come_back_part = models.CharField(max_length=12, blank=True)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    fingerprint = models.CharField(max_length=64)

    objects = VisitQuerySet.as_manager()

    class Privacy:
        why = "To know which doors were reached and to leave the others in peace."
        keep = (
            "6 months after the round without a talk; with a talk, which is counted, until the project ends"
        )
        term = Term(
            "round__planned_on",
            only={"talk": None},
            team="address__flat__team",
            months="visit_months",
            longest=VISITS,
        )
        about = "talk__residents"
        stays = "that somebody was met is counted"
        personal: set[str] = set()
        plain = {
            "id", "round", "address", "outcome", "come_back_part", "happened_at", "recorded_at",
            "recorded_by", "undone_at", "fingerprint",
        }  # fmt: skip

    class Meta:
        ordering = ["recorded_at"]
        indexes = [models.Index(fields=["address", "recorded_at"], name="visit_by_door")]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=list(Outcome)), name="visit_outcome_is_known"),
            models.CheckConstraint(
                condition=Q(come_back_part__in=["", *PartOfDay]), name="come_back_part_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address_id} {self.outcome}"

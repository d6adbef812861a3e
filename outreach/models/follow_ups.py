"""Talks with a resident after the first one: a kind of their own, of which no door and no round knows."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.crypto import EncryptedText
from buurvoorbuur.models import User
from outreach.consent_terms import LONGEST_FOLLOW_UP
from outreach.models.residents import Resident


class FollowUpTalk(models.Model):
    """One later talk of two members with a resident who lets us stay in touch; no visit, never counted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="follow_up_talks")
    held_on = models.DateField(_("date"))
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    first = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    note = EncryptedText(_("note"), max_length=2000, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Privacy:
        why = "To know when we last talked with somebody, and what was agreed."
        keep = "as long as the resident; the note until the consent to keep answers is withdrawn"
        about = "resident"
        personal = {"note"}
        plain = {"id", "resident", "held_on", "minutes", "first", "second", "recorded_at", "recorded_by"}

    class Meta:
        ordering = ["-held_on", "-recorded_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(first=F("second")), name="a_follow_up_is_held_by_two"),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__range=(1, LONGEST_FOLLOW_UP)),
                name="a_follow_up_is_no_longer_than_three_hours",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.held_on:%Y-%m-%d}"

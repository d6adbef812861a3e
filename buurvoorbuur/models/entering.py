"""How people come in and where they are: invitations, and the machines they are logged in on."""

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.crypto import EncryptedText
from buurvoorbuur.models.people import ROLE_WORDS, Team, User
from buurvoorbuur.roles import Role


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, at: datetime) -> Self:
        """Not used, not taken back, and not too old."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=at)


class Invitation(models.Model):
    """A role in a team, offered to whoever reads one mailbox; only a fingerprint of its link is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="invitations")
    email = EncryptedText(_("e-mail address"), max_length=254)
    role = models.CharField(max_length=20, choices=list(ROLE_WORDS.items()))
    ends_on = models.DateField(null=True, blank=True)
    link_index = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Privacy:
        why = "To ask somebody into a team by their own mailbox."
        keep = "30 days after it ended"
        nobody = "It is a mailbox that somebody was asked by; whoever accepts has an account of their own."
        personal = {"email"}
        plain = {
            "id", "team", "role", "ends_on", "link_index", "invited_by", "invited_at", "expires_at",
            "accepted_at", "withdrawn_at",
        }  # fmt: skip

    class Meta:
        ordering = ["-invited_at"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=list(Role)), name="invited_role_is_known"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="an_invitation_is_accepted_or_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.team_id}"


class EmailChange(models.Model):
    """Another address that a member asked for; only a fingerprint of the link to its mailbox is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="email_change")
    email = EncryptedText(_("e-mail address"), max_length=254)
    link_index = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Privacy:
        why = "So that a new address counts only once its mailbox was opened."
        keep = "until the night after it was confirmed or ran out"
        about = "user"
        personal = {"email"}
        plain = {"id", "user", "link_index", "asked_at", "expires_at"}

    def __str__(self) -> str:
        return f"{self.user_id}"


class SignIn(models.Model):
    """One machine on which a member is logged in, so that they see it and can end it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=40, blank=True)
    began_at = models.DateTimeField()

    class Privacy:
        why = "So that a member sees where they are logged in, and can end it from elsewhere."
        keep = "until the night after the session ended"
        about = "user"
        personal: set[str] = set()
        plain = {"id", "user", "session_key", "device", "began_at"}

    class Meta:
        ordering = ["-began_at"]

    def __str__(self) -> str:
        return self.device

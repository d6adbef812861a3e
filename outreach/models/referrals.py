"""Whom a team calls when something is too heavy for neighbours."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.crypto import EncryptedText
from buurvoorbuur.models import Team


class Referral(models.Model):
    """An organisation with what it is for and its number, and when somebody last looked whether it is right.

    One of a team may come first: its own neighbourhood worker. No resident is ever linked to it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="referrals")
    name = EncryptedText(_("organisation"), max_length=80)
    what_for = EncryptedText(_("what for"), max_length=120)
    phone = EncryptedText(_("phone number"), max_length=20)
    hours = EncryptedText(_("when they answer"), max_length=60, blank=True)
    comes_first = models.BooleanField(default=False)
    checked_on = models.DateField(_("looked up on"))

    class Privacy:
        why = "To call the right organisation when two volunteers worry about somebody."
        keep = "until the team ends or takes it away"
        nobody = "Organisations, with the number that they give to everybody; nobody is linked to them."
        personal = {"name", "what_for", "phone", "hours"}
        plain = {"id", "team", "comes_first", "checked_on"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team"], condition=Q(comes_first=True), name="one_referral_comes_first"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

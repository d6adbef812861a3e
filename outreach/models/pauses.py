"""What a team tells itself while a flat is left in peace."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.crypto import EncryptedText
from buurvoorbuur.models import User
from outreach.models.places import Flat


class Pause(models.Model):
    """Why a flat rests and what waits; on which day it goes on stands at the flat itself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    flat = models.OneToOneField(Flat, on_delete=models.CASCADE, related_name="pause")
    message = EncryptedText(_("for the team"), max_length=400)
    paused_at = models.DateTimeField()
    paused_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Privacy:
        why = "So that whoever goes on with a flat knows why it rested and what waits."
        keep = "until the flat goes on; a resident's name in it as long as the resident"
        may_name = "flat__addresses__residents"
        personal = {"message"}
        plain = {"id", "flat", "paused_at", "paused_by"}

    def __str__(self) -> str:
        return f"{self.flat_id} {self.paused_at:%Y-%m-%d}"

"""What a team tells all doors of a flat in its own words."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.crypto import EncryptedText
from buurvoorbuur.models import User, Versioned
from outreach.models.places import Flat


class OwnWords(Versioned):
    """The team's own words on the report of one flat; asked anew at every printing whether they may go.

    The row stays when they are taken away: an older form is to be known as one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    flat = models.OneToOneField(Flat, on_delete=models.CASCADE, related_name="own_words")
    text = EncryptedText(_("in our own words"), max_length=600, blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Privacy:
        why = "To tell all doors what the talks brought; it may name a stuurbuur who agreed to that."
        keep = "until the project ends; a resident's name in it as long as the resident"
        may_name = "flat__addresses__residents"
        personal = {"text"}
        plain = {"id", "version", "nameless_since", "flat", "written_at", "written_by"}

    def __str__(self) -> str:
        return f"{self.flat_id} {self.written_at:%Y-%m-%d}"

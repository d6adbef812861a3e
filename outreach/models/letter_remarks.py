"""What test readers say of a letter before it is printed."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.crypto import EncryptedText
from buurvoorbuur.models import User
from outreach.models.letters import Letter
from outreach.models.residents import Resident


class LetterRemark(models.Model):
    """One remark of a test reader: a resident who lets us stay in touch, or somebody who is not named.

    `is_own` is one of the member who wrote it down, while reading.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="remarks")
    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, null=True, related_name="letter_remarks")
    text = EncryptedText(_("remark"), max_length=1000)
    is_own = models.BooleanField(default=False)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Privacy:
        why = "To make a letter better before it goes to every door."
        keep = "as long as the letter; of a resident as long as the resident"
        about = "resident"
        may_name = "letter__flat__addresses__residents"
        personal = {"text"}
        plain = {"id", "letter", "resident", "is_own", "noted_at", "noted_by"}

    class Meta:
        ordering = ["noted_at"]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.noted_at:%Y-%m-%d}"

"""To whom answers of residents went for research, and what for; of the rows themselves nothing is kept."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.crypto import EncryptedText
from buurvoorbuur.models import Team, User


class ResearchExport(models.Model):
    """One file that left: for whom, for what, and how many talks were in it and left out of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="research_exports")
    recipient = EncryptedText(_("for whom"), max_length=200)
    purpose = EncryptedText(_("for what"), max_length=400)
    talks = models.PositiveIntegerField()
    left_out = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Privacy:
        why = "To be able to say who got answers of residents, and what for."
        keep = "until the team ends"
        nobody = "It names who got a file, in their work."
        personal = {"recipient", "purpose"}
        plain = {"id", "team", "talks", "left_out", "made_at", "made_by"}

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.team_id} {self.made_at:%Y-%m-%d}"

"""What a team and its welfare worker write to each other."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.crypto import EncryptedText
from buurvoorbuur.models import Team, User
from outreach.coach_terms import REQUESTS, NoteKind


class CoachNote(models.Model):
    """A remark or a request about the work, never about a resident; only a request is settled."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="coach_notes")
    kind = models.CharField(max_length=8)
    text = EncryptedText(_("text"), max_length=600)
    written_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Privacy:
        why = "To be coached and to get help; it is about the work and names no resident."
        keep = "until the project ends"
        may_name = "team__flats__addresses__residents"
        personal = {"text"}
        plain = {"id", "team", "kind", "written_by", "written_at", "settled_at"}

    class Meta:
        ordering = ["-written_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(NoteKind)), name="coach_note_kind_is_known"),
            models.CheckConstraint(
                condition=Q(settled_at=None) | Q(kind__in=REQUESTS), name="only_a_request_is_settled"
            ),
        ]

    def __str__(self) -> str:
        return self.kind

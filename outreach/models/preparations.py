"""Trainings of a team, and what a member did before walking along."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.crypto import EncryptedText
from buurvoorbuur.models import Membership, Team
from outreach.preparation_terms import Prepared


class Training(models.Model):
    """A training that a team has beside those that every team has."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="trainings")
    name = EncryptedText(_("name of the training"), max_length=80)

    class Privacy:
        why = "To know which trainings a team offers its volunteers."
        keep = "until the team ends or takes it away"
        nobody = "The name of a training."
        personal = {"name"}
        plain = {"id", "team"}

    def __str__(self) -> str:
        return self.name


class Preparation(models.Model):
    """One thing a member did, and on which day; never how well, and nothing that was said."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="preparations")
    what = models.CharField(max_length=12, blank=True)
    training = models.ForeignKey(
        Training, on_delete=models.CASCADE, null=True, blank=True, related_name="preparations"
    )
    done_on = models.DateField(_("done on"))

    class Privacy:
        why = "So that nobody walks along unprepared; a tick and a day, and nothing of what was said."
        keep = "until the account ends"
        about = "membership__user"
        personal: set[str] = set()
        plain = {"id", "membership", "what", "training", "done_on"}

    class Meta:
        ordering = ["done_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(what__in=list(Prepared), training=None) | Q(what="", training__isnull=False),
                name="prepared_by_one_known_thing",
            ),
            models.UniqueConstraint(
                fields=["membership", "what"], condition=~Q(what=""), name="prepared_once"
            ),
            models.UniqueConstraint(fields=["membership", "training"], name="trained_once"),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.what or self.training_id}"

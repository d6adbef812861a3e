"""What a night let go, counted, and the canary that knows the keys; about nobody."""

from django.db import models
from django.db.models import Q

from buurvoorbuur.crypto import SealedBytes


class RetentionRun(models.Model):
    """One night on which was let go of what was past its term; without an end it was cut off, and goes on."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Privacy:
        why = "To show that what is past its term is gone; in numbers only."
        keep = "as long as the database: it is about nobody"
        personal: set[str] = set()
        plain = {"id", "started_at", "finished_at"}

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(finished_at=None), name="one_retention_run_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d}"


class RetentionCount(models.Model):
    """Of one kind of thing: how many rows went or were emptied, and how many past their term were left."""

    run = models.ForeignKey(RetentionRun, on_delete=models.CASCADE, related_name="counts")
    kind = models.CharField(max_length=60)
    gone = models.PositiveIntegerField(default=0)
    emptied = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(null=True)

    class Privacy:
        why = "To show that what is past its term is gone; in numbers only."
        keep = "as long as the database: it is about nobody"
        personal: set[str] = set()
        plain = {"id", "run", "kind", "gone", "emptied", "left"}

    class Meta:
        ordering = ["kind"]
        constraints = [models.UniqueConstraint(fields=["run", "kind"], name="a_kind_once_a_run")]

    def __str__(self) -> str:
        return f"{self.kind} {self.gone}"


class KeyCanary(models.Model):
    """One known sentence under each of the two keys, looked at at every start."""

    song = SealedBytes()
    index_mark = models.CharField(max_length=64, blank=True)

    class Privacy:
        why = "To refuse a start under a wrong key."
        keep = "as long as the database"
        personal: set[str] = set()
        plain = {"id", "song", "index_mark"}

    def __str__(self) -> str:
        return "canary"

"""Who did what, and the seals over it; holds no values and no foreign keys."""

import uuid
from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import Q

from buurvoorbuur.models.people import Membership


class EventQuerySet(models.QuerySet["Event"]):
    def of_teams(self, teams: Iterable[uuid.UUID]) -> Self:
        """What was done in these teams, and who of their members logged in or was refused, in no team."""
        members = list(Membership.objects.filter(team__in=teams).values_list("user_id", flat=True))
        accounts = Q(team_id=None, object_type="buurvoorbuur.user", object_id__in=list(map(str, members)))
        return self.filter(Q(team_id__in=teams) | accounts)


class Event(models.Model):
    """One line of who did what; append-only (a trigger holds it), without values and without foreign keys."""

    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    team_id = models.UUIDField(null=True)
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)

    objects = EventQuerySet.as_manager()

    class Privacy:
        why = "To answer who did what, never what it said."
        keep = "12 months"
        personal: set[str] = set()
        plain = {"id", "at", "actor_id", "team_id", "action", "object_type", "object_id"}

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["team_id", "-at"], name="event_by_team")]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type}"


class EventSeal(models.Model):
    """A fingerprint of the event log up to a line, over the seal before it; `event_seals` makes it.

    `seen_to` is the newest line there was then, up to which the next seal goes. Once the lines are past their
    term they go, all of a seal at once; the seal stays, and `purge_mark` shows that it was us.
    """

    previous = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="next")
    last_event = models.BigIntegerField()
    seen_to = models.BigIntegerField()
    lines = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
    purged_at = models.DateTimeField(null=True)
    purge_mark = models.CharField(max_length=64, blank=True)

    class Privacy:
        why = "To find out when somebody changed the event log."
        keep = "as long as the database: it is about nobody"
        personal: set[str] = set()
        plain = {
            "id", "previous", "last_event", "seen_to", "lines", "digest", "sealed_at", "purged_at",
            "purge_mark",
        }  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seen_to__gte=models.F("last_event")), name="seen_is_at_least_sealed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.last_event}"

"""Who takes part in an activity, who does which small job, and when it took place."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.crypto import EncryptedText
from outreach.consent_terms import STAYING_IN_TOUCH
from outreach.models.activities import Activity
from outreach.models.places import Address
from outreach.models.residents import Consent, Resident


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def standing(self) -> Self:
        """Those who still let us stay in touch, and whose door may be contacted."""
        agreed = Consent.objects.open().filter(resident=OuterRef("resident"), purpose__in=STAYING_IN_TOUCH)
        door = Address.objects.contactable().filter(pk=OuterRef("resident__address"))
        return self.filter(Exists(agreed), Exists(door))


class Participant(models.Model):
    """One resident who takes part in an activity; the row goes when they stop, and no reason is kept."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="participants")
    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="takes_part")
    organises = models.BooleanField(default=False)
    since = models.DateTimeField()

    objects = ParticipantQuerySet.as_manager()

    class Privacy:
        why = "To invite who said yes, and to know who would organise it."
        keep = "as long as the resident takes part"
        about = "resident"
        personal: set[str] = set()
        plain = {"id", "activity", "resident", "organises", "since"}

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "resident"], name="a_resident_once_an_activity")
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.resident_id}"


class Job(models.Model):
    """One small job of an activity; a job that nobody does is fine."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="jobs")
    what = EncryptedText(_("what"), max_length=80)
    taken_by = models.ForeignKey(
        Participant, on_delete=models.SET_NULL, null=True, blank=True, related_name="jobs"
    )
    position = models.PositiveSmallIntegerField()

    class Privacy:
        why = "An activity runs on small jobs that are shared out, so that nobody has to be in charge."
        keep = "as long as the activity"
        about = "taken_by__resident"
        stays = "as a job that nobody does; the name goes from its text"
        may_name = "activity__team__flats__addresses__residents"
        personal = {"what"}
        plain = {"id", "activity", "taken_by", "position"}

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["activity", "position"], name="one_job_at_each_place")]

    def __str__(self) -> str:
        return str(self.pk)


class Gathering(models.Model):
    """One time that an activity took place, and roughly how many came; nobody is ticked off."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="gatherings")
    held_on = models.DateField(_("day"))
    people = models.PositiveSmallIntegerField(_("about how many came"), null=True, blank=True)

    class Privacy:
        why = "To tell how often people came together; a rough number and nobody's name."
        keep = "as long as the activity"
        personal: set[str] = set()
        plain = {"id", "activity", "held_on", "people"}

    class Meta:
        ordering = ["-held_on"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "held_on"], name="an_activity_once_a_day"),
            models.CheckConstraint(condition=Q(people=None) | Q(people__gt=0), name="somebody_came"),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.held_on}"

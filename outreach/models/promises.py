"""What we said we would do, and whether it was done."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.access import Reach
from buurvoorbuur.crypto import EncryptedText
from buurvoorbuur.models import User, Versioned
from buurvoorbuur.retention_terms import VISITS, Term
from outreach.models.activities import Activity
from outreach.models.places import Address, Flat
from outreach.promise_terms import PromiseEnd


class PromiseQuerySet(models.QuerySet["Promise"]):
    def open(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def within_reach_of(self, reach: Reach) -> Self:
        return self.filter(flat__in=Flat.objects.within_reach_of(reach))


class Promise(Versioned):
    """Something promised to a door or to a whole flat, by whom it is done and before which day.

    The no of a door lets go of what was promised there.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    flat = models.ForeignKey(Flat, on_delete=models.CASCADE, related_name="promises")
    address = models.ForeignKey(
        Address, on_delete=models.SET_NULL, null=True, blank=True, related_name="promises"
    )
    activity = models.ForeignKey(
        Activity, on_delete=models.SET_NULL, null=True, blank=True, related_name="promises"
    )
    what = EncryptedText(_("what"), max_length=160)
    keeper = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    due_on = models.DateField(_("at the latest on"))
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=8, blank=True)

    objects = PromiseQuerySet.as_manager()

    class Privacy:
        why = "To do what was promised, and to lose none of it when somebody leaves."
        keep = "6 months after it was done or let go of"
        term = Term("ended_at", team="flat__team", months="visit_months", longest=VISITS)
        may_name = "flat__addresses__residents"
        personal = {"what"}
        plain = {
            "id", "version", "nameless_since", "flat", "address", "activity", "keeper", "due_on", "made_at",
            "ended_at", "ending",
        }  # fmt: skip

    class Meta:
        ordering = ["due_on", "made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ending="")
                | Q(ended_at__isnull=False, ending__in=list(PromiseEnd)),
                name="a_promise_ends_in_a_known_way",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

"""When a door would like to be rung, as somebody behind it chose with a code; not who that was."""

from django.db import models
from django.db.models import Q

from buurvoorbuur.retention_terms import VISITS, Term
from outreach.models.places import Address
from outreach.visit_states import Wish


class DoorWish(models.Model):
    """The part of the day at which a door likes to be rung; a later wish takes its place."""

    address = models.OneToOneField(Address, on_delete=models.CASCADE, primary_key=True, related_name="wish")
    part = models.CharField(max_length=12)
    wished_at = models.DateTimeField()

    class Privacy:
        why = "To ring when it suits whoever lives there."
        keep = "until the door says no, or 6 months"
        term = Term("wished_at", team="address__flat__team", months="visit_months", longest=VISITS)
        personal: set[str] = set()
        plain = {"address", "part", "wished_at"}

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(part__in=list(Wish)), name="wish_is_known")]

    def __str__(self) -> str:
        return f"{self.address_id} {self.part}"

"""What a coordinator ruled out by hand: two residents together, or a reason for one of them."""

from django.db import models
from django.db.models import F, Q

from buurvoorbuur.models import User
from outreach.models import Interest, Resident


class KeptApart(models.Model):
    """Two residents who are never proposed to each other; `first` has the lower id, so a pair is once."""

    first = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Privacy:
        why = "Two people who should not meet are not proposed to each other."
        keep = "as long as both residents"
        about = "first", "second"
        personal: set[str] = set()
        plain = {"id", "first", "second", "since", "decided_by"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="two_are_kept_apart_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="kept_apart_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"


class UnusedInterest(models.Model):
    """An interest that matching leaves out for one resident, since a coordinator knows better."""

    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="unused_interests")
    interest = models.ForeignKey(Interest, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Privacy:
        why = "A reason that does not hold for somebody is not used again."
        keep = "as long as the resident"
        about = "resident"
        personal: set[str] = set()
        plain = {"id", "resident", "interest", "since", "decided_by"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resident", "interest"], name="an_interest_is_unused_once")
        ]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.interest_id}"

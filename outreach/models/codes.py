"""Codes on other paper than letters, as fingerprints: of a door, and of a resident for their consents."""

from django.db import models
from django.db.models import Q

from outreach.models.places import Address
from outreach.models.residents import Resident


class DoorCode(models.Model):
    """A code on a card for one door; it opens the same page as that of the door's letter."""

    address = models.ForeignKey(Address, on_delete=models.CASCADE, related_name="codes")
    code_index = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    class Privacy:
        why = "So that a resident can answer with the code on a card we left."
        keep = "until the project ends"
        personal: set[str] = set()
        plain = {"id", "address", "code_index", "made_at"}

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(code_index=""), name="a_door_code_is_a_code")]

    def __str__(self) -> str:
        return str(self.address_id)


class ConsentCode(models.Model):
    """The one code with which a resident sees and withdraws their consents; it goes with the resident."""

    resident = models.OneToOneField(Resident, on_delete=models.CASCADE, primary_key=True, related_name="code")
    code_index = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    class Privacy:
        why = "So that a resident can withdraw a consent without asking anybody."
        keep = "as long as the resident, or until a new code is made"
        about = "resident"
        personal: set[str] = set()
        plain = {"resident", "code_index", "made_at"}

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(code_index=""), name="a_consent_code_is_a_code")]

    def __str__(self) -> str:
        return str(self.resident_id)

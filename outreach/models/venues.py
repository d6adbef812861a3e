"""Places where residents can do something together."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.crypto import EncryptedText
from buurvoorbuur.models import Team, Versioned


class Venue(Versioned):
    """A place for everybody in the neighbourhood; what is empty is not known, a price of 0 is for free."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="venues")
    name = EncryptedText(_("name"), max_length=80)
    directions = EncryptedText(_("how to get there"), max_length=160, blank=True)
    contact = EncryptedText(_("how to book it"), max_length=160, blank=True)
    holds = models.PositiveSmallIntegerField(_("room for"), null=True, blank=True)
    step_free = models.BooleanField(_("without steps"), null=True)
    euros = models.DecimalField(_("euros a time"), max_digits=6, decimal_places=2, null=True, blank=True)

    class Privacy:
        why = "To know where people can come together, and whom to ask for the key."
        keep = "until the project ends"
        may_name = "team__flats__addresses__residents"
        personal = {"name", "directions", "contact"}
        plain = {"id", "version", "nameless_since", "team", "holds", "step_free", "euros"}

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

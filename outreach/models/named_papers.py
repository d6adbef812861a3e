"""Paper that went to the doors of a flat with the name of a stuurbuur on it."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef

from buurvoorbuur.access import Reach
from buurvoorbuur.retention_terms import VISITS, Term
from outreach.models.places import Flat
from outreach.models.residents import Resident


class NamedPaper(models.Model):
    """A flat's report as printed on one day with at least one name on it, and when it was delivered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    flat = models.ForeignKey(Flat, on_delete=models.CASCADE, related_name="named_papers")
    printed_on = models.DateField()
    delivered_on = models.DateField(null=True, blank=True)

    class Privacy:
        why = "To take back paper that carries a name it may no longer carry; it holds no name itself."
        keep = "until the project ends"
        personal: set[str] = set()
        plain = {"id", "flat", "printed_on", "delivered_on"}

    class Meta:
        ordering = ["printed_on"]
        constraints = [models.UniqueConstraint(fields=["flat", "printed_on"], name="one_named_paper_a_day")]

    def __str__(self) -> str:
        return f"{self.printed_on:%Y-%m-%d}"


class NameOnPaperQuerySet(models.QuerySet["NameOnPaper"]):
    def within_reach_of(self, reach: Reach) -> Self:
        return self.filter(paper__flat__in=Flat.objects.within_reach_of(reach))

    def to_take_back(self) -> Self:
        """Names that may no longer stand there: a yes taken back, a door that said no, or somebody gone."""
        named = Resident.objects.stuurburen().filter(pk=OuterRef("resident"))
        return self.filter(~Exists(named), settled_at=None)


class NameOnPaper(models.Model):
    """One name on such a paper, as a link alone: when the resident goes, that a name stands there stays."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    paper = models.ForeignKey(NamedPaper, on_delete=models.CASCADE, related_name="names")
    resident = models.ForeignKey(
        Resident, on_delete=models.SET_NULL, null=True, related_name="named_on_papers"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = NameOnPaperQuerySet.as_manager()

    class Privacy:
        why = "To take back paper that carries a name it may no longer carry."
        keep = "6 months after the paper was taken back or replaced"
        term = Term("settled_at", team="paper__flat__team", months="visit_months", longest=VISITS)
        about = "resident"
        stays = "without the resident, until the paper is taken back: it would be forgotten at the doors"
        personal: set[str] = set()
        plain = {"id", "paper", "resident", "settled_at"}

    class Meta:
        ordering = ["paper__printed_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["paper", "resident"], name="a_name_once_a_paper")]

    def __str__(self) -> str:
        return str(self.pk)

"""How many people of a flat answered what, some time after the talks; never who."""

from django.db import models
from django.db.models import Q

from outreach.after_terms import AfterAnswer, AfterQuestion
from outreach.models.places import Flat


class AfterTally(models.Model):
    """So many people gave this answer; who said what is not kept anywhere."""

    flat = models.ForeignKey(Flat, on_delete=models.CASCADE, related_name="after_tallies")
    question = models.CharField(max_length=12)
    answer = models.CharField(max_length=12)
    count = models.PositiveIntegerField()

    class Privacy:
        why = "To hear whether people feel less alone or safer, in their own words and without names."
        keep = "as long as the flat: it is about nobody"
        personal: set[str] = set()
        plain = {"id", "flat", "question", "answer", "count"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["flat", "question", "answer"], name="one_tally_an_answer"),
            models.CheckConstraint(
                condition=Q(question__in=list(AfterQuestion), answer__in=list(AfterAnswer)),
                name="tally_is_of_a_known_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.answer}"

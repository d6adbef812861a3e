"""What was released of the numbers: written once, never changed, and without anybody in it."""

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q

from buurvoorbuur.disclosure import Withheld
from buurvoorbuur.models import Team
from outreach.models.places import Flat


class ReleaseQuerySet(models.QuerySet["Release"]):
    def since(self, year: int, number: int) -> Self:
        """Those of this quarter and of later ones."""
        return self.filter(Q(year__gt=year) | Q(year=year, number__gte=number))

    def until(self, year: int, number: int) -> Self:
        """Those of this quarter and of earlier ones."""
        return self.filter(Q(year__lt=year) | Q(year=year, number__lte=number))


class Release(models.Model):
    """The counts of one flat up to a closed quarter since its last ones, or of what several had left over.

    `flat` is empty for what several flats had left at the end of a year. With `is_sum` it is not another
    release but all those of its quarter added up, so that a city is read as fast as a flat. `doors` is how
    many doors there are, `talks` how many homes had a talk; of so many at least and at most a scale says 4
    or 5, or nothing is told of that. The first quarter it reaches back to is `since`. Activities that began,
    ideas that got help and flats that have a stuurbuur are told as they are: whole flats hear of them; a
    sum tells also of flats without a release. They are None where they were not counted.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="releases")
    # A flat may go; what was released of it stays as it is, so nothing may point back at it.
    flat = models.ForeignKey(
        Flat, on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )
    flat_name = models.CharField(max_length=80, blank=True)
    is_sum = models.BooleanField(default=False)
    since_year = models.PositiveSmallIntegerField()
    since_number = models.PositiveSmallIntegerField()
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    doors = models.PositiveIntegerField()
    talks = models.PositiveIntegerField()
    at_home_low = models.PositiveIntegerField(null=True)
    at_home_high = models.PositiveIntegerField(null=True)
    contacts_low = models.PositiveIntegerField(null=True)
    contacts_high = models.PositiveIntegerField(null=True)
    activities = models.PositiveIntegerField(null=True)
    ideas_helped = models.PositiveIntegerField(null=True)
    flats_with_stuurbuur = models.PositiveIntegerField(null=True)
    frozen_at = models.DateTimeField()

    objects = ReleaseQuerySet.as_manager()

    class Privacy:
        why = "To tell what the talks brought without telling of anybody."
        keep = "always: it is about nobody"
        personal: set[str] = set()
        plain = {
            "id", "team", "flat", "flat_name", "is_sum", "since_year", "since_number", "year", "number",
            "doors", "talks", "at_home_low", "at_home_high", "contacts_low", "contacts_high", "activities",
            "ideas_helped", "flats_with_stuurbuur", "frozen_at",
        }  # fmt: skip

    class Meta:
        ordering = ["year", "number", "flat_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["flat", "year", "number"],
                condition=Q(flat__isnull=False),
                name="a_quarter_once_a_flat",
            ),
            models.UniqueConstraint(
                fields=["team", "year", "number"],
                condition=Q(flat__isnull=True, is_sum=False),
                name="what_is_left_once_a_quarter",
            ),
            models.UniqueConstraint(
                fields=["team", "year", "number"], condition=Q(is_sum=True), name="one_sum_a_quarter"
            ),
            models.CheckConstraint(condition=Q(number__range=(1, 4)), name="release_quarter_is_one"),
            models.CheckConstraint(condition=Q(doors__gte=F("talks")), name="no_more_talks_than_doors"),
        ]

    def __str__(self) -> str:
        return f"{self.flat_name or self.team_id} {self.year}-{self.number}"


class ReleasedFlat(models.Model):
    """Up to which moment all that was recorded of a flat is in a release."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="covers")
    flat = models.ForeignKey(Flat, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    until = models.DateTimeField()

    class Privacy:
        why = "To release everything once and nothing twice."
        keep = "as long as the release"
        personal: set[str] = set()
        plain = {"id", "release", "flat", "until"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["flat", "until"], name="a_flat_once_an_until")]

    def __str__(self) -> str:
        return f"{self.flat_id} {self.until:%Y-%m-%d}"


class ReleaseTable(models.Model):
    """One table of a release; without its number of talks and without cells when it is withheld.

    In a sum `is_silent` says that something of it could not be told.
    """

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="tables")
    code = models.CharField(max_length=24)
    talks = models.PositiveIntegerField(null=True)
    adds_up = models.BooleanField()
    withheld = models.CharField(max_length=16, blank=True)
    is_silent = models.BooleanField(default=False)

    class Privacy:
        why = "To tell what the talks brought without telling of anybody."
        keep = "as long as the release"
        personal: set[str] = set()
        plain = {"id", "release", "code", "talks", "adds_up", "withheld", "is_silent"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "code"], name="a_table_once_a_release"),
            models.CheckConstraint(
                condition=Q(withheld="", talks__isnull=False)
                | Q(withheld__in=list(Withheld), talks__isnull=True),
                name="a_withheld_table_tells_nothing",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class ReleaseCell(models.Model):
    """What is told of one state: from `low` to `high`, from `low` up, or nothing at all."""

    table = models.ForeignKey(ReleaseTable, on_delete=models.PROTECT, related_name="cells")
    state = models.CharField(max_length=40)
    low = models.PositiveIntegerField(null=True)
    high = models.PositiveIntegerField(null=True)

    class Privacy:
        why = "To tell what the talks brought without telling of anybody."
        keep = "as long as the release"
        personal: set[str] = set()
        plain = {"id", "table", "state", "low", "high"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["table", "state"], name="a_state_once_a_table"),
            # Bins of five, or an open one: nothing narrower can be stored.
            models.CheckConstraint(
                condition=Q(high__isnull=True) | Q(low__isnull=False, high__gte=F("low") + 4),
                name="no_bin_narrower_than_five",
            ),
        ]

    def __str__(self) -> str:
        return self.state

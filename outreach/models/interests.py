"""What people may share, offer or wish for: a small taxonomy, extendable per team."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.models import Team


class InterestGroup(models.Model):
    """A dozen headings."""

    code = models.SlugField(max_length=40, unique=True)
    position = models.PositiveSmallIntegerField()
    name_nl = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)

    class Privacy:
        why = "Words, no persons."
        keep = "until the project ends"
        personal: set[str] = set()
        plain = {"id", "code", "position", "name_nl", "name_en"}

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name_in(get_language())

    def name_in(self, language: str | None) -> str:
        return self.name_en if language == "en" else self.name_nl


class InterestQuerySet(models.QuerySet["Interest"]):
    def of_team(self, team: Team) -> Self:
        """The starter items and the team's own."""
        return self.filter(Q(team=None) | Q(team=team)).select_related("group")


class Interest(models.Model):
    """One thing to do together, to offer or to wish for; `team` is empty for the starter items."""

    group = models.ForeignKey(InterestGroup, on_delete=models.PROTECT, related_name="interests")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, blank=True, related_name="interests")
    code = models.SlugField(max_length=60, unique=True)
    name_nl = models.CharField(_("name, Dutch"), max_length=80)
    name_en = models.CharField(_("name, English"), max_length=80)
    activity_nl = models.CharField(_("first thing to do, Dutch"), max_length=160, blank=True)
    activity_en = models.CharField(_("first thing to do, English"), max_length=160, blank=True)
    may_share = models.BooleanField(default=True)
    may_offer = models.BooleanField(default=False)
    may_wish = models.BooleanField(default=False)

    objects = InterestQuerySet.as_manager()

    class Privacy:
        why = "Words, no persons."
        keep = "until the project ends"
        personal: set[str] = set()
        plain = {
            "id", "group", "team", "code", "name_nl", "name_en", "activity_nl", "activity_en", "may_share",
            "may_offer", "may_wish",
        }  # fmt: skip

    class Meta:
        ordering = ["group__position", "id"]

    def __str__(self) -> str:
        return self.name_in(get_language())

    def name_in(self, language: str | None) -> str:
        return self.name_en if language == "en" else self.name_nl

    @property
    def activity(self) -> str:
        """The concrete thing two neighbours could do first; falls back on the name."""
        return (self.activity_en if get_language() == "en" else self.activity_nl) or str(self)

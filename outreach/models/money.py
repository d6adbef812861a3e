"""Hours that people gave and what an hour is worth; budgets; costs and benefits of an activity."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.crypto import EncryptedText
from buurvoorbuur.models import Team, User
from outreach.models.activities import Activity, Idea
from outreach.models.rounds import Round
from outreach.money_terms import Method, Origin, Side


class Hours(models.Model):
    """Minutes one person gave on one day; booked by hand, or from a round that was closed."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="hours")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="hours")
    worked_on = models.DateField()
    minutes = models.PositiveIntegerField()
    round = models.ForeignKey(Round, on_delete=models.CASCADE, null=True, blank=True, related_name="hours")

    class Privacy:
        why = "To show what neighbours give; of members, not of residents."
        keep = "until the project ends"
        about = "user"
        stays = "So that what neighbours gave goes on counting; who gave it is gone with the name."
        personal: set[str] = set()
        plain = {"id", "team", "user", "worked_on", "minutes", "round"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "round"], name="a_round_is_booked_once_a_person"),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="hours_are_more_than_nothing"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.minutes}"


class HourRate(models.Model):
    """What an hour is worth by one method, and who says so; a team without one has not settled it."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="rates")
    method = models.CharField(max_length=12)
    euros = models.DecimalField(_("euros an hour"), max_digits=6, decimal_places=2)
    source = models.CharField(_("source"), max_length=200)

    class Privacy:
        why = "To say what given hours are worth, and on whose word."
        keep = "until the team ends"
        personal: set[str] = set()
        plain = {"id", "team", "method", "euros", "source"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "method"], name="one_rate_a_method"),
            models.CheckConstraint(condition=Q(method__in=list(Method)), name="method_is_known"),
            models.CheckConstraint(condition=Q(euros__gt=0), name="an_hour_is_worth_something"),
        ]

    def __str__(self) -> str:
        return self.method


class BudgetLine(models.Model):
    """Money or goods for a year: what for, from whom, and what was asked, granted and spent of it.

    An amount that is empty is not known, which is not nothing. It may be for one activity or one idea.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="budget")
    added_at = models.DateTimeField()
    year = models.PositiveSmallIntegerField(_("year"))
    what = EncryptedText(_("what for"), max_length=120)
    payer = EncryptedText(_("from whom"), max_length=120, blank=True)
    origin = models.CharField(_("kind"), max_length=8)
    asked = models.DecimalField(_("asked"), max_digits=9, decimal_places=2, null=True, blank=True)
    granted = models.DecimalField(_("granted"), max_digits=9, decimal_places=2, null=True, blank=True)
    spent = models.DecimalField(_("spent"), max_digits=9, decimal_places=2, null=True, blank=True)
    asked_on = models.DateField(_("asked on"), null=True, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    activity = models.ForeignKey(
        Activity, on_delete=models.SET_NULL, null=True, blank=True, related_name="budget"
    )
    idea = models.ForeignKey(Idea, on_delete=models.SET_NULL, null=True, blank=True, related_name="budget")

    class Privacy:
        why = "To ask for money and to account for it; a giver may be a person."
        keep = "7 years after its year, as the law asks of books"
        nobody = "A giver stands in the books, which the law has us keep."
        personal = {"what", "payer"}
        plain = {
            "id", "team", "added_at", "year", "origin", "asked", "granted", "spent", "asked_on",
            "answered_on", "activity", "idea",
        }  # fmt: skip

    class Meta:
        ordering = ["year", "added_at"]
        constraints = [
            models.CheckConstraint(condition=Q(origin__in=list(Origin)), name="origin_is_known"),
            models.CheckConstraint(
                condition=Q(answered_on=None) | Q(asked_on=None) | Q(answered_on__gte=F("asked_on")),
                name="an_answer_comes_after_its_question",
            ),
            models.CheckConstraint(
                condition=Q(activity=None) | Q(idea=None), name="money_is_for_one_thing_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.origin}"


class ReturnLine(models.Model):
    """One cost or one benefit of an activity, put into euros by somebody, and who says so."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="returns")
    activity = models.CharField(_("activity"), max_length=80)
    side = models.CharField(_("side"), max_length=8)
    what = models.CharField(_("what"), max_length=120)
    euros = models.DecimalField(_("euros"), max_digits=9, decimal_places=2, null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Privacy:
        why = "To show how an estimate of a return was made."
        keep = "until the team ends"
        personal: set[str] = set()
        plain = {"id", "team", "activity", "side", "what", "euros", "source"}

    class Meta:
        ordering = ["activity", "pk"]
        constraints = [models.CheckConstraint(condition=Q(side__in=list(Side)), name="side_is_known")]

    def __str__(self) -> str:
        return self.activity

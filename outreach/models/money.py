"""Hours that people gave."""

from django.db import models
from django.db.models import Q

from buurvoorbuur.models import Team, User
from outreach.models.rounds import Round


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
        personal: set[str] = set()
        plain = {"id", "team", "user", "worked_on", "minutes", "round"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "round"], name="a_round_is_booked_once_a_person"),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="hours_are_more_than_nothing"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.minutes}"

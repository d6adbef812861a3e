"""What neighbours carry themselves, to be proud of together; it ranks nothing."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, QuerySet

from buurvoorbuur import audit, pdf
from buurvoorbuur.access import Reach
from buurvoorbuur.models import User
from outreach import activities
from outreach.activity_terms import OVER, IdeaState
from outreach.handing_over import refuse_over
from outreach.models import Activity, Idea

TEMPLATE = "print/proud_card.html"
# So many cards fit on a sheet.
A_SHEET = 4


@dataclass(frozen=True, slots=True)
class Carried:
    """Something neighbours did or do together: in which flats, and how often it was noted."""

    activity: Activity
    flats: str
    times: int

    @property
    def is_over(self) -> bool:
        return self.activity.state in OVER


def carried(reach: Reach) -> list[Carried]:
    """Everything within reach that took place, the oldest first; in two queries."""
    took_place = (
        Activity.objects.within_reach_of(reach)
        .filter(began_on__isnull=False)
        .annotate(times=Count("gatherings", distinct=True))
        .prefetch_related("flats")
        .order_by("began_on", "pk")
    )
    return [Carried(one, ", ".join(sorted(f.name for f in one.flats.all())), one.times) for one in took_place]


def came_about(reach: Reach) -> QuerySet[Idea]:
    """The ideas within reach that were carried out."""
    return Idea.objects.within_reach_of(reach).filter(state=IdeaState.CARRIED_OUT).select_related("flat")


@transaction.atomic
def print_cards(*, activity: Activity, language: str, by: User, at: datetime) -> bytes:
    """A sheet of cards for who carry an activity: how good that they do this. They name nobody.

    Raises `Refused` when it is over, and while its name or place names a resident.
    """
    ours = activities.locked(activity)
    refuse_over(ours)
    activities.refuse_names(ours)
    context = {"activity": ours, "team": ours.team, "times": ours.gatherings.count(), "cards": range(A_SHEET)}
    audit.record("activity.cards_printed", by=by, about=ours, at=at, team=ours.team_id)
    return pdf.render(TEMPLATE, context, language=language, pages=1)

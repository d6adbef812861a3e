"""What a flat's plan asks after the talks: a line for each phase, with the page where it is done."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from outreach import flat_rhythms
from outreach.flat_phases import DEEDS, Afterwards, Deed, Phase
from outreach.models import Activity, Flat
from outreach.wording.flat_words import DEEDS_SAID, DEEDS_TO_DO, PHASES

_ICONS = {
    Deed.INTRODUCE: "link",
    Deed.GATHER: "people",
    Deed.PASS_ON: "report",
    Deed.REPORT: "report",
    Deed.STAY: "letter",
    Deed.HAND_OVER: "people",
}


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One phase after the talks: what is done in it, and what the way there is called."""

    deed: Deed
    icon: str
    phase: Any
    text: Any
    action: Any
    url: str
    is_now: bool


def with_deeds(flats: QuerySet[Flat]) -> Any:
    """Flats with what says whether their plan waits: `has_activity`, and `has_activity_of_ours`."""
    doing = Activity.objects.filter(flats=OuterRef("pk"))
    ours = doing.filter(handed_over_at=None, let_go_at=None, stopped_on=None)
    return flats.annotate(has_activity=Exists(doing), has_activity_of_ours=Exists(ours))


def waits(flat: Any, today: date) -> bool:
    """Whether the deed of today is still to be done in a flat `with_deeds`; nothing is while it rests."""
    todo = now(flat)
    if todo is None or flat.restarts_on:
        return False
    match todo.deed:
        case Deed.GATHER:
            return not flat.has_activity
        case Deed.HAND_OVER:
            return bool(flat.has_activity_of_ours)
        case Deed.STAY:
            return flat_rhythms.is_due(flat, today)
        case Deed.INTRODUCE | Deed.REPORT | Deed.PASS_ON:
            return True


def lines(flat: Flat) -> list[PlanLine]:
    """In the order of the road; none as long as no plan was chosen."""
    if not flat.plan_afterwards:
        return []
    deeds = DEEDS[Afterwards(flat.plan_afterwards)]
    return [_line(flat, phase, deed) for phase, deed in deeds.items()]


def now(flat: Flat) -> PlanLine | None:
    """What the plan asks in the phase of today; None before the talks are held."""
    return next((line for line in lines(flat) if line.is_now), None)


def _line(flat: Flat, phase: Phase, deed: Deed) -> PlanLine:
    is_now = flat.phase == phase
    said, to_do = DEEDS_SAID[deed], DEEDS_TO_DO[deed]
    return PlanLine(deed, _ICONS[deed], PHASES[phase], said, to_do, _page(flat, deed), is_now)


def _page(flat: Flat, deed: Deed) -> str:
    road = reverse("flat_road", args=[flat.pk])
    match deed:
        case Deed.INTRODUCE:
            return reverse("proposals")
        case Deed.GATHER:
            return f"{reverse('activities_new')}?flat={flat.pk}"
        case Deed.PASS_ON:
            return f"{road}#phase"
        case Deed.REPORT:
            return reverse("flat_report", args=[flat.pk])
        case Deed.STAY:
            return f"{road}#touch"
        case Deed.HAND_OVER:
            return reverse("activities")

"""What a flat's plan asks after the talks: a line for each phase, with the page where it is done."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from outreach.flat_phases import DEEDS, Afterwards, Deed, Phase
from outreach.models import Flat
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
            return reverse("activities_new")
        case Deed.PASS_ON:
            return f"{road}#phase"
        case Deed.REPORT:
            return reverse("flat_report", args=[flat.pk])
        case Deed.STAY:
            return f"{road}#touch"
        case Deed.HAND_OVER:
            return reverse("activities")

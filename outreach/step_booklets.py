"""The step plan as a booklet on paper: the same words, with the safety card and places to sign."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from buurvoorbuur import audit, pdf
from buurvoorbuur.models import Team, User
from outreach import cards, paper_addresses, preparations, referrals, step_plan

TEMPLATE = "print/step_plan.html"


@transaction.atomic
def print_booklet(*, team: Team, language: str, by: User, at: datetime) -> bytes:
    """Pages of A5, from the team's own settings; it names nobody who lives there and nobody who walks."""
    lines = referrals.of(team, timezone.localdate(at))
    values = step_plan.settled(team, referrals.worker(lines), language)
    context = {
        "team": team,
        "on": at,
        "steps": step_plan.steps(language, values),
        "taking_part": step_plan.taking_part(language, values),
        "trainings": [
            *step_plan.trainings(language).values(),
            *(one.name for one in preparations.own_trainings(team)),
        ],
        "safety_lines": cards.safety_lines(language, team.last_new_door),
        "endings": cards.endings(language, language),
        "worries": step_plan.worries(language, values),
        "referrals": lines,
        "who_rings": paper_addresses.written("who_rings"),
    }
    audit.record("step_plan.printed", by=by, about=team, at=at, team=team.pk)
    return pdf.render(TEMPLATE, context, language=language)

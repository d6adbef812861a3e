"""What a new team begins with: the starter questions and the starter interests; twice is once."""

from datetime import datetime

from django.db import transaction

from buurvoorbuur.models import Team
from outreach import hours, interests, questionnaires


@transaction.atomic
def equip(*, team: Team, at: datetime) -> None:
    """Gives a team its first questionnaire and hour rate and brings the taxonomy in place."""
    interests.load_starter()
    hours.begin_with_starter(team)
    if not team.questionnaires.exists():
        questionnaires.adopt(team=team, at=at)

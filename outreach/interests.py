"""The taxonomy of things to share, offer or wish for: the starter items, and what a team adds of its own."""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit
from buurvoorbuur.models import Team, User
from buurvoorbuur.refusals import Refused
from outreach.consent_terms import Direction
from outreach.models import Interest, InterestGroup

STARTER = Path(__file__).parent / "starter" / "interests.toml"


@transaction.atomic
def load_starter() -> None:
    """Brings the starter groups and items in line with their file; twice is once, teams' own items stay."""
    rows = tomllib.loads(STARTER.read_text(encoding="utf-8"))["groups"]
    InterestGroup.objects.bulk_create(
        (
            InterestGroup(code=row["code"], position=row["order"], name_nl=row["nl"], name_en=row["en"])
            for row in rows
        ),
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["position", "name_nl", "name_en"],
    )
    groups = {group.code: group for group in InterestGroup.objects.all()}
    Interest.objects.bulk_create(
        (_starter_item(item, groups[row["code"]]) for row in rows for item in row["items"]),
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[
            "group",
            "name_nl",
            "name_en",
            "activity_nl",
            "activity_en",
            "may_share",
            "may_offer",
            "may_wish",
        ],
    )


def _starter_item(row: dict[str, Any], group: InterestGroup) -> Interest:
    return Interest(
        group=group,
        code=row["code"],
        name_nl=row["nl"],
        name_en=row["en"],
        activity_nl=row["activity_nl"],
        activity_en=row["activity_en"],
        may_share=Direction.SHARES in row["directions"],
        may_offer=Direction.OFFERS in row["directions"],
        may_wish=Direction.WISHES in row["directions"],
    )


@transaction.atomic
def add(
    *,
    team: Team,
    group: InterestGroup,
    name_nl: str,
    name_en: str,
    directions: frozenset[Direction],
    by: User,
    at: datetime,
) -> Interest:
    """Adds an item that only this team sees.

    Raises `Refused`: no direction, or an item that reads the same and stands there already.
    """
    if not directions:
        raise Refused(_("Choose at least one: to share, to offer or to wish for."), field="directions")
    # One at a time in a team, so that a double click adds one item.
    Team.objects.select_for_update().get(pk=team.pk)
    for field, name in (("name_nl", name_nl), ("name_en", name_en)):
        same = Q(name_nl__iexact=name) | Q(name_en__iexact=name)
        if Interest.objects.of_team(team).filter(same).exists():
            raise Refused(_("This stands in the list already."), field=field)
    interest = Interest.objects.create(
        group=group,
        team=team,
        code=f"own_{uuid4().hex[:12]}",
        name_nl=name_nl,
        name_en=name_en,
        may_share=Direction.SHARES in directions,
        may_offer=Direction.OFFERS in directions,
        may_wish=Direction.WISHES in directions,
    )
    audit.record("interest.added", by=by, about=interest, at=at, team=team.pk)
    return interest

"""What a team lets count in its introductions, and changing that."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit
from buurvoorbuur.models import Team, User
from buurvoorbuur.refusals import Refused
from matching.models import TeamTerms
from matching.scoring import BadWeights
from matching.terms import Terms

WHY_BAD = {
    "above_100": _("Together the points may not go above 100. Take some away."),
    "negative": _("Points start from zero."),
    "not_whole": _("Fill in whole points."),
    "nothing_counts": _("Then nothing that people like counts. Give interests or offers some points."),
}


def of(team: Team) -> Terms:
    """The terms of this team now; the usual ones when it never changed them."""
    ours = TeamTerms.objects.filter(team=team).first()
    return ours.terms if ours else Terms()


@transaction.atomic
def change(*, team: Team, values: dict[str, int | None], by: User, at: datetime) -> TeamTerms:
    """Changes what counts from the next run on; proposals that stand keep their score.

    `values` holds every column of the terms. Raises `Refused` for points that cannot be used together.
    """
    ours = TeamTerms.objects.select_for_update(of=("self",)).filter(team=team).first()
    ours = ours or TeamTerms(team=team)
    ours.changed_at, ours.changed_by = at, by
    checked(values, ours)
    ours.save()
    audit.record("matching_terms.changed", by=by, about=ours, at=at, team=team.pk)
    return ours


def checked(values: dict[str, int | None], columns: TeamTerms | None = None) -> Terms:
    """These values as terms, stored nowhere. Raises `Refused` for points that cannot be used together."""
    columns = columns or TeamTerms()
    for name in TeamTerms.TERMS:
        setattr(columns, name, values[name])
    try:
        return columns.terms
    except BadWeights as bad:
        raise Refused(WHY_BAD[bad.code], field="interests") from bad

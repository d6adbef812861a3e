"""What residents would like to see come about, and how far that is."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit, versions
from buurvoorbuur.models import Team, User
from buurvoorbuur.refusals import Refused
from outreach import consents
from outreach.activity_terms import GOT_HELP, IdeaState
from outreach.consent_terms import STAYING_IN_TOUCH
from outreach.models import Flat, Idea, Resident


@dataclass(frozen=True, slots=True)
class IdeaNotes:
    """An idea as somebody fills it in; without a flat it is of the whole neighbourhood.

    `resident` is whose idea it is, if they said that it may be known; `euros` what it would cost.
    """

    what: str
    flat: Flat | None = None
    state: IdeaState = IdeaState.HEARD
    resident: Resident | None = None
    euros: Decimal | None = None


@transaction.atomic
def add(*, team: Team, notes: IdeaNotes, by: User, at: datetime) -> Idea:
    """Keeps a new idea.

    Raises `Refused` for a flat or a resident of another team, and for somebody who does not let us stay in
    touch, since they could not be told how their idea goes.
    """
    _check(team, notes)
    helped_at = at if notes.state in GOT_HELP else None
    idea = Idea.objects.create(
        team=team,
        flat=notes.flat,
        what=notes.what,
        state=notes.state,
        resident=notes.resident,
        euros=notes.euros,
        heard_at=at,
        helped_at=helped_at,
    )
    audit.record("idea.added", by=by, about=idea, at=at, team=team.pk)
    return idea


@transaction.atomic
def change(*, idea: Idea, notes: IdeaNotes, by: User, at: datetime) -> None:
    """Keeps how far an idea is now, as somebody saw it by its version.

    Raises `Refused` as `add` does, but of whose it was already, and when it changed meanwhile.
    """
    # The idea and then the resident, in the order of an erasure.
    locked = Idea.objects.select_for_update().get(pk=idea.pk)
    versions.refuse_unseen(locked, idea, versions.COMPARE)
    _check(locked.team, notes, known=locked.resident_id)
    locked.flat, locked.what, locked.state = notes.flat, notes.what, notes.state
    locked.resident, locked.euros = notes.resident, notes.euros
    # That it got help once is told once, and stays true.
    if notes.state in GOT_HELP:
        locked.helped_at = locked.helped_at or at
    versions.touch(locked, "flat", "what", "state", "resident", "euros", "helped_at")
    audit.record("idea.changed", by=by, about=locked, at=at, team=locked.team_id)


@transaction.atomic
def opened(*, team: Team, by: User, at: datetime) -> None:
    """Notes that somebody read whose idea it may be: the residents of a team who let us stay in touch."""
    audit.record("idea.opened", by=by, about=team, at=at, team=team.pk)


def _check(team: Team, notes: IdeaNotes, known: UUID | None = None) -> None:
    if notes.flat and notes.flat.team_id != team.pk:
        raise Refused(_("Choose a flat of this team."), field="flat")
    if notes.resident and notes.resident.pk != known:
        person = consents.require(notes.resident, *STAYING_IN_TOUCH)
        if person.address.flat.team_id != team.pk:
            raise Refused(_("Choose a resident of this neighbourhood."), field="resident")

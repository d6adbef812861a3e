"""What a team and its welfare worker write to each other: about the work, and without any resident in it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit
from buurvoorbuur.models import Team, User
from buurvoorbuur.refusals import Refused
from outreach import traceable, traces
from outreach.coach_terms import REQUESTS, NoteKind
from outreach.models import CoachNote, Flat
from outreach.traces import Neighbours, Trace
from outreach.wording import trace_words

# How many people one asks for points at nobody, so small numbers may stand here.
HARMLESS = frozenset({Trace.FEW})


@transaction.atomic
def write(
    *, team: Team, kind: NoteKind, text: str, knows_residents: bool, by: User, at: datetime
) -> CoachNote:
    """Keeps a remark or a request. Raises `Refused` for words by which a resident could be found.

    Only for who knows the residents (`knows_residents`) their names are looked up: to anybody else a no
    would tell that somebody of that name lives here.
    """
    neighbours = Neighbours(ours=(team.phone, team.email))
    if knows_residents:
        neighbours = traceable.neighbours(team, list(Flat.objects.filter(team=team)))
    found = [one for one in traces.found_in(text, neighbours) if one.trace not in HARMLESS]
    if found:
        raise Refused(" ".join(trace_words.of(found)), field="text", code="points_at_somebody")
    note = CoachNote.objects.create(team=team, kind=kind, text=text, written_by=by, written_at=at)
    audit.record("coach_note.written", by=by, about=note, at=at, team=team.pk)
    return note


@transaction.atomic
def settle(*, note: CoachNote, by: User, at: datetime) -> None:
    """A request is dealt with; a second time changes nothing. Raises `Refused` for a remark."""
    locked = CoachNote.objects.select_for_update().get(pk=note.pk)
    if locked.kind not in REQUESTS:
        raise Refused(_("A remark asks for nothing."))
    if locked.settled_at is None:
        locked.settled_at = at
        locked.save(update_fields=["settled_at"])
        audit.record("coach_note.settled", by=by, about=locked, at=at, team=locked.team_id)

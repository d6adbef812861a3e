"""Leaves a flat in peace until a day, with a word for the team, and lets it go on; nothing open is lost."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit, pdf
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from outreach import report_counts, rounds
from outreach.ledger import DoorStanding
from outreach.models import Flat, Pause, Promise, Round
from outreach.visit_states import RoundState

LONGEST = 400
NOTE = "print/pause_note.html"


@dataclass(frozen=True, slots=True)
class LiesOpen:
    """What waits in a flat: planned evenings, promises, and how many doors asked us back or are paused."""

    evenings: list[Round]
    promises: list[Promise]
    come_backs: int
    paused_doors: int

    def __bool__(self) -> bool:
        return bool(self.evenings or self.promises or self.come_backs or self.paused_doors)


@transaction.atomic
def pause(*, flat: Flat, restarts_on: date, message: str, by: User, at: datetime) -> Flat:
    """Leaves a flat in peace until a day; on that day it goes on where it was.

    Evenings planned before that day are called off, so that their doors are free; promises, doors to come
    back to and paused doors stay as they are. Raises `Refused`: a day that is over, no word for the team or
    a long one, and an evening that somebody is walking now.
    """
    place = _locked(flat)
    if restarts_on <= timezone.localdate(at):
        raise Refused(_("Choose a day that is still to come."), field="restarts_on")
    if not message.strip():
        raise Refused(_("Write a word for the team: why, and what waits."), field="message")
    if len(message) > LONGEST:
        raise Refused(_("This is longer than %(word)s characters.") % {"word": LONGEST}, field="message")
    # One of a day gone by, that nobody closed, keeps nobody.
    if Round.objects.filter(flat=place, state=RoundState.WALKING, planned_on=timezone.localdate(at)).exists():
        raise Refused(_("A round is under way in this flat. Pause it once both are home."))
    for evening in evenings_before(place, restarts_on):
        rounds.cancel(round=evening, by=by, at=at)
    place.restarts_on = restarts_on
    place.save(update_fields=["restarts_on"])
    Pause.objects.filter(flat=place).delete()
    Pause.objects.create(flat=place, message=message.strip(), paused_at=at, paused_by=by)
    audit.record("flat.paused", by=by, about=place, at=at, team=place.team_id)
    return place


@transaction.atomic
def restart(*, flat: Flat, by: User, at: datetime) -> Flat:
    """Ends a pause, on its day or before it; the word for the team has done its work."""
    place = _locked(flat)
    place.restarts_on = None
    place.save(update_fields=["restarts_on"])
    Pause.objects.filter(flat=place).delete()
    audit.record("flat.restarted", by=by, about=place, at=at, team=place.team_id)
    return place


@transaction.atomic
def print_note(*, flat: Flat, language: str, by: User, at: datetime) -> bytes:
    """One page for the hall that says when we come back, without any name. Raises `Refused`: no pause."""
    place = Flat.objects.select_related("team").get(pk=flat.pk)
    if not place.rests_on(timezone.localdate(at)):
        raise Refused(_("This flat is not paused, so there is nothing to tell the hall."))
    audit.record("flat.pause_note_printed", by=by, about=place, at=at, team=place.team_id)
    return pdf.render(NOTE, {"flat": place, "team": place.team}, language=language, pages=1)


def evenings_before(flat: Flat, day: date | None = None) -> list[Round]:
    """The evenings planned here that have not begun; with a day, those before it."""
    planned = Round.objects.filter(flat=flat, state=RoundState.PLANNED).select_related("asker", "note_taker")
    planned = planned.filter(planned_on__lt=day) if day else planned
    return list(planned.order_by("planned_on", "starts_at", "pk"))


def lies_open(flat: Flat) -> LiesOpen:
    """All that waits in a flat, in three queries."""
    doors = [door.stands for door in report_counts.each_door([flat])]
    promised = Promise.objects.open().filter(flat=flat).select_related("flat", "address", "keeper")
    return LiesOpen(
        evenings=evenings_before(flat),
        promises=list(promised),
        come_backs=doors.count(DoorStanding.COME_BACK),
        paused_doors=doors.count(DoorStanding.PAUSED),
    )


def _locked(flat: Flat) -> Flat:
    return Flat.objects.select_for_update(of=("self",)).get(pk=flat.pk)

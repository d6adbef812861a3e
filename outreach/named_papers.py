"""Which printed reports carry the name of a stuurbuur, and which must be taken back; renders nothing."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit
from buurvoorbuur.access import Reach
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from outreach import consents, reports
from outreach.consent_terms import Purpose
from outreach.flat_phases import AFTER_TALKS
from outreach.models import Flat, NamedPaper, NameOnPaper, Resident
from outreach.reports import Export, FlatReport


@transaction.atomic
def report_to_print(*, flat: Flat, by: User, at: datetime) -> FlatReport:
    """The report of a flat as it goes to paper now; whose name is on it is noted before anything is printed.

    Who withdraws meanwhile waits: either their name is not on this paper, or it is known to be.
    """
    willing = Resident.objects.named_as_stuurbuur().filter(address__flat=flat)
    named = consents.lock_consenting(willing, Purpose.NAMED_STUURBUUR)
    report = reports.flat_report(flat, may_name=named)
    if named:
        paper, _made = NamedPaper.objects.get_or_create(flat=flat, printed_on=timezone.localdate(at))
        for person in named:
            paper.names.update_or_create(resident_id=person, defaults={"settled_at": None})
    reports.exported(about=flat, export=Export.FLAT_PDF, by=by, at=at)
    return report


@transaction.atomic
def deliver(*, flat: Flat, printed_on: date, delivered_on: date, by: User, at: datetime) -> NamedPaper:
    """Notes on which day a report with a name on it went to the doors; a second time corrects the first.

    Raises `Refused`: no such paper, a day before it was printed, and one that is still to come.
    """
    paper = (
        NamedPaper.objects.select_for_update(of=("self",)).filter(flat=flat, printed_on=printed_on).first()
    )
    if paper is None:
        raise Refused(_("On this day no report with a name on it was printed."), field="printed_on")
    if delivered_on < printed_on:
        raise Refused(_("This is before the report was printed."), field="delivered_on")
    if delivered_on > timezone.localdate(at):
        raise Refused(_("This day is still to come."), field="delivered_on")
    paper.delivered_on = delivered_on
    paper.save(update_fields=["delivered_on"])
    audit.record("named_paper.delivered", by=by, about=paper, at=at, team=flat.team_id)
    return paper


@transaction.atomic
def settle(*, name: NameOnPaper, by: User, at: datetime) -> None:
    """Notes that all paper of that day with this name was taken back or replaced; twice is once."""
    ours = NameOnPaper.objects.select_for_update(of=("self",)).select_related("paper__flat").get(pk=name.pk)
    if ours.settled_at:
        return
    ours.settled_at = at
    ours.save(update_fields=["settled_at"])
    audit.record("named_paper.settled", by=by, about=ours, at=at, team=ours.paper.flat.team_id)


def to_take_back(reach: Reach) -> QuerySet[NameOnPaper]:
    """The names on paper within reach that may no longer stand there, the oldest paper first."""
    names = NameOnPaper.objects.within_reach_of(reach).to_take_back()
    return names.select_related("paper__flat", "resident")


def flats_without(reach: Reach) -> QuerySet[Flat]:
    """Flats without a stuurbuur whose talks were held: before them nobody was asked."""
    named = Resident.objects.stuurburen().filter(address__flat=OuterRef("pk"))
    after = Flat.objects.within_reach_of(reach).filter(~Exists(named), phase__in=AFTER_TALKS)
    return after.order_by("name", "pk")

"""Who takes part in an activity and who does which small job: joined and left without reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from outreach import activities, consents, optouts
from outreach.activity_terms import OVER
from outreach.consent_terms import STAYING_IN_TOUCH
from outreach.models import Activity, Address, Job, Participant, Resident

# More small jobs would be a plan, and somebody would have to be in charge of it.
MOST_JOBS = 12


@dataclass(frozen=True, slots=True)
class JobNotes:
    """A small job as somebody fills it in; None when nobody does it."""

    what: str
    taken_by: Participant | None = None


@transaction.atomic
def join(*, activity: Activity, resident: Resident, by: User, at: datetime) -> Participant:
    """Somebody takes part; twice is once.

    Raises `Refused`: it is over or full, they live elsewhere, do not let us stay in touch, or their door may
    not be contacted.
    """
    ours = activities.locked(activity)
    if ours.state in OVER:
        raise Refused(_("This is over."))
    person = consents.require(resident, *STAYING_IN_TOUCH)
    door = optouts.refuse_contact(person.address)
    if door.flat.team_id != ours.team_id:
        raise Refused(_("Choose a resident of this neighbourhood."))
    if known := ours.participants.filter(resident=person).first():
        return known
    if ours.at_most and ours.participants.standing().count() >= ours.at_most:
        raise Refused(_("There is no more room: it is for %s people at most.") % ours.at_most)
    participant = Participant.objects.create(activity=ours, resident=person, since=at)
    audit.record("activity.joined", by=by, about=ours, at=at, team=ours.team_id)
    return participant


@transaction.atomic
def leave(*, participant: Participant, by: User, at: datetime) -> None:
    """Somebody stops. No reason is asked, and their jobs are nobody's again."""
    ours = activities.locked(participant.activity)
    if ours.participants.filter(pk=participant.pk).delete()[0]:
        audit.record("activity.left", by=by, about=ours, at=at, team=ours.team_id)


@transaction.atomic
def organise(*, participant: Participant, organises: bool, by: User, at: datetime) -> None:
    """Somebody would organise it, or would not any more. Raises `Refused` when they may not be contacted."""
    ours = activities.locked(participant.activity)
    theirs = locked_standing(ours).filter(pk=participant.pk).first()
    if theirs is None:
        raise Refused(_("Somebody takes no part any more. Choose again."))
    theirs.organises = organises
    theirs.save(update_fields=["organises"])
    audit.record("activity.organised", by=by, about=ours, at=at, team=ours.team_id)


@transaction.atomic
def share_out(*, activity: Activity, jobs: Sequence[JobNotes], by: User, at: datetime) -> None:
    """Writes down the small jobs and who does each, in place of what stood there.

    Raises `Refused` for somebody who takes no part, and for more jobs than `MOST_JOBS`.
    """
    ours = activities.locked(activity)
    if len(jobs) > MOST_JOBS:
        raise Refused(_("More than %s small jobs are too many.") % MOST_JOBS)
    inside = set(locked_standing(ours))
    if not inside.issuperset(job.taken_by for job in jobs if job.taken_by):
        raise Refused(_("Somebody takes no part any more. Choose again."))
    ours.jobs.all().delete()
    store_jobs(ours, jobs)
    audit.record("activity.jobs_shared_out", by=by, about=ours, at=at, team=ours.team_id)


@transaction.atomic
def opened(*, activity: Activity, by: User, at: datetime) -> None:
    """Notes that somebody read who takes part, and who could."""
    audit.record("activity.opened", by=by, about=activity, at=at, team=activity.team_id)


def locked_standing(activity: Activity) -> QuerySet[Participant]:
    """Who takes part and may be invited now; they and their doors stay as they are until the end.

    Residents first and then doors, as for an introduction.
    """
    people = Resident.objects.filter(takes_part__activity=activity)
    known = list(people.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    optouts.lock_contactable(Address.objects.filter(residents__in=known))
    return activity.participants.standing()


def store_jobs(activity: Activity, jobs: Sequence[JobNotes]) -> None:
    """A part of `share_out` and of what a group becomes."""
    Job.objects.bulk_create(
        Job(activity=activity, what=job.what, taken_by=job.taken_by, position=position)
        for position, job in enumerate(jobs)
    )


def is_carried(activity: Activity) -> bool:
    """Whether somebody who takes part organises it or does a small job."""
    standing = activity.participants.standing()
    return standing.filter(organises=True).exists() or Job.objects.filter(taken_by__in=standing).exists()

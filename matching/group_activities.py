"""A group that was introduced goes on as an activity of its own, with who comes and who does what."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit, versions
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from matching import chore_words, chores, introductions, proposals
from matching.models import Proposal, ProposalMember
from matching.proposal_states import State
from outreach import activities, participants
from outreach.activities import ActivityNotes
from outreach.models import Activity, Flat, Participant
from outreach.participants import JobNotes


@transaction.atomic
def begin(*, proposal: Proposal, by: User, at: datetime) -> Activity:
    """The activity of a group, with what is known of it: what, where, who comes and who does which job.

    From there the activity is the place for it. Twice is once. Raises `Refused` for a pair, for a group that
    does not meet, and when it changed meanwhile.
    """
    ours = proposals.locked(proposal)
    if ours.activity:
        return ours.activity
    versions.refuse_unseen(ours, proposal, proposals.CHANGED)
    if not ours.is_group or ours.state not in chores.MEETING:
        raise Refused(_("An activity comes of a group that was introduced."))
    people = introductions.who_comes(ours)
    # On paper for residents, whatever language is on this screen.
    with translation.override(settings.LANGUAGE_CODE):
        name, jobs_of = _in_words(ours)
    flats = Flat.objects.filter(addresses__residents__in=people).distinct()
    notes = ActivityNotes(name, list(flats), place=ours.place, at_least=ours.fewest)
    # What was asked three weeks after the introduction is not asked by it again.
    activity = activities.store(ours.team, notes, at, is_of_group=ours.state == State.INTRODUCED)
    made = Participant.objects.bulk_create(
        Participant(activity=activity, resident=person, since=at) for person in people
    )
    coming: dict[UUID | None, Participant] = {one.resident_id: one for one in made}
    jobs = [JobNotes(words, coming.get(member.resident_id) if member else None) for words, member in jobs_of]
    participants.store_jobs(activity, jobs)
    ours.activity = activity
    versions.touch(ours, "activity")
    audit.record("proposal.became_activity", by=by, about=ours, at=at, team=ours.team_id)
    return activity


def _in_words(ours: Proposal) -> tuple[str, list[tuple[str, ProposalMember | None]]]:
    """What the group does, and each small job with who took it."""
    name = capfirst(ours.interest.activity) if ours.interest else ""
    return name, [(str(chore_words.CHORES[kind]), member) for kind, member in chores.of(ours).items()]

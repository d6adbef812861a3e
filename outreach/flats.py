"""The road of a flat and who walks it: phases, the plan for afterwards and assignments."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit
from buurvoorbuur.models import Membership, Team, User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Role
from buurvoorbuur.state_tables import NotAllowed
from outreach import promises
from outreach.flat_phases import FLAT, WRAPPED_UP, Afterwards, Phase, PhaseAction
from outreach.models import Flat, FlatAssignment, LetterBatch, Preparation, Promise, Round
from outreach.preparation_terms import Prepared
from outreach.visit_states import OPEN_ROUNDS

NO_HANDS = _("No two who walk this flat have a hand free. First do what was promised, or let it go.")


def not_wrapped_up(team: Team) -> QuerySet[Flat]:
    """The flats that are still under way: one at a time is the default, so a second one is asked about."""
    return Flat.objects.filter(team=team).exclude(phase__in=WRAPPED_UP).order_by("created_at")


@transaction.atomic
def move(*, flat: Flat, action: PhaseAction, by: User, at: datetime) -> Flat:
    """Takes one step along the road, or one back.

    Raises `Refused`: no such step, or visits without delivered letters, without a plan for afterwards or
    with nobody who has a hand free.
    """
    place = _locked(flat)
    try:
        phase = FLAT.after(Phase(place.phase), action)
    except NotAllowed as no:
        raise Refused(_("From here the flat cannot go that way.")) from no
    if phase == Phase.VISITS and action == PhaseAction.NEXT:
        _refuse_unprepared(place)
    place.phase = phase
    place.save(update_fields=["phase"])
    audit.record("flat.moved", by=by, about=place, at=at, team=place.team_id)
    return place


def open_visits(flat: Flat) -> bool:
    """Moves a flat to its visits as part of the write that delivers its letters, which leaves the event.

    Whether it moved: a flat without a plan for afterwards, or whose walkers have their hands full, stays
    and is moved by hand once it can be.
    """
    place = _locked(flat)
    if place.phase not in (Phase.PREPARE, Phase.LETTER) or not place.plan_afterwards:
        return False
    if promises.all_hands_full(place):
        return False
    place.phase = Phase.VISITS
    place.save(update_fields=["phase"])
    return True


@transaction.atomic
def choose_plan(*, flat: Flat, plan_afterwards: Afterwards, by: User, at: datetime) -> Flat:
    """Settles what follows the talks; after the first visits it is too late to promise something else."""
    place = _locked(flat)
    if place.phase not in (Phase.PREPARE, Phase.LETTER):
        raise Refused(_("Residents were told what happens after the talks. It can no longer be changed."))
    place.plan_afterwards = plan_afterwards
    place.save(update_fields=["plan_afterwards"])
    audit.record("flat.plan_chosen", by=by, about=place, at=at, team=place.team_id)
    return place


@transaction.atomic
def name_part(*, flat: Flat, part: str, by: User, at: datetime) -> Flat:
    """Says in which part of the neighbourhood a flat stands, as the team calls it; empty for none."""
    place = _locked(flat)
    place.part = part
    place.save(update_fields=["part"])
    audit.record("flat.part_named", by=by, about=place, at=at, team=place.team_id)
    return place


def initiators(flat: Flat, today: date) -> QuerySet[Membership]:
    """The team's live initiators, with `is_assigned`: whether they walk this flat, and `has_agreed`."""
    assigned = FlatAssignment.objects.filter(flat=flat, user=OuterRef("user"))
    agreed = Preparation.objects.filter(membership=OuterRef("pk"), what=Prepared.AGREEMENTS)
    members = Membership.objects.filter(team=flat.team_id, role=Role.INITIATOR, user__is_active=True)
    return (
        members.exclude(ends_on__lt=today)
        .annotate(is_assigned=Exists(assigned), has_agreed=Exists(agreed))
        .select_related("user")
        .order_by("user__joined_at")
    )


@transaction.atomic
def assign(*, flat: Flat, user: User, by: User, at: datetime) -> None:
    """Lets an initiator of the team walk this flat. Twice is once."""
    place = _locked(flat)
    if not Membership.objects.filter(team=place.team_id, user=user, role=Role.INITIATOR).exists():
        raise Refused(_("This person is no initiator in this team."), field="user")
    made = FlatAssignment.objects.get_or_create(flat=place, user=user)[1]
    if made:
        audit.record("flat.assigned", by=by, about=place, at=at, team=place.team_id)


@transaction.atomic
def unassign(*, flat: Flat, user: User, by: User, at: datetime) -> None:
    """Takes a flat out of an initiator's sight. Twice is once.

    Raises `Refused` while they still have an evening to walk or a promise to keep there.
    """
    place = _locked(flat)
    _refuse_in_hand(place, user)
    gone, _counts = FlatAssignment.objects.filter(flat=place, user=user).delete()
    if gone:
        audit.record("flat.unassigned", by=by, about=place, at=at, team=place.team_id)


def _refuse_in_hand(place: Flat, user: User) -> None:
    """Out of sight nobody would do it."""
    evenings = Round.objects.walked_by(user).filter(flat=place, state__in=OPEN_ROUNDS)
    if evenings.exists():
        raise Refused(
            _("%(name)s still has an evening to walk here. First name a substitute, or call it off.")
            % {"name": user}
        )
    if Promise.objects.open().filter(flat=place, keeper=user).exists():
        raise Refused(
            _("%(name)s still has a promise to keep here. First give it to somebody else, at follow-up.")
            % {"name": user}
        )


def _locked(flat: Flat) -> Flat:
    return Flat.objects.select_for_update().get(pk=flat.pk)


def _refuse_unprepared(place: Flat) -> None:
    if not place.plan_afterwards:
        raise Refused(_("First choose what happens after the talks."), field="plan_afterwards")
    delivered = LetterBatch.objects.filter(letter__flat=place, delivered_on__isnull=False)
    if not delivered.exists():
        raise Refused(_("First deliver the letters: no door is rung without one."))
    if promises.all_hands_full(place):
        raise Refused(NO_HANDS)

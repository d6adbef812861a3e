"""Who may walk a flat, whom its letters announce, and which evenings a team walked before; plans nothing."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from buurvoorbuur.models import Membership, Team, User
from buurvoorbuur.roles import Role
from outreach.models import Flat, FlatAssignment, LetterBatch, Round
from outreach.visit_states import RoundState
from outreach.walking_pairs import Pair


def of_flat(flat: Flat, on: date | None = None) -> QuerySet[User]:
    """Everybody who may walk this flat: its assigned initiators and the team's coordinators.

    With a day, without those whose membership will have ended by then.
    """
    assigned = FlatAssignment.objects.filter(flat=flat, user=OuterRef("user"))
    walking = Membership.objects.filter(
        Q(role=Role.COORDINATOR) | Q(Exists(assigned), role=Role.INITIATOR), team=flat.team_id
    )
    if on:
        walking = walking.exclude(ends_on__lt=on)
    return User.objects.filter(pk__in=walking.values("user"), is_active=True).order_by("joined_at")


def of_flats(flats: Collection[Flat], on: date) -> dict[Flat, list[User]]:
    """Who may walk each of these flats on a day, as `of_flat` says; two queries whatever their number."""
    assigned = set(FlatAssignment.objects.filter(flat__in=flats).values_list("flat_id", "user_id"))
    teams = {flat.team_id for flat in flats}
    members = Membership.objects.live(on).filter(team__in=teams, role__in=(Role.COORDINATOR, Role.INITIATOR))
    known = list(members.select_related("user").order_by("user__joined_at"))

    def walks(one: Membership, flat: Flat) -> bool:
        everywhere = one.role == Role.COORDINATOR
        return one.team_id == flat.team_id and (everywhere or (flat.pk, one.user_id) in assigned)

    return {flat: [one.user for one in known if walks(one, flat)] for flat in flats}


def of_team(team: Team, on: date) -> QuerySet[User]:
    """Everybody of a team who may be asked to walk a flat on a day."""
    live = Membership.objects.live(on).filter(team=team, role__in=(Role.COORDINATOR, Role.INITIATOR))
    return User.objects.filter(pk__in=live.values("user")).order_by("joined_at")


def coordinators(teams: Collection[UUID], on: date) -> QuerySet[Membership]:
    """Who coordinates these teams on a day, the longest there first."""
    live = Membership.objects.live(on).filter(team__in=teams, role=Role.COORDINATOR)
    return live.select_related("user").order_by("user__joined_at")


def may_walk(flat: Flat, person: User, on: date | None = None) -> bool:
    """Whether this person is among the walkers of the flat."""
    return of_flat(flat, on).filter(pk=person.pk).exists()


def in_letter(flat: Flat) -> Pair | None:
    """The two whom the last delivered letters of this flat announce, as far as both still have an account."""
    delivered = LetterBatch.objects.filter(letter__flat=flat, delivered_on__isnull=False)
    newest = delivered.order_by("-delivered_on", "-ordered_at").values_list("asker_id", "note_taker_id")
    asker, note_taker = newest.first() or (None, None)
    return Pair(asker, note_taker) if asker and note_taker else None


def evenings(team: Team) -> list[Pair]:
    """Who walked together in this team, oldest first, in one query; what was called off does not count."""
    closed = Round.objects.filter(flat__team=team, state=RoundState.CLOSED)
    pairs = closed.order_by("planned_on", "starts_at").values_list("asker_id", "note_taker_id")
    return [Pair(asker, note_taker) for asker, note_taker in pairs]

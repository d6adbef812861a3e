"""Who may enter a view and how far they reach; each view wears @allow(Permission.X) or @public."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from buurvoorbuur import clock, logins
from buurvoorbuur.models import Membership, Team, User
from buurvoorbuur.roles import ASSIGNED_ONLY, Permission, Role, holds

# What a view is marked with that is about whoever is logged in and nobody else.
ONESELF = "oneself"
# Where the session keeps which team somebody works for now.
CHOSEN_TEAM = "team"

type_view = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Reach:
    """How far one person reaches with one permission: whole teams, or only assigned flats in them."""

    user: User
    permission: Permission
    whole_teams: frozenset[UUID]
    assigned_teams: frozenset[UUID]

    def __bool__(self) -> bool:
        return bool(self.whole_teams or self.assigned_teams)

    @property
    def teams(self) -> frozenset[UUID]:
        return self.whole_teams | self.assigned_teams


class Guarded(HttpRequest):
    """A request that passed @allow: somebody is logged in and their reach is known."""

    user: User
    reach: Reach
    memberships: list[Membership]
    our_team: Team


def memberships_of(user: User) -> list[Membership]:
    """The person's live memberships with their teams; ended ones do not count."""
    live = Q(ends_on__isnull=True) | Q(ends_on__gte=clock.today())
    return list(Membership.objects.filter(live, user=user).select_related("team").order_by("team__name"))


def reach_of(user: User, permission: Permission) -> Reach:
    """What this person may reach with this permission now; falsy when nothing."""
    return reach_among(memberships_of(user), user, permission)


def reach_among(memberships: list[Membership], user: User, permission: Permission) -> Reach:
    """What `reach_of` says, of live memberships that are known already."""
    granting = [m for m in memberships if holds(Role(m.role), permission)]
    assigned = frozenset(m.team_id for m in granting if Role(m.role) in ASSIGNED_ONLY)
    return Reach(user, permission, frozenset(m.team_id for m in granting) - assigned, assigned)


@dataclass(frozen=True)
class Somebody:
    """A person with their live memberships, read once: for what asks after many permissions at a time."""

    user: User
    memberships: list[Membership]

    @classmethod
    def known(cls, user: User) -> "Somebody":
        return cls(user, memberships_of(user))

    def reach(self, permission: Permission) -> Reach:
        """What `reach_of` says."""
        return reach_among(self.memberships, self.user, permission)


def allow(permission: Permission | None, *, fresh: bool = False) -> Callable[[type_view], type_view]:
    """Lets in only who holds the permission in some team (403 otherwise) and puts `request.reach` there.

    Without a permission it lets in whoever is logged in, also in no team, to what is about nobody else.

    Whose role asks for a second proof is first led to giving one. With `fresh` the last proof must be a
    few minutes old: for what takes data out, makes it go, or changes who may do what.
    """

    def wear(view: type_view) -> type_view:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            assert isinstance(request.user, User)
            # Kept for this request only: the menu does not ask again, and a role change counts at once.
            memberships = memberships_of(request.user)
            request.memberships = memberships  # type: ignore[attr-defined]
            first = logins.first_to_do(request, request.user, {Role(m.role) for m in memberships})
            if first:
                return first
            if permission is not None:
                reach = reach_among(memberships, request.user, permission)
                if not reach:
                    raise PermissionDenied
                request.reach = reach  # type: ignore[attr-defined]
            if fresh and not logins.is_fresh(request):
                return logins.ask_again(request)
            return view(request, *args, **kwargs)

        guarded.permission = permission or ONESELF  # type: ignore[attr-defined]
        return guarded

    return wear


def public(view: type_view) -> type_view:
    """Marks a view that residents and strangers may open without an account."""
    marked = login_not_required(view)
    marked.permission = None  # type: ignore[attr-defined]
    return marked


def team_in_reach(request: Guarded) -> Team:
    """The team that this request is about: the one its form names, else the one chosen, else the first.

    Only teams within the request's reach count, so that naming or choosing never widens it.
    """
    request.our_team = _first_wanted(request, _teams(request), request.POST.get("team", ""))
    return request.our_team


def team_of(request: HttpRequest, memberships: list[Membership]) -> Team | None:
    """The team whose name stands in the menu. Never reads the form: it may be what broke the page."""
    known: Team | None = getattr(request, "our_team", None)
    if known is None and memberships:
        teams = _teams(request) if hasattr(request, "reach") else [m.team for m in memberships]  # type: ignore[arg-type]
        return _first_wanted(request, teams)
    return known


def _teams(request: Guarded) -> list[Team]:
    return [m.team for m in request.memberships if m.team_id in request.reach.teams]


def _first_wanted(request: HttpRequest, teams: list[Team], named: str = "") -> Team:
    wanted = (named, request.session.get(CHOSEN_TEAM))
    return next((team for want in wanted for team in teams if str(team.pk) == want), teams[0])

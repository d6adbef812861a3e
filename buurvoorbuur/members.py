"""Who is in a team with which role, until when; whoever leaves hands over what they have in hand."""

from datetime import date, datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit, email_changes, invitations, logins, open_work
from buurvoorbuur.models import Membership, Team, User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Role

# A team is never without somebody who can do these.
NEEDED = (Role.COORDINATOR,)


@transaction.atomic
def change(*, membership: Membership, role: Role, ends_on: date | None, by: User, at: datetime) -> Membership:
    """Gives a member another role or last day, which their next request meets; with a role they log in anew.

    Raises `Refused`: a role this person may neither give nor take, a day gone by, the last coordinator, and
    a role in which the member could not finish what they have in hand.
    """
    ours, today = _locked(membership), timezone.localdate(at)
    if not {Role(ours.role), role} <= invitations.may_give(by, ours.team, today):
        raise Refused(_("You cannot give this role."), field="role")
    if ends_on and ends_on < today:
        raise Refused(_("Choose a day that is still to come."), field="ends_on")
    if role != ours.role:
        _refuse_last(ours, today)
        if open_work.of(ours.user, ours.team, at):
            raise Refused(_("This person has work in hand. Have it handed over first."), field="role")
        logins.end_all(ours.user)
    ours.role, ours.ends_on = role, ends_on
    ours.save(update_fields=["role", "ends_on"])
    audit.record("member.changed", by=by, about=ours, at=at, team=ours.team_id)
    return ours


@transaction.atomic
def hand_over(*, membership: Membership, to: User, by: User, at: datetime) -> None:
    """Gives what a member has in hand in a team to a colleague. Raises `Refused` if they may not have it."""
    ours = _locked(membership)
    if not successors(ours, timezone.localdate(at)).filter(user=to).exists():
        raise Refused(_("Choose somebody of the team."), field="to")
    open_work.hand_over(user=ours.user, team=ours.team, to=to, by=by, at=at)
    audit.record("member.handed_over", by=by, about=ours, at=at, team=ours.team_id)


@transaction.atomic
def end(*, membership: Membership, by: User, at: datetime) -> Membership:
    """A member leaves a team, or is taken out of it: from their next request they see nothing of it.

    Raises `Refused`: the last coordinator, somebody this person may not change, and work still in hand.
    """
    ours, today = _locked(membership), timezone.localdate(at)
    if by != ours.user and Role(ours.role) not in invitations.may_give(by, ours.team, today):
        raise Refused(_("You cannot take this person out of the team."))
    _refuse_last(ours, today)
    if open_work.of(ours.user, ours.team, at):
        raise Refused(_("First hand over what is still open, so that nothing is lost."), field="to")
    ours.ends_on = today - timedelta(days=1)
    ours.save(update_fields=["ends_on"])
    if by != ours.user:
        logins.end_all(ours.user)
    audit.record("member.left", by=by, about=ours, at=at, team=ours.team_id)
    return ours


def successors(membership: Membership, today: date) -> QuerySet[Membership]:
    """Who else is in the team, coordinators first: they may take over anything."""
    others = Membership.objects.live(today).filter(team=membership.team_id).exclude(pk=membership.pk)
    walking = others.filter(role__in=(Role.COORDINATOR, Role.INITIATOR))
    return walking.select_related("user").order_by("role", "user__joined_at")


@transaction.atomic
def block(*, user: User, by: User, at: datetime) -> None:
    """Shuts an account at once: a lost telephone, or somebody who may no longer come in. Twice is once."""
    if user == by:
        raise Refused(_("You cannot block yourself."))
    if _set_active(user, False):
        logins.end_all(user)
        email_changes.forget(user)
        audit.record("account.blocked", by=by, about=user, at=at)


@transaction.atomic
def unblock(*, user: User, by: User, at: datetime) -> None:
    """Opens an account again. Twice is once."""
    if _set_active(user, True):
        audit.record("account.unblocked", by=by, about=user, at=at)


@transaction.atomic
def forget_second_proof(*, user: User, by: User, at: datetime) -> None:
    """For who lost their telephone and recovery codes: at their next login they choose another proof."""
    Authenticator.objects.filter(user=user).delete()
    logins.end_all(user)
    audit.record("account.second_proof_forgotten", by=by, about=user, at=at)


def _set_active(user: User, is_active: bool) -> bool:
    ours = User.objects.filter(pk=user.pk, ended_at=None)
    return bool(ours.exclude(is_active=is_active).update(is_active=is_active))


def _locked(membership: Membership) -> Membership:
    """Locks the team: of two last coordinators who leave at once, one stays."""
    Team.objects.select_for_update().get(pk=membership.team_id)
    return Membership.objects.select_related("user", "team").get(pk=membership.pk)


def _refuse_last(ours: Membership, today: date) -> None:
    if Role(ours.role) not in NEEDED:
        return
    others = Membership.objects.live(today).filter(team=ours.team_id, role=ours.role).exclude(pk=ours.pk)
    if not others.exists():
        raise Refused(_("This is the last coordinator of the team. First give somebody else that role."))

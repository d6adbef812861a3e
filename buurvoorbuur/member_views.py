"""Who is in a team: inviting, roles, handing over, leaving, and accounts that are shut or opened again."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from buurvoorbuur import (
    accounts,
    clock,
    email_changes,
    invitations,
    logins,
    members,
    municipal_logins,
    open_work,
)
from buurvoorbuur.access import Guarded, allow, memberships_of, public, reach_among, team_in_reach
from buurvoorbuur.member_forms import HandOverForm, InviteForm, JoinForm, MemberForm, ProfileForm
from buurvoorbuur.models import Invitation, Membership, Team, User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission, Role


@allow(Permission.KEEP_MEMBERS)
@require_GET
def member_list(request: Guarded) -> HttpResponse:
    """Everybody of a team, and who was invited and did not come in yet."""
    ours, at = team_in_reach(request), clock.now()
    known = ours.memberships.filter(user__ended_at=None).select_related("user")
    known = known.order_by("role", "user__joined_at")
    live = list(known.live(clock.today()))
    context = {
        "ours": ours,
        "members": live,
        "gone": known.exclude(pk__in=[membership.pk for membership in live]),
        "invited": Invitation.objects.open(at).filter(team=ours),
        "keeps_accounts": _keeps_accounts(request, ours),
        "has_one_coordinator": sum(one.role == Role.COORDINATOR for one in live) == 1,
    }
    return render(request, "members.html", context)


@allow(Permission.KEEP_MEMBERS, fresh=True)
@require_http_methods(["GET", "POST"])
def member_invite(request: Guarded) -> HttpResponse:
    """Asks somebody into the team by mail."""
    ours, today = team_in_reach(request), clock.today()
    roles = invitations.may_give(request.user, ours, today)
    form = InviteForm(request.POST or None, roles=roles)
    if request.method == "POST" and form.is_valid():
        try:
            invitations.invite(team=ours, **form.cleaned_data, by=request.user, at=clock.now())
        except Refused as no:
            form.add_error(no.field, no.sentence)
        else:
            messages.success(request, _("The invitation is on its way. It is good for a week."))
            return redirect("members")
    return render(request, "member_invite.html", {"form": form, "ours": ours})


@allow(Permission.KEEP_MEMBERS)
@require_POST
def invitation_withdraw(request: Guarded, pk: UUID) -> HttpResponse:
    """The link that was sent opens nothing any more."""
    invited = get_object_or_404(Invitation, pk=pk, team__in=request.reach.teams)
    invitations.withdraw(invitation=invited, by=request.user, at=clock.now())
    messages.success(request, _("The invitation was taken back."))
    return redirect("members")


@allow(Permission.KEEP_MEMBERS, fresh=True)
@require_http_methods(["GET", "POST"])
def member(request: Guarded, pk: int) -> HttpResponse:
    """One member: their role and last day, and what they have in hand."""
    theirs = _within_reach(request, pk)
    roles = invitations.may_give(request.user, theirs.team, clock.today())
    form = MemberForm(request.POST or None, roles=roles, initial=MemberForm.initial_of(theirs))
    if request.method == "POST" and form.is_valid():
        try:
            members.change(membership=theirs, **form.cleaned_data, by=request.user, at=clock.now())
        except Refused as no:
            form.add_error(no.field, no.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect("member", pk=pk)
    may_change = Role(theirs.role) in roles
    return _member_page(request, theirs, form=form if may_change else None)


@allow(Permission.KEEP_MEMBERS, fresh=True)
@require_POST
def member_hand_over(request: Guarded, pk: int) -> HttpResponse:
    """A colleague takes over what this member has in hand."""
    return _hand_over(request, _within_reach(request, pk), "member")


@allow(Permission.KEEP_MEMBERS, fresh=True)
@require_POST
def member_end(request: Guarded, pk: int) -> HttpResponse:
    """This member is no longer in the team."""
    theirs = _within_reach(request, pk)
    members.end(membership=theirs, by=request.user, at=clock.now())
    messages.success(request, _("%(name)s is no longer in the team.") % {"name": theirs.user})
    return redirect("members")


@allow(Permission.KEEP_ACCOUNTS, fresh=True)
@require_POST
def member_block(request: Guarded, pk: int) -> HttpResponse:
    """Shuts somebody's account, in all teams."""
    return _with_account(request, pk, members.block, _("The account is shut."))


@allow(Permission.KEEP_ACCOUNTS, fresh=True)
@require_POST
def member_unblock(request: Guarded, pk: int) -> HttpResponse:
    """Opens somebody's account again."""
    return _with_account(request, pk, members.unblock, _("The account is open again."))


@allow(Permission.KEEP_ACCOUNTS, fresh=True)
@require_POST
def member_forget_proof(request: Guarded, pk: int) -> HttpResponse:
    """Lets somebody who lost their telephone choose another second step."""
    done = _("At their next login they choose a new second step.")
    return _with_account(request, pk, members.forget_second_proof, done)


@public
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, key: str) -> HttpResponse:
    """Where the link of an invitation leads: who asks, for what, and how to come in."""
    invited = invitations.by_key(key, clock.now())
    if invited is None:
        return render(request, "invitation_closed.html", status=404)
    if isinstance(request.user, User):
        return _join_as(request, invited, key)
    form = JoinForm(request.POST or None, email=invited.email)
    if request.method == "POST" and form.is_valid():
        try:
            language = get_language() or "nl"
            invitations.join(key=key, **form.cleaned_data, language=language, at=clock.now())
        except Refused as no:
            form.add_error(no.field, no.sentence)
        else:
            messages.success(request, _("Welcome! Now log in with your new password."))
            return redirect("account_login")
    has_account = invitations.account_of(invited) is not None
    return render(request, "invitation.html", {"form": form, "invited": invited, "has_account": has_account})


def _join_as(request: HttpRequest, invited: Invitation, key: str) -> HttpResponse:
    assert isinstance(request.user, User)
    if request.method == "POST":
        invitations.join_as(key=key, user=request.user, at=clock.now())
        messages.success(request, _("You are now in %(team)s.") % {"team": invited.team})
        return redirect("home")
    context = {"invited": invited, "is_mine": invited.email == request.user.email}
    return render(request, "invitation.html", context)


@allow(Permission.ENTER)
@require_http_methods(["GET", "POST"])
def account(request: Guarded) -> HttpResponse:
    """One's own name and language, teams, second step, and where one is logged in."""
    form = ProfileForm(request.POST or None, initial=ProfileForm.initial_of(request.user))
    if request.method == "POST" and form.is_valid():
        accounts.change_profile(user=request.user, **form.cleaned_data, at=clock.now())
        messages.success(request, _("Saved."))
        return redirect("account")
    context = {
        "form": form,
        "memberships": memberships_of(request.user),
        "has_second_proof": logins.has_second_proof(request.user),
        "waiting": email_changes.waiting(request.user, clock.now()),
        "is_tied": municipal_logins.is_tied(request.user),
        "sign_ins": logins.standing(request.user, clock.now()),
        "here": request.session.session_key,
    }
    return render(request, "account.html", context)


@allow(Permission.ENTER, fresh=True)
@require_POST
def account_end_others(request: Guarded) -> HttpResponse:
    """Logs out everywhere else."""
    logins.end_all(request.user, but=request.session.session_key)
    messages.success(request, _("You are logged in here only."))
    return redirect("account")


@allow(Permission.ENTER, fresh=True)
@require_http_methods(["GET", "POST"])
def account_leave(request: Guarded, pk: UUID) -> HttpResponse:
    """Leaving a team oneself, once all that was in hand is with somebody else."""
    mine = get_object_or_404(Membership, team=pk, pk__in=[one.pk for one in request.memberships])
    if request.method == "POST" and "to" in request.POST:
        return _hand_over(request, mine, "account_leave")
    if request.method == "POST":
        members.end(membership=mine, by=request.user, at=clock.now())
        messages.success(request, _("You left %(team)s. Thank you for all you did.") % {"team": mine.team})
        return redirect("home" if memberships_of(request.user) else "account_end")
    return _leave_page(request, mine)


def _within_reach(request: Guarded, pk: int) -> Membership:
    known = Membership.objects.filter(user__ended_at=None).select_related("user", "team")
    return get_object_or_404(known, pk=pk, team__in=request.reach.teams)


def _with_account(request: Guarded, pk: int, act: Callable[..., None], done: str) -> HttpResponse:
    theirs = _within_reach(request, pk)
    act(user=theirs.user, by=request.user, at=clock.now())
    messages.success(request, done)
    return redirect("member", pk=pk)


def _hand_over(request: Guarded, theirs: Membership, page: str) -> HttpResponse:
    form = HandOverForm(request.POST, among=members.successors(theirs, clock.today()))
    if form.is_valid():
        try:
            members.hand_over(membership=theirs, **form.cleaned_data, by=request.user, at=clock.now())
        except Refused as no:
            form.add_error("to", no.sentence)
        else:
            messages.success(request, _("%(name)s takes it over.") % {"name": form.cleaned_data["to"]})
            return redirect(page, pk=theirs.pk if page == "member" else theirs.team_id)
    if page == "member":
        return _member_page(request, theirs, hand_over_form=form)
    return _leave_page(request, theirs, form)


def _member_page(
    request: Guarded,
    theirs: Membership,
    *,
    form: MemberForm | None = None,
    hand_over_form: HandOverForm | None = None,
) -> HttpResponse:
    sees_flats = reach_among(request.memberships, request.user, Permission.SEE_FLATS)
    context = _in_hand(theirs, hand_over_form, may_look=theirs.team_id in sees_flats.teams)
    context |= {
        "form": form,
        "theirs": theirs,
        "is_live": Membership.objects.live(clock.today()).filter(pk=theirs.pk).exists(),
        "keeps_accounts": _keeps_accounts(request, theirs.team),
        "is_me": theirs.user_id == request.user.pk,
    }
    return render(request, "member.html", context)


def _keeps_accounts(request: Guarded, team: Team) -> bool:
    keeping = reach_among(request.memberships, request.user, Permission.KEEP_ACCOUNTS)
    return team.pk in keeping.teams


def _leave_page(request: Guarded, mine: Membership, form: HandOverForm | None = None) -> HttpResponse:
    return render(request, "account_leave.html", _in_hand(mine, form, may_look=True) | {"mine": mine})


def _in_hand(theirs: Membership, form: HandOverForm | None, *, may_look: bool) -> dict[str, Any]:
    now = clock.now()
    return {
        "in_hand": open_work.of(theirs.user, theirs.team, now),
        "may_look": may_look,
        "whose": theirs,
        "without": open_work.without(theirs.user, theirs.team, now),
        "unsettled": open_work.unsettled(theirs.user, now),
        "hand_over_form": form or HandOverForm(among=members.successors(theirs, clock.today())),
    }

"""Asks people into a team by a link to their own mailbox: once, for a week, with the role it carries."""

import secrets
from datetime import date, datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit, crypto
from buurvoorbuur.models import Invitation, Membership, Team, User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import GIVES, Role

LASTS = timedelta(days=7)
# After this an invitation that ended is forgotten.
REMEMBERED = timedelta(days=30)


def may_give(by: User, team: Team, today: date) -> frozenset[Role]:
    """Which roles this person may give in this team."""
    mine = Membership.objects.live(today).filter(user=by, team=team)
    return frozenset(role for membership in mine for role in GIVES[Role(membership.role)])


@transaction.atomic
def invite(
    *, team: Team, email: str, role: Role, by: User, at: datetime, ends_on: date | None = None
) -> Invitation:
    """Sends somebody a link; what they were sent before for this team no longer opens anything.

    Raises `Refused`: a role this person may not give, a day gone by, somebody who is in the team already,
    and a mail that cannot be sent (then nothing is stored).
    """
    today = timezone.localdate(at)
    if role not in may_give(by, team, today):
        raise Refused(_("You cannot give this role."), field="role")
    made, link = prepare(team=team, email=email, role=role, by=by, at=at, ends_on=ends_on)
    _send(made, link)
    return made


@transaction.atomic
def prepare(
    *, team: Team, email: str, role: Role, by: User | None, at: datetime, ends_on: date | None = None
) -> tuple[Invitation, str]:
    """Makes an invitation without a mail; returns it with the path of its link, which is kept nowhere."""
    today, email = timezone.localdate(at), email.lower()
    if ends_on and ends_on < today:
        raise Refused(_("Choose a day that is still to come."), field="ends_on")
    Team.objects.select_for_update().get(pk=team.pk)
    if Membership.objects.live(today).filter(team=team, user__email=email).exists():
        raise Refused(_("This person is in the team already."), field="email")
    for earlier in Invitation.objects.open(at).filter(team=team):
        if earlier.email == email:
            _take_back(earlier, at)
    key = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        team=team,
        email=email,
        role=role,
        ends_on=ends_on,
        link_index=_index(key),
        invited_by=by,
        invited_at=at,
        expires_at=at + LASTS,
    )
    audit.record("invitation.sent", by=by, about=made, at=at, team=team.pk)
    return made, reverse("invitation", args=[key])


@transaction.atomic
def withdraw(*, invitation: Invitation, by: User, at: datetime) -> None:
    """From now on the link opens nothing. Raises `Refused` once it was used."""
    ours = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if ours.accepted_at:
        raise Refused(_("This invitation was used already."))
    _take_back(ours, at)
    audit.record("invitation.withdrawn", by=by, about=ours, at=at, team=ours.team_id)


def by_key(key: str, at: datetime) -> Invitation | None:
    """The open invitation that a link leads to."""
    found = Invitation.objects.open(at).select_related("team", "invited_by")
    return found.filter(link_index=_index(key)).first()


@transaction.atomic
def join(*, key: str, name: str, password: str, language: str, at: datetime) -> User:
    """Makes an account for who was invited and puts them in the team. The password was checked before.

    Raises `Refused` when the link is no longer open, or its mailbox has an account: that one logs in first.
    """
    ours = _locked(key, at)
    if account_of(ours):
        raise Refused(_("You have an account already. Log in with it first."))
    user = User.objects.create_user(ours.email, password, name=name, language=language)
    return _enter(ours, user, at)


@transaction.atomic
def join_as(*, key: str, user: User, at: datetime) -> User:
    """Puts somebody who has an account already in the team. Raises `Refused` when it was sent to another."""
    ours = _locked(key, at)
    if user.email != ours.email:
        raise Refused(_("This invitation was sent to somebody else. Log out first."))
    return _enter(ours, user, at)


def account_of(invitation: Invitation) -> User | None:
    """The account of the mailbox an invitation was sent to."""
    return User.objects.filter(email=invitation.email).first()


def forget_ended(at: datetime) -> int:
    """Deletes invitations that ended long ago; returns how many lines went."""
    return Invitation.objects.filter(expires_at__lt=at - REMEMBERED).delete()[0]


def _enter(ours: Invitation, user: User, at: datetime) -> User:
    Membership.objects.update_or_create(
        user=user, team=ours.team, defaults={"role": ours.role, "ends_on": ours.ends_on}
    )
    User.objects.filter(pk=user.pk).update(left_at=None)
    ours.accepted_at = at
    ours.save(update_fields=["accepted_at"])
    audit.record("invitation.accepted", by=user, about=ours, at=at, team=ours.team_id)
    return user


def _locked(key: str, at: datetime) -> Invitation:
    found = Invitation.objects.select_for_update(of=("self",)).open(at).select_related("team")
    ours = found.filter(link_index=_index(key)).first()
    if ours is None:
        raise Refused(_("This invitation is no longer open. Ask for a new one."))
    return ours


def _take_back(invitation: Invitation, at: datetime) -> None:
    invitation.withdrawn_at = at
    invitation.save(update_fields=["withdrawn_at"])


def _index(key: str) -> str:
    return crypto.blind_index("invitation", key)


def _send(made: Invitation, path: str) -> None:
    by, team = made.invited_by, made.team
    with translation.override(by.language if by else None):
        words = {
            "team": team,
            "by": by,
            "role": made.get_role_display(),
            "url": public_url(path),
            "expires_at": made.expires_at,
        }
        # On one line, whatever a team is called.
        subject = " ".join(render_to_string("email/invitation_subject.txt", words).split())
        body = render_to_string("email/invitation.txt", words)
    try:
        send_mail(subject, body, None, [made.email])
    except (OSError, SMTPException) as no:
        raise Refused(
            _("The mail could not be sent, so nobody was invited. Try again later."), field="email"
        ) from no


def public_url(path: str) -> str:
    """The whole address of a path, as it stands in a mail."""
    return f"{settings.PUBLIC_URL}{path}"

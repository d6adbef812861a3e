"""Ends accounts: who they were goes, and what they did stays, as done by a former volunteer."""

from datetime import date, datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit, logins, open_work, privacy, suppression
from buurvoorbuur.models import Event, Invitation, Membership, User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.suppression import Kind, Line

# What was committed is over long before this; whoever does something later was not ended after all.
LONGEST_ENDING = timedelta(minutes=10)


@transaction.atomic
def end(*, user: User, by: User | None, at: datetime) -> None:
    """Takes name, address and every way in out of an account that is in no team. Twice is once.

    Raises `Refused`: still in a team, something in hand, and something of theirs that nobody settled yet.
    """
    if in_a_team(timezone.localdate(at)).filter(user=user.pk).exists():
        raise Refused(_("This account is still in a team. First leave it, and hand over what is open."))
    for membership in Membership.objects.filter(user=user.pk).select_related("user", "team"):
        # A guest's last day comes also when nobody took over from them.
        if open_work.of(membership.user, membership.team, at):
            raise Refused(_("First hand over what is still open, so that nothing is lost."))
    _end(user, by, at)


@transaction.atomic
def end_by_term(user: User, at: datetime) -> None:
    """What a night does with who left their last team long ago, also when nobody took over from them.

    What their telephone sent and nobody settled keeps it for another night.
    """
    if in_a_team(timezone.localdate(at)).filter(user=user).exists():
        return
    try:
        _end(user, None, at)
    except Refused:
        return


def note_who_left(at: datetime) -> None:
    """Since when somebody is in no team at all: a guest's last day passes without a press of anybody."""
    there = in_a_team(timezone.localdate(at)).values("user")
    User.objects.filter(left_at=None).exclude(pk__in=there).update(left_at=at)
    User.objects.filter(left_at__isnull=False, pk__in=there).update(left_at=None)


def in_a_team(today: date) -> QuerySet[Membership]:
    """Who has a place in a team, also with an account that is shut for the moment."""
    return Membership.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))


def apply_again(at: datetime) -> None:
    """Ends anew, in a database that came out of a backup, what was ended since."""
    read = suppression.read()
    with transaction.atomic():
        for line in read.of(Kind.ENDED):
            ours = User.objects.filter(pk=line.key, ended_at=None).first()
            if ours and not _lived_on(line):
                Membership.objects.filter(user=ours).update(ends_on=timezone.localdate(line.at))
                audit.record("account.ended", by=None, about=ours, at=at)
                _take_out(ours, at)


def _end(user: User, by: User | None, at: datetime) -> None:
    ours = User.objects.select_for_update().get(pk=user.pk)
    if ours.ended_at:
        return
    if waits := open_work.unsettled(ours, at):
        raise Refused(waits[0].words)
    # On paper before it is done: an older backup then brings nobody back.
    suppression.note(Kind.ENDED, ours.pk, at)
    audit.record("account.ended", by=by, about=ours, at=at)
    _take_out(ours, at)


def _lived_on(line: Line) -> bool:
    """Done by them after this: then the ending itself was rolled back."""
    return Event.objects.filter(actor_id=line.key, at__gt=line.at + LONGEST_ENDING).exists()


def _take_out(ours: User, at: datetime) -> None:
    logins.end_all(ours)
    for entry, rows in privacy.about(ours):
        if not entry.stays and entry.model is not User:
            rows.delete()
    for ways_in in (Authenticator, SocialAccount, EmailAddress):
        ways_in.objects.filter(user=ours).delete()
    Invitation.objects.filter(pk__in=_asked(ours.email)).delete()
    ours.name, ours.email = "", f"{ours.pk}@{User.NOWHERE}"
    ours.set_unusable_password()
    ours.is_active, ours.last_login, ours.ended_at = False, None, at
    ours.save()


def _asked(email: str) -> list[UUID]:
    """The invitations that went to this mailbox; hidden addresses can only be compared one by one."""
    return [invited.pk for invited in Invitation.objects.all() if invited.email == email]

"""Another e-mail address for somebody's own account, which counts once its mailbox was opened."""

import secrets
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import account_mails, audit, crypto, invitations, logins
from buurvoorbuur.models import EmailChange, User
from buurvoorbuur.refusals import Refused

LASTS = timedelta(hours=2)
CLOSED = _("This link is no longer open. Ask for the change once more under My account.")


@transaction.atomic
def ask(*, user: User, email: str, at: datetime) -> EmailChange:
    """Sends a link to the new address and a warning to the old one, over what was asked before.

    Whose address it is already makes no difference to who asks: then that mailbox gets another mail, without
    a link. Raises `Refused`: it is theirs already, and mails that cannot be sent (then nothing is stored).
    """
    email = email.lower()
    if email == user.email:
        raise Refused(_("This is your address already."), field="email")
    EmailChange.objects.filter(user=user).delete()
    key = secrets.token_urlsafe(32)
    made = EmailChange.objects.create(
        user=user, email=email, link_index=_index(key), asked_at=at, expires_at=at + LASTS
    )
    audit.record("account.email_change_asked", by=user, about=user, at=at)
    template = "email_change_taken" if _is_taken(email) else "email_change"
    url = invitations.public_url(reverse("email_change_confirm", args=[key]))
    is_sent = account_mails.tell(user, template, to=email, url=url, expires_at=made.expires_at)
    if not (is_sent and account_mails.tell(user, "email_change_warning")):
        raise Refused(_("The mail could not be sent, so nothing changed. Try again later."), field="email")
    return made


def waiting(user: User, at: datetime) -> EmailChange | None:
    """The address that was asked for and did not answer yet."""
    return EmailChange.objects.filter(user=user, expires_at__gt=at).first()


def by_key(key: str, user: User, at: datetime) -> EmailChange | None:
    """What the link of a mail confirms, for who asked for it and nobody else."""
    return EmailChange.objects.filter(link_index=_index(key), user=user, expires_at__gt=at).first()


@transaction.atomic
def withdraw(*, user: User, at: datetime) -> None:
    """The link opens nothing any more. Twice is once."""
    gone, _by_model = EmailChange.objects.filter(user=user).delete()
    if gone:
        audit.record("account.email_change_withdrawn", by=user, about=user, at=at)


@transaction.atomic
def confirm(*, key: str, user: User, here: str | None, at: datetime) -> User:
    """From now on the new address counts; every login but the one whose session is `here` ends.

    Raises `Refused` when the link is no longer open, or somebody else has the address meanwhile.
    """
    ours = User.objects.select_for_update().get(pk=user.pk)
    asked, before = by_key(key, ours, at), ours.email
    if asked is None:
        raise Refused(CLOSED)
    ours.email = asked.email
    try:
        with transaction.atomic():
            ours.save(update_fields=["email"])
    except IntegrityError as no:
        # Somebody else has it meanwhile.
        raise Refused(CLOSED) from no
    asked.delete()
    # By what the login library remembers itself, the old one would still be found.
    EmailAddress.objects.filter(user=ours).delete()
    logins.end_all(ours, but=here)
    audit.record("account.email_changed", by=ours, about=ours, at=at)
    account_mails.tell(ours, "email_changed", to=before)
    return ours


def forget(user: User) -> None:
    """What was asked before somebody changed how they log in, or was shut out, comes to nothing."""
    EmailChange.objects.filter(user=user).delete()


def forget_ended(at: datetime) -> int:
    """Deletes what nobody confirmed in time; returns how many lines went."""
    return EmailChange.objects.filter(expires_at__lte=at).delete()[0]


def _is_taken(email: str) -> bool:
    return User.objects.filter(email=email).exists()


def _index(key: str) -> str:
    return crypto.blind_index("email change", key)

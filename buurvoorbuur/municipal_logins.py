"""Ties somebody's login at a municipality to the account they have here; makes no account and no role."""

from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import account_mails, audit, crypto, logins
from buurvoorbuur.id_tokens import Claims
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused

# What the login library calls where such a login comes from.
PROVIDER = "municipality"

UNKNOWN = _(
    "Your login at the municipality is right, but we know no account here by it. Were you invited? Then first"
    " open the link in that mail and make your account. Not yet? Ask the coordinator of your team to invite"
    " you."
)
SHUT = _("Your account here is shut. Is that a mistake? Ask the coordinator of your team.")


def owner(*, claims: Claims, at: datetime) -> User:
    """Whose account this is: once it is tied only by their number over there, whatever their address is then.

    The first time it is tied, by the verified address of an account that is open; its other logins end, and
    a mail tells its owner. Raises `Refused`: nobody known, tied to another login already, shut.
    """
    link = _link_of(claims).select_related("user").first()
    user = link.user if link else _tie(claims, at)
    if user is None:
        raise Refused(UNKNOWN)
    if not user.is_active:
        audit.record("account.refused", by=None, about=user, at=at)
        raise Refused(SHUT)
    return user


def is_tied(user: User) -> bool:
    """Whether this account can be entered by a login elsewhere."""
    return SocialAccount.objects.filter(user=user, provider=PROVIDER).exists()


@transaction.atomic
def untie(*, user: User, at: datetime) -> None:
    """From now on that login opens nothing, until it is tied again. Twice is once."""
    gone, _by_model = SocialAccount.objects.filter(user=user, provider=PROVIDER).delete()
    if gone:
        audit.record("account.municipal_login_untied", by=user, about=user, at=at)


def _tie(claims: Claims, at: datetime) -> User | None:
    """The account of this address, tied from now on, unless it is shut."""
    with transaction.atomic():
        user = User.objects.select_for_update().filter(email=claims.email).first() if claims.email else None
        if user is None or not user.is_active:
            return user
        if _link_of(claims).filter(user=user).exists():
            return user
        if is_tied(user):
            audit.record("account.refused", by=None, about=user, at=at)
            return None
        # Nothing of what they say about somebody is kept, and their number only as a fingerprint.
        SocialAccount.objects.create(user=user, provider=PROVIDER, uid=_mark(claims), extra_data={})
        logins.end_all(user)
        audit.record("account.municipal_login_tied", by=user, about=user, at=at)
    account_mails.tell(user, "municipal_login_tied")
    return user


def _link_of(claims: Claims) -> QuerySet[SocialAccount]:
    return SocialAccount.objects.filter(provider=PROVIDER, uid=_mark(claims))


def _mark(claims: Claims) -> str:
    return crypto.blind_index("municipal login", f"{claims.issuer}\n{claims.subject}")

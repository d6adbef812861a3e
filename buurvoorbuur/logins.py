"""How and where somebody is logged in: with which proofs, how long ago, on which machines; grants nothing."""

from collections.abc import Set
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from buurvoorbuur import clock, devices
from buurvoorbuur.came_from import came_from
from buurvoorbuur.models import SignIn, User
from buurvoorbuur.roles import PROVE_TWICE, Role

# However busy somebody is: after a long evening they prove anew who they are.
LONGEST_LOGIN = timedelta(hours=12)
# A login at a municipality: who was logged in there already may have shown nothing now.
ELSEWHERE = "socialaccount"


def first_to_do(request: HttpRequest, user: User, roles: Set[Role]) -> HttpResponse | None:
    """Where somebody with these roles is led before anything else: logging in anew, or a second proof."""
    proofs = get_authentication_records(request, request.user)
    if proofs and _ago(proofs[0]["at"]) > LONGEST_LOGIN:
        logout(request)
        return redirect(f"{reverse('account_login')}?{urlencode({'next': _back_to(request)})}")
    if not settings.PROVE_TWICE or not roles & PROVE_TWICE:
        return None
    if any(proof["method"] == "mfa" or _is_twice(proof) for proof in proofs) or has_second_proof(user):
        return None
    return redirect("mfa_index")


def note_elsewhere(request: HttpRequest, user: User, *, is_twice: bool) -> None:
    """Notes that somebody came by the login of a municipality, and whether that took more than a password."""
    record_authentication(request, user, ELSEWHERE, twice=is_twice or None)


def proved_twice_elsewhere(request: HttpRequest, user: User) -> bool:
    """Whether the proof that somebody comes in by now took more than a password where they gave it."""
    proofs = get_authentication_records(request, user)
    return bool(proofs) and _is_twice(proofs[-1])


def has_second_proof(user: User) -> bool:
    """Whether an app or a passkey stands ready; giving oneself one ends all other logins."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return Authenticator.objects.filter(user=user.pk, type__in=kinds).exists()


def is_fresh(request: HttpRequest) -> bool:
    """Whether this person proved to us who they are in the last few minutes."""
    known = get_authentication_records(request, request.user)
    proofs = [proof for proof in known if proof["method"] != ELSEWHERE]
    longest = timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)
    return bool(proofs) and _ago(proofs[-1]["at"]) < longest


def ask_again(request: HttpRequest) -> HttpResponse:
    """Leads to proving it again, and then back to a page: what was in hand is kept nowhere meanwhile."""
    if request.method != "GET":
        messages.info(request, _("Nothing was done yet. Please press once more after this."))
    where = urlencode({"next": _back_to(request)})
    return redirect(f"{reverse('account_reauthenticate')}?{where}")


def begin(*, request: HttpRequest, user: User, at: datetime) -> SignIn:
    """Notes that somebody is logged in on this machine from now on."""
    key = request.session.session_key or ""
    device = devices.named(request.headers.get("User-Agent", ""))
    return SignIn.objects.create(user=user, session_key=key, device=device, began_at=at)


def renew(request: HttpRequest) -> None:
    """Gives this login a new session id: the old one gains nothing by what was proven."""
    old = request.session.session_key
    request.session.cycle_key()
    SignIn.objects.filter(session_key=old).update(session_key=request.session.session_key)


def last_proof(request: HttpRequest) -> float:
    """When somebody last proved who they are, in this session; 0 for never."""
    proofs = get_authentication_records(request, request.user)
    return proofs[-1]["at"] if proofs else 0


def standing(user: User, at: datetime) -> list[SignIn]:
    """Where somebody is logged in now, the newest first."""
    live = Session.objects.filter(expire_date__gt=at).values("session_key")
    return list(SignIn.objects.filter(user=user, session_key__in=live))


def end(sign_ins: QuerySet[SignIn]) -> int:
    """Ends these logins from their next request on; returns how many."""
    keys = list(sign_ins.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    SignIn.objects.filter(session_key__in=keys).delete()
    return len(keys)


def end_all(user: User, *, but: str | None = None) -> int:
    """Ends every login of somebody, except the one whose session this is."""
    return end(SignIn.objects.filter(user=user).exclude(session_key=but))


def forget_ended(at: datetime) -> int:
    """Deletes sessions that are over, and what was noted of them; returns how many lines went."""
    Session.objects.filter(expire_date__lte=at).delete()
    gone = SignIn.objects.exclude(session_key__in=Session.objects.values("session_key"))
    return gone.delete()[0]


def _is_twice(proof: dict[str, Any]) -> bool:
    return proof["method"] == ELSEWHERE and bool(proof.get("twice"))


def _ago(moment: float) -> timedelta:
    return timedelta(seconds=clock.now().timestamp() - moment)


def _back_to(request: HttpRequest) -> str:
    """This page, or of what writes the page it was pressed on."""
    return request.get_full_path() if request.method == "GET" else came_from(request) or "/"

"""Leads to the login of a municipality and back; what comes back counts only as `id_tokens` reads it."""

import secrets
from logging import getLogger
from typing import Any

from allauth.account.adapter import get_adapter as account_adapter
from allauth.account.utils import get_next_redirect_url, perform_login
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from buurvoorbuur import clock, id_tokens, logins, municipal_logins
from buurvoorbuur.access import Guarded, allow, public
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission

log = getLogger(__name__)

ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
# What a provider can get wrong: it does not answer, answers in no form we know, or says what does not hold.
GOES_WRONG = (RequestException, OAuth2Error, id_tokens.Untrusted, KeyError, TypeError, ValueError)


class Municipality(OpenIDConnectOAuth2Adapter):
    """Where its own pages are, as it says itself; only over TLS, and only when it is the one we name."""

    def get_provider(self) -> "Provider":
        return Provider(self.request)

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return str(build_absolute_uri(request, reverse("municipal_login_back")))

    @property
    def openid_config(self) -> dict[str, Any]:
        said: dict[str, Any] = super().openid_config
        if said["issuer"] != settings.OIDC_ISSUER:
            raise id_tokens.Untrusted("issuer")
        safe = ("https://", "http://") if settings.INSECURE_LOCALHOST else "https://"
        if not all(str(said[place]).startswith(safe) for place in ENDPOINTS):
            raise id_tokens.Untrusted("endpoints")
        return said


class Provider(OpenIDConnectProvider):
    """One municipality, of the settings; nothing of the visitor's request changes what it is asked."""

    oauth2_adapter_class = Municipality

    def __init__(self, request: HttpRequest) -> None:
        known = {
            "server_url": f"{settings.OIDC_ISSUER.rstrip('/')}/.well-known/openid-configuration",
            "oauth_pkce_enabled": True,
            "scope": ["openid", "email"],
        }
        app = SocialApp(
            provider="openid_connect",
            provider_id=municipal_logins.PROVIDER,
            client_id=settings.OIDC_CLIENT_ID,
            secret=settings.OIDC_CLIENT_SECRET,
            settings=known,
        )
        super().__init__(request, app=app)

    def way_there(self) -> str:
        """The address of their login, for this browser, once."""
        nonce = secrets.token_urlsafe(32)
        away = self.redirect(
            self.request,
            AuthProcess.LOGIN,
            next_url=get_next_redirect_url(self.request),
            auth_params={"nonce": nonce},
            nonce=nonce,
        )
        return str(away["Location"])

    def claims(self, state: dict[str, Any]) -> id_tokens.Claims:
        """Who they say this is, for the way there that this state remembers."""
        place = Municipality(self.request, self.sub_id)
        client = place.get_client(self.request, self.app)
        answer = client.get_access_token(
            self.request.GET["code"], pkce_code_verifier=state["pkce_code_verifier"]
        )
        with get_adapter().get_requests_session() as line:
            keys = line.get(place.openid_config["jwks_uri"])
            keys.raise_for_status()
        return id_tokens.read(
            answer["id_token"],
            keys=keys.json(),
            issuer=settings.OIDC_ISSUER,
            client=settings.OIDC_CLIENT_ID,
            nonce=state["nonce"],
        )


def button(request: HttpRequest) -> dict[str, str]:
    """What stands on the button that leads there; empty where there is none."""
    said = settings.OIDC_BUTTON or _("Log in with the municipality")
    return {"municipal_button": said if settings.OIDC_ISSUER else ""}


@public
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Goes to their login by a page between: our policy stops a form that leads to another site."""
    if request.user.is_authenticated:
        return redirect("home")
    try:
        there = Provider(request).way_there()
    except GOES_WRONG as no:
        return _gone_wrong(request, no)
    going = render(request, "municipal_going.html", {"there": there})
    going.headers["Refresh"] = f"0; url={there}"
    return going


@public
@require_GET
def back(request: HttpRequest) -> HttpResponse:
    """Where their login leads back to, with a code that is good once and for this browser only."""
    provider = Provider(request)
    try:
        state = provider.unstash_redirect_state(request, request.GET.get("state", ""))
        if request.GET.get("error") == Municipality.login_cancelled_error:
            return _stopped(request, _("You stopped there, so nothing happened here."), 403)
        claims = provider.claims(state)
        user = municipal_logins.owner(claims=claims, at=clock.now())
    except Refused as no:
        return _stopped(request, no.sentence, 403)
    except PermissionDenied:
        return _stopped(
            request, _("This way in was used before, or waited too long. Please begin again."), 403
        )
    except GOES_WRONG as no:
        return _gone_wrong(request, no)
    if request.user.is_authenticated:
        account_adapter(request).logout(request)
    is_twice = claims.proves_twice(settings.OIDC_PROVES_TWICE)
    logins.note_elsewhere(request, user, is_twice=is_twice)
    return perform_login(request, user, redirect_url=state.get("next"))


@allow(Permission.ENTER, fresh=True)
@require_POST
def untie(request: Guarded) -> HttpResponse:
    """That login opens one's own account no longer."""
    municipal_logins.untie(user=request.user, at=clock.now())
    messages.success(request, _("Your login at the municipality opens your account no longer."))
    return redirect("account")


def _gone_wrong(request: HttpRequest, no: Exception) -> HttpResponse:
    """What it was stands in the log by its kind: what they sent may tell who somebody is."""
    reason = str(no) if isinstance(no, id_tokens.Untrusted) else type(no).__name__
    log.warning("the login of the municipality could not be used: %s", reason)
    sentence = _("The login of the municipality could not be used just now. It is not your fault.")
    return _stopped(request, sentence, 502)


def _stopped(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    return render(request, "municipal_stopped.html", {"sentence": sentence}, status=status)

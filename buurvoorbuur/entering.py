"""What the login library asks us: nobody signs up, second proofs lie encrypted, and each change is told."""

import logging
from smtplib import SMTPException
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from requests import Session

from buurvoorbuur import access, audit, clock, crypto, devices, email_changes, logins
from buurvoorbuur.models import SignIn, User
from buurvoorbuur.roles import PROVE_TWICE, Role

log = logging.getLogger(__name__)


class SecondStep(AuthenticateStage):
    """Our own second step, unless the login of a municipality took two of them just now."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        if self.login.user and logins.proved_twice_elsewhere(self.request, self.login.user):
            return None, True
        answer: tuple[HttpResponse | None, bool] = super().handle()
        return answer


class ClosedDoorAdapter(DefaultAccountAdapter):
    """Keeps the library's sign-up shut, and writes down who entered and who changed how they enter."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        at = clock.now()
        logins.begin(request=request, user=user, at=at)
        audit.record("account.entered", by=user, about=user, at=at)

    def logout(self, request: HttpRequest) -> None:
        here = SignIn.objects.filter(session_key=request.session.session_key)
        logins.end(here)
        super().logout(request)

    def get_login_stages(self) -> list[str]:
        theirs, ours = (f"{one.__module__}.{one.__qualname__}" for one in (AuthenticateStage, SecondStep))
        return [ours if stage == theirs else stage for stage in super().get_login_stages()]

    def is_reauthentication_required(self, *, app: str, **_kwargs: Any) -> bool:
        """Who logged in a moment ago need not do so again to choose a second proof."""
        return not logins.is_fresh(self.request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        super().authentication_failed(request, **credentials)
        known = User.objects.filter(email=str(credentials.get("email", "")).lower()).first()
        if known:
            audit.record("account.refused", by=None, about=known, at=clock.now())

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """What changed is told to the member; whoever was logged in elsewhere is so no longer."""
        changed = template_prefix.rpartition("/")[2]
        logins.end_all(user, but=self.request.session.session_key)
        email_changes.forget(user)
        audit.record(f"account.{changed}", by=user, about=user, at=clock.now())
        with translation.override(user.language):
            try:
                super().send_notification_mail(template_prefix, user, context, email)
            except (OSError, SMTPException):
                # The change stands all the same, and the event log tells it.
                log.exception("no mail could be sent about %s", template_prefix)


class SecondProofAdapter(DefaultMFAAdapter):
    """Keeps secrets of apps and recovery codes under the keys of this installation."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _(
            "Your role asks for a second step when you log in. First add another one."
        ),
        "incorrect_code": _("This code is not right. Codes of an app change every half minute."),
    }

    def encrypt(self, text: str) -> str:
        return crypto.seal(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.unseal(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> SafeString:
        """The code as a drawing that can stand in the page: no picture from elsewhere is let in."""
        drawn = segno.make_qr(url, error="m")
        return mark_safe(drawn.svg_inline(scale=5, border=4, svgclass="code-drawing", lineclass=None))

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """What the browser says it is; the member may call it otherwise."""
        return devices.named(context.request.headers.get("User-Agent", "")) or gettext("Passkey")

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        user = authenticator.user
        others = Authenticator.objects.filter(user=user).exclude(pk=authenticator.pk)
        has_other = others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
        roles = {Role(membership.role) for membership in access.memberships_of(user)}
        return has_other or not roles & PROVE_TWICE


class StraightLineAdapter(DefaultSocialAccountAdapter):
    """Asks the login of a municipality at its own addresses, and goes to none that these lead on to."""

    def get_requests_session(self) -> Session:
        line: Session = super().get_requests_session()
        line.max_redirects = 0
        return line

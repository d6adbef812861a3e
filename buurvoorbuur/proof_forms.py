"""Reads second proofs as the login library does, and tells the event log of one that is wrong."""

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from django.core.exceptions import ValidationError

from buurvoorbuur import audit, clock
from buurvoorbuur.models import User


def _tell(user: User | None, no: ValidationError) -> None:
    """A try that was not looked at, as there were too many before it, is no line more."""
    if user and no.code == "incorrect_code":
        audit.record("account.proof_refused", by=None, about=user, at=clock.now())


class _Code:
    user: User

    def clean_code(self) -> str:
        try:
            return str(super().clean_code())  # type: ignore[misc]
        except ValidationError as no:
            _tell(self.user, no)
            raise


class _Device:
    user: User | None

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except ValidationError as no:
            _tell(self.user, no)
            raise


class CodeForm(_Code, AuthenticateForm):
    """A code of an app or a recovery code, at logging in."""


class CodeAgainForm(_Code, ReauthenticateForm):
    """The same of who is in already."""


class DeviceForm(_Device, AuthenticateWebAuthnForm):
    """A passkey, at logging in."""


class DeviceAgainForm(_Device, ReauthenticateWebAuthnForm):
    """The same of who is in already."""

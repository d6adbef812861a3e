"""Who is logged in by a test proved a moment ago who they are, with an app too, as members do."""

from collections.abc import Callable

from django.test import Client

from buurvoorbuur import clock
from buurvoorbuur.models import User

PROOFS = ("password", "mfa")


def by_default() -> None:
    """From now on for every login without a form."""
    Client.force_login = _proving(Client.force_login)  # type: ignore[method-assign]


def prove(client: Client, user: User, *proofs: str, ago: float = 0) -> None:
    """Notes in somebody's session with what they proved who they are, `ago` seconds before now."""
    session = client.session
    at = clock.now().timestamp() - ago
    session["account_authentication_methods"] = [{"method": proof, "at": at} for proof in proofs]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def _proving(force_login: Callable[..., None]) -> Callable[..., None]:
    def log_in(client: Client, user: User, backend: str | None = None) -> None:
        force_login(client, user, backend)
        prove(client, user, *PROOFS)

    return log_in

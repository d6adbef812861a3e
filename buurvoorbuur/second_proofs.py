"""Carries the secrets of second proofs over to the newest key: the login library keeps them as JSON."""

from collections import Counter
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from buurvoorbuur import crypto

# The values of an authenticator that our adapter encrypts.
SECRETS = ("secret", "seed")


def count() -> Counter[int | None]:
    """How many secrets are under which key, the newest being 0; None for those that none of them opens."""
    found: Counter[int | None] = Counter()
    for data in Authenticator.objects.values_list("data", flat=True):
        found.update(crypto.key_position(secret.encode()) for secret in _secrets(data).values())
    return found


def renew() -> int:
    """Encrypts anew whatever is not under the newest key; returns how many. Raises `Unreadable`."""
    return sum(_renew(pk) for pk in Authenticator.objects.values_list("pk", flat=True))


@transaction.atomic
def _renew(pk: int) -> int:
    ours = Authenticator.objects.select_for_update().filter(pk=pk).first()
    if ours is None:
        return 0
    renewed = {
        name: crypto.renewed(secret.encode()).decode()
        for name, secret in _secrets(ours.data).items()
        if crypto.key_position(secret.encode()) != 0
    }
    if renewed:
        ours.data = {**ours.data, **renewed}
        ours.save(update_fields=["data"])
    return len(renewed)


def _secrets(data: dict[str, Any]) -> dict[str, str]:
    return {name: data[name] for name in SECRETS if name in data}

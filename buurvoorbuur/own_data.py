"""Hands members everything that is held about their own account, as a file; of others it tells nothing."""

import json
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from buurvoorbuur import audit, held
from buurvoorbuur.models import User


@transaction.atomic
def as_file(*, user: User, at: datetime) -> str:
    """JSON in the names of the register of processing, and how they can log in; no secret among it."""
    ours = User.objects.get(pk=user.pk)
    audit.record("account.exported", by=user, about=user, at=at)
    told = [
        {
            "model": section.label,
            "why": section.entry.why,
            "kept": section.entry.keep,
            "rows": [{fact.name: fact.value for fact in row} for row in section.rows],
        }
        for section in held.about(ours)
    ]
    return json.dumps([*told, _ways_in(ours)], ensure_ascii=False, indent=2)


def _ways_in(user: User) -> dict[str, Any]:
    second = Authenticator.objects.filter(user=user).order_by("pk")
    elsewhere = SocialAccount.objects.filter(user=user).order_by("pk")
    return {
        "model": "allauth",
        "why": "To log in with more than a password, or by the login of a municipality.",
        "kept": "until its owner takes it away or the account ends",
        "rows": [
            *({"kind": one.type, "since": one.created_at.isoformat()} for one in second),
            *({"kind": one.provider, "since": one.date_joined.isoformat()} for one in elsewhere),
        ],
    }

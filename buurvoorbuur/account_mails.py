"""Tells members by mail what happens to their account, in their own language."""

import logging
from smtplib import SMTPException
from typing import Any

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation

from buurvoorbuur.models import User

log = logging.getLogger(__name__)


def tell(user: User, template: str, *, to: str = "", **words: Any) -> bool:
    """Sends what `email/TEMPLATE.txt` says; whether it could be sent: a change stands all the same."""
    with translation.override(user.language):
        subject = render_to_string(f"email/{template}_subject.txt", words).strip()
        body = render_to_string(f"email/{template}.txt", words)
    try:
        send_mail(subject, body, None, [to or user.email])
    except (OSError, SMTPException):
        log.exception("no mail could be sent about %s", template)
        return False
    return True

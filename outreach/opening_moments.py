"""Carries the moment a door was opened through a form, signed, so that a talk begun in time may end after."""

from datetime import UTC, datetime, timedelta

from django.core.signing import BadSignature, Signer

from outreach.models import Address, Round

LONGEST = timedelta(hours=3)
# Before a moment that was noted on paper: it may be of the evening before.
ON_PAPER = "paper "


def sign(evening: Round, door: Address, at: datetime, *, on_paper: bool = False) -> str:
    """A text for a form that says when this door was opened on this round."""
    return _signer(evening, door).sign(f"{ON_PAPER if on_paper else ''}{int(at.timestamp())}")


def read(signed: str, evening: Round, door: Address, now: datetime) -> datetime:
    """The moment in such a text; now when it is missing, forged, of another door, or still to come.

    A moment over three hours old becomes now too, unless it was noted on paper.
    """
    text = _unsigned(signed, evening, door)
    if not text:
        return now
    moment = datetime.fromtimestamp(int(text.removeprefix(ON_PAPER)), UTC)
    is_recent = now - moment <= LONGEST or text.startswith(ON_PAPER)
    return moment if moment <= now and is_recent else now


def is_from_paper(signed: str, evening: Round, door: Address) -> bool:
    """Whether this is a moment noted on paper: how long a talk took is not known then."""
    return _unsigned(signed, evening, door).startswith(ON_PAPER)


def _unsigned(signed: str, evening: Round, door: Address) -> str:
    try:
        return _signer(evening, door).unsign(signed)
    except BadSignature:
        return ""


def _signer(evening: Round, door: Address) -> Signer:
    return Signer(salt=f"opened:{evening.pk}:{door.pk}")

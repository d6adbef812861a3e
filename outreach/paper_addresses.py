"""How paper names a page of ours: to type over by hand, and as a QR code."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from outreach import qr_codes
from outreach.qr_codes import QrCode


def full(name: str, *keys: str) -> str:
    """The address of a page in full, as a link or a QR code needs it."""
    return settings.PUBLIC_URL + reverse(name, args=keys)


def written(name: str) -> str:
    """The address of a page as one writes it by hand: without `https://` and closing stroke."""
    parts = urlsplit(full(name))
    return f"{parts.netloc}{parts.path}".rstrip("/")


def scanned(name: str, *keys: str) -> QrCode:
    """The same, to be scanned."""
    return qr_codes.draw(full(name, *keys))

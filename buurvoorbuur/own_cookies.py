"""What the next page says once travels in a cookie of this host alone, and never lies in the database."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage


class Sentences(CookieStorage):
    """Signed, and gone once it is read. What does not fit is let go rather than kept in the session."""

    cookie_name = settings.MESSAGES_COOKIE_NAME

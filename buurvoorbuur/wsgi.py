"""The web server's way in; refuses to open under another encryption key than the data's."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "buurvoorbuur.settings")

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.db import connections

try:
    application = get_wsgi_application()
    from buurvoorbuur import keys

    keys.verify()
    # The server forks from here; no worker may inherit a connection.
    connections.close_all()
except ImproperlyConfigured as refusal:
    sys.exit(str(refusal))

"""How another process reaches the database of a test, or another one beside it."""

import os
from datetime import datetime
from urllib.parse import urlsplit

from django.db import connection

from buurvoorbuur.models import Team


def database_url(name: str = "") -> str:
    """Where this test's own database is, or the one with this name beside it."""
    name = name or str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def forget_all_names(*, at: datetime) -> None:
    """Stands for what is done again after a restore."""
    Team.objects.update(name="forgotten")

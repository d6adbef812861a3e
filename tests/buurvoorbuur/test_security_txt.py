"""Whoever finds a hole learns whom to tell."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tests import make

pytestmark = pytest.mark.django_db
WHERE = "/.well-known/security.txt"


def test_it_names_whom_to_tell_and_until_when() -> None:
    answer = Client().get(WHERE)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    told = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert told["Contact"] == "mailto:veilig@example.org"
    assert told["Canonical"].endswith(WHERE)
    assert make.EVENING < datetime.fromisoformat(told["Expires"]) < make.EVENING + timedelta(days=365)


def test_without_a_setting_nobody_is_named(settings: Any) -> None:
    settings.SECURITY_CONTACT = ""
    assert Client().get(WHERE).status_code == 404

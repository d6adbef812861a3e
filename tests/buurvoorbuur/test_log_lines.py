"""No line of the log holds what stands in an address: a code there still opens something."""

import io
import logging
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from buurvoorbuur.log_lines import WithoutPersons
from buurvoorbuur.models import User
from outreach.views import optout_codes

CODE = "ZWAL-UWST"


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What the site's own handlers print."""
    printed = io.StringIO()
    for name in ("", "django", "gunicorn.error"):
        for handler in logging.getLogger(name).handlers:
            if isinstance(handler.formatter, WithoutPersons):
                monkeypatch.setattr(handler, "stream", printed)
    return printed


def lines(log: io.StringIO) -> str:
    assert log.getvalue()
    for part in (CODE, CODE.lower(), "UWST", "geheim"):
        assert part not in log.getvalue()
    return log.getvalue()


@pytest.mark.django_db
def test_a_form_without_its_cookie_is_logged_without_the_code(log: io.StringIO) -> None:
    page = Client(enforce_csrf_checks=True).post(reverse("optout_code", args=[CODE]), {"ja": "1"})
    assert page.status_code == 403
    assert "/afmelden/<" in lines(log)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [f"/afmelden/{CODE}/", f"/afmelden/{CODE}/ ander UWST/", f"/{CODE}", f"/afmelden/{CODE}/é/?zo={CODE}"],
)
def test_an_address_that_is_not_there_is_logged_without_what_it_holds(log: io.StringIO, path: str) -> None:
    assert Client().get(path).status_code == 404
    assert "Not Found" in lines(log)


@pytest.mark.django_db
def test_a_page_that_breaks_is_logged_by_its_pattern(
    log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(optout_codes.codes, "door_of", lambda code: 1 / 0)
    client = Client(raise_request_exception=False)
    assert client.get(reverse("optout_code", args=[CODE])).status_code == 500
    assert (
        "Internal Server Error: /afmelden/<str:code>/" in lines(log) and "ZeroDivisionError" in log.getvalue()
    )


@pytest.mark.django_db
def test_a_link_for_a_new_password_is_not_in_the_log(log: io.StringIO) -> None:
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": "geheim-abc"})
    Client(enforce_csrf_checks=True).post(path, {})
    assert "password/reset/key" in lines(log)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("gunicorn.error", f"Error handling request GET /afmelden/{CODE}/"),
        ("django.server", f'"GET /afmelden/{CODE}/?x=geheim HTTP/1.1" 500 12'),
        ("django.security.SuspiciousOperation", f"Attempted access to /{CODE}"),
    ],
)
def test_what_a_server_says_of_a_request_is_masked_too(name: str, said: str) -> None:
    record = logging.LogRecord(name, logging.ERROR, __file__, 1, said, None, None)
    assert CODE not in WithoutPersons().format(record)
    assert "geheim" not in WithoutPersons().format(record)


@pytest.mark.django_db
def test_who_is_refused_and_who_asks_too_often_stand_there_by_the_pattern(
    log: io.StringIO, as_: Any, wim: User
) -> None:
    assert as_(wim).get(reverse("flats")).status_code == 403
    assert "Forbidden (Permission denied): /flats/" in log.getvalue()
    given = {"login": "x", "password": "geheim"}
    for _try in range(31):
        answer = Client(REMOTE_ADDR="10.9.9.9").post(reverse("account_login"), given)
    assert answer.status_code == 429
    assert "Too Many Requests: /account/login/" in lines(log)


@pytest.mark.django_db
def test_an_address_with_a_line_end_makes_no_line_of_its_own(log: io.StringIO) -> None:
    before = log.getvalue().count("\n")
    assert Client().get("/x%0A2026-11-27T00:00:00Z%20ERROR%20made%20up").status_code == 404
    assert log.getvalue().count("\n") == before + 1 and "made up" not in log.getvalue()


def test_a_line_says_when_in_utc() -> None:
    record = logging.LogRecord("outreach", logging.ERROR, __file__, 1, "no room", None, None)
    record.created = datetime(2026, 10, 25, 0, 30, tzinfo=UTC).timestamp()
    assert WithoutPersons("%(asctime)s %(message)s").format(record) == "2026-10-25T00:30:00Z no room"


def test_other_lines_stay_as_they_are() -> None:
    record = logging.LogRecord("outreach", logging.ERROR, __file__, 1, "no room in /var/lib", None, None)
    assert WithoutPersons().format(record) == "no room in /var/lib"

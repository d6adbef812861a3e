"""No line of the log holds what stands in an address: a code there still opens something."""

import io
import logging

import pytest
from django.test import Client
from django.urls import reverse

from buurvoorbuur.log_lines import WithoutPersons
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


def test_other_lines_stay_as_they_are() -> None:
    record = logging.LogRecord("outreach", logging.ERROR, __file__, 1, "no room in /var/lib", None, None)
    assert WithoutPersons().format(record) == "no room in /var/lib"

"""What must be told before the site starts, and the promises that stand in its settings alone."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

ROOT = Path(__file__).resolve().parents[2]


def started(name: str = "PUBLIC_URL", **changes: str | None) -> subprocess.CompletedProcess[str]:
    """This setting as a process of its own reads it, with these over those of the tests."""
    told = {**os.environ, "DATABASE_URL": "sqlite://:memory:", "ALLOWED_HOSTS": "example.org", **changes}
    told = {name: value for name, value in told.items() if value is not None}
    program = f"from buurvoorbuur import settings; print(settings.{name})"
    return subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=told, capture_output=True, text=True)


def test_a_server_must_be_told_where_the_codes_on_paper_lead() -> None:
    refused = started(INSECURE_LOCALHOST="false", PUBLIC_URL="")
    assert refused.returncode and "PUBLIC_URL" in refused.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("changes", "leads_to"),
    [
        ({"INSECURE_LOCALHOST": "true", "PUBLIC_URL": ""}, "http://localhost:8000"),
        ({"INSECURE_LOCALHOST": "false", "PUBLIC_URL": "https://example.org/"}, "https://example.org"),
    ],
)
def test_the_address_on_paper_is_as_told(changes: dict[str, str], leads_to: str) -> None:
    assert started(**changes).stdout.strip() == leads_to


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SESSION_COOKIE_NAME", "__Host-session"),
        ("CSRF_COOKIE_NAME", "__Host-csrf"),
        ("LANGUAGE_COOKIE_NAME", "__Host-language"),
        ("MESSAGES_COOKIE_NAME", "__Host-messages"),
        ("MADE_COOKIE_NAME", "__Host-made"),
        ("SESSION_COOKIE_SECURE", "True"),
        ("SECURE_SSL_REDIRECT", "True"),
        ("SESSION_COOKIE_AGE", "1800"),
    ],
)
def test_a_server_sends_its_cookies_over_tls_only(name: str, value: str) -> None:
    server = {"INSECURE_LOCALHOST": "false", "PUBLIC_URL": "https://example.org"}
    assert started(name, **server).stdout.strip() == value


def test_a_server_shows_nothing_of_itself_and_is_spoken_to_over_tls_for_a_year() -> None:
    server = {"INSECURE_LOCALHOST": None, "PUBLIC_URL": "https://example.org", "DEBUG": None}
    names = (
        "DEBUG, settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS,"
        " settings.SESSION_COOKIE_HTTPONLY, settings.CSRF_COOKIE_HTTPONLY, settings.LANGUAGE_COOKIE_HTTPONLY,"
        " settings.SESSION_COOKIE_SAMESITE, settings.CSRF_COOKIE_SAMESITE"
    )
    told = started(names, **server).stdout.split()
    assert told == ["False", "31536000", *["True"] * 4, "Lax", "Lax"]


@pytest.mark.parametrize("key", ["SECRET_KEY", "FIELD_ENCRYPTION_KEYS", "INDEX_KEY"])
def test_without_its_keys_nothing_starts(key: str) -> None:
    refused = started(**{key: ""})
    assert refused.returncode and key in refused.stderr.splitlines()[-1]


def test_a_password_is_kept_by_a_slow_hash() -> None:
    hashers = started("PASSWORD_HASHERS[0]").stdout.strip()
    assert hashers == "django.contrib.auth.hashers.Argon2PasswordHasher"
    with override_settings(PASSWORD_HASHERS=[hashers]):
        assert make_password("drie groene fietsen").startswith("argon2$argon2id$v=19$m=102400,t=2,p=8$")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["home", "account_login", "optout_by_code", None])
def test_every_answer_carries_its_headers(path: str | None) -> None:
    answer = Client().get(reverse(path) if path else "/er-is-niets/")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert "object-src 'none'" in answer["Content-Security-Policy"]
    assert "base-uri 'none'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="these are settings of SQLite")
def test_sqlite_holds_references_and_wipes_what_is_deleted() -> None:
    with connection.cursor() as cursor:
        for pragma, value in (("foreign_keys", 1), ("secure_delete", 1)):
            cursor.execute(f"PRAGMA {pragma}")
            assert cursor.fetchone()[0] == value

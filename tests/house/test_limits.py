"""The page of limits says what the code does."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from buurvoorbuur import email_changes, invitations, logins, logos
from outreach import guesses, registrations
from outreach.address_lists import spreadsheet_rows, workbook_guard
from outreach.forms import deliveries
from outreach.views import sync

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "limits.md").read_text(encoding="utf-8")
RATES = settings.ACCOUNT_RATE_LIMITS


def rate(name: str, by: str) -> list[int]:
    """How often, and in how many minutes, of one of the limits on logging in."""
    [limit] = [one for one in RATES[name].split(",") if one.endswith(by)]
    found = re.fullmatch(rf"(\d+)/(?:m|(\d+)s)/{by}", limit)
    assert found
    return [int(found[1]), int(found[2] or 60) // 60]


def megabytes(size: int) -> str:
    return f"{size // 1_000_000} MB"


LIMITS = {
    "wrong passwords or second steps of one account": "{} in {} minutes".format(*rate("login_failed", "key")),
    "wrong passwords from one address of the net": "{} a minute".format(*rate("login_failed", "ip")),
    "forms for logging in from one address": "{} a minute".format(*rate("login", "ip")),
    "mails with a link for a new password": "{} a minute for one mailbox, {} from one address".format(
        rate("reset_password", "key")[0], rate("reset_password", "ip")[0]
    ),
    "proofs of who is in already": "{} a minute".format(*rate("reauthenticate", "user")),
    "askings for another address of one's own": "{} an hour".format(
        RATES["manage_email"].partition("/h/user")[0]
    ),
    "letters of a password": "{} at least, no other rule".format(
        settings.AUTH_PASSWORD_VALIDATORS[0]["OPTIONS"]["min_length"]
    ),
    "a link for a new password": f"{settings.PASSWORD_RESET_TIMEOUT // 86400} days, once",
    "a link for another e-mail address": f"{email_changes.LASTS.seconds // 3600} hours, once",
    "an invitation": f"{invitations.LASTS.days} days, once",
    "without a click": f"{settings.SESSION_COOKIE_AGE // 60} minutes; "
    f"{sync.LONGEST_EVENING.seconds // 3600} hours on a round",
    "in any case": f"{logins.LONGEST_LOGIN.seconds // 3600} hours",
    "a proof for what cannot be taken back": f"{settings.ACCOUNT_REAUTHENTICATION_TIMEOUT // 60} minutes old",
    "a list of addresses: CSV, or XLSX without macros": (
        f"{megabytes(spreadsheet_rows.MOST_BYTES)}, {megabytes(workbook_guard.MOST_UNPACKED)} unpacked, "
        f"{workbook_guard.MOST_PARTS:,} parts, {spreadsheet_rows.MOST_ROWS:,} rows, "
        f"{spreadsheet_rows.MOST_COLUMNS} columns"
    ),
    "a logo: PNG or JPEG": f"{megabytes(logos.MOST_BYTES)}, {logos.MOST_SIDE:,} pixels each way",
    "any form": f"{megabytes(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)} of fields, "
    f"{settings.DATA_UPLOAD_MAX_NUMBER_FIELDS:,} fields, {settings.DATA_UPLOAD_MAX_NUMBER_FILES} file",
    "what a phone hands in": f"{megabytes(deliveries.MOST_BYTES)}, {deliveries.MOST_ENVELOPES} envelopes of "
    f"{deliveries.LONGEST_ENVELOPE // 1024} kB, {registrations.POSTS_A_MINUTE} posts a minute",
}


@pytest.mark.parametrize("what", LIMITS)
def test_a_limit_stands_there_as_it_is(what: str) -> None:
    assert f"| {what} | {LIMITS[what]} |" in PAGE


def test_no_limit_stands_there_that_is_not_looked_up() -> None:
    tables = PAGE.split("## What is logged")[0]
    said = re.findall(r"^\| ([^|]+) \|", tables, re.MULTILINE)
    assert set(said) - {"what", "---"} == set(LIMITS)
    assert f"After {guesses.MOST_AN_HOUR} wrong codes in an hour" in PAGE
    assert settings.EVENT_MONTHS == 12 and "the database, 12 months, administrators" in PAGE

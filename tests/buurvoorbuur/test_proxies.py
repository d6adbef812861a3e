"""Limits on logging in hold over all workers, and nobody chooses the address they count by."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from buurvoorbuur.models import User
from tests import make
from tests.buurvoorbuur.test_settings import started
from tests.reached import database_url

ROOT = Path(__file__).resolve().parents[2]
# A worker that tries a wrong password so many times.
TRY = """
import sys, django
django.setup()
from django.test import Client
from django.urls import reverse
from django.conf import settings
settings.ALLOWED_HOSTS = ["testserver"]
for number in range(int(sys.argv[2])):
    given = {"login": sys.argv[1], "password": "een fout wachtwoord"}
    Client().post(reverse("account_login"), given)
"""


def tried(email: str, password: str = "een fout wachtwoord", **how: Any) -> HttpResponse:
    return Client(**how).post(reverse("account_login"), {"login": email, "password": password})


@pytest.fixture
def counted(transactional_db: None) -> Iterator[None]:
    """Nothing was counted before, and what is counted here troubles nobody afterwards."""
    call_command("createcachetable", verbosity=0)
    cache.clear()
    yield
    cache.clear()


@pytest.mark.django_db(transaction=True)
def test_two_workers_count_wrong_passwords_together(counted: None, cora: User) -> None:
    told = {**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "buurvoorbuur.settings"}
    given = [sys.executable, "-c", TRY, cora.email, "3"]
    for _worker in range(2):
        ran = subprocess.run(given, cwd=ROOT, env=told, capture_output=True, text=True)
        assert ran.returncode == 0, ran.stderr[-2000:]
    right = tried(cora.email, make.PASSWORD)
    assert right.status_code != 302, "after six wrong passwords at two workers the right one was let in"


@pytest.mark.django_db(transaction=True)
def test_an_address_made_up_anew_each_time_gives_nobody_more_tries(counted: None, cora: User) -> None:
    for number in range(10):
        tried(f"iemand{number}@example.org", headers={"X-Forwarded-For": f"192.0.2.{number}"})
    right = tried(cora.email, make.PASSWORD, headers={"X-Forwarded-For": "192.0.2.99"})
    assert right.status_code != 302, "after ten wrong passwords the same machine was let in"


def _address(settings: Any, proxies: int, forwarded: str) -> str:
    told = started("ALLAUTH_TRUSTED_PROXY_COUNT", TRUSTED_PROXIES=str(proxies))
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = int(told.stdout)
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR="10.0.0.9")
    return str(get_adapter().get_client_ip(request))


@pytest.mark.parametrize(
    ("proxies", "address"), [(0, "10.0.0.9"), (1, "203.0.113.7"), (2, "198.51.100.2"), (3, "192.0.2.1")]
)
def test_what_a_visitor_says_of_their_address_counts_only_as_deep_as_proxies_are_trusted(
    settings: Any, proxies: int, address: str
) -> None:
    assert _address(settings, proxies, "192.0.2.1, 198.51.100.2, 203.0.113.7") == address

"""Whatever is typed anywhere stays text on every screen of every role, and no policy has to stop it."""

from itertools import cycle
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, models, transaction
from playwright.sync_api import Page

from buurvoorbuur.crypto import EncryptedText
from buurvoorbuur.models import Event, User
from buurvoorbuur.roles import Role
from tests.browser import test_every_screen
from tests.browser.test_every_screen import screens_of, what_the_demo_holds
from tests.browsing import Enter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.one_database]

told_today = test_every_screen.told_today
OURS = ("buurvoorbuur", "outreach", "matching")
CORPUS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "'><b onmouseover=alert(1)>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    '" autofocus onfocus=alert(1) x="',
    "javascript:alert(1)",
    "{{ 7|add:7 }}{% debug %}",
    "<style>*{color:red}</style>",
    "<iframe src=//x></iframe>",
    "--><script>alert(1)</script>",
]
# What people type that is not about a person, and so not encrypted.
TYPED = {
    "name",
    "subject",
    "body",
    "text",
    "place",
    "first_step",
    "title",
    "what",
    "source",
    "activity",
    "email",
    "label",
    "description",
    "neighbourhood",
    "street",
    "city",
    "phone",
    "organisation",
    "website",
    "funder",
}
DIFFERS = {"home", "flats", "rounds", "members", "reports"}
LISTEN = """
  globalThis.alert = () => globalThis.ran('alert');
  document.addEventListener('securitypolicyviolation', (e) => globalThis.ran(`${e.violatedDirective}`));
"""


def seed() -> tuple[int, list[str]]:
    """Puts the corpus in every text field that takes it; how many fields did, and which did not."""
    taken, refused, corpus = 0, [], cycle(CORPUS)
    for model in apps.get_models():
        if model._meta.app_label not in OURS or model is Event:
            continue
        for column in model._meta.concrete_fields:
            if not _is_typed(column):
                continue
            done = [_put(row, column, next(corpus)) for row in model._default_manager.all()[:24]]
            taken += any(done)
            refused += [str(column)] if done and not any(done) else []
    return taken, refused


def _is_typed(column: Any) -> bool:
    is_text = isinstance(column, models.CharField | models.TextField) and not column.primary_key
    return is_text and not column.choices and (isinstance(column, EncryptedText) or column.name in TYPED)


def _put(row: Any, column: Any, text: str) -> bool:
    # Beside what stood there, where a letter must keep its tokens.
    before = getattr(row, column.attname) if column.name == "body" else ""
    setattr(row, column.attname, f"{before} {text}".strip()[: column.max_length])
    try:
        with transaction.atomic():
            row.save(update_fields=[column.attname])
    except DatabaseError:
        return False
    return True


def test_a_script_typed_in_any_field_runs_on_no_screen(
    told_today: None, page: Page, live_server: Any, entered: Enter
) -> None:
    coordinator = User.objects.get(memberships__role=Role.COORDINATOR)
    behind, ran, opened, shown = what_the_demo_holds(coordinator), [], set[str](), 0
    taken, refused = seed()
    assert taken > 30, refused
    page.expose_function("ran", lambda what: ran.append((page.url, what)))
    page.add_init_script(LISTEN)
    people = [User.objects.filter(memberships__role=role).first() for role in Role]
    for user in [*people, User.objects.get(pk=behind.walker), None]:
        page.context.clear_cookies()
        if user:
            entered(user)
        # What one role opened looks the same to the next, but for what their first pages gather.
        screens = screens_of(user, behind)
        for name in [name for name in screens if name not in opened or name in DIFFERS]:
            page.goto(f"{live_server.url}{screens[name]}", wait_until="domcontentloaded")
            shown += "alert(1)" in page.content()
        opened |= set(screens)
    assert shown > 30, "hardly any page shows what was typed"
    assert ran == []

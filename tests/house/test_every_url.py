"""Every URL and every form at once: headers, no write by looking, no write from elsewhere, no way out."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import SuspiciousOperation
from django.db import connection, models, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from buurvoorbuur import views
from buurvoorbuur.models import Team, User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Role
from outreach.models import Address, Flat, Resident, Round
from tests import make, together
from tests.house import pages, test_access
from tests.house.conftest import World
from tests.house.site_map import NAMES

pytestmark = pytest.mark.one_database

urls = test_access.urls
OURS = ("buurvoorbuur", "outreach", "matching")
# Takes no cookie along but a token of its own, which may only hand in.
WITH_A_TOKEN = {"envelopes_receive"}
# Names what a form calls its own new row; which id a browser chooses for that leads nowhere.
LOG = "buurvoorbuur.event"
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Opening a page of a person leaves its line in the log, which is the promise itself; limits count attempts.
LOGGED = ("buurvoorbuur_event", "django_session", "cache")
ELSEWHERE = (
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "https:evil.example",
    "\t//evil.example",
)
# Whoever stands at a door can be of any team: this page is for that.
NAMES_EVERY_TEAM = {"who_rings"}
WAYS = ("get", "post")
# Said without a page, which a thousand times over takes long.
FROM_ELSEWHERE = b"from elsewhere"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=()",
    "Cache-Control": "",
    "Content-Type": "/",
    "Content-Security-Policy": "default-src 'none'",
}


def asked(user: User | None, method: str, url: str, given: Any = None, **how: Any) -> HttpResponse:
    client = Client(raise_request_exception=False, **how)
    if user:
        client.force_login(user)
    return getattr(client, method)(url, given or {})


def wanting(answer: HttpResponse) -> list[str]:
    found = [name for name, holds in HEADERS.items() if holds not in answer.headers.get(name, "\0")]
    kind = answer.headers.get("Content-Type", "")
    found += ["letters"] if kind.startswith("text/") and "charset=utf-8" not in kind.replace('"', "") else []
    return found + (["lets others in"] if answer.has_header("Access-Control-Allow-Origin") else [])


def test_every_page_and_every_no_carries_all_headers(
    plain_refusals: None, world: World, urls: dict[str, str], monkeypatch: pytest.MonkeyPatch, bea: User
) -> None:
    found = {}
    for who in (None, world.cora):
        for name in NAMES:
            for method in ("get", "post"):
                with transaction.atomic():
                    answer = asked(who, method, urls[name])
                    transaction.set_rollback(True)
                found[f"{method} {name} {answer.status_code}"] = wanting(answer)
    for status, error in {400: SuspiciousOperation(), 409: Refused("nee"), 500: ValueError()}.items():
        monkeypatch.setattr(views, "JsonResponse", lambda _said, error=error: _raise(error))
        answer = asked(None, "get", urls["health"])
        assert answer.status_code == status
        found[f"error {status}"] = wanting(answer)
    found["csrf"] = wanting(refused := asked(None, "post", urls["set_language"], enforce_csrf_checks=True))
    found["no page"] = wanting(asked(None, "get", "/er-is-niets/"))
    assert refused.status_code == 403
    assert {where: missing for where, missing in found.items() if missing} == {}
    assert {where[-3:] for where in found} >= {"200", "302", "403", "404", "405", "409"}


@pytest.mark.django_db
def test_a_static_file_carries_them_too(settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "drawing.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    answer = asked(None, "get", "/static/drawing.svg")
    assert answer.status_code == 200 and b"<svg" in b"".join(answer)
    answer.close()
    assert asked(None, "get", "/static/").status_code == 404, "nothing is listed"
    # What may frame it stands in its policy.
    assert wanting(answer) == ["X-Frame-Options"]
    assert (
        "no-store" not in answer["Cache-Control"] and "frame-ancestors" in answer["Content-Security-Policy"]
    )


def _raise(error: Exception) -> None:
    raise error


def test_looking_at_a_page_changes_nothing(
    plain_refusals: None, world: World, urls: dict[str, str], bea: User, wim: User
) -> None:
    wrote, opened = {}, 0
    for who in (None, world.cora, world.ans, bea, wim):
        client = Client(raise_request_exception=False)
        if who:
            client.force_login(who)
        for name in NAMES:
            # Of all pages together it would be more than a connection remembers.
            connection.queries_log.clear()
            methods = ("head", "options", "get") if who == world.cora else ("get",)
            with CaptureQueriesContext(connection) as asked_of:
                answers = [getattr(client, method)(urls[name]) for method in methods]
            opened += any(answer.status_code == 200 for answer in answers)
            if writes := [query["sql"][:90] for query in asked_of if _is_write(query["sql"])]:
                wrote[name] = writes
    assert wrote == {}
    assert opened > 150


def _is_write(statement: str) -> bool:
    kind, _, rest = statement.partition(" ")
    return kind in ("INSERT", "UPDATE", "DELETE") and not any(f'"{table}"' in rest[:60] for table in LOGGED)


def _says_no(request: HttpRequest, reason: str) -> HttpResponse:
    return HttpResponse(FROM_ELSEWHERE, status=403)


def test_no_form_is_taken_from_another_site(world: World, urls: dict[str, str], settings: Any) -> None:
    settings.CSRF_FAILURE_VIEW = f"{__name__}.{_says_no.__name__}"
    taken = {}
    for name in NAMES:
        for method in ("post", "put", "patch", "delete"):
            answer = asked(world.cora, method, urls[name], enforce_csrf_checks=True)
            if answer.content != FROM_ELSEWHERE:
                taken[name] = answer.status_code
    assert set(taken) == WITH_A_TOKEN and set(taken.values()) <= {400, 401, 403, 405}


def test_no_address_leads_to_another_site(plain_refusals: None, world: World, urls: dict[str, str]) -> None:
    led, leading = (
        [],
        {(who, method, name) for who in (None, world.cora) for method in WAYS for name in NAMES},
    )
    login = {"login": world.cora.email, "password": make.PASSWORD}
    for evil in ELSEWHERE:
        given = dict.fromkeys(("next", "url", "return", "redirect_to", "back", "back_url"), evil)
        for who, method, name in sorted(leading, key=str):
            with transaction.atomic():
                answer = asked(who, method, urls[name], {**given, **login}, headers={"Referer": evil})
                transaction.set_rollback(True)
            led += [name] if _leads_out(answer) else []
            # What leads nowhere for the first of them leads nowhere for the others.
            if not answer.has_header("Location"):
                leading.remove((who, method, name))
    assert led == []
    assert len(leading) > 20


def _leads_out(answer: HttpResponse) -> bool:
    return "evil.example" in answer.headers.get("Location", "").partition("?")[0]


@pytest.fixture
def foreign(world: World) -> dict[type[models.Model], Any]:
    """Of everything one row that belongs to another team, with keys that no other number looks like."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sqlite_sequence SET seq = seq + 900000")
    far = make.team("Verre team")
    place = make.flat(far, name="Geheimflat")
    one, two = (make.member(name, Role.INITIATOR, far) for name in ("Xeno", "Yara"))
    walked = make.walking_round(place, one, two)
    somebody = make.resident(walked, place.addresses.all()[0], "Geheime Bewoner")
    together.participant(somebody, one)
    together.venue(far, one)
    return {
        model: row
        for model in apps.get_models()
        if model._meta.app_label in OURS and (row := _theirs(model, far)) is not None
    }


def _theirs(model: type[models.Model], team: Team) -> Any:
    paths = (
        "pk",
        "team",
        "flat__team",
        "address__flat__team",
        "round__flat__team",
        "talk__visit__round__flat__team",
        "activity__team",
        "memberships__team",
    )
    for path in paths if model is Team else paths[1:]:
        try:
            return model._default_manager.filter(**{path: team.pk}).first()
        except Exception:
            continue
    return None


def extra_fields(foreign: dict[type[models.Model], Any], declared: set[str]) -> dict[str, str]:
    """A value for every field of every model that the form does not have."""
    given = {"is_superuser": "on", "is_staff": "on", "role": "administrator", "id": "1"}
    for model in apps.get_models():
        if model._meta.app_label not in OURS:
            continue
        for column in model._meta.concrete_fields:
            if isinstance(column, models.ForeignKey) and column.related_model in foreign:
                value = str(foreign[column.related_model].pk)
                given.update({column.name: value, column.attname: value})
            elif not isinstance(column, models.ForeignKey):
                given.setdefault(column.name, str(column.choices[-1][0]) if column.choices else "2026-01-01")
    return {name: value for name, value in given.items() if name not in declared}


def _forms_of(user: User, urls: dict[str, str]) -> Iterator[tuple[str, pages.Form]]:
    seen = set()
    for name in NAMES:
        answer = asked(user, "get", urls[name])
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        for form in pages.forms(answer.text):
            action = form.action or urls[name]
            shape = (action, frozenset(form.values))
            if form.method == "post" and not form.is_file and shape not in seen:
                seen.add(shape)
                yield action, form


def outcome(user: User, action: str, given: Any, known: set[str]) -> Any:
    with transaction.atomic():
        asked(user, "post", action, given)
        after = pages.everything(known)
        transaction.set_rollback(True)
    return after


def test_no_form_sets_more_than_it_asks(
    plain_refusals: None,
    world: World,
    urls: dict[str, str],
    foreign: dict[type[models.Model], Any],
    bea: User,
) -> None:
    known, differ, wrote = pages.keys(), [], 0
    for who in (world.cora, world.ans, bea):
        for action, form in list(_forms_of(who, urls)):
            before = pages.everything(known)
            plain = outcome(who, action, form.values, known)
            more = outcome(who, action, {**form.values, **extra_fields(foreign, set(form.values))}, known)
            wrote += plain != before
            # A view may ask more than this form shows, and then refuses what makes no sense.
            if more not in (plain, before):
                differ.append((action, sorted((more - plain) + (plain - more))[:4]))
    assert differ == []
    assert wrote > 20, wrote


def test_no_form_takes_what_is_another_team_s(
    plain_refusals: None, world: World, urls: dict[str, str], foreign: dict[type[models.Model], Any]
) -> None:
    known, theirs = pages.keys(), {str(row.pk) for row in foreign.values()}
    touched, tried = [], 0
    for action, form in list(_forms_of(world.cora, urls)):
        before = pages.everything(known)
        for name, value in _ids(form):
            for other in _alike(value, foreign):
                tried += 1
                after = outcome(world.cora, action, {**form.values, name: other}, known)
                rows = (after - before) + (before - after)
                touched += [(action, name, row) for row in rows if theirs & set(row[1:]) and row[0] != LOG]
    assert touched == []
    assert tried > 40


def _ids(form: pages.Form) -> Iterator[tuple[str, str]]:
    for name, values in form.values.items():
        if values and (values[0].isdigit() or UUID.fullmatch(values[0])):
            yield name, values[0]


def _alike(value: str, foreign: dict[type[models.Model], Any]) -> list[str]:
    """The keys of what is theirs, of the kind that is asked for."""
    keys = {str(row.pk) for row in foreign.values()}
    return sorted(key for key in keys if key.isdigit() == value.isdigit())


def test_what_stands_behind_the_question_mark_never_widens_a_page(
    plain_refusals: None, world: World, urls: dict[str, str], foreign: dict[type[models.Model], Any]
) -> None:
    shown, given = [], {}
    for model, row in foreign.items():
        name = model.__name__.lower()
        given.update(dict.fromkeys((name, f"{name}_id", f"{name}s"), str(row.pk)))
    for row in (foreign[Team], foreign[Flat], foreign[Address], foreign[Resident], foreign[Round]):
        given.update(dict.fromkeys(("id", "pk", "q"), str(row.pk)))
        for name in sorted(set(NAMES) - NAMES_EVERY_TEAM):
            answer = asked(world.cora, "get", urls[name], given)
            text = answer.content if not answer.streaming else b""
            if b"Geheim" in text or b"Verre team" in text:
                shown.append(name)
    assert shown == []

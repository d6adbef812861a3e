"""The forms of a page as a browser would send them, and what stands in the database made comparable."""

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model

# What a test cannot foresee: chosen at random each time, or sealed.
RANDOM = re.compile(r"gAAAA[\w=-]+|[0-9a-f]{32,64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# What comes and goes beside the data.
LEFT_OUT = {"sessions.session", "django_tasks_database.dbtaskresult"}


@dataclass
class Form:
    """Where it leads and what it sends when nothing is changed."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    is_file: bool = False

    def put(self, name: str, value: str) -> None:
        self.values.setdefault(name, []).append(value)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.open: Form | None = None
        self.select = self.area = ""
        self.options: list[tuple[bool, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        name, value = told.get("name") or "", told.get("value") or ""
        if tag == "form":
            self.open = Form(told.get("action") or "", (told.get("method") or "get").lower())
            self.forms.append(self.open)
        elif self.open is None or ("disabled" in told and tag != "option"):
            return
        elif tag == "input" and name:
            self._input(told, name, value)
        elif tag == "button" and name and name not in self.open.values:
            self.open.put(name, value)
        elif tag == "select":
            self.select, self.options = name, []
        elif tag == "option" and self.select:
            self.options.append(("selected" in told, value))
        elif tag == "textarea":
            self.area = name
            self.open.put(name, "")

    def _input(self, told: dict[str, str | None], name: str, value: str) -> None:
        assert self.open
        kind = told.get("type")
        if kind == "file":
            self.open.is_file = True
        elif kind not in ("checkbox", "radio") or "checked" in told:
            self.open.put(name, value)
        elif "required" in told and name not in self.open.values:
            self.open.put(name, value or "on")
        else:
            self.open.values.setdefault(name, [])

    def handle_data(self, data: str) -> None:
        if self.area and self.open:
            self.open.values[self.area][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "textarea":
            self.area = ""
        elif tag == "select" and self.open:
            chosen = [value for is_chosen, value in self.options if is_chosen]
            filled = [value for _is_chosen, value in self.options if value]
            for value in chosen if any(chosen) else filled[:1]:
                self.open.put(self.select, value)
            self.select = ""


def forms(html: str) -> list[Form]:
    reader = _Reader()
    reader.feed(html)
    return reader.forms


def keys() -> set[str]:
    """The key of every row there is."""
    of_models = (model._default_manager.values_list("pk", flat=True) for model in apps.get_models())
    return {str(pk) for of_one in of_models for pk in of_one}


def everything(known: set[str]) -> Counter[tuple[str, ...]]:
    """Each row of the database; of what was chosen at random only the known keys are told apart."""
    rows = Counter[tuple[str, ...]]()
    with connection.cursor() as cursor:
        for label, question in _questions():
            cursor.execute(question)
            rows.update((label, *(_plain(value, known) for value in row)) for row in cursor.fetchall())
    return rows


@cache
def _questions() -> list[tuple[str, str]]:
    """One per table, put in words once: asked a thousand times, as tokens and dates stand there."""
    every = apps.get_models(include_auto_created=True)
    models = [model for model in every if model._meta.label_lower not in LEFT_OUT]
    return [
        (model._meta.label_lower, str(model._base_manager.values_list(*_columns(model)).query))
        for model in models
    ]


def _columns(model: type[Model]) -> list[str]:
    """Each column but the key; when somebody logged in, or the login library made a row, is a real moment."""
    its_own = {"last_login"} | ({"created_at"} if model._meta.app_label == "mfa" else set())
    columns = [column for column in model._meta.concrete_fields if not column.primary_key]
    return [column.attname for column in columns if column.attname not in its_own]


def _plain(value: Any, known: set[str]) -> str:
    text = str(bytes(value)) if isinstance(value, memoryview | bytes) else str(value)
    return RANDOM.sub(lambda found: found[0] if found[0] in known else "random", text)

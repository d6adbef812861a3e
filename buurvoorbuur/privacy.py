"""Reads what each model declares about persons (inner class Privacy); decides nothing itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet

from buurvoorbuur.retention_terms import Term

OUR_APPS = ("buurvoorbuur", "outreach", "matching")
# A row that is itself the person.
SELF = "self"


@dataclass(frozen=True)
class Entry:
    """One line of the register of processing: what a model holds about persons, why and how long.

    `about` are the paths from a row to the person it is about; with the person goes the row, unless
    `stays` says why not. `may_name` is the path to those whose name may stand in its texts. A model with
    personal fields and neither says in `nobody` why not.
    """

    model: type[models.Model]
    why: str
    keep: str
    personal: frozenset[str]
    readable: dict[str, str]
    plain: frozenset[str]
    about: tuple[str, ...]
    stays: str
    may_name: str
    nobody: str
    term: Term | None

    @property
    def declared(self) -> frozenset[str]:
        return self.personal | self.plain | frozenset(self.readable)

    def leads_to(self) -> set[type[models.Model]]:
        """The models of the persons that rows of this one are about."""
        return {end_of(self.model, path) for path in self.about}

    def rows_about(self, person: models.Model) -> QuerySet[Any]:
        """The rows that are about this person, each once."""
        paths = [path for path in self.about if end_of(self.model, path) is type(person)]
        found = reduce(or_, (Q(**{"pk" if path == SELF else path: person.pk}) for path in paths), Q(pk=None))
        return self._once(found)

    def rows_that_may_name(self, person: models.Model) -> QuerySet[Any]:
        """The rows of others in whose texts this person's name may stand, each once."""
        names = self.may_name and end_of(self.model, self.may_name) is type(person)
        return self._once(Q(**{self.may_name: person.pk}) if names else Q(pk=None))

    def _once(self, found: Q) -> QuerySet[Any]:
        """By their keys, so that a row that is joined twice is there once and can be locked."""
        rows = self.model._base_manager
        return rows.filter(pk__in=rows.filter(found).order_by().values("pk"))


def register() -> list[Entry]:
    """Every model of ours with its declaration, in order of app and name.

    Raises AttributeError for a model without a `Privacy`: silence is not an answer.
    """
    ours = [model for label in OUR_APPS for model in apps.get_app_config(label).get_models()]
    return [_entry(model) for model in sorted(ours, key=lambda model: model._meta.label)]


def about(person: models.Model) -> Iterator[tuple[Entry, QuerySet[Any]]]:
    """Every model with rows that may be about somebody, and those of this person."""
    for entry in register():
        if type(person) in entry.leads_to():
            yield entry, entry.rows_about(person)


def end_of(model: type[models.Model], path: str) -> type[models.Model]:
    """Where a path of relations ends. Raises FieldDoesNotExist where it breaks off."""
    if path == SELF:
        return model
    for name in path.split("__"):
        found = model._meta.get_field(name).related_model
        assert isinstance(found, type)
        model = found
    return model


def _entry(model: type[models.Model]) -> Entry:
    said = model.Privacy  # type: ignore[attr-defined]
    paths = getattr(said, "about", ())
    return Entry(
        model,
        said.why,
        said.keep,
        frozenset(said.personal),
        dict(getattr(said, "readable", {})),
        frozenset(said.plain),
        (paths,) if isinstance(paths, str) else tuple(paths),
        getattr(said, "stays", ""),
        getattr(said, "may_name", ""),
        getattr(said, "nobody", ""),
        getattr(said, "term", None),
    )

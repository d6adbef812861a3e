"""Reads what each model declares about persons (inner class Privacy); decides nothing itself."""

from dataclasses import dataclass

from django.apps import apps
from django.db import models

OUR_APPS = ("buurvoorbuur", "outreach", "matching")


@dataclass(frozen=True)
class Entry:
    """One line of the register of processing: what a model holds about persons, why and how long."""

    model: type[models.Model]
    why: str
    keep: str
    personal: frozenset[str]
    readable: dict[str, str]
    plain: frozenset[str]

    @property
    def declared(self) -> frozenset[str]:
        return self.personal | self.plain | frozenset(self.readable)


def register() -> list[Entry]:
    """Every model of ours with its declaration, in order of app and name.

    Raises AttributeError for a model without a `Privacy`: silence is not an answer.
    """
    ours = [model for label in OUR_APPS for model in apps.get_app_config(label).get_models()]
    return [_entry(model) for model in sorted(ours, key=lambda model: model._meta.label)]


def _entry(model: type[models.Model]) -> Entry:
    said = model.Privacy  # type: ignore[attr-defined]
    return Entry(
        model,
        said.why,
        said.keep,
        frozenset(said.personal),
        dict(getattr(said, "readable", {})),
        frozenset(said.plain),
    )

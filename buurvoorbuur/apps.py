"""Tells Django that this package is an application, and which numbers may stand in an address."""

from django.apps import AppConfig
from django.urls import register_converter

from buurvoorbuur.converters import NumberConverter


class GuardsConfig(AppConfig):
    name = "buurvoorbuur"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        register_converter(NumberConverter, "number")

"""Choosing a language leads back to where one was, on this site only, whatever the form says."""

import pytest
from django.test import Client
from django.urls import reverse


@pytest.mark.parametrize(
    ("wanted", "to"),
    [
        ("/wie-belt-er-aan/", "/wie-belt-er-aan/"),
        ("/afmelden/?x=1", "/afmelden/?x=1"),
        ("https://elders.example/", "/"),
        ("//elders.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
        ("home", "/"),
        ("geenpagina", "/"),
        ("/a\r\nSet-Cookie: x=1", "/a%0D%0ASet-Cookie:%20x=1"),
        ("/" + "x" * 2000, "/" + "x" * 2000),
    ],
)
def test_it_leads_back_and_never_elsewhere_or_into_an_error(db: None, wanted: str, to: str) -> None:
    answer = Client().post(reverse("set_language"), {"language": "en", "next": wanted})
    assert (answer.status_code, answer.headers["Location"]) == (302, to)
    assert answer.cookies["django_language"].value == "en"

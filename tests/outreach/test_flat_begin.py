"""Where one begins: the own street is proposed, elsewhere is fine with a why, and nothing of it is kept."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from buurvoorbuur.models import Team, User
from outreach.flat_phases import Because
from tests import make

STREET = "Zonnelaan & Zn."


@pytest.fixture
def client(cora: User, as_) -> Client:
    return as_(cora)


def ways(client: Client, **asked: str) -> dict[str, str]:
    """Every way on from the page, by its words."""
    html = (client.post(reverse("flat_begin"), asked) if asked else client.get(reverse("flat_begin"))).text
    found = re.findall(r'<a class="(?:btn|row-link)[^"]*" href="(/flats/nieuw/[^"]*)">(.*?)</a>', html, re.S)
    return {re.sub("<.*?>", "", words).strip(): path.replace("&amp;", "&") for path, words in found}


def chosen(html: str) -> str:
    return re.findall(r'name="because" value="(\w+)"[^>]* checked', html)[0]


def test_the_own_street_is_proposed_and_filled_in(client: Client) -> None:
    described = client.get(ways(client, street=STREET)["Beschrijf de flat"])
    initial = described.context["form"].initial
    assert (initial["street"], initial["name"], initial["because"]) == (STREET, STREET, Because.OWN)
    assert chosen(described.text) == Because.OWN


def test_somewhere_else_takes_a_why_along_also_with_a_list(client: Client) -> None:
    elsewhere = ways(client)
    assert len(elsewhere) == len(Because) - 1
    path = elsewhere["We kennen hier al mensen"]
    list_page = client.get(path).text
    assert "waarom=known" in re.findall(r'href="(/flats/nieuw/patroon/[^"]*)"', list_page)[0]
    file = SimpleUploadedFile("lijst.csv", b"straat;huisnummer;postcode\nZonnelaan;1;9742BC\n")
    assert chosen(client.post(path, {"file": file}).text) == Because.KNOWN


def test_a_street_where_we_are_already_says_so(client: Client, team: Team) -> None:
    flat = make.flat(team)
    street = flat.addresses.all()[0].street
    assert (
        reverse("flat", args=[flat.pk]) in client.post(reverse("flat_begin"), {"street": street.upper()}).text
    )
    assert reverse("flat", args=[flat.pk]) not in client.post(reverse("flat_begin"), {"street": STREET}).text


def test_without_a_street_there_is_only_the_question_and_somewhere_else(client: Client) -> None:
    for street in ("", " ", "x" * 81):
        html = client.post(reverse("flat_begin"), {"street": street}).text
        assert "invalid-feedback" in html
        assert "Beschrijf de flat" not in html


@pytest.mark.parametrize(
    ("typed", "street"),
    [
        ("Dorpsstraat 12-3", "Dorpsstraat"),
        ("Dorpsstraat 12 bis", "Dorpsstraat"),
        ("Dorpsstraat 12, Utrecht", "Dorpsstraat"),
        ("Dorpsstraat 12 II", "Dorpsstraat"),
        ("2e Spoorstraat 5a", "2e Spoorstraat"),
        ("Plein 1944", "Plein 1944"),
        ("Plein 1944 12-a", "Plein 1944"),
    ],
)
def test_a_house_number_goes_no_further_than_the_question(client: Client, typed: str, street: str) -> None:
    page = client.post(reverse("flat_begin"), {"street": typed})
    assert page.context["street"] == street
    assert f"Begin in {street}<" in page.text or f"Begin in {street}\n" in page.text

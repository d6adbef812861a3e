"""A new flat from a list or a pattern: seen first, stored only when confirmed as seen."""

import random
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from buurvoorbuur.models import Event, Team, User
from buurvoorbuur.roles import Role
from outreach import optouts
from outreach.flat_phases import Because, Phase
from outreach.models import Flat
from outreach.opt_out_terms import Channel
from tests import make

WEESP = Path(__file__).parent.parent / "data" / "bag-weesp-four-flats.csv"
INGELANDENSTRAAT = "0457100000055338"
PLAIN = "straat;huisnummer;postcode\n" + "".join(f"Zonnelaan;{n};9742BC\n" for n in range(1, 13))
READY = {
    "name": "Zonneflat",
    "because": "own",
    "plan_afterwards": "groups",
    "doors_per_floor": 4,
    "start_floor": 1,
}


@pytest.fixture
def client(cora: User, as_) -> Client:
    return as_(cora)


def upload(client: Client, data: str | bytes, name: str = "lijst.csv") -> str:
    raw = data.encode() if isinstance(data, str) else data
    response = client.post(reverse("flat_new"), {"file": SimpleUploadedFile(name, raw)})
    assert response.status_code == 200
    return response.content.decode()


def hidden(html: str, name: str) -> str:
    return re.findall(rf'name="{name}" value="([^"]*)"', html)[-1]


def go_on(client: Client, html: str, do: str = "confirm", **fields: object) -> str:
    """Posts the page again with these answers; follows to the flat when it was made."""
    carried = {"list": hidden(html, "list"), "building": "", "do": do} | fields
    if 'name="seen"' in html:
        carried.setdefault("seen", hidden(html, "seen"))
    return client.post(reverse("flat_new_list"), carried, follow=True).content.decode()


def test_a_list_is_seen_before_it_is_stored(client: Client) -> None:
    html = upload(client, PLAIN)
    assert html.count('class="door-number"') == 12
    assert not Flat.objects.exists()
    html = go_on(client, html, do="show", **READY)
    assert not Flat.objects.exists()
    go_on(client, html, **READY)
    flat = Flat.objects.get()
    assert (flat.name, flat.phase, flat.plan_afterwards) == ("Zonneflat", Phase.PREPARE, "groups")
    assert flat.because == Because.OWN
    assert sorted(set(flat.addresses.values_list("floor", flat=True))) == [1, 2, 3]


def test_the_real_list_asks_for_its_building_and_gives_128_doors(client: Client) -> None:
    html = upload(client, WEESP.read_bytes())
    assert html.count('name="building"') == 4 and "Ingelandenstraat 101" in html
    html = go_on(client, html, do="", building=INGELANDENSTRAAT)
    assert html.count('class="door-number"') == 128
    go_on(client, html, building=INGELANDENSTRAAT, layout="numbers", **(READY | {"name": "Ingelanden"}))
    flat = Flat.objects.get()
    assert flat.addresses.count() == 128
    assert set(flat.addresses.values_list("floor", flat=True)) == {
        number // 100 for number in flat.addresses.values_list("number", flat=True)
    }
    assert Event.objects.count() == 1


def test_an_unseen_change_is_shown_and_not_stored(client: Client) -> None:
    html = go_on(client, upload(client, PLAIN), **READY)
    assert not Flat.objects.exists()
    assert 'class="message message-info"' in html
    go_on(client, html, **READY)
    assert Flat.objects.count() == 1


def test_a_double_click_makes_one_flat(client: Client) -> None:
    html = go_on(client, upload(client, PLAIN), do="show", **READY)
    for _ in range(2):
        go_on(client, html, second_flat="on", **READY)
    assert Flat.objects.count() == 1
    assert Flat.objects.get().addresses.count() == 12
    assert Event.objects.count() == 1


def test_the_same_list_again_says_what_is_there_and_what_is_gone(client: Client) -> None:
    go_on(client, go_on(client, upload(client, PLAIN), do="show", **READY), **READY)
    shorter = PLAIN.replace("Zonnelaan;3;", "Zonnelaan;13;")
    html = go_on(client, upload(client, shorter), do="show", **READY)
    assert "message-warning" in html
    go_on(client, html, **READY)
    assert Flat.objects.get().addresses.count() == 13


def test_doubtful_rows_are_asked_one_by_one(client: Client) -> None:
    html = upload(client, "straat;huisnummer\nZonnelaan;2\nZonnelaan;4-8\n")
    assert html.count('name="row-3-range"') == 4
    assert html.count('class="door-number"') == 1
    unanswered = go_on(client, html, **READY)
    assert "invalid-feedback" in unanswered and not Flat.objects.exists()
    answer = {"row-3-range": "same_side"}
    html = go_on(client, html, do="show", **READY, **answer)
    go_on(client, html, **READY, **answer)
    assert list(Flat.objects.get().addresses.in_walking_order().values_list("number", flat=True)) == [
        2,
        4,
        6,
        8,
    ]


def test_a_bad_row_has_its_sentence_and_is_left_out_only_when_told(client: Client) -> None:
    html = go_on(client, upload(client, PLAIN + "Zonnelaan;twaalf;9742BC\n"), do="show", **READY)
    assert "14" in html and "twaalf" in html
    html = go_on(client, html, **READY)
    assert not Flat.objects.exists()
    go_on(client, html, leave_out="on", **READY)
    assert Flat.objects.get().addresses.count() == 12


def test_a_bad_row_without_a_building_is_told_after_choosing_one(client: Client) -> None:
    html = upload(client, "straat;huisnummer;pand\nKade;1;a\nKade;2;b\nKade;twaalf;\n")
    html = go_on(client, html, do="", building="a")
    assert " 4: " in html and "twaalf" in html


def test_a_second_flat_is_asked_about(client: Client, flat: Flat) -> None:
    html = go_on(client, upload(client, PLAIN), do="show", **READY)
    assert "Planetenflat" in html
    assert "invalid-feedback" in go_on(client, html, **READY)
    assert Flat.objects.count() == 1
    go_on(client, html, second_flat="on", **READY)
    assert Flat.objects.count() == 2


def test_a_wrapped_up_flat_asks_nothing(client: Client, flat: Flat) -> None:
    Flat.objects.update(phase=Phase.REPORT)
    go_on(client, go_on(client, upload(client, PLAIN), do="show", **READY), **READY)
    assert Flat.objects.count() == 2


def test_a_door_of_another_flat_is_named(client: Client, flat: Flat) -> None:
    html = upload(client, "straat;huisnummer\nPlanetenlaan;1\nPlanetenlaan;99\n")
    assert "Planetenflat" in html
    fields = READY | {"second_flat": "on"}
    html = go_on(client, go_on(client, html, do="show", **fields), **fields)
    assert "Planetenlaan 1" in html and Flat.objects.count() == 1


def test_a_door_of_another_team_is_told_at_its_row_and_not_stored(as_, flat: Flat) -> None:
    other = as_(make.member("Elsa", Role.COORDINATOR, make.team("Selwerd")))
    html = upload(other, "straat;huisnummer\nPlanetenlaan;99\nPlanetenlaan;1\n")
    assert " 3: Planetenlaan 1" in html and flat.team.name in html
    assert "Planetenflat" not in html
    go_on(other, go_on(other, html, do="show", **READY), **READY)
    assert Flat.objects.get() == flat


def test_a_pattern_over_the_doors_of_another_team_is_not_stored(as_, flat: Flat) -> None:
    other = as_(make.member("Elsa", Role.COORDINATOR, make.team("Selwerd")))
    over = PATTERN | {"street": "Planetenlaan", "postcode": "9742AB"}
    html = other.post(reverse("flat_new_pattern"), over | {"do": "show"}).content.decode()
    assert html.count(flat.team.name) == 6
    other.post(reverse("flat_new_pattern"), over | {"do": "confirm", "seen": hidden(html, "seen")})
    assert Flat.objects.get() == flat


def test_an_opted_out_door_stays_so_after_importing_again(client: Client, cora: User) -> None:
    go_on(client, go_on(client, upload(client, PLAIN), do="show", **READY), **READY)
    door = Flat.objects.get().addresses.get(number=7)
    optouts.record(address=door, channel=Channel.PHONE, by=cora, at=make.EVENING)
    respelled = PLAIN.replace("Zonnelaan", "ZONNELAAN ").replace("9742BC", "9742 bc")
    go_on(client, go_on(client, upload(client, respelled), do="show", **READY), **READY)
    assert Flat.objects.get().addresses.contactable().count() == 11


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("lijst.csv", b""),
        ("lijst.csv", b"\0\1\2\3" * 50),
        ("lijst.pdf", b"%PDF-1.7 ..."),
        ("lijst.xlsx", b"PK\3\4 not a workbook"),
        ("lijst.csv", b'straat;huisnummer\n"Zonnelaan;1\n'),
        ("lijst.xlsm", b"straat;huisnummer\nZonnelaan;1\n"),
        ("lijst.csv", b"x" * 5_000_001),
    ],
)
def test_what_is_no_list_gets_a_sentence(client: Client, name: str, data: bytes) -> None:
    assert "invalid-feedback" in upload(client, data, name)


@pytest.mark.parametrize("size", [5_000_001, 6_000_001, 20_000_000])
def test_a_file_that_is_too_large_is_told_and_how_large_it_may_be(client: Client, size: int) -> None:
    html = upload(client, PLAIN.encode().ljust(size, b"\n"))
    assert "5 MB" in html and "invalid-feedback" in html


def test_a_file_of_the_largest_size_is_read(client: Client) -> None:
    assert 'class="door-number"' in upload(client, PLAIN.encode().ljust(5_000_000, b"\n"))


def test_several_files_at_once_are_no_list(client: Client) -> None:
    files = {name: SimpleUploadedFile("lijst.csv", PLAIN.encode()) for name in ("file", "other")}
    assert client.post(reverse("flat_new"), files).status_code == 400


@pytest.mark.parametrize("data", ["naam;datum\nJan;vandaag\n", "straat\nZonnelaan\n", "huisnummer\n12\n"])
def test_a_list_without_its_columns_says_which(client: Client, data: str) -> None:
    html = upload(client, data)
    assert 'id="problems"' in html and 'value="confirm"' not in html


def test_no_file_is_told(client: Client) -> None:
    assert "invalid-feedback" in client.post(reverse("flat_new"), {"file": ""}).content.decode()


@pytest.mark.parametrize("packed", ["", "x", "a:b:c", "." * 1000, "\0"])
def test_an_altered_list_is_asked_for_once_more(client: Client, packed: str) -> None:
    response = client.post(reverse("flat_new_list"), READY | {"list": packed, "do": "confirm"})
    assert response.status_code == 302 and response.url == reverse("flat_new")
    assert not Flat.objects.exists()


def test_a_list_is_handed_in_by_who_chose_it(client: Client, team: Team, as_) -> None:
    html = upload(client, PLAIN)
    other = as_(make.member("Dirk", Role.COORDINATOR, team))
    response = other.post(reverse("flat_new_list"), {"list": hidden(html, "list")})
    assert response.status_code == 302


def test_a_very_long_list_is_refused_before_it_is_carried(client: Client) -> None:
    chance = random.Random(1)
    rows = "".join(f"{chance.randbytes(30).hex()}straat;{n};9742BC\n" for n in range(1, 15_000))
    html = upload(client, "straat;huisnummer;postcode\n" + rows)
    assert "invalid-feedback" in html


def test_a_flat_of_more_than_a_thousand_doors_is_told(client: Client) -> None:
    rows = "".join(f"Zonnelaan;{n}\n" for n in range(1, 1102))
    html = upload(client, "straat;huisnummer\n" + rows)
    assert "alert" in html or "invalid-feedback" in html
    assert 'value="confirm"' not in html


@pytest.mark.parametrize(
    "shape", [{"doors_per_floor": 0}, {"doors_per_floor": "x"}, {"start_floor": 100}, {"start_floor": -3}]
)
def test_an_impossible_layout_is_told(client: Client, shape: dict[str, object]) -> None:
    html = go_on(client, upload(client, PLAIN), do="show", **(READY | shape))
    assert "invalid-feedback" in html or "alert" in html
    assert 'value="confirm"' not in html


PATTERN = {
    "street": "Zonnelaan", "postcode": "9742 bc", "city": "Groningen", "floors": 3, "start_floor": 0,
    "doors_per_floor": 30, "first": 1, "parity": "all", "numbering": "running", "name": "Zonneflat",
    "because": "near", "plan_afterwards": "introductions",
}  # fmt: skip


def test_whoever_begins_elsewhere_than_at_home_says_why_and_finds_it_back(client: Client) -> None:
    url = reverse("flat_new_pattern")
    shown = client.post(url, PATTERN | {"do": "show", "because": ""})
    assert not shown.context["form"].errors, "one may look first"
    html = client.post(url, PATTERN | {"do": "show"}).text
    assert "Begin als het kan in je eigen flat of straat" in html
    said = PATTERN | {"do": "confirm", "seen": hidden(html, "seen")}
    assert "because" in client.post(url, said | {"because": ""}).context["form"].errors
    assert not Flat.objects.exists()
    client.post(url, said)
    page = client.get(reverse("flat_road", args=[Flat.objects.get().pk])).text
    assert "Waarom deze flat: We wonen dichtbij en komen er vaak langs." in " ".join(page.split())


def test_a_pattern_is_seen_and_then_stored(client: Client) -> None:
    url = reverse("flat_new_pattern")
    html = client.post(url, PATTERN | {"do": "show"}).content.decode()
    assert html.count('class="door-number"') == 90 and not Flat.objects.exists()
    client.post(url, PATTERN | {"do": "confirm", "seen": hidden(html, "seen")})
    flat = Flat.objects.get()
    assert flat.addresses.count() == 90
    assert str(flat.addresses.in_walking_order().last()) == "Zonnelaan 90"
    assert flat.addresses.first().postcode == "9742BC"


@pytest.mark.parametrize(
    ("field", "value"),
    [("postcode", "12"), ("street", "!"), ("floors", 0), ("floors", "veel"), ("doors_per_floor", 10**30),
     ("first", 0), ("start_floor", 200), ("numbering", "roman"), ("parity", "even")],
)  # fmt: skip
def test_a_pattern_that_cannot_stand_is_told_and_not_stored(
    client: Client, field: str, value: object
) -> None:
    html = client.post(
        reverse("flat_new_pattern"), PATTERN | {field: value, "do": "confirm"}
    ).content.decode()
    assert "invalid-feedback" in html or "alert" in html
    assert not Flat.objects.exists()


def test_the_empty_pages_open(client: Client) -> None:
    assert client.get(reverse("flat_new")).status_code == 200
    assert client.get(reverse("flat_new_pattern")).status_code == 200
    assert client.get(reverse("flat_new_list")).status_code == 405


@pytest.mark.parametrize("name", ["flat_new", "flat_new_pattern", "flat_new_list"])
def test_initiators_make_no_flats(ans: User, as_, name: str) -> None:
    assert as_(ans).post(reverse(name), PATTERN).status_code == 403
    assert not Flat.objects.exists()

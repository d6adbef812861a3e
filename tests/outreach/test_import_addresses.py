"""The command stores a list as the screens do, and nothing at all when something is wrong or in doubt."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from buurvoorbuur.models import Event, Team
from outreach.models import Address, Flat
from tests import make

WEESP = Path(__file__).parent.parent / "data" / "bag-weesp-four-flats.csv"


@pytest.fixture
def listed(tmp_path: Path):
    """Writes a list and gives its path."""

    def write(*numbers: object) -> str:
        path = tmp_path / "lijst.csv"
        path.write_text("straat;huisnummer\n" + "".join(f"Zonnelaan;{number}\n" for number in numbers))
        return str(path)

    return write


def run(path: object, **options: object) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("import_addresses", str(path), flat="Zonneflat", stdout=out, stderr=err, **options)
    except CommandError as error:
        err.write(str(error))
        assert error.returncode == 1
        return "", err.getvalue()
    return out.getvalue(), err.getvalue()


def test_a_list_is_stored_and_counted(team: Team, listed) -> None:
    told, _ = run(listed(1, 2, 3, 4), per_floor=2)
    assert "4" in told
    assert list(Address.objects.in_walking_order().values_list("floor", flat=True)) == [0, 0, 1, 1]
    assert Event.objects.get().actor_id is None


def test_twice_is_once_and_what_is_gone_is_told(team: Team, listed) -> None:
    run(listed(1, 2, 3))
    told, _ = run(listed(1, 2, 4))
    assert "Zonnelaan 3" in told
    assert Address.objects.count() == 4
    assert Event.objects.count() == 2


def test_a_bad_row_is_told_and_nothing_is_stored(team: Team, listed) -> None:
    _, told = run(listed(1, "twee", 3))
    assert "3" in told and "twee" in told
    assert not Flat.objects.exists()


@pytest.mark.parametrize(("ranges", "doors"), [("split", 3), ("one", 1)])
def test_a_range_is_stored_only_as_told(team: Team, listed, ranges: str, doors: int) -> None:
    _, told = run(listed("4-8"))
    assert "4-8" in told and not Flat.objects.exists()
    run(listed("4-8"), ranges=ranges)
    assert Address.objects.count() == doors


def test_a_list_of_several_buildings_asks_which(team: Team) -> None:
    _, told = run(WEESP)
    assert "0457100000055338" in told and not Flat.objects.exists()
    assert "0000" in run(WEESP, pand="0000")[1]
    run(WEESP, pand="0457100000055338")
    assert Address.objects.count() == 128


def test_a_bad_row_without_a_building_is_told_whatever_building_is_chosen(team: Team, tmp_path: Path) -> None:
    path = tmp_path / "lijst.csv"
    path.write_text("straat;huisnummer;pand\nKade;1;a\nKade;2;b\nKade;twee;\n")
    _, told = run(path, pand="a")
    assert "twee" in told and not Flat.objects.exists()


def test_a_team_is_named_when_there_are_several(team: Team, listed) -> None:
    other = make.team("Selwerd")
    assert "Selwerd" in run(listed(1))[1]
    run(listed(1), team="Selwerd")
    assert Flat.objects.get().team == other


@pytest.mark.parametrize("name", ["er-is-niets.csv", "."])
def test_a_file_that_is_not_there_is_told(team: Team, tmp_path: Path, name: str) -> None:
    assert run(tmp_path / name)[1]


def test_a_file_that_is_no_list_is_told(team: Team, tmp_path: Path) -> None:
    path = tmp_path / "foto.csv"
    path.write_bytes(b"\x89PNG....")
    assert run(path)[1]


def test_floors_that_cannot_be_are_told(team: Team, listed) -> None:
    assert run(listed(1, 2), per_floor=0)[1]
    assert not Flat.objects.exists()


def test_a_door_of_another_flat_is_told(flat: Flat, tmp_path: Path) -> None:
    path = tmp_path / "lijst.csv"
    path.write_text("straat;huisnummer\nPlanetenlaan;1\n")
    assert "Planetenflat" in run(path)[1]


def test_a_door_of_another_team_is_told_with_its_row(flat: Flat, tmp_path: Path) -> None:
    make.team("Selwerd")
    path = tmp_path / "lijst.csv"
    path.write_text("straat;huisnummer\nPlanetenlaan;99\nPlanetenlaan;1\n")
    told = run(path, team="Selwerd")[1]
    assert "3: Planetenlaan 1" in told and flat.team.name in told
    assert Flat.objects.get() == flat

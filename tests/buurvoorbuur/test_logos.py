"""A team's own logo: only a picture that paper can show, kept small, and gone when it is taken away."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageFile

from buurvoorbuur import logos
from buurvoorbuur.models import Event, Team, TeamLogo, User
from buurvoorbuur.refusals import Refused
from tests import make

NOT_READ = "geen PNG- of JPEG-afbeelding die we kunnen lezen"


def stored(picture: Image.Image, kind: str = "PNG", **how: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def opened(picture: bytes) -> Image.Image:
    return Image.open(BytesIO(picture))


@pytest.fixture
def client(cora: User, as_) -> Client:
    made: Client = as_(cora)
    return made


def sent(client: Client, file: bytes, name: str = "logo.png") -> str:
    """What the page says when a file was handed in."""
    upload = SimpleUploadedFile(name, file, content_type="image/png")
    return client.post(reverse("team_logo_change"), {"file": upload}, follow=True).text


@pytest.mark.parametrize("kind", logos.KINDS)
def test_a_picture_becomes_small_grey_and_loses_the_white_around_it(kind: str) -> None:
    around, ink = ("white", (200, 30, 30)) if kind == "JPEG" else ((0, 0, 0, 0), (200, 30, 30, 255))
    source = Image.new("RGB" if kind == "JPEG" else "RGBA", (3600, 800), around)
    source.paste(ink, (400, 160, 1600, 640))
    source.paste(ink, (2800, 160, 3200, 640))
    printed = opened(logos.printable(stored(source, kind)))
    assert (printed.format, printed.mode, printed.width) == ("PNG", "L", 1087)
    assert printed.height == pytest.approx(1087 * 480 / 2800, abs=1)  # JPEG smears an edge
    assert printed.getpixel((10, 100)) < 120
    assert printed.getpixel((600, 100)) > 250


def test_what_a_camera_wrote_beside_the_picture_is_left_out_and_a_turned_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif[0x010E] = "taken at home of mrs Visser"
    file = stored(Image.new("RGB", (400, 200), "black"), "JPEG", exif=exif)
    printed = logos.printable(file)
    assert b"Visser" in file and b"Visser" not in printed
    assert opened(printed).size[0] < opened(printed).size[1]


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (b"", NOT_READ),
        (b"%PDF-1.7 no picture", NOT_READ),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", NOT_READ),
        (stored(Image.new("L", (300, 100)), "GIF"), NOT_READ),
        (stored(Image.effect_noise((300, 100), 99))[:2000], NOT_READ),
        (stored(Image.new("L", (300, 20))), "300 bij 20 pixels; papier vraagt minstens 60"),
        (stored(Image.new("1", (4001, 100))), "4001 bij 100 pixels; hoogstens 4000"),
        (stored(Image.new("1", (60_000, 60_000))), "veel te veel pixels; hoogstens 4000"),
        (b"x" * (logos.MOST_BYTES + 1), "groter dan 2 MB"),
        (stored(Image.new("RGBA", (300, 100), (255, 255, 255, 255))), "zou niemand dit logo zien"),
        (stored(Image.new("RGBA", (300, 100), (0, 0, 0, 0))), "zou niemand dit logo zien"),
    ],
)
def test_what_paper_cannot_show_is_refused_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, file: bytes, sentence: str
) -> None:
    # WeasyPrint, which the site keeps in a process of its own, turns this on where it is loaded.
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", False)
    with pytest.raises(Refused) as no:
        logos.printable(file)
    assert sentence in str(no.value.sentence)
    assert no.value.field == "file"


def test_a_coordinator_chooses_replaces_and_takes_away_the_logo(client: Client, team: Team) -> None:
    assert client.get(reverse("team_logo")).status_code == 404
    for shade in (0, 128):
        assert "Opgeslagen" in sent(client, make.logo(shade))
    shown = client.get(reverse("team_logo"))
    assert shown.headers["Content-Type"] == "image/png"
    assert opened(shown.content).getpixel((5, 5)) == 128
    assert reverse("team_logo") in client.get(reverse("team")).text
    client.post(reverse("team_logo_remove"))
    client.post(reverse("team_logo_remove"))
    assert not TeamLogo.objects.exists()
    actions = Event.objects.filter(action__contains="logo").order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["team.logo_changed", "team.logo_changed", "team.logo_removed"]


def test_a_file_that_is_no_logo_leaves_the_one_there_was(client: Client, team: Team, cora: User) -> None:
    logos.change(team=team, file=make.logo(), by=cora, at=make.EVENING)
    before = logos.of(team)
    page = sent(client, b"MZ\x90\x00 a program", "logo.png")
    assert NOT_READ in page
    assert "Vul hier een bestand in" not in page
    assert logos.of(team) == before


def test_a_form_without_a_file_says_so_at_the_field(client: Client) -> None:
    page = client.post(reverse("team_logo_change"), {}).text
    assert 'aria-invalid="true"' in page and 'aria-describedby="id_file' in page

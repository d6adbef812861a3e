"""A team's own logo: read from an uploaded file, made fit for paper, kept and taken away."""

from datetime import datetime
from io import BytesIO

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from buurvoorbuur import audit
from buurvoorbuur.models import Team, TeamLogo, User
from buurvoorbuur.refusals import Refused

MOST_BYTES = 2_000_000
# Pixels, of either side.
LEAST_SIDE, MOST_SIDE = 60, 4_000
# Pixels: 46 by 15 mm, where a logo stands on a letter, at 600 to the inch.
PRINTED = (1087, 354)
# Of 255: what is lighter than this everywhere cannot be seen on white paper.
FAINT = 200
# What is lighter than this is the white around a logo, which only takes room.
WHITE = 250
KINDS = ("PNG", "JPEG")


def of(team: Team) -> bytes | None:
    """The logo as a PNG in shades of grey, or nothing."""
    picture = TeamLogo.objects.filter(team=team).values_list("picture", flat=True).first()
    return bytes(picture) if picture else None


@transaction.atomic
def change(*, team: Team, file: bytes, by: User, at: datetime) -> TeamLogo:
    """Keeps a PNG or JPEG file as the team's logo. Raises `Refused` as `printable`."""
    logo, _is_new = TeamLogo.objects.update_or_create(
        team=team, defaults={"picture": printable(file), "changed_at": at}
    )
    audit.record("team.logo_changed", by=by, about=team, at=at, team=team.pk)
    return logo


@transaction.atomic
def remove(*, team: Team, by: User, at: datetime) -> None:
    """Takes the logo away; without one nothing happens."""
    gone, _each = TeamLogo.objects.filter(team=team).delete()
    if gone:
        audit.record("team.logo_removed", by=by, about=team, at=at, team=team.pk)


def printable(file: bytes) -> bytes:
    """The picture of a file on white, in shades of grey, no larger than paper needs, without white around it.

    Raises `Refused`."""
    if len(file) > MOST_BYTES:
        raise _refused(_("This file is larger than 2 MB. Save the logo smaller, as PNG or JPEG."))
    try:
        with Image.open(BytesIO(file), formats=KINDS) as picture:
            _check_size(picture.size)
            turned = ImageOps.exif_transpose(picture).convert("RGBA")
    except Image.DecompressionBombError:
        raise _refused(_("This logo has far too many pixels; at most %s each way.") % MOST_SIDE) from None
    except (OSError, SyntaxError, ValueError):
        # Pillow says all of these of files that are something else, broken off or made to harm.
        raise _refused(_("This is not a PNG or JPEG picture that we can read.")) from None
    paper = Image.new("RGBA", turned.size, "white")
    paper.alpha_composite(turned)
    grey = paper.convert("L")
    if not _inked(grey, FAINT):
        raise _refused(_("On white paper nobody would see this logo. Take the one for a light background."))
    logo = grey.crop(_inked(grey, WHITE))
    logo.thumbnail(PRINTED, Image.Resampling.LANCZOS)
    out = BytesIO()
    logo.save(out, "PNG", optimize=True)
    return out.getvalue()


def _check_size(size: tuple[int, int]) -> None:
    width, height = size
    values = {"width": width, "height": height, "least": LEAST_SIDE, "most": MOST_SIDE}
    if min(size) < LEAST_SIDE:
        sentence = _("This logo is %(width)s by %(height)s pixels; paper needs at least %(least)s each way.")
        raise _refused(sentence % values)
    if max(size) > MOST_SIDE:
        sentence = _("This logo is %(width)s by %(height)s pixels; at most %(most)s each way.")
        raise _refused(sentence % values)


def _inked(grey: Image.Image, lightest: int) -> tuple[int, int, int, int] | None:
    """The box around all that is darker than this, or nothing."""
    return grey.point(lambda shade: 255 * (shade < lightest)).getbbox()


def _refused(sentence: object) -> Refused:
    return Refused(sentence, field="file")

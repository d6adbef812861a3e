"""Talks that may go along for research: alike in what others can know, different in what people tell."""

import csv
import io
import zipfile
from datetime import UTC, datetime

from buurvoorbuur.models import Team, User
from outreach import interests, releases
from outreach.models import Flat
from tests import make

YEARS_END = datetime(2027, 1, 8, 3, tzinfo=UTC)
# What stands nowhere but in words and names of residents.
MARKER = "Zwaluwstaart"
PULLS = ("yes", "maybe_later", "no")


def flat(team: Team, asker: User, note_taker: User, *, talks: int = 60, name: str = "Planetenflat") -> Flat:
    """A flat of so many doors, each with a talk, in a quarter that is over and was counted."""
    interests.load_starter()
    made = make.flat(team, name=name, doors=talks, per_floor=10)
    walked = make.walking_round(made, asker, note_taker)
    for number, door in enumerate(made.addresses.order_by("pk")):
        likes = frozenset({"cook_together"}) if number % 2 else frozenset()
        make.talk(walked, door, make.resident_notes(f"{MARKER} {number}", shares=likes), answers=said(number))
    releases.freeze_due(YEARS_END)
    return made


def said(number: int) -> dict[str, str]:
    """What the home with this number answered; every seventh says nothing of feeling at home."""
    answers = {
        "pleasant_or_change": f"{MARKER} zingt hier {number}",
        "enough_contacts": str(number % 5 + 1),
        "pulls_activity": PULLS[number // 2 % 3],
    }
    return answers if number % 7 == 6 else {**answers, "feels_at_home": str(number % 5 + 1)}


def unpacked(content: bytes) -> dict[str, str]:
    """The files of an export by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as pack:
        assert pack.testzip() is None
        return {name: pack.read(name).decode("utf-8-sig") for name in pack.namelist()}


def rows(sheet: str) -> list[dict[str, str]]:
    """The rows of a sheet by the names in its first line."""
    return list(csv.DictReader(io.StringIO(sheet, newline=""), delimiter=";"))

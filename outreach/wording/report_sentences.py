"""The fixed words of the report for all doors, filled in for one flat; promises nothing beyond them."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import get_language

from outreach.reports import FlatReport
from outreach.wording.flat_words import AFTERWARDS

STARTER = Path(__file__).parents[1] / "starter" / "flat_report.toml"
WORDS: dict[str, dict[str, str]] = tomllib.loads(STARTER.read_text(encoding="utf-8"))
# Beside the longest report so much of the team's own fits on the sheet as it is usually set.
ROOM, ROOM_IN_LINES = 300, 3
TOKEN = re.compile(r"\[\[(\w+)\]\]")


@dataclass(frozen=True)
class FlatSentences:
    """What stands around the figures; empty where there is nothing to say."""

    title: str
    intro: str
    small_numbers: str
    own_words: str
    activities: str
    stuurbuur: str
    afterwards: str
    join: str
    thanks: str

    @property
    def is_long(self) -> bool:
        """Whether the sheet has to be set closer to hold what the team added."""
        return len(self.own_words) > ROOM or self.own_words.count("\n") >= ROOM_IN_LINES


def of_flat(report: FlatReport) -> FlatSentences:
    """The sentences in the language that is active now."""
    return FlatSentences(
        title=_say("title", report),
        intro=_say("intro", report),
        small_numbers=_say("small_numbers", report),
        own_words=report.own_words.may_go if report.own_words else "",
        activities=_began(report.activities, report),
        stuurbuur=_say("stuurbuur" if report.stuurbuur else "no_stuurbuur", report),
        afterwards=str(AFTERWARDS[report.plan_afterwards]) if report.plan_afterwards else "",
        join=_join(report),
        thanks=_say("thanks", report),
    )


def _began(number: int, report: FlatReport) -> str:
    """That residents began something together; nothing is said while they did not."""
    return _say("activities" if number > 1 else "activity", report) if number else ""


def _join(report: FlatReport) -> str:
    """How to reach the team, by whichever ways it has."""
    team = report.flat.team
    ways = {(True, True): "join", (True, False): "join_by_phone", (False, True): "join_by_email"}
    way = ways.get((bool(team.phone), bool(team.email)))
    return _say(way, report) if way else ""


def _say(name: str, report: FlatReport) -> str:
    said = WORDS[name]["en" if get_language() == "en" else "nl"]
    team = report.flat.team
    values = {
        "flat": report.flat.name,
        "team": team.name,
        "talks": str(report.ledger.talks),
        "activities": str(report.activities),
        "phone": team.phone,
        "email": team.email,
        "stuurbuur": ", ".join(report.stuurbuur),
    }
    # In one pass, so that a token inside a name is not filled again.
    return TOKEN.sub(lambda found: values[found[1]], said)

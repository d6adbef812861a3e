"""Reads the story of the demo and puts its days on the calendar, counted back from today; stores nothing."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

import outreach
from outreach.quarters import Quarter

PASSWORD = "drie groene fietsen"
FILE = Path(outreach.__file__).parent / "starter" / "demo.toml"

Part = Mapping[str, Any]


@dataclass(frozen=True)
class Story:
    """The story as written, and the Monday from which its weeks are counted back."""

    parts: Part
    monday: date

    def day(self, row: Part) -> date:
        """`weeks_ago` and `weekday` (1 is Monday) as a date."""
        return self.monday - timedelta(weeks=row["weeks_ago"]) + timedelta(days=row["weekday"] - 1)

    def moment(self, row: Part, at: str | None = None) -> datetime:
        """The day of a row at a local time, its own `at` unless another is given; noon without any."""
        clock = time.fromisoformat(at or row.get("at", "12:00"))
        return datetime.combine(self.day(row), clock, tzinfo=timezone.get_default_timezone())


def read(today: date) -> Story:
    """The story, told on this day, so long ago that the quarter of its rounds is over and can be reported."""
    parts = tomllib.loads(FILE.read_text(encoding="utf-8"))
    monday = today - timedelta(days=today.weekday())
    walked = monday - timedelta(weeks=min(row["weeks_ago"] for row in parts["rounds"]) - 1)
    too_late = walked - Quarter.of(today).first_day
    # Walked is the Monday after the last round, which may be the first day of this quarter.
    return Story(parts, monday - timedelta(weeks=max(0, -(-too_late.days // 7))))


def logins() -> list[tuple[str, str]]:
    """E-mail address and role of everybody who can log in to the demo; they share one password."""
    members = tomllib.loads(FILE.read_text(encoding="utf-8"))["members"]
    return [(member["email"], member["role"]) for member in members]

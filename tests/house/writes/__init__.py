"""Every public write of a topic, ready to be done: one topic a file, all of them in one table."""

from tests.house.writes import doors, introductions, letters, reports, rounds, talks, team, together
from tests.house.writes.table import WRITES

__all__ = [
    "WRITES",
    "doors",
    "introductions",
    "letters",
    "reports",
    "rounds",
    "talks",
    "team",
    "together",
]

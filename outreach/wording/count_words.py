"""Puts the doors of a team into tables: all together, flat by flat and letter by letter."""

from collections.abc import Iterable

from django.utils.translation import gettext

from outreach.door_counts import DoorCounts
from outreach.ledger import Ledger
from outreach.models import Letter
from outreach.wording import report_words
from outreach.wording.letter_comparison import version_name
from outreach.wording.report_words import LINES, Figures

COLUMNS = (
    "doors", "opted_out", "may_be_rung", "talks", "not_home_or_declined", "come_back", "paused",
    "not_recorded",
)  # fmt: skip


def of_team(counts: DoorCounts) -> tuple[Figures, ...]:
    """The ledger, and the same doors by flat and by letter, each with all of them in the last row."""
    by_flat = [(str(flat), ledger) for flat, ledger in counts.by_flat]
    by_letter = [(_letter(letter), ledger) for letter, ledger in counts.by_letter]
    return (
        report_words.of_ledger(counts.whole),
        _parted("by_flat", gettext("Flat by flat"), gettext("Flat"), by_flat, counts.whole),
        _parted(
            "by_letter", gettext("By the letter they got last"), gettext("Letter"), by_letter, counts.whole
        ),
        report_words.of_apart(counts.whole),
    )


def _parted(
    code: str, caption: str, what: str, parts: Iterable[tuple[str, Ledger]], whole: Ledger
) -> Figures:
    rows = [(name, *_row(ledger)) for name, ledger in [*parts, (gettext("Together"), whole)]]
    return Figures(code, caption, (what, *(str(LINES[column]) for column in COLUMNS)), tuple(rows))


def _row(ledger: Ledger) -> tuple[str, ...]:
    return tuple(str(getattr(ledger, column)) for column in COLUMNS)


def _letter(letter: Letter | None) -> str:
    return version_name(letter) if letter else gettext("No letter delivered")

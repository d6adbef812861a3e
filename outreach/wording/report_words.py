"""Puts a flat's report into the reader's words, as tables and charts; every figure comes in, none is made."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.charts import Amount, Chart, bars, end_of
from buurvoorbuur.disclosure import BIN, SafeTable, Withheld
from outreach.consent_terms import Direction
from outreach.hours import HoursGiven
from outreach.ledger import Ledger, percent
from outreach.question_kinds import SCALE, PullAnswer
from outreach.reports import FlatReport, Interests
from outreach.talk_themes import THEMES
from outreach.value import circa

LINES: dict[str, Any] = {
    "doors": _("Doors"),
    "opted_out": _("Opted out"),
    "may_be_rung": _("Left to ring at"),
    "talks": _("Talk held"),
    "not_home_or_declined": _("Not home or rather not"),
    "nobody_home": _("Nobody home"),
    "declined_door": _("Rather not, at the door"),
    "declined_intercom": _("Rather not, by intercom"),
    "come_back": _("To come back to"),
    "paused": _("Left in peace for now"),
    "not_recorded": _("Not recorded"),
}
OF_ALL_DOORS = ("doors", "opted_out", "may_be_rung")
PARTS_OF_A_LINE = ("nobody_home", "declined_door", "declined_intercom")
# So many subjects at most, so that the report for all doors stays one sheet.
MOST_THEMES = 6
MOST_INTERESTS = 8
DRAWN = ("opted_out", "talks", "not_home_or_declined", "come_back", "paused", "not_recorded")
APART: dict[str, Any] = {
    "attempts": _("Times rung"),
    "talks_held": _("Talks, also at doors that opted out later"),
    "seems_empty": _("Homes that seem empty"),
    "confirmed_empty": _("Homes known to be empty"),
}
SCALE_ENDS: dict[str, dict[str, Any]] = {
    "feels_at_home": {"1": _("1 – not at home"), "5": _("5 – completely at home")},
    "enough_contacts": {"1": _("1 – too few"), "5": _("5 – more than enough")},
}
PULLS: dict[str, Any] = {
    PullAnswer.YES: pgettext_lazy("answer", "Yes"),
    PullAnswer.MAYBE_LATER: pgettext_lazy("answer", "Maybe later"),
    PullAnswer.NO: pgettext_lazy("answer", "No"),
}
DIRECTIONS: dict[Direction, Any] = {
    Direction.SHARES: _("Likes to do"),
    Direction.OFFERS: _("Has to offer"),
    Direction.WISHES: _("Would enjoy"),
}
WHY_WITHHELD: dict[Withheld, Any] = {
    Withheld.TOO_FEW_TALKS: _(
        "There were fewer than ten talks. Then we show nothing here, so that nobody can be recognised."
    ),
    Withheld.TOO_NARROW: _("These numbers would say too much about a single home. We leave them out."),
}


@dataclass(frozen=True)
class Figures:
    """One table with, if it has one, its chart. Without rows it is withheld, and the note says why."""

    code: str
    caption: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    chart: Chart | None = None
    note: str = ""


@dataclass(frozen=True)
class FlatFigures:
    """The tables of a flat's report; `apart` is for the team and goes to no door."""

    ledger: Figures
    apart: Figures
    themes: Figures
    feels_at_home: Figures
    interests: Figures


def of_flat(report: FlatReport) -> FlatFigures:
    """The tables of a flat's report, each under its own name."""
    return FlatFigures(
        ledger=of_ledger(report.ledger),
        apart=of_apart(report.ledger),
        themes=of_themes(report.themes),
        feels_at_home=of_scale(report.feels_at_home, gettext("How much people feel at home")),
        interests=of_interests(report.interests),
    )


def of_hours(given: HoursGiven) -> Figures:
    """Who gave how much time, and all of it together."""
    rows = [(person.name, duration(person.minutes)) for person in given.people]
    rows.append((gettext("Together"), duration(given.minutes)))
    return Figures("hours", gettext("Hours given"), (gettext("Who"), gettext("Time")), tuple(rows))


def duration(minutes: int) -> str:
    """A length of time as it is written."""
    whole, rest = divmod(minutes, 60)
    return gettext("%(hours)s h %(minutes)s min") % {"hours": whole, "minutes": rest}


def euros(amount: Decimal | None) -> str:
    """An amount as it is written; what is missing or nothing is not known."""
    if not amount:
        return gettext("not known")
    return f"€ {number_format(circa(amount), 2, force_grouping=True)}"


def of_ledger(ledger: Ledger) -> Figures:
    """Every line of the ledger with its share, none left out; the note adds it up."""
    caption = gettext("What came of the doors")
    counts = {row.code: row.count for row in ledger.rows()}
    counts["not_home_or_declined"] = ledger.not_home_or_declined
    amounts = [Amount(str(LINES[code]), str(counts[code]), counts[code], counts[code]) for code in DRAWN]
    return Figures(
        "ledger",
        caption,
        columns=(gettext("Result"), gettext("Doors"), gettext("Share")),
        rows=tuple(_line(code, counts[code], ledger) for code in LINES),
        chart=bars("ledger", bar_title(caption), amounts, whole=ledger.doors, open_bin=BIN),
        note=_sum(counts),
    )


def _line(code: str, count: int, ledger: Ledger) -> tuple[str, str, str]:
    word = f"– {LINES[code]}" if code in PARTS_OF_A_LINE else str(LINES[code])
    return word, str(count), share(count, ledger.doors if code in OF_ALL_DOORS else ledger.may_be_rung)


def share(part: int, whole: int) -> str:
    """A percentage as it is written, with the whole it is of."""
    known = percent(part, whole)
    if known is None:
        return "–"
    return gettext("%(percent)s%% of %(whole)s") % {"percent": number_format(known, 1), "whole": whole}


def _sum(counts: Mapping[str, int]) -> str:
    return gettext(
        "%(doors)s doors = %(opted_out)s opted out + %(may_be_rung)s left to ring at. "
        "Those %(may_be_rung)s = %(talks)s talks + %(not_home_or_declined)s not home or rather not "
        "+ %(come_back)s to come back to + %(paused)s left in peace for now + %(not_recorded)s not recorded."
    ) % dict(counts)


def of_apart(ledger: Ledger) -> Figures:
    """What is counted beside the doors and never added to them."""
    rows = tuple((str(word), str(getattr(ledger.apart, code))) for code, word in APART.items())
    return Figures("apart", gettext("Counted apart"), (gettext("What"), gettext("Number")), rows)


def of_themes(table: SafeTable) -> Figures:
    """The subjects that came up most, in bins."""
    in_english = get_language() == "en"
    names = {theme.code: theme.name_en if in_english else theme.name_nl for theme in THEMES}
    often = sorted((cell for cell in table.cells if cell.low), key=lambda cell: -(cell.low or 0))
    told = replace(table, cells=tuple(often[:MOST_THEMES]))
    figures = of_bins(told, gettext("What the talks were about"), names, (gettext("Subject"), _homes()))
    return figures if table.withheld else replace(figures, note=_most_often())


def of_scale(table: SafeTable, caption: str) -> Figures:
    """How many homes gave each figure, in bins."""
    steps = {str(step): str(step) for step in SCALE}
    return of_bins(table, caption, steps | SCALE_ENDS[table.code], answers())


def of_bins(table: SafeTable, caption: str, words: Mapping[str, Any], columns: tuple[str, str]) -> Figures:
    """A protected table in bins; the state that is never printed is not there at all."""
    if table.withheld:
        return Figures(table.code, caption, note=str(WHY_WITHHELD[table.withheld]))
    amounts = [
        Amount(str(words[cell.code]), cell.label, cell.low, cell.high)
        for cell in table.cells
        if cell.low is not None
    ]
    return Figures(
        table.code,
        caption,
        columns=columns,
        rows=tuple((amount.label, amount.said) for amount in amounts),
        chart=bars(table.code, bar_title(caption), amounts, whole=end_of(amounts, BIN), open_bin=BIN),
    )


def of_interests(interests: Interests) -> Figures:
    """One line a group, with the three directions beside each other and the most named first."""
    caption = gettext("What people like, offer and would enjoy")
    for table in interests.tables.values():
        if table.withheld:
            return Figures("interests", caption, note=str(WHY_WITHHELD[table.withheld]))
    cells = {
        direction: {cell.code: cell for cell in table.cells} for direction, table in interests.tables.items()
    }
    lines = [(str(group), [cells[way][group.code] for way in Direction]) for group in interests.groups]
    often = [line for line in lines if any(cell.low for cell in line[1])]
    often.sort(key=lambda line: -sum(cell.low or 0 for cell in line[1]))
    return Figures(
        "interests",
        caption,
        columns=(gettext("Subject"), *(str(DIRECTIONS[way]) for way in Direction)),
        rows=tuple((name, *(cell.label for cell in found)) for name, found in often[:MOST_INTERESTS]),
        note=_most_often(),
    )


def _most_often() -> str:
    return gettext("These came up most. What came up in fewer than five homes is never in this list.")


def answers() -> tuple[str, str]:
    """The columns of a table of answers."""
    return gettext("Answer"), _homes()


def _homes() -> str:
    return gettext("Homes")


def bar_title(caption: str) -> str:
    """What a drawing is called to who does not see it."""
    return gettext("Bar chart: %(caption)s. The table gives the same numbers.") % {"caption": caption}

"""Puts a neighbourhood's report into the reader's words; every figure comes in, none is made."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext

from buurvoorbuur.charts import Amount, Chart, bars, end_of
from buurvoorbuur.disclosure import BIN
from outreach.consent_terms import Direction
from outreach.quarters import Quarter
from outreach.released import CameOfIt, NeighbourhoodReport, Part
from outreach.wording import report_words
from outreach.wording.report_words import Figures

# So many flats can be compared at a glance.
MOST_FLATS = 24


def of_neighbourhood(report: NeighbourhoodReport, *, every_flat: bool = False) -> tuple[Figures, ...]:
    """The tables of a neighbourhood's report, in reading order.

    Of more flats than one can compare only the neighbourhood is told, unless every flat is asked for: an
    order among them, and with it a first and a last, is not ours to make.
    """
    few = every_flat or len(report.between_flats) <= MOST_FLATS
    between_flats = report.between_flats if few else []
    came_of_it = report.came_of_it if few else report.came_of_it[-1:]
    doors = gettext("What came of the doors where we were")
    helps = gettext("Would help to get something going")
    tables = (
        _of_parts("over_quarters", gettext("Quarter by quarter"), gettext("Up to"), report.over_quarters),
        _of_parts("between_flats", gettext("Flat by flat"), gettext("Flat"), between_flats),
        report_words.of_bins(report.doors, doors, report_words.LINES, (gettext("Result"), gettext("Doors"))),
        report_words.of_scale(report.feels_at_home, gettext("How much people feel at home")),
        report_words.of_scale(report.enough_contacts, gettext("Enough people close by for a chat")),
        report_words.of_themes(report.themes),
        report_words.of_bins(report.pulls_activity, helps, report_words.PULLS, report_words.answers()),
        _of_what_came(came_of_it),
        report_words.of_interests(report.interests),
    )
    told = tuple(_with_silence(table, report.silent) for table in tables if table.rows or table.note)
    return told if few else (*told, _of_many(len(report.between_flats)))


def _of_many(flats: int) -> Figures:
    said = gettext(
        "There are %(count)s flats, too many to set beside each other. "
        "Choose one on the page of this report; the spreadsheet holds them all."
    )
    return Figures("between_flats", gettext("Flat by flat"), note=said % {"count": flats})


def _of_parts(code: str, caption: str, what: str, parts: Sequence[Part]) -> Figures:
    """Quarters or flats beside each other; one alone has nothing beside it."""
    if len(parts) < 2:
        return Figures(code, caption)
    names = [_part_name(part.name) for part in parts]
    amounts = [
        Amount(name, str(part.talks), part.talks, part.talks) for name, part in zip(names, parts, strict=True)
    ]
    return Figures(
        code,
        caption,
        columns=(what, gettext("Talks"), gettext("At home here: 4 or 5"), gettext("Enough contacts: 4 or 5")),
        rows=tuple(
            (name, str(part.talks), *(cell.label if cell else "–" for cell in (part.at_home, part.contacts)))
            for name, part in zip(names, parts, strict=True)
        ),
        chart=_drawn(code, caption, amounts),
    )


def _drawn(code: str, caption: str, amounts: Sequence[Amount]) -> Chart | None:
    """A drawing for as many as one can still compare at a glance; more stand in the table alone."""
    if len(amounts) > MOST_FLATS:
        return None
    return bars(code, report_words.bar_title(caption), amounts, whole=end_of(amounts, BIN), open_bin=BIN)


def _of_what_came(rows: Sequence[CameOfIt]) -> Figures:
    """What began, flat by flat; whole flats hear of it, so these numbers stand as they are."""
    caption = gettext("What came of it")
    if not rows:
        return Figures("came_of_it", caption)
    return Figures(
        "came_of_it",
        caption,
        columns=(
            gettext("Flat"), gettext("Activities that began"), gettext("Ideas that got help"),
            gettext("Stuurbuur"),
        ),
        rows=tuple(
            (
                row.name or gettext("The whole neighbourhood"),
                str(row.activities),
                str(row.ideas_helped),
                _stuurbuur(row),
            )
            for row in rows
        ),
        note=gettext(
            "Whole flats hear of these, so they stand as they are. "
            "A stuurbuur is a neighbour who lets the flat know their name."
        ),
    )  # fmt: skip


def _stuurbuur(row: CameOfIt) -> str:
    """Of a flat whether it has one, of the neighbourhood how many flats do."""
    if not row.name:
        return str(row.flats_with_stuurbuur)
    return gettext("yes") if row.flats_with_stuurbuur else gettext("not yet")


def _part_name(name: str | Quarter) -> str:
    return str(name) or gettext("Several flats together")


def _with_silence(figures: Figures, silent: frozenset[str]) -> Figures:
    """Says so where a part of what is added up could not be told."""
    codes = set(Direction) if figures.code == "interests" else {figures.code}
    if not codes & silent:
        return figures
    told = gettext("Of some flats and quarters these numbers would say too much; they are not in it.")
    return replace(figures, note=f"{figures.note} {told}".strip())

"""A report as a file, made of the same tables as its screen: a PDF to print, or rows for a spreadsheet."""

from collections.abc import Iterable
from datetime import date

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from buurvoorbuur import pdf
from buurvoorbuur.models import Team
from outreach import csv_cells
from outreach.door_counts import DoorCounts
from outreach.quarters import Quarter
from outreach.released import NeighbourhoodReport
from outreach.reports import FlatReport
from outreach.wording import count_words, release_words, report_sentences, report_words, slide_words
from outreach.wording.report_words import Figures


def flat_paper(report: FlatReport, *, on: date, language: str) -> bytes:
    """The report for all doors of a flat as a PDF in a language, whatever the reader's."""
    with translation.override(language):
        context = {
            "figures": report_words.of_flat(report),
            "sentences": report_sentences.of_flat(report),
            "team": report.flat.team,
            "on": on,
        }
    return pdf.render("print/flat_report.html", context, language=language)


def neighbourhood_paper(report: NeighbourhoodReport, *, scope: str, language: str) -> bytes:
    """The report of a neighbourhood as a PDF; `scope` says of which flats and quarters it is."""
    with translation.override(language):
        context = {"report": report, "figures": release_words.of_neighbourhood(report), "scope": scope}
    return pdf.render("print/neighbourhood_report.html", context, language=language)


def neighbourhood_slide(report: NeighbourhoodReport, *, team: Team, language: str) -> bytes:
    """One page of 16:9 to show at a meeting, of everything that was released."""
    with translation.override(language):
        context = {"report": report, "slide": slide_words.of(report), "team": team}
    return pdf.render("print/neighbourhood_slide.html", context, language=language, pages=1)


def flat_sheet(report: FlatReport, *, on: date) -> bytes:
    """Every table of a flat's report, also those that go to no door, as rows."""
    tables = report_words.of_flat(report)
    order = (tables.ledger, tables.apart, tables.themes, tables.feels_at_home, tables.interests)
    return _sheet((str(report.flat), gettext("as it stood on"), date_format(on, "j F Y")), order)


def neighbourhood_sheet(report: NeighbourhoodReport, *, scope: str) -> bytes:
    """Every table of a neighbourhood's report as rows."""
    return _sheet((report.neighbourhood, scope), release_words.of_neighbourhood(report, every_flat=True))


def door_counts_paper(
    team: Team, counts: DoorCounts, quarter: Quarter | None, *, on: date, language: str
) -> bytes:
    """All doors of a team as a PDF, by flat and by letter."""
    with translation.override(language):
        ledger, *tables = count_words.of_team(counts)
        context = {"team": team, "when": _when(quarter, on), "ledger": ledger, "tables": tables}
    return pdf.render("print/door_counts.html", context, language=language)


def door_counts_sheet(team: Team, counts: DoorCounts, quarter: Quarter | None, *, on: date) -> bytes:
    """All doors of a team as rows, by flat and by letter."""
    return _sheet((str(team), _when(quarter, on)), count_words.of_team(counts))


def _when(quarter: Quarter | None, on: date) -> str:
    return str(quarter) if quarter else f"{gettext('as it stood on')} {date_format(on, 'j F Y')}"


def _sheet(head: tuple[str, ...], tables: Iterable[Figures]) -> bytes:
    rows = [head]
    for table in tables:
        rows += [(), (table.caption,), table.columns, *table.rows]
        rows += [(table.note,)] if table.note else []
    return csv_cells.sheet(rows)

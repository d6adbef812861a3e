"""A report as a file, made of the same tables as its screen: a PDF to print, or rows for a spreadsheet."""

from collections.abc import Iterable
from datetime import date

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from buurvoorbuur import pdf
from outreach import csv_cells
from outreach.released import NeighbourhoodReport
from outreach.reports import FlatReport
from outreach.wording import report_sentences, report_words
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
        context = {"report": report, "figures": report_words.of_neighbourhood(report), "scope": scope}
    return pdf.render("print/neighbourhood_report.html", context, language=language)


def flat_sheet(report: FlatReport, *, on: date) -> bytes:
    """Every table of a flat's report, also those that go to no door, as rows."""
    tables = report_words.of_flat(report)
    order = (tables.ledger, tables.apart, tables.themes, tables.feels_at_home, tables.interests)
    return _sheet((str(report.flat), gettext("as it stood on"), date_format(on, "j F Y")), order)


def neighbourhood_sheet(report: NeighbourhoodReport, *, scope: str) -> bytes:
    """Every table of a neighbourhood's report as rows."""
    return _sheet((report.neighbourhood, scope), report_words.of_neighbourhood(report))


def _sheet(head: tuple[str, ...], tables: Iterable[Figures]) -> bytes:
    rows = [head]
    for table in tables:
        rows += [(), (table.caption,), table.columns, *table.rows]
        rows += [(table.note,)] if table.note else []
    return csv_cells.sheet(rows)

"""A research export as one ZIP: the rows, and a codebook for spreadsheets and one to read."""

import io
import zipfile

from django.template.loader import render_to_string

from outreach import csv_cells
from outreach.research import Handed
from outreach.wording import research_words

DATA = "data.csv"
CODEBOOK = "codebook.csv"
TO_READ = "codebook.html"
# The earliest day a ZIP can hold: when the file was made is nobody's business but the codebook's.
NO_DAY = (1980, 1, 1, 0, 0, 0)


def packed(handed: Handed) -> bytes:
    """Everything that leaves, in the language of the reader; the codebook for spreadsheets in both."""
    names = [column.name for column in handed.columns]
    files = {
        DATA: csv_cells.sheet([names, *([row[name] for name in names] for row in handed.rows)]),
        CODEBOOK: csv_cells.sheet(research_words.lines(handed.columns)),
        TO_READ: _to_read(handed),
    }
    paper = io.BytesIO()
    with zipfile.ZipFile(paper, "w") as pack:
        for name, content in files.items():
            pack.writestr(zipfile.ZipInfo(name, NO_DAY), content, zipfile.ZIP_DEFLATED)
    return paper.getvalue()


def _to_read(handed: Handed) -> bytes:
    context = {
        "export": handed.export,
        "columns": research_words.described(handed.columns),
        "stayed": [research_words.words(column) for column in handed.stayed],
        "files": {"data": DATA, "codebook": CODEBOOK},
    }
    return render_to_string("outreach/research_codebook.html", context).encode()

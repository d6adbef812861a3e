"""Other ways to the same letters: one WeasyPrint document, ReportLab, and Typst compiled once for all."""

import io
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import segno
from django.template.loader import render_to_string
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph
from weasyprint.text.fonts import FontConfiguration

from buurvoorbuur import pdf
from buurvoorbuur.press import typesetting
from buurvoorbuur.press.sources import Sources
from outreach import codes, letter_pages, qr_codes
from outreach.letter_pages import Occasion, Wording
from outreach.models import Address

Doors = Sequence[tuple[Address, str]]


@dataclass(frozen=True)
class Stack:
    """Letters to be made: one text for many doors."""

    wording: Wording
    occasion: Occasion
    doors: Doors

    def texts(self, address: Address, code: str) -> list[tuple[bool, str]]:
        """The subject and blocks of one letter, as they stand on our page: heading or not, and words."""
        (copy,) = letter_pages.copies([(address, code)])
        own = letter_pages.context(self.wording, self.occasion, [(copy.texts, qr_codes.QrCode(1, ""))])
        (page,) = own["pages"]
        return [(True, page.subject), *((block.is_heading, "\n".join(block.lines)) for block in page.blocks)]


def weasyprint(stack: Stack) -> bytes:
    """All letters in one document, as they were made before."""
    each = []
    for address, code in stack.doors:
        (copy,) = letter_pages.copies([(address, code)])
        each.append((copy.texts, qr_codes.draw(letter_pages.optout_url(code))))
    context = letter_pages.context(stack.wording, stack.occasion, each)
    page = render_to_string(letter_pages.TEMPLATE, {**context, "language": stack.wording.language})
    return typesetting.set_document(page, Sources(pdf.OWN_FILES), len(each), FontConfiguration())


def reportlab(stack: Stack) -> bytes:
    """With paragraphs that break lines; it sets no tags. The fonts are the same."""
    for name, file in (("sans", "NotoSans-Regular"), ("serif", "NotoSerif-Bold")):
        pdfmetrics.registerFont(TTFont(name, next(Path("/usr/share/fonts").rglob(f"{file}.ttf"))))
    text = ParagraphStyle("text", fontName="sans", fontSize=10, leading=13.7)
    head = ParagraphStyle("head", fontName="serif", fontSize=10.5, leading=14.4)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for address, code in stack.doors:
        canvas.setFont("sans", 10.5)
        for line, words in enumerate((str(address), f"{address.postcode} {address.city}")):
            canvas.drawString(25 * mm, 240 * mm - 14 * line, words)
        canvas.rect(25 * mm, 272 * mm, 11 * mm, 11 * mm, fill=1)
        top = 209 * mm
        for is_heading, words in stack.texts(address, code):
            paragraph = Paragraph(words.replace("\n", "<br/>"), head if is_heading else text)
            _width, height = paragraph.wrap(165 * mm, 250 * mm)
            top -= height + 6
            paragraph.drawOn(canvas, 25 * mm, top)
        widget = QrCodeWidget(letter_pages.optout_url(code), barLevel="M", barWidth=70, barHeight=70)
        drawing = Drawing(70, 70)
        drawing.add(widget)
        drawing.drawOn(canvas, 27 * mm, 12 * mm)
        canvas.setFont("sans", 13)
        canvas.drawString(60 * mm, 20 * mm, codes.written(code))
        canvas.showPage()
    canvas.save()
    return out.getvalue()


# One document for all letters, read from data, with what was measured as quickest: lines broken one by one,
# nothing hyphenated or justified, and each QR code as a picture of one byte a module.
TYPST = """
#set document(title: "Brieven")
#set page(paper: "a4", margin: (top: 14mm, bottom: 9mm, left: 25mm, right: 20mm))
#set text(font: "Noto Sans", size: 10pt, lang: "nl", hyphenate: false)
#set par(leading: 0.6em, spacing: 0.8em, linebreaks: "simple", justify: false)
#show heading: set text(font: "Noto Serif", size: 10.5pt)
#for letter in json("letters.json") {
  place(top + left, image("logo-mono.svg", width: 13mm, alt: "logo"))
  place(top + left, dy: 40mm)[#letter.address \\ #letter.place]
  v(74mm)
  heading(level: 1, letter.subject)
  for (is-heading, words) in letter.texts {
    if is-heading { heading(level: 2, words) } else { par(words) }
  }
  place(bottom + left, image(
    bytes(letter.modules), width: 28mm, alt: "QR code " + letter.code, scaling: "pixelated",
    format: (encoding: "luma8", width: letter.size, height: letter.size),
  ))
  place(bottom + left, dx: 35mm, strong(letter.code))
  pagebreak(weak: true)
}
"""


class TypstPress:
    """Typst with its fonts and data read beforehand, so that only its own work is measured: PDF/UA-1."""

    def __init__(self, stack: Stack, folder: str) -> None:
        for font in ("NotoSans-Regular", "NotoSans-Bold", "NotoSerif-Bold"):
            found = next(Path("/usr/share/fonts").rglob(f"{font}.ttf"))
            Path(folder, found.name).write_bytes(found.read_bytes())
        Path(folder, "letters.json").write_text(json.dumps([_data(stack, *door) for door in stack.doors]))
        Path(folder, "letters.typ").write_text(TYPST)
        Path(folder, "logo-mono.svg").write_bytes((pdf.OWN_FILES / "logo-mono.svg").read_bytes())
        self._folder = folder

    def milliseconds(self) -> float:
        """How long all letters take, compiled as one document."""
        command = [sys.executable, "-m", "benchmarks.typst_once", self._folder]
        return float(subprocess.run(command, capture_output=True, check=True).stdout)


def _data(stack: Stack, address: Address, code: str) -> dict[str, Any]:
    (_is_heading, subject), *texts = stack.texts(address, code)
    return {
        "address": str(address),
        "place": f"{address.postcode} {address.city}",
        "code": codes.written(code),
        "subject": subject,
        "texts": texts,
        **_modules(letter_pages.optout_url(code)),
    }


def _modules(text: str) -> dict[str, Any]:
    rows = segno.make_qr(text, error="m", mode="byte", mask=2, boost_error=False).matrix
    return {"size": len(rows), "modules": [255 * (1 - module) for row in rows for module in row]}

"""Turns a page of a PDF of ours into a picture, so that a screen shows exactly what the printer will."""

import io

import pypdfium2

WIDTH = 1000  # pixels: sharp on a telephone and beside a text on a laptop


def first_page(pdf: bytes) -> bytes:
    """The first page as a PNG of `WIDTH` pixels wide."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        picture = page.render(scale=WIDTH / page.get_width()).to_pil()
    finally:
        document.close()
    kept = io.BytesIO()
    picture.convert("L").save(kept, "PNG", optimize=True)
    return kept.getvalue()

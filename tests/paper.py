"""Reads a PDF as a stranger would: with poppler, qpdf and zbar, not with our own code."""

import io
import re
import subprocess
from dataclasses import dataclass
from tempfile import NamedTemporaryFile
from xml.etree import ElementTree

from PIL import Image

XHTML = "{http://www.w3.org/1999/xhtml}"
MM_A_POINT = 25.4 / 72


@dataclass(frozen=True)
class Word:
    """A word on a page with its box in millimetres from the top left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def pages(pdf: bytes) -> list[str]:
    """The text of each page, in reading order."""
    return _run(pdf, "pdftotext", "FILE", "-").decode().split("\f")[:-1]


def words(pdf: bytes) -> list[list[Word]]:
    """The words of each page with their places."""
    tree = ElementTree.fromstring(_run(pdf, "pdftotext", "-bbox", "FILE", "-"))
    return [[_word(word) for word in page.iter(f"{XHTML}word")] for page in tree.iter(f"{XHTML}page")]


# In points: the smallest letter that most people read without holding the paper close.
ARMS_LENGTH = 12


def letter_sizes(pdf: bytes) -> list[int]:
    """The size of each letter type on its pages in points, rounded down."""
    said = _run(pdf, "pdftohtml", "-xml", "-i", "-stdout", "-zoom", "1", "FILE")
    return [int(size) for size in re.findall(rb'<fontspec [^>]*size="(\d+)"', said)]


def opened(pdf: bytes) -> str:
    """The PDF with everything unpacked, to look for marks in it."""
    return _run(pdf, "qpdf", "--qdf", "--object-streams=disable", "FILE", "-").decode("latin-1")


def is_sound(pdf: bytes) -> bool:
    """Whether qpdf finds no fault in it."""
    return b"No syntax or stream encoding errors found" in _run(pdf, "qpdf", "--check", "FILE")


def structure(pdf: bytes) -> list[list[str]]:
    """What a screen reader reads: the texts of each article of the structure, in its order."""
    articles: list[list[str]] = []
    for line in _run(pdf, "pdfinfo", "-struct-text", "FILE").decode().splitlines():
        if line.strip() == "Art":
            articles.append([])
        elif line.strip().strip('"') and line.strip().startswith('"'):
            articles[-1].append(line.strip().strip('"'))
    return articles


def is_tagged(pdf: bytes) -> bool:
    """Whether its text has a structure that a screen reader can follow."""
    return re.search(rb"^Tagged: +yes$", _run(pdf, "pdfinfo", "FILE"), re.MULTILINE) is not None


def is_printed_on(pdf: bytes, left: float, top: float, right: float, bottom: float) -> bool:
    """Whether anything at all is printed in this box of the first page, in millimetres from the top left."""
    picture = _run(pdf, "pdftoppm", "-gray", "-r", "150", "-singlefile", "FILE")
    with Image.open(io.BytesIO(picture)) as page:
        box = tuple(round(side * 150 / 25.4) for side in (left, top, right, bottom))
        darkest, _lightest = page.crop(box).getextrema()
    return bool(darkest < 240)


def scanned(pdf: bytes, page: int) -> str:
    """What a telephone reads when it is held before the QR code of this page, counted from one."""
    one = ("-f", str(page), "-l", str(page))
    picture = _run(pdf, "pdftoppm", "-png", "-r", "150", *one, "FILE")
    return (
        _run(picture, "zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", "FILE").decode().strip()
    )


def _word(word: ElementTree.Element) -> Word:
    left, top, right, bottom = (
        float(word.attrib[side]) * MM_A_POINT for side in ("xMin", "yMin", "xMax", "yMax")
    )
    return Word(word.text or "", left, top, right, bottom)


def _run(content: bytes, *command: str) -> bytes:
    """What a command says about a file, which stands in the place of `FILE`: qpdf does not read a pipe."""
    with NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        named = [file.name if word == "FILE" else word for word in command]
        return subprocess.run(named, capture_output=True, check=True, timeout=60).stdout

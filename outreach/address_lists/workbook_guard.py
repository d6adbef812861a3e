"""Knows what makes an XLSX file unsafe to open, measured without unpacking it whole; it reads no row."""

import io
import zipfile
from typing import IO
from xml.parsers import expat

from outreach.address_lists.spreadsheet_rows import Unreadable

MOST_PARTS = 1_000
MOST_UNPACKED = 64_000_000
MOST_ELEMENTS = 2_500_000
# Elements kept in memory at one time: those outside rows, and those of a single row.
MOST_HELD = 50_000
MOST_WITHOUT_ELEMENT = 1_000_000

# A part this small cannot be a bomb, and small parts may shrink a lot.
_RATIO_FROM = 1_000_000
_MOST_RATIO = 100
_CHUNK = 65_536
_PART_SIGNATURE = b"PK\x01\x02"
_ENCRYPTED = 0x1
_MANIFEST = "[Content_Types].xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
# A reader can let these go as soon as they end.
_PASSING = {f"{_MAIN} row", f"{_MAIN} si"}


def check(data: bytes) -> None:
    """Refuse a zip file that is no plain workbook, or that grows too large when read.

    Sizes come from the directory of the archive first, in no time; then each part is streamed once and its
    elements counted, since a small part can still fill the memory of whoever builds a tree of it.
    Raises `Unreadable` with `opendocument`, `no_list`, `macros`, `protected`, `bomb` or `too_complex`, and
    whatever `zipfile` raises on a damaged archive.
    """
    if data.count(_PART_SIGNATURE) > MOST_PARTS:
        raise Unreadable("bomb")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        _check_kind(archive)
        _check_sizes(archive.infolist())
        _check_macros(archive)
        _check_elements(archive)


def _check_kind(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    if "mimetype" in names:
        raise Unreadable("opendocument")
    if _MANIFEST not in names or not any(name.startswith("xl/") for name in names):
        raise Unreadable("no_list")


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unreadable("bomb")
    for part in parts:
        if part.flag_bits & _ENCRYPTED:
            raise Unreadable("protected")
        # Other methods unpack without the limit that deflate obeys.
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unreadable("bomb")
        if part.file_size > _RATIO_FROM and part.file_size > _MOST_RATIO * part.compress_size:
            raise Unreadable("bomb")


def _check_macros(archive: zipfile.ZipFile) -> None:
    with archive.open(_MANIFEST) as part:
        manifest = part.read(_RATIO_FROM).lower()
    named = any(name.lower().endswith("vbaproject.bin") for name in archive.namelist())
    if named or b"macroenabled" in manifest or b"vbaproject" in manifest:
        raise Unreadable("macros")


def _check_elements(archive: zipfile.ZipFile) -> None:
    counter = _ElementCounter()
    for info in archive.infolist():
        with archive.open(info) as part:
            counter.count(part)


class _ElementCounter:
    """Counts the elements of all parts together, and those a tree of one part would hold at one time."""

    def __init__(self) -> None:
        self.total = 0
        self.held = 0
        self.held_before = 0

    def count(self, part: IO[bytes]) -> None:
        self.held = self.held_before = silent = 0
        parser = self._parser()
        while chunk := part.read(_CHUNK):
            before = self.total
            try:
                parser.Parse(chunk, False)
            except expat.ExpatError:
                return  # a picture, say: whoever reads it as XML stops at this byte too
            silent = 0 if self.total > before else silent + len(chunk)
            if silent > MOST_WITHOUT_ELEMENT:
                raise Unreadable("too_complex")

    def _parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.ordered_attributes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._doctype
        return parser

    def _start(self, name: str, _attributes: object) -> None:
        self.total += 1
        self.held += 1
        if self.held > MOST_HELD or self.total > MOST_ELEMENTS:
            raise Unreadable("too_complex")
        if name in _PASSING:
            self.held_before = self.held

    def _end(self, name: str) -> None:
        if name in _PASSING:
            self.held = self.held_before - 1

    def _doctype(self, *_declaration: object) -> None:
        raise Unreadable("bomb")  # no office program writes one; it is how entities grow

"""Writes a PDF of many pages straight to a file: what is written is forgotten, but for where it stands."""

import zlib
from array import array
from typing import Any, BinaryIO

import numpy as np

# Small objects go together into compressed streams; as many as make their repetitions worth it.
OBJECTS_A_STREAM = 1_000
# Level 6 makes a file a tenth smaller and takes a sixth more time for all.
LEVEL = 1
_IN_FILE, _IN_STREAM = 1, 2


class PdfFile:
    """Objects get their number when they are promised and may be written in any order."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._at = 0
        self._kinds = array("B", [0])
        self._places = array("Q", [0])
        self._indices = array("H", [65535])
        self._waiting: list[tuple[int, bytes]] = []
        self._write(b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n")

    def promise(self, count: int = 1) -> int:
        """The first of so many numbers in a row."""
        first = len(self._kinds)
        self._kinds.frombytes(bytes(count))
        self._places.frombytes(bytes(8 * count))
        self._indices.frombytes(bytes(2 * count))
        return first

    def add(self, number: int, content: bytes) -> None:
        """An object that is no stream; it is kept until enough have come together."""
        self._waiting.append((number, content))
        if len(self._waiting) >= OBJECTS_A_STREAM:
            self._write_waiting()

    def add_stream(self, number: int, content: bytes, entries: bytes = b"") -> None:
        """A stream, which is compressed here."""
        packed = zlib.compress(content, LEVEL)
        self.add_whole(
            number,
            b"<<%b/Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (entries, len(packed), packed),
        )

    def add_whole(self, number: int, content: bytes) -> None:
        """An object with all its words, put down as it comes."""
        self._kinds[number] = _IN_FILE
        self._places[number] = self._at
        self._write(b"%d 0 obj\n%b\nendobj\n" % (number, content))

    def finish(self, catalog: int, info: int) -> None:
        """Writes what still waits and the table of where everything stands."""
        self._write_waiting()
        table, start = self.promise(), self._at
        self._kinds[table], self._places[table] = _IN_FILE, start
        rows = np.zeros((len(self._kinds), 9), dtype=np.uint8)
        rows[:, 0] = np.frombuffer(self._kinds, dtype=np.uint8)
        places = np.frombuffer(self._places, dtype=np.uint64)
        rows[:, 1:7] = places.astype(">u8").view(np.uint8).reshape(-1, 8)[:, 2:]
        rows[:, 7:] = (
            np.frombuffer(self._indices, dtype=np.uint16).astype(">u2").view(np.uint8).reshape(-1, 2)
        )
        rows[1:] -= rows[:-1].copy()
        # Each row is written as the difference from the one above (PNG predictor 2), which packs far better.
        packed = zlib.compress(np.insert(rows, 0, 2, axis=1).tobytes(), LEVEL)
        entries = (
            b"<</Type/XRef/Size %d/W[1 6 2]/Root %d 0 R/Info %d 0 R/Filter/FlateDecode"
            b"/DecodeParms<</Predictor 12/Columns 9>>/Length %d>>stream\n%b\nendstream"
        )
        self._write(b"%d 0 obj\n" % table + entries % (len(rows), catalog, info, len(packed), packed))
        self._write(b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % start)

    def _write_waiting(self) -> None:
        if not self._waiting:
            return
        holder, at = self.promise(), 0
        places: list[int] = []
        for index, (number, content) in enumerate(self._waiting):
            self._kinds[number], self._places[number], self._indices[number] = _IN_STREAM, holder, index
            places += (number, at)
            at += len(content) + 1
        head = " ".join(map(str, places)).encode()
        body = b"\n".join([head, *(content for _number, content in self._waiting)])
        entries = b"/Type/ObjStm/N %d/First %d" % (len(self._waiting), len(head) + 1)
        self._waiting.clear()
        self.add_stream(holder, body, entries)

    def _write(self, content: bytes) -> None:
        self._out.write(content)
        self._at += len(content)


class Ledger:
    """Takes the objects WeasyPrint makes, as its own file would, and hands them to ours."""

    def __init__(self, file: PdfFile) -> None:
        self.catalog: dict[str, Any] = {}
        self._file = file
        self._objects: list[Any] = []

    def add_object(self, made: Any) -> None:
        made.number = self._file.promise()
        self._objects.append(made)

    def hand_over(self) -> None:
        for made in self._objects:
            if made.compressible:
                self._file.add(made.number, made.data)
            else:
                self._file.add_whole(made.number, made.data)


def string(text: str) -> bytes:
    """A text as PDF writes it."""
    if text.isascii() and text.isprintable():
        return b"(" + text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)").encode() + b")"
    return b"<FEFF" + text.encode("utf-16-be").hex().encode() + b">"

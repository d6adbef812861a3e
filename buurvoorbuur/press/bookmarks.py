"""The bookmarks of a long document: a group for each run of pages with one group name, its pages inside."""

from itertools import groupby

from buurvoorbuur.press.pdf_file import PdfFile, string


class Bookmarks:
    """Keeps the names of a document's pages until its end, and then writes them."""

    def __init__(self, file: PdfFile) -> None:
        self._file = file
        self._entries: list[tuple[str, str, bytes]] = []

    def add(self, path: tuple[str, ...], page: int, top: tuple[float, float]) -> None:
        """`path` is the name of the page's group and its own; nothing for a page without a bookmark."""
        if path:
            group, name = path
            self._entries.append((group, name, b"[%d 0 R/XYZ %.2f %.2f 0]" % (page, *top)))

    def finish(self) -> bytes:
        """What the catalog says about them."""
        if not self._entries:
            return b""
        groups = [(name, list(pages)) for name, pages in groupby(self._entries, key=lambda entry: entry[0])]
        root = self._file.promise()
        first = self._file.promise(len(groups))
        for number, (name, pages) in enumerate(groups, start=first):
            inside = self._file.promise(len(pages))
            last = inside + len(pages) - 1
            for own, (_group, said, place) in enumerate(pages, start=inside):
                self._write(own, said, number, place, (inside, last))
            # Counted below nothing, a group begins folded.
            below = b"/First %d 0 R/Last %d 0 R/Count -%d" % (inside, last, len(pages))
            self._write(number, name, root, pages[0][2], (first, first + len(groups) - 1), below)
        last = first + len(groups) - 1
        self._file.add(
            root, b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>" % (first, last, len(groups))
        )
        return b"/Outlines %d 0 R" % root

    def _write(
        self, number: int, name: str, parent: int, place: bytes, row: tuple[int, int], below: bytes = b""
    ) -> None:
        first, last = row
        beside = b"/Prev %d 0 R" % (number - 1) if number > first else b""
        beside += b"/Next %d 0 R" % (number + 1) if number < last else b""
        self._file.add(
            number, b"<</Title%b/Parent %d 0 R/Dest%b%b%b>>" % (string(name), parent, place, beside, below)
        )

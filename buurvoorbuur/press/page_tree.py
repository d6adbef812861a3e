"""Keeps which pages and tags a document has: a few numbers a page, written in nodes of some dozens."""

from buurvoorbuur.press.pdf_file import PdfFile

PAGES_A_NODE = 40


class PageTree:
    """The tree of pages, and beside it the tree that says to which tag each page's content belongs."""

    def __init__(self, file: PdfFile) -> None:
        self._file = file
        self._pages, self._owners, self._root, self.document = (file.promise() for _ in range(4))
        self._tags: list[int] = []
        self._nodes: list[int] = []
        self._owner_nodes: list[int] = []
        self._kids: list[int] = []
        self._owned: list[bytes] = []
        self.count = 0

    def add(self, page: int, contents: tuple[int, int], owners: bytes, tags: list[int]) -> None:
        """Writes a page; `owners` tells the tag of each piece of its content, `tags` are its outermost."""
        if not self._kids:
            self._nodes.append(self._file.promise())
        self._file.add(
            page,
            b"<</Type/Page/Parent %d 0 R/Contents[%d 0 R %d 0 R]/StructParents %d/Tabs/S>>"
            % (self._nodes[-1], *contents, self.count),
        )
        self._owned.append(b"%d %b" % (self.count, owners))
        self._tags += tags
        self._kids.append(page)
        self.count += 1
        if len(self._kids) == PAGES_A_NODE:
            self._close_node()

    def finish(self, size: tuple[float, float], resources: int) -> bytes:
        """What the catalog says about them."""
        if self._kids:
            self._close_node()
        self._file.add(
            self._pages,
            b"<</Type/Pages/Count %d/Kids[%b]/MediaBox[0 0 %.6f %.6f]/Resources %d 0 R>>"
            % (self.count, _references(self._nodes), *size, resources),
        )
        self._file.add(self._owners, b"<</Kids[%b]>>" % _references(self._owner_nodes))
        self._file.add(
            self.document,
            b"<</S/Document/P %d 0 R/K[%b]>>" % (self._root, _references(self._tags)),
        )
        self._file.add(
            self._root,
            b"<</Type/StructTreeRoot/K[%d 0 R]/ParentTree %d 0 R/ParentTreeNextKey %d>>"
            % (self.document, self._owners, self.count),
        )
        return b"/Pages %d 0 R/StructTreeRoot %d 0 R" % (self._pages, self._root)

    def _close_node(self) -> None:
        self._file.add(
            self._nodes[-1],
            b"<</Type/Pages/Parent %d 0 R/Count %d/Kids[%b]>>"
            % (self._pages, len(self._kids), _references(self._kids)),
        )
        self._owner_nodes.append(self._file.promise())
        limits = self.count - len(self._kids), self.count - 1
        self._file.add(
            self._owner_nodes[-1], b"<</Limits[%d %d]/Nums[%b]>>" % (*limits, b" ".join(self._owned))
        )
        self._kids.clear()
        self._owned.clear()


def _references(numbers: list[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)

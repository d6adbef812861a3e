"""The tags of a page, written anew for every copy: what a screen reader follows, with numbers of its own."""

from collections.abc import Mapping

from buurvoorbuur.press.pdf_file import string
from buurvoorbuur.press.slots import Copy, Piece, fill
from buurvoorbuur.press.typesetting import Node

# In the gaps of the template: a node by its place, one of these two, or words of the copy's own.
_PAGE, _DOCUMENT = -1, -2
Gap = int | tuple[Piece, ...]


class Tags:
    """One template for all elements of a page; each element becomes an object."""

    def __init__(
        self, roots: tuple[Node, ...], alts: Mapping[int, tuple[Piece, ...]], language: str = ""
    ) -> None:
        """`language` is that of the page where it is another than the document's."""
        self._alts = alts
        self._language = b"/Lang" + string(language).replace(b"%", b"%%") if language else b""
        self._places: dict[int, int] = {}
        self._nodes: list[tuple[Node, int]] = []
        self._gaps: list[Gap] = []
        for root in roots:
            self._number(root, _DOCUMENT)
        self.roots = [self._places[id(root)] for root in roots]
        objects = [self._object(node, parent) for node, parent in self._nodes]
        self._template = b"\n".join([*objects, self._owners()])

    def __len__(self) -> int:
        return len(self._nodes)

    def written(self, first: int, page: int, document: int, copy: Copy) -> tuple[list[bytes], bytes]:
        """The objects, numbered on from `first`, and for each number of marked content whose it is."""
        known = {_PAGE: page, _DOCUMENT: document}
        gaps = [
            string(fill(gap, copy.texts))
            if isinstance(gap, tuple)
            else (first + gap if gap >= 0 else known[gap])
            for gap in self._gaps
        ]
        *objects, owners = (self._template % tuple(gaps)).split(b"\n")
        return objects, owners

    def _number(self, node: Node, parent: int) -> None:
        place = self._places[id(node)] = len(self._nodes)
        self._nodes.append((node, parent))
        for kid in node.kids:
            if isinstance(kid, Node):
                self._number(kid, place)

    def _object(self, node: Node, parent: int) -> bytes:
        self._gaps += [parent, _PAGE]
        own = next((self._alts[kid] for kid in node.kids if isinstance(kid, int) and kid in self._alts), None)
        alt = b"" if node.alt is None else b"/Alt" + string(node.alt).replace(b"%", b"%%")
        if own is not None:
            alt = b"/Alt%b"
            self._gaps.append(own)
        kids = []
        for kid in node.kids:
            if isinstance(kid, Node):
                self._gaps.append(self._places[id(kid)])
            kids.append(b"%d 0 R" if isinstance(kid, Node) else b"%d" % kid)
        attributes = node.attributes.replace(b"\n", b" ").replace(b"%", b"%%")
        if parent == _DOCUMENT:
            attributes += self._language
        return b"<</S%b/P %%d 0 R/Pg %%d 0 R%b%b/K[%b]>>" % (node.role, alt, attributes, b" ".join(kids))

    def _owners(self) -> bytes:
        owners = {
            kid: place
            for place, (node, _parent) in enumerate(self._nodes)
            for kid in node.kids
            if isinstance(kid, int)
        }
        every = [owners.get(number) for number in range(max(owners, default=-1) + 1)]
        self._gaps += [owner for owner in every if owner is not None]
        return b"[%b]" % b" ".join(b"null" if owner is None else b"%d 0 R" for owner in every)

"""Prints a page for many copies into one tagged PDF (PDF/UA-1), page by page; keeps no page in memory."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO

from weasyprint.text.fonts import FontConfiguration

from buurvoorbuur.press import slots
from buurvoorbuur.press.bookmarks import Bookmarks
from buurvoorbuur.press.page_tree import PageTree
from buurvoorbuur.press.pdf_file import Ledger, PdfFile, string
from buurvoorbuur.press.plates import Plate
from buurvoorbuur.press.shaping import Shaper, style_key
from buurvoorbuur.press.slots import Copy
from buurvoorbuur.press.sources import Sources
from buurvoorbuur.press.typesetting import Composition, SetPage, elements

# More ways to break lines than these are seldom met; the one unused for longest is forgotten.
MOST_PLATES = 24
# What stands for a drawing while its page is set; each copy's own is stamped over it.
STAND_IN = "M0 0h1"


def print_copies(
    sides: Sequence[str],
    copies: Iterable[Copy],
    sources: Sources,
    out: BinaryIO,
    fonts: FontConfiguration,
    every: Callable[[int], None] = lambda _done: None,
) -> int:
    """Writes one page a side for each copy, its slots filled, and returns how many pages there are.

    A side is the HTML of a page; two of them are the front and the back of a sheet. `every` hears each
    copy. Raises `WrongPages` when a side needs more than one page, and `ValueError` when there is no copy.
    """
    job = Job(sides, sources, out, fonts)
    for count, copy in enumerate(copies, start=1):
        job.print(copy)
        every(count)
    return job.finish()


@dataclass
class Side:
    """One side of the sheet: its page, what stands in that, and the plates made of it, last used first."""

    page: str
    marked: list[Any]
    plates: list[Plate] = field(default_factory=list)


def _fitting(side: Side, copy: Copy) -> tuple[Plate, bytes] | None:
    """A plate that a copy can be printed with, and what the copy paints for itself."""
    for place, plate in enumerate(side.plates):
        painted = plate.painted(copy)
        if painted is not None:
            side.plates.insert(0, side.plates.pop(place))
            return plate, painted
    return None


class Job:
    """One PDF in the making."""

    def __init__(
        self, sides: Sequence[str], sources: Sources, out: BinaryIO, fonts: FontConfiguration
    ) -> None:
        self._sides = [Side(page, elements(page)) for page in sides]
        self._file = PdfFile(out)
        self._ledger = Ledger(self._file)
        self._composition = Composition(sources, self._ledger, fonts)
        self._sketch = self._composition.stream()
        self._shapers: dict[str, Shaper] = {}
        self._first: SetPage | None = None
        self._tree = PageTree(self._file)
        self._bookmarks = Bookmarks(self._file)

    def print(self, copy: Copy) -> bool:
        """Writes the pages of a copy; says whether one had to be set for it. Raises `WrongPages`."""
        tidied = replace(copy, texts={slot: slots.tidy(text) for slot, text in copy.texts.items()})
        were_set = [self._print(side, tidied) for side in self._sides]
        return any(were_set)

    def _print(self, side: Side, tidied: Copy) -> bool:
        found = _fitting(side, tidied)
        plate, painted = found or self._engraved(side, tidied)
        page = self._file.promise(2 + len(plate.tags))
        content, tags = page + 1, page + 2
        self._file.add_stream(content, painted)
        made, owners = plate.tags.written(tags, page, self._tree.document, tidied)
        self._tree.add(page, (plate.number, content), owners, [tags + root for root in plate.tags.roots])
        for number, tag in enumerate(made, start=tags):
            self._file.add(number, tag)
        if side is self._sides[0]:
            self._bookmarks.add(tidied.bookmark, page, plate.page.top)
        return found is None

    def finish(self) -> int:
        """Writes what belongs to the whole; tells how many pages there are."""
        if self._first is None:
            raise ValueError("nothing to print")
        page, file = self._first, self._file
        self._composition.finish()
        self._ledger.hand_over()
        tree = self._tree.finish((page.width, page.height), self._composition.resources.number)
        catalog = file.promise(2)
        metadata = self._ledger.catalog["Metadata"]
        file.add(
            catalog,
            b"<</Type/Catalog/Lang%b/MarkInfo<</Marked true>>/ViewerPreferences<</DisplayDocTitle true>>"
            b"/Metadata %b%b%b>>" % (string(page.language), metadata, tree, self._bookmarks.finish()),
        )
        file.add(catalog + 1, b"<</Title%b/Producer(Buur voor Buur)>>" % string(page.title))
        file.finish(catalog, catalog + 1)
        return self._tree.count

    def _engraved(self, side: Side, copy: Copy) -> tuple[Plate, bytes]:
        """A new plate, made for this copy."""
        texts = {**copy.texts, **dict.fromkeys(copy.pictures, STAND_IN)}
        page = self._composition.set_page(slots.fill_page(side.page, texts))
        self._first = self._first or page
        other = page.language if page.language != self._first.language else ""
        plate = Plate(page, side.marked, copy, self._shaper, other)
        plate.number = self._file.promise()
        self._file.add_stream(plate.number, plate.shared)
        side.plates = [plate, *side.plates[: MOST_PLATES - 1]]
        painted = plate.painted(copy)
        assert painted is not None, "a plate fits the copy it was made for"
        return plate, painted

    def _shaper(self, style: Any) -> Shaper:
        key = style_key(style)
        if key not in self._shapers:
            self._shapers[key] = Shaper(style, self._sketch)
        return self._shapers[key]

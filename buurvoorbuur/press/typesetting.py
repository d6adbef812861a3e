"""Sets a page by WeasyPrint and tells what stands on it: how it is painted, its lines and its structure.

Stands on inner parts of WeasyPrint, whose version is locked: it paints one page with fonts that more pages
share. `tests/buurvoorbuur/press/` compares every stamped page with a page that is all WeasyPrint's.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pydyf
import weasyprint
from tinycss2.color5 import D50, D65
from weasyprint.formatting_structure import boxes
from weasyprint.pdf import _use_references
from weasyprint.pdf.fonts import build_fonts_dictionary
from weasyprint.pdf.stream import Stream
from weasyprint.pdf.tags import _build_box_tree
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from buurvoorbuur.press.own_files import STATIC, OwnFilesOnly
from buurvoorbuur.press.pdf_file import Ledger
from buurvoorbuur.press.refusals import FetchRefused, WrongPages
from buurvoorbuur.press.sources import Sources

POINTS = 0.75
OPTIONS = {"pdf_variant": "pdf/ua-1", "pdf_tags": True, "pdf_version": "1.7"}
ALL_OPTIONS = {**weasyprint.DEFAULT_OPTIONS, **OPTIONS}
# Kinds of box that are as wide as what stands in them.
_SHRINKING = (boxes.InlineBlockBox, boxes.TableBox, boxes.TableCellBox, boxes.FlexBox, boxes.GridBox)


@dataclass(frozen=True, slots=True)
class Node:
    """One element of a page's structure; a kid is a number of marked content or a node."""

    role: bytes
    kids: "tuple[int | Node, ...]"
    alt: str | None = None
    attributes: bytes = b""


@dataclass(frozen=True, slots=True)
class SetLine:
    """Text on one line of a page, as much of it as one element holds in one piece."""

    text: str
    mcid: int
    element: int
    style: Any
    x: float
    y: float
    room: float
    is_plain: bool
    is_first: bool
    is_last: bool
    # Whether the line begins, or ends, here because it must and not for want of room.
    begins: bool
    ends: bool


@dataclass(frozen=True, slots=True)
class SetPage:
    """A page that was set. Elements are told by their place in the document, so that two readings agree."""

    height: float
    width: float
    language: str
    title: str
    painted: tuple[bytes, ...]
    lines: tuple[SetLine, ...]
    pictures: dict[int, int]
    structure: tuple[Node, ...]
    top: tuple[float, float]


class Composition:
    """The fonts, drawings and colours that all pages of one document share."""

    def __init__(self, sources: Sources, ledger: Ledger, fonts: FontConfiguration) -> None:
        self._sources = sources
        self._ledger = ledger
        self._font_config = fonts
        self._cache: dict[str, Any] = {}
        self._metadata: Any = None
        self._images: dict[str, Any] = {}
        self.fonts: dict[Any, Any] = {}
        white = [pydyf.Array(point) for point in (D50, D65)]
        spaces = pydyf.Dictionary({f"lab-d{50 + 15 * i}": _lab(point) for i, point in enumerate(white)})
        ledger.add_object(spaces)
        self.resources = pydyf.Dictionary(
            {name: pydyf.Dictionary() for name in ("ExtGState", "XObject", "Pattern", "Shading")}
        )
        self.resources["ColorSpace"] = spaces.reference
        ledger.add_object(self.resources)

    def set_page(self, page: str) -> SetPage:
        """Sets one page of HTML. Raises `WrongPages` when it needs more."""
        source = weasyprint.HTML(string=page, base_url=STATIC, url_fetcher=OwnFilesOnly(self._sources))
        with _refusals():
            document = source.render(font_config=self._font_config, cache=self._cache, **OPTIONS)
        if len(document.pages) != 1:
            raise WrongPages(f"{len(document.pages)} pages instead of 1")
        self._metadata = document.metadata
        only = document.pages[0]
        stream = self.stream((only.width, only.height))
        stream.transform(d=-1, f=only.height * POINTS)
        with _refusals():
            only.paint(stream, POINTS)
        marks = {box: mark["mcid"] for box, mark in stream._tags.items()}
        places = {id(element): index for index, element in enumerate(source.etree_element.iter())}
        tops = [target for _level, _label, target, _state in only.bookmarks] or [(0.0, 0.0)]
        return SetPage(
            width=only.width * POINTS,
            height=only.height * POINTS,
            language=document.metadata.lang or "",
            title=document.metadata.title or "",
            painted=tuple(_bytes(item) for item in stream.stream),
            lines=tuple(_lines(only._page_box, marks, places)),
            pictures={
                places[id(box.element)]: mcid
                for box, mcid in marks.items()
                if isinstance(box, boxes.ReplacedBox)
            },
            structure=tuple(_structure(only, stream._tags)),
            top=(tops[0][0] * POINTS, (only.height - tops[0][1]) * POINTS),
        )

    def stream(self, size: tuple[float, float] = (1, 1)) -> Stream:
        """Something to paint on, which notes the fonts that are used."""
        return Stream(self.fonts, (0, 0, *size), self.resources, self._images, {}, {}, None)

    def finish(self) -> None:
        """Adds the fonts, with the glyphs that were used, and what else the pages refer to."""
        fonts = build_fonts_dictionary(self._ledger, self.fonts, True, True, ALL_OPTIONS)
        self._ledger.add_object(fonts)
        self.resources["Font"] = fonts.reference
        _use_references(self._ledger, self.resources, self._images, {})
        self._metadata.include_in_pdf(self._ledger, "ua", 1, conformance=None, compress=True)


def set_document(document: str, sources: Sources, pages: int | None, fonts: FontConfiguration) -> bytes:
    """The PDF of a whole document. Raises `FetchRefused` or `WrongPages`."""
    source = weasyprint.HTML(string=document, base_url=STATIC, url_fetcher=OwnFilesOnly(sources))
    with _refusals():
        made = source.render(font_config=fonts, **OPTIONS)
        if pages is not None and len(made.pages) != pages:
            raise WrongPages(f"{len(made.pages)} pages instead of {pages}")
        paper: bytes = made.write_pdf(**OPTIONS)
    return paper


def elements(page: str) -> list[Any]:
    """The elements of a page in order, as `SetPage` counts them."""
    return list(weasyprint.HTML(string=page, base_url=STATIC).etree_element.iter())


@contextmanager
def _refusals() -> Iterator[None]:
    """WeasyPrint's own error ends the process that meets it (a BaseException); ours does not."""
    try:
        yield
    except FatalURLFetchingError:
        raise FetchRefused("paper may fetch nothing from outside the project") from None


def _lab(white: Any) -> Any:
    ranges = pydyf.Array((-125, 125, -125, 125))
    return pydyf.Array(("/Lab", pydyf.Dictionary({"WhitePoint": white, "Range": ranges})))


def _bytes(item: Any) -> bytes:
    if isinstance(item, bytes):
        return item
    return item.data if isinstance(item, pydyf.Object) else str(item).encode()


def _lines(
    box: Any, marks: dict[Any, int], places: dict[int, int], above: tuple[Any, ...] = ()
) -> Iterator[SetLine]:
    """Every text box of the page that was painted, in the order of the document."""
    box = getattr(box, "_box", box)
    if isinstance(box, boxes.TextBox):
        if box in marks and isinstance(box.element_tag, str) and "::" not in box.element_tag:
            yield _line(box, marks[box], places[id(box.element)], above)
        return
    for child in getattr(box, "children", ()):
        yield from _lines(child, marks, places, (*above, box))


def _line(box: Any, mcid: int, element: int, above: tuple[Any, ...]) -> SetLine:
    depth = max(index for index, parent in enumerate(above) if isinstance(parent, boxes.LineBox))
    block, line, within = above[depth - 1], above[depth], above[depth + 1 :]
    right = block.content_box_x() + block.width
    first, last = _end(line, 0), _end(line, -1)
    place = next(place for place, other in enumerate(block.children) if other is line)
    return SetLine(
        text=box.text,
        mcid=mcid,
        element=element,
        style=box.style,
        x=box.position_x,
        y=box.position_y + box.baseline,
        room=right - box.position_x,
        is_plain=_runs_plainly(block, box) and not _may_not_change_width(above[:depth], within),
        is_first=first is box,
        is_last=last is box,
        begins=place == 0 or _is_broken_off(block.children[place - 1]),
        ends=line is block.children[-1] or _is_broken_off(line),
    )


def _is_broken_off(line: Any) -> bool:
    """Whether the text itself ends the line."""
    return any(getattr(box, "element_tag", "") == "br" for box in line.descendants())


def _end(line: Any, end: int) -> Any:
    """The first or the last box on a line, but for the one that ends it."""
    box = line
    while children := [child for child in getattr(box, "children", ()) if child.element_tag != "br"]:
        box = children[end]
    return box


def _runs_plainly(block: Any, box: Any) -> bool:
    """Whether the text stands at the left and nothing is drawn along it, so that only its end can move."""
    align, direction = block.style["text_align_all"], block.style["direction"]
    return (
        direction == "ltr"
        and align in ("start", "left")
        and box.style["white_space"] == "normal"
        and box.style["hyphens"] != "auto"
        and box.style["word_spacing"] == 0
        and box.style["text_decoration_line"] == "none"
        and block.style["text_indent"].value == 0
    )


def _may_not_change_width(outside: tuple[Any, ...], inline: tuple[Any, ...]) -> bool:
    """Whether a box around the text may be as wide as the text, or shows where the text ends."""
    for parent in outside:
        style = parent.style
        is_loose = style["position"] in ("absolute", "fixed") and style["width"] == "auto"
        if is_loose and "auto" in (style["left"], style["right"]):
            return True
        if isinstance(parent, _SHRINKING) or style["float"] != "none":
            return True
    return any(
        not isinstance(parent, boxes.InlineBox)
        or parent.style["background_color"].alpha
        or parent.margin_width() != parent.width
        for parent in inline
    )


class _Counter:
    """Stands where WeasyPrint expects its file, to number the elements of one page."""

    page_references = (b"0 0 R",)

    def __init__(self, height: float) -> None:
        self.height = height
        self.objects: list[Any] = []

    def add_object(self, made: Any) -> None:
        made.number = len(self.objects)
        self.objects.append(made)

    def referred(self, reference: Any) -> Any:
        return self.objects[int(_bytes(reference).split()[0])]


def _structure(page: Any, tags: dict[Any, Any]) -> Iterator[Node]:
    counter, root = _Counter(page.height), pydyf.Dictionary({"S": "/Document", "K": pydyf.Array()})
    counter.add_object(root)
    annotations: list[Any] = []
    elements = list(_build_box_tree(page._page_box, root, counter, 0, {}, annotations, tags))
    assert not annotations, "a page that is stamped holds no links"
    for kid in _kids(elements, counter):
        assert isinstance(kid, Node)
        yield kid


def _kids(listed: list[Any], counter: _Counter) -> Iterator[int | Node]:
    for kid in listed:
        if isinstance(kid, int):
            yield kid
            continue
        element = kid if isinstance(kid, pydyf.Dictionary) else counter.referred(kid)
        inner = tuple(_kids(element["K"], counter))
        # These mean nothing by themselves: what is in them belongs to the element around them.
        if element["S"] in ("/NonStruct", "/Span") and "A" not in element and "Alt" not in element:
            yield from inner
        else:
            alt = element["Alt"].string if "Alt" in element else None
            attributes = _attributes(element["A"], counter.height) if "A" in element else b""
            yield Node(element["S"].encode(), inner, alt, attributes)


def _attributes(listed: Any, height: float) -> bytes:
    if "BBox" in listed:
        # WeasyPrint gives CSS pixels from the top of the page; readers expect points from its foot.
        left, top, right, bottom = listed["BBox"]
        box = (left, height - bottom, right, height - top)
        listed = pydyf.Dictionary({**listed, "BBox": pydyf.Array(side * POINTS for side in box)})
    data: bytes = listed.data
    return b"/A " + data

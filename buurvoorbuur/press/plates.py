"""A plate: one page that was set, ready to be stamped for every copy whose lines break as its own do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from buurvoorbuur.press.painting import Part, around_path, take_out
from buurvoorbuur.press.shaping import Shaper
from buurvoorbuur.press.slots import Bitmap, Copy, Piece, pieces
from buurvoorbuur.press.strips import strips
from buurvoorbuur.press.tags import Tags
from buurvoorbuur.press.typesetting import SetPage


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing that each copy has for itself: its slot, its words, and what is around it in the drawing."""

    slot: str
    alt: tuple[Piece, ...]
    before: bytes
    after: bytes


class Plate:
    """What all copies share, and what each needs to become a page of its own."""

    def __init__(
        self,
        page: SetPage,
        marked: list[Any],
        copy: Copy,
        shaper_of: Callable[[Any], Shaper],
        language: str = "",
    ) -> None:
        self.page = page
        self._own = copy
        found, self._fixed = strips(page.lines, marked, copy.texts, shaper_of)
        # White space beside nothing closes up, so a text that is empty makes another page.
        self._empty = {slot: not text for slot, text in copy.texts.items()}
        self._strips = {strip.line.mcid: strip for strip in found}
        slots = {page.pictures[index]: _picture_slot(marked[index]) for index in page.pictures}
        moved = frozenset(self._strips) | {mcid for mcid, slot in slots.items() if slot}
        self.shared, self._parts = take_out(page.painted, moved)
        alts = {mcid: _alt(marked[index]) for index, mcid in page.pictures.items()}
        self._pictures = {
            mcid: Picture(slot, alts[mcid], *around_path(self._parts[mcid]))
            for mcid, slot in slots.items()
            if slot
        }
        self._heads = {mcid: self._head(mcid) for mcid in self._parts}
        self.tags = Tags(page.structure, {mcid: one.alt for mcid, one in self._pictures.items()}, language)
        # Where the plate is written in the file; whoever prints with it sets this.
        self.number = 0

    def painted(self, copy: Copy) -> bytes | None:
        """What a copy paints for itself; None when it needs a plate of its own."""
        if any(copy.texts[slot] != self._own.texts[slot] for slot in self._fixed):
            return None
        if any(is_empty is bool(copy.texts[slot]) for slot, is_empty in self._empty.items()):
            return None
        painted: list[bytes] = []
        state: tuple[bytes, ...] | None = None
        for mcid, part in self._parts.items():
            mine = self._picture(mcid, copy) if mcid in self._pictures else self._line(mcid, part, copy)
            if mine is None:
                return None
            if part.state != state:
                painted += ([b"Q"] if state is not None else []) + [b"q", *part.state]
                state = part.state
            painted += [self._heads[mcid], mine, b"EMC"]
        return b"\n".join([*painted, b"Q"]) if painted else b""

    def _head(self, mcid: int) -> bytes:
        return (b"/Figure<</MCID %d>>BDC" if mcid in self._pictures else b"/Span<</MCID %d>>BDC") % mcid

    def _line(self, mcid: int, part: Part, copy: Copy) -> bytes | None:
        strip = self._strips[mcid]
        if strip.is_own(copy.texts):
            return b"\n".join(part.painted)
        shape = strip.shaped(copy.texts)
        if shape is None:
            return None
        place = b"BT\n1 0 0 -1 %b %b Tm\n" % (_decimal(strip.line.x), _decimal(strip.line.y))
        return place + shape.painted + b"\nET"

    def _picture(self, mcid: int, copy: Copy) -> bytes | None:
        picture = self._pictures[mcid]
        bitmap = copy.pictures[picture.slot]
        if bitmap.size != self._own.pictures[picture.slot].size:
            return None
        return b"\n".join((picture.before, _inline(bitmap), picture.after))


def _inline(bitmap: Bitmap) -> bytes:
    size = bitmap.size
    return b"q %d 0 0 -%d 0 %d cm BI/W %d/H %d/IM true/D[1 0]/F/AHx ID\n%b>\nEI Q" % (
        size,
        size,
        size,
        size,
        size,
        bitmap.rows.hex().encode(),
    )


def _decimal(value: float) -> bytes:
    return f"{value:.6f}".rstrip("0").rstrip(".").encode()


def _picture_slot(element: Any) -> str:
    """The slot a drawing is filled from, or nothing."""
    for inner in element.iter():
        for value in inner.attrib.values():
            slots = [part[0] for part in pieces(value) if not isinstance(part, str)]
            if slots:
                return slots[0]
    return ""


def _alt(element: Any) -> tuple[Piece, ...]:
    """A drawing's words, as its title says them."""
    return next((pieces(inner.text or "") for inner in element if inner.tag.endswith("}title")), ())

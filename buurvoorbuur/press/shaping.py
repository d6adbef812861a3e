"""Shapes lines of text as WeasyPrint does, in the same fonts, but asks Pango only once for each."""

from dataclasses import dataclass
from functools import lru_cache
from struct import Struct
from typing import Any

from weasyprint.pdf.stream import Stream
from weasyprint.text.ffi import FROM_UNITS, ffi, pango
from weasyprint.text.line_break import Layout, _font_style_cache_key, get_log_attrs

_GLYPH = Struct("=Iiiii")
MOST_KEPT = 4_000


@dataclass(frozen=True, slots=True)
class Shape:
    """A line as it will be painted, and its measures in CSS pixels."""

    width: float
    height: float
    baseline: float
    painted: bytes


class Shaper:
    """Shapes texts of one style; what it shaped it keeps for a while."""

    def __init__(self, style: Any, stream: Stream) -> None:
        self._style = style
        self._stream = stream
        self._layout = Layout(style)
        # What else WeasyPrint tells Pango about a text matters only where lines are broken.
        self._layout.set_text(" ")
        pango.pango_layout_set_single_paragraph_mode(self._layout.layout, True)
        self._box = ffi.new("PangoRectangle *")
        spacing = style["letter_spacing"]
        self._spacing = 0 if spacing == "normal" else spacing
        self._kept: dict[str, Shape | None] = {}
        self._glyphs: dict[Any, dict[tuple[int, ...], str]] = {}

    def shape(self, text: str) -> Shape | None:
        """None for what only WeasyPrint can paint: missing or coloured glyphs, marks set above others."""
        if text not in self._kept:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[text] = self._shaped(text)
        return self._kept[text]

    def _shaped(self, text: str) -> Shape | None:
        layout = self._layout.layout
        if self._spacing:
            self._layout.set_text(text)
        else:
            said = text.encode()
            pango.pango_layout_set_text(layout, said, len(said))
        line = pango.pango_layout_get_line_readonly(layout, 0)
        pango.pango_layout_line_get_extents(line, ffi.NULL, self._box)
        painted = self._painted(line, text)
        if painted is None:
            return None
        return Shape(
            self._box.width * FROM_UNITS + self._spacing,
            self._box.height * FROM_UNITS,
            pango.pango_layout_get_baseline(layout) * FROM_UNITS,
            painted,
        )

    def _painted(self, line: Any, text: str) -> bytes | None:
        parts: list[str] = []
        run = line.runs
        while run != ffi.NULL:
            item, run = run.data, run.next
            font, size = self._stream.add_font(item.item.analysis.font)
            if font.bitmap or font.png or font.svg or font.colr:
                return None
            shown = self._shown(item, font, size, text)
            if shown is None:
                return None
            parts.append(f"/{font.hash} {size:.6f} Tf [<{shown}>] TJ")
        return "\n".join(parts).encode()

    def _shown(self, item: Any, font: Any, size: float, text: str) -> str | None:
        glyphs = item.glyphs
        count = glyphs.num_glyphs
        known = self._glyphs.setdefault((font.hash, size), {})
        shown: list[str] = []
        raw = bytes(ffi.buffer(glyphs.glyphs, count * _GLYPH.size))
        for index, (glyph, width, x_offset, y_offset, _attributes) in enumerate(_GLYPH.iter_unpack(raw)):
            key = (glyph, width, x_offset, y_offset)
            said = known.get(key)
            if said is None:
                if y_offset or glyph == pango.PANGO_GLYPH_EMPTY or glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG:
                    return None
                self._learn(item, index, font, glyph, text)
                said = known[key] = self._said(item, font, size, *key[:3])
            shown.append(said)
        return "".join(shown)

    def _learn(self, item: Any, index: int, font: Any, glyph: int, text: str) -> None:
        """Notes for which signs a glyph stands, as WeasyPrint notes it, so that text can be copied out."""
        if glyph in font.to_unicode:
            return
        clusters, last = item.glyphs.log_clusters, item.glyphs.num_glyphs - 1
        if item.item.analysis.level % 2:
            end = item.item.length if index == 0 else clusters[index - 1]
        else:
            end = item.item.length if index == last else clusters[index + 1]
        start = item.item.offset
        font.to_unicode[glyph] = text.encode()[start + clusters[index] : start + end].decode()

    def _said(self, item: Any, font: Any, size: float, glyph: int, width: int, x_offset: int) -> str:
        """One glyph, and how much nearer the next stands than its width says, rounded as WeasyPrint does."""
        if glyph not in font.widths:
            stream = self._stream
            pango.pango_font_get_glyph_extents(
                item.item.analysis.font, glyph, stream.ink_rect, stream.logical_rect
            )
            font.widths[glyph] = round(stream.logical_rect.width * 1000 * FROM_UNITS / size)
        offset = x_offset / size
        before = f">{-offset}<" if offset else ""
        after = int(font.widths[glyph] + offset - width * 1000 * FROM_UNITS / size)
        return f"{before}{glyph:04x}" + (f">{after}<" if after else "")


@lru_cache(maxsize=MOST_KEPT)
def break_points(text: str, language: str | None) -> tuple[int, ...]:
    """Where a line may end within this text: places of the signs that may begin the next."""
    attributes = get_log_attrs(text, language)
    return tuple(place for place in range(1, len(text)) if attributes[place].is_line_break)


def style_key(style: Any) -> str:
    """The same for styles whose texts come out alike."""
    return f"{_font_style_cache_key(style, include_size=True)} {style['letter_spacing']} {style['direction']}"

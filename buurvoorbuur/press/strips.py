"""The lines of a set page that differ from copy to copy, and the proof that a copy's lines break alike.

WeasyPrint fills lines greedily: a line ends at the last place where it may and up to which it fits. So
another text breaks alike when each of its lines fits and the first piece of the next would not have fitted.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from buurvoorbuur.press.shaping import Shape, Shaper, break_points
from buurvoorbuur.press.slots import Piece, collapse, fill, pieces
from buurvoorbuur.press.typesetting import SetLine

# CSS pixels. Nearer than this to the end of the line, WeasyPrint itself must say whether a text fits.
DOUBT = 0.5
SAME = 0.01
# Signs on both sides of a possible break that together decide it.
CONTEXT = 3


@dataclass(frozen=True, slots=True)
class Cut:
    """A line of a page as pieces; `gap` is the white space that its break swallowed."""

    line: SetLine
    parts: tuple[Piece, ...]
    gap: str = ""
    breaks_softly: bool = False

    @property
    def slots(self) -> set[str]:
        return {part[0] for part in self.parts if not isinstance(part, str)}


class Strip:
    """One line that may differ, as it was set for one copy and as it is to be for others."""

    def __init__(self, cut: Cut, following: Cut | None, texts: Mapping[str, str], shaper: Shaper) -> None:
        self.line = cut.line
        self._cut, self._following, self._shaper = cut, following, shaper
        self._own = fill(cut.parts, texts)
        self._own_shape = shaper.shape(self._own)
        self._own_next = fill(following.parts, texts) if following else ""
        self._own_first = self._first(self._own_next)
        self._own_joined = self._joined(self._own, self._own_next) if following else None

    def is_own(self, texts: Mapping[str, str]) -> bool:
        """Whether it is, here and in the next line, what the page was set for."""
        following = fill(self._following.parts, texts) if self._following else ""
        return (fill(self._cut.parts, texts), following) == (self._own, self._own_next)

    def shaped(self, texts: Mapping[str, str]) -> Shape | None:
        """The line for a copy; None when only WeasyPrint can tell how it comes out."""
        text = fill(self._cut.parts, texts)
        shape = self._shaper.shape(text)
        if shape is None or self._own_shape is None or not self._stands_alike(shape, self._own_shape):
            return None
        if self._following and not self._breaks_alike(text, fill(self._following.parts, texts)):
            return None
        return shape

    def _stands_alike(self, shape: Shape, own: Shape) -> bool:
        if (shape.height, shape.baseline) != (own.height, own.baseline):
            return False
        if abs(shape.width - own.width) < SAME:
            return True
        return self.line.is_last and shape.width <= self.line.room - DOUBT

    def _breaks_alike(self, text: str, following: str) -> bool:
        if (text, following) == (self._own, self._own_next):
            return True
        whole = text + self._cut.gap + following
        if len(text + self._cut.gap) not in break_points(whole, self.line.style["lang"]):
            return False
        joined = self._joined_as_own(text, following) or self._joined(text, following)
        if joined is None or self._own_joined is None:
            return False
        return abs(joined - self._own_joined) < SAME or joined >= self.line.room + DOUBT

    def _joined_as_own(self, text: str, following: str) -> float | None:
        """As `_joined`, but not shaped anew: the same words after the same end take the same room."""
        end = self._cut.parts[-1]
        first = self._first(following)
        if not isinstance(end, str) or len(end) < CONTEXT or first != self._own_first:
            return None
        shape = self._shaper.shape(text)
        if shape is None or self._own_shape is None or self._own_joined is None:
            return None
        return shape.width + self._own_joined - self._own_shape.width

    def _joined(self, text: str, following: str) -> float | None:
        """How wide the line would be with the first piece of the next."""
        shape = self._shaper.shape(text + self._cut.gap + self._first(following))
        return shape.width if shape else None

    def _first(self, following: str) -> str:
        end = next(iter(break_points(following, self.line.style["lang"])), len(following))
        return following[:end].rstrip(" ")


def strips(
    lines: tuple[SetLine, ...],
    marked: list[Any],
    texts: Mapping[str, str],
    shaper_of: Callable[[Any], Shaper],
) -> tuple[list[Strip], set[str]]:
    """The lines that may differ; and the slots that may not, for a page set like this one."""
    found: list[Strip] = []
    fixed: set[str] = set()
    for index, element in enumerate(marked):
        texts_of = list(_own_texts(element))
        slots = {part[0] for parts in texts_of for part in parts if not isinstance(part, str)}
        if not slots:
            continue
        cuts, unclear = _cuts([line for line in lines if line.element == index], texts_of, texts)
        fixed |= unclear
        for cut, following in zip_longest(cuts, cuts[1:]):
            after = following if cut.breaks_softly else None
            if cut.slots or (after and _begins_with_slot(after, cut)):
                found.append(Strip(cut, after, texts, shaper_of(cut.line.style)))
    return found, fixed


def _own_texts(element: Any) -> Iterator[tuple[Piece, ...]]:
    """The texts between an element's children, as pieces."""
    if not isinstance(element.tag, str) or element.tag.startswith("{") or element.tag in ("title", "style"):
        return
    yield pieces(element.text or "")
    for child in element:
        yield pieces(child.tail or "")


def _begins_with_slot(cut: Cut, before: Cut) -> bool:
    """Whether the first piece of this line, or the break before it, hangs on a slot."""
    first = cut.parts[0]
    if not isinstance(first, str) or not isinstance(before.parts[-1], str):
        return True
    language = cut.line.style["lang"]
    end = next(iter(break_points(first, language)), None)
    if end is None:
        return len(cut.parts) > 1
    return len(cut.parts) > 1 and end > len(first) - CONTEXT


def _cuts(
    lines: list[SetLine], own_texts: list[tuple[Piece, ...]], texts: Mapping[str, str]
) -> tuple[list[Cut], set[str]]:
    """Lays the lines that were set along the marked texts they came from.

    Slots whose line cannot be told, or that a break went through, come back as unclear.
    """
    cuts: list[Cut] = []
    unclear: set[str] = set()
    waiting = list(lines)
    for parts in own_texts:
        signs = _signs(parts, texts)
        shown = "".join(sign for sign, _part in signs)
        slots = {part[0] for part in parts if not isinstance(part, str)}
        at, mine = 0, []
        while waiting and (start := _found(shown, at, waiting[0].text)) is not None:
            line = waiting.pop(0)
            mine.append((line, start, start + len(line.text)))
            at = start + len(line.text)
        if shown[at:].strip(" "):
            return cuts, unclear | slots
        unclear |= _broken(mine, signs, parts)
        clear = [_cut(line, parts, signs[start:end], unclear, texts) for line, start, end in mine]
        own = [line for line, _start, _end in mine]
        if not _is_closed(own) or not all(line.is_plain for line in own):
            unclear |= slots
        for cut, (_line, _start, end), after in zip_longest(clear, mine, mine[1:]):
            gap = shown[end : after[1]] if after else ""
            cuts.append(Cut(cut.line, cut.parts, gap, after is not None))
    return cuts, unclear


def _is_closed(lines: list[SetLine]) -> bool:
    """Whether no line begins or ends where a text of another element might have been in its place."""
    if not lines:
        return True
    first, last = lines[0], lines[-1]
    return (first.begins or not first.is_first) and (last.ends or not last.is_last)


def _signs(parts: tuple[Piece, ...], texts: Mapping[str, str]) -> list[tuple[str, int]]:
    """The signs of a text as shown, each with the piece it comes from."""
    signs: list[tuple[str, int]] = []
    for index, part in enumerate(parts):
        for sign in collapse(part if isinstance(part, str) else texts[part[0]]):
            if sign != " " or not signs or signs[-1][0] != " ":
                signs.append((sign, index))
    return signs


def _found(shown: str, at: int, text: str) -> int | None:
    """Where a line's text goes on, skipping the white space of a break."""
    for start in (at, at + 1):
        if shown.startswith(text, start) and not shown[at:start].strip(" "):
            return start
    return None


def _broken(
    mine: list[tuple[SetLine, int, int]], signs: list[tuple[str, int]], parts: tuple[Piece, ...]
) -> set[str]:
    """The slots that stand on more than one line."""
    lines_of: dict[int, set[int]] = {}
    for number, (_line, start, end) in enumerate(mine):
        for _sign, index in signs[start:end]:
            lines_of.setdefault(index, set()).add(number)
    return {
        part[0]
        for index, part in enumerate(parts)
        if not isinstance(part, str) and len(lines_of.get(index, ())) > 1
    }


def _cut(
    line: SetLine,
    parts: tuple[Piece, ...],
    signs: list[tuple[str, int]],
    unclear: set[str],
    texts: Mapping[str, str],
) -> Cut:
    made: list[Piece] = []
    last = -1
    for sign, index in signs:
        part = parts[index]
        is_slot = not isinstance(part, str) and part[0] not in unclear
        if is_slot and index != last:
            made.append(part)
        elif not is_slot:
            if made and isinstance(made[-1], str):
                made[-1] += sign
            else:
                made.append(sign)
        last = index
    return Cut(line, tuple(made))

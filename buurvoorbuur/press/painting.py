"""Takes what one page's drawing says apart: what all copies share, and what each copy paints for itself."""

from collections.abc import Sequence
from dataclasses import dataclass, field

# Operators that hold on until the end of a group; of the second kind only the last one counts.
_TURNS = frozenset({b"cm"})
_SETS = frozenset({b"gs", b"rg", b"RG", b"g", b"G", b"k", b"K", b"cs", b"CS", b"sc", b"SC", b"scn", b"SCN"})
_SETS_LINES = frozenset({b"w", b"J", b"j", b"M", b"d"})
_PATH = frozenset({b"m", b"l", b"c", b"v", b"y", b"h", b"re"})
_CLIPS = frozenset({b"W", b"W*"})
_PAINTS = frozenset({b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"})


@dataclass
class Part:
    """A piece of a drawing that each copy paints anew, and the state of the pen where it stood."""

    state: tuple[bytes, ...]
    painted: list[bytes] = field(default_factory=list)


def take_out(painted: Sequence[bytes], moved: frozenset[int]) -> tuple[bytes, dict[int, Part]]:
    """The drawing without the marked content of these numbers, and each of those by itself."""
    return _Cutter(moved).cut(painted)


def around_path(part: Part) -> tuple[bytes, bytes]:
    """What stands before and after the one path of a picture. Raises `ValueError` when there are more."""
    strokes = [index for index, item in enumerate(part.painted) if _operator(item) in _PAINTS]
    (end,) = strokes
    start = end
    while start and _operator(part.painted[start - 1]) in _PATH:
        start -= 1
    return b"\n".join(part.painted[:start]), b"\n".join(part.painted[end + 1 :])


class _Cutter:
    def __init__(self, moved: frozenset[int]) -> None:
        self._moved = moved
        self._shared: list[bytes] = []
        self._parts: dict[int, Part] = {}
        self._states: list[list[bytes]] = [[]]
        self._path: list[bytes] = []
        self._is_clip = False

    def cut(self, painted: Sequence[bytes]) -> tuple[bytes, dict[int, Part]]:
        part, depth, writes = None, 0, False
        for index, item in enumerate(painted):
            operator = _operator(item)
            if part is None and operator == b"BDC" and (number := _number(painted[index - 1])) in self._moved:
                del self._shared[-2:]
                part, depth, writes = Part(()), 1, False
                self._parts[number] = part
                continue
            if part is None:
                self._shared.append(item)
                self._follow(operator, item)
                continue
            depth += (operator in (b"BDC", b"BMC")) - (operator == b"EMC")
            if depth == 0:
                part = None
                continue
            writes = writes or operator in (b"BT", b"q")
            if not writes:
                # A colour that is set here holds for what comes after, too.
                self._shared.append(item)
                self._follow(operator, item)
                continue
            if not part.painted:
                part.state = tuple(piece for level in self._states for piece in level)
            part.painted.append(item)
        return b"q\n" + b"\n".join(self._shared) + b"\nQ\n", self._parts

    def _follow(self, operator: bytes, item: bytes) -> None:
        state = self._states[-1]
        if operator == b"q":
            self._states.append([])
        elif operator == b"Q":
            self._states.pop()
        elif operator in _TURNS:
            state.append(item)
        elif operator in _SETS | _SETS_LINES:
            same = [old for old in state if _operator(old) == operator and operator != b"gs"]
            for old in same:
                state.remove(old)
            state.append(item)
        elif operator in _PATH:
            self._path.append(item)
        elif operator in _CLIPS:
            self._is_clip = True
            self._path.append(item)
        elif operator == b"n" or operator in _PAINTS:
            if self._is_clip:
                state.extend((*self._path, b"n"))
            self._path, self._is_clip = [], False


def _operator(item: bytes) -> bytes:
    return item.rsplit(None, 1)[-1] if item else item


def _number(properties: bytes) -> int:
    """The number in `<</MCID 12>>`, or -1."""
    _before, _name, after = properties.partition(b"/MCID ")
    return int(after.rstrip(b"> \n")) if after else -1

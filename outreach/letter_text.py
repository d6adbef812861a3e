"""What the text of a letter may hold: paragraphs, small headings and places to fill in; knows no flat."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

LONGEST = 6_000
LONGEST_SUBJECT = 120
HEADING = "# "
# Of what is wrong in one text; and how much of a line is quoted, in characters.
MOST_TOLD = 8
_QUOTED = 50

_PLACE = re.compile(r"\[\[([^\[\]]*)\]\]")
_LINE_ENDS = re.compile(r"\r\n|[\r\u2028\u2029]")
# Marks that turn the writing direction of what follows: text could read otherwise than it was typed.
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e")


class Token(StrEnum):
    """What a letter fills in for each door; anything else between double brackets is a slip of the pen."""

    STREET = "street"
    DOOR = "door"
    TEAM = "team"
    NEIGHBOURHOOD = "neighbourhood"
    ASKER = "asker"
    NOTE_TAKER = "note_taker"
    FIRST_VISIT_ON = "first_visit_on"
    PHONE = "phone"
    EMAIL = "email"
    OPTOUT_URL = "optout_url"
    CODE = "code"
    FLAT = "flat"


# As who writes in Dutch types them; the names above are understood in every letter too.
DUTCH: dict[Token, str] = {
    Token.STREET: "straat",
    Token.DOOR: "deur",
    Token.TEAM: "team",
    Token.NEIGHBOURHOOD: "buurt",
    Token.ASKER: "wie_vraagt",
    Token.NOTE_TAKER: "wie_noteert",
    Token.FIRST_VISIT_ON: "eerste_bezoek",
    Token.PHONE: "telefoon",
    Token.EMAIL: "e-mail",
    Token.OPTOUT_URL: "afmeldadres",
    Token.CODE: "code",
    Token.FLAT: "flat",
}
_NAMES = {token.value: token for token in Token} | {name: token for token, name in DUTCH.items()}

# Of each group at least one: a resident learns who rings, and how to say no in two ways.
REQUIRED = (
    (Token.ASKER,),
    (Token.NOTE_TAKER,),
    (Token.PHONE, Token.EMAIL),
    (Token.OPTOUT_URL,),
    (Token.CODE,),
)


# In one paragraph: who we are and where we live. Why we do it is for the readers of the letter to judge.
INTRODUCTION = frozenset({Token.ASKER, Token.NOTE_TAKER, Token.NEIGHBOURHOOD})


class Fault(StrEnum):
    EMPTY = "empty"
    TOO_LONG = "too_long"
    CONTROL_CHARACTER = "control_character"
    UNKNOWN_TOKEN = "unknown_token"
    LOOSE_BRACKETS = "loose_brackets"
    MISSING_TOKEN = "missing_token"


class LetterProblem(Exception):
    """A text that cannot be a letter. `line` counts from 1 (0: the whole); `word` is what it is about.

    `quote` is the beginning of that line; `tokens` are those of which one is missing; `others` is what else
    is wrong with the text, up to `MOST_TOLD` in all.
    """

    def __init__(
        self, fault: Fault, *, line: int = 0, word: str = "", quote: str = "", tokens: tuple[Token, ...] = ()
    ) -> None:
        super().__init__(fault, line, word)
        self.fault = fault
        self.line = line
        self.word = word
        self.quote = quote
        self.tokens = tokens
        self.others: tuple[LetterProblem, ...] = ()


Line = tuple[str | Token, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A small heading (one line) or a paragraph, with its lines as typed."""

    is_heading: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class FilledBlock:
    is_heading: bool
    lines: tuple[str, ...]


def tidy(text: str) -> str:
    """A text as it is kept: one sign for a line's end, no tabs, no empty end."""
    return _LINE_ENDS.sub("\n", text).replace("\t", " ").rstrip()


def parse(text: str) -> tuple[Block, ...]:
    """The blocks of a letter's text; an empty line ends a paragraph, `# ` begins a heading.

    All else is text and is printed as typed. Raises `LetterProblem`.
    """
    lines = _lines(text, LONGEST)
    blocks = _blocks(lines)
    missing = [group for group in REQUIRED if not tokens(blocks) & set(group)]
    _refuse(
        LetterProblem(Fault.MISSING_TOKEN, word=" / ".join(f"[[{token}]]" for token in group), tokens=group)
        for group in missing
    )
    return blocks


def parse_subject(text: str) -> tuple[Block, ...]:
    """The one line above the letter, which may hold tokens too. Raises `LetterProblem`."""
    return (Block(is_heading=True, lines=tuple(_lines(" ".join(text.split()), LONGEST_SUBJECT))),)


def tokens(blocks: tuple[Block, ...]) -> frozenset[Token]:
    """Every token the text uses."""
    return frozenset(
        piece for block in blocks for line in block.lines for piece in line if isinstance(piece, Token)
    )


def introduces(blocks: tuple[Block, ...]) -> bool:
    """Whether one paragraph says who we are and where we live."""
    return any(tokens((block,)) >= INTRODUCTION for block in blocks if not block.is_heading)


def fill(blocks: tuple[Block, ...], values: Mapping[Token, str]) -> tuple[FilledBlock, ...]:
    """The text for one door. A value is text too: a token inside it is not filled again."""
    return tuple(
        FilledBlock(block.is_heading, tuple(_filled(line, values) for line in block.lines))
        for block in blocks
    )


def _filled(line: Line, values: Mapping[Token, str]) -> str:
    return "".join(values[piece] if isinstance(piece, Token) else piece for piece in line)


def _lines(text: str, longest: int) -> list[Line]:
    kept = tidy(text)
    if not kept:
        raise LetterProblem(Fault.EMPTY)
    if len(kept) > longest:
        raise LetterProblem(Fault.TOO_LONG, word=str(longest))
    lines = [line.strip(" ") for line in kept.split("\n")]
    _refuse(problem for number, line in enumerate(lines, start=1) for problem in _problems(number, line))
    return [_line(line) for line in lines]


def _refuse(problems: Iterable[LetterProblem]) -> None:
    """Raises the first of these, which knows the others; without any nothing happens."""
    told = list(islice(problems, MOST_TOLD))
    if told:
        told[0].others = tuple(told[1:])
        raise told[0]


def _problems(number: int, text: str) -> Iterator[LetterProblem]:
    quote = "".join("\ufffd" if is_unprintable(character) else character for character in text)
    if len(quote) > _QUOTED:
        quote = f"{quote[:_QUOTED].rstrip()}…"
    strange = next((character for character in text if is_unprintable(character)), None)
    if strange:
        yield LetterProblem(Fault.CONTROL_CHARACTER, line=number, word=f"U+{ord(strange):04X}", quote=quote)
        return
    # Splitting by a pattern with one group gives text, name, text, name, … text.
    pieces = _PLACE.split(text)
    if any("[[" in loose or "]]" in loose for loose in pieces[::2]):
        yield LetterProblem(Fault.LOOSE_BRACKETS, line=number, quote=quote)
    for name in pieces[1::2]:
        if name.strip() not in _NAMES:
            yield LetterProblem(Fault.UNKNOWN_TOKEN, line=number, word=f"[[{name}]]", quote=quote)


def _line(text: str) -> Line:
    """A line in which nothing is wrong, as text and tokens."""
    return tuple(
        _NAMES[piece.strip()] if index % 2 else piece
        for index, piece in enumerate(_PLACE.split(text))
        if piece or index % 2
    )


def is_unprintable(character: str) -> bool:
    """Control characters, half surrogates, private and non-characters, and marks that turn the direction."""
    is_no_character = ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF
    return is_no_character or character in _OVERRIDES or unicodedata.category(character) in ("Cc", "Cs", "Co")


def _blocks(lines: list[Line]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    paragraph: list[Line] = []
    for line in [*lines, ()]:
        heading = _heading(line)
        if (heading or not line) and paragraph:
            blocks.append(Block(is_heading=False, lines=tuple(paragraph)))
            paragraph = []
        if heading:
            blocks.append(Block(is_heading=True, lines=(heading,)))
        elif line:
            paragraph.append(line)
    return tuple(blocks)


def _heading(line: Line) -> Line | None:
    """The line without its sign, if it is a heading."""
    if line and isinstance(line[0], str) and line[0].startswith(HEADING):
        rest = line[0].removeprefix(HEADING).lstrip(" ")
        return (rest, *line[1:]) if rest else line[1:]
    return None

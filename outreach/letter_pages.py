"""What stands on each page of a printed letter: address, text, code and QR; decides and stores nothing."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from buurvoorbuur import logos, pdf, phones
from buurvoorbuur.press.fence import Every
from buurvoorbuur.press.refusals import WrongPages
from buurvoorbuur.press.slots import Copy, mark
from outreach import codes, letter_text, letter_words, paper_addresses, qr_codes
from outreach.letter_drafts import LetterDraft
from outreach.letter_states import Fold
from outreach.letter_text import Block, FilledBlock, Token
from outreach.letter_words import LetterWords
from outreach.models import Address, Flat, Letter
from outreach.qr_codes import QrCode
from outreach.wording.flat_words import floor_name

TEMPLATE = "print/letter.html"
SLOTS = ("street", "door", "postcode", "city", "code")
DRAWN_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Wording:
    """A letter's text in one language, read and found good."""

    language: str
    subject: tuple[Block, ...]
    body: tuple[Block, ...]
    shows_logo: bool = True
    names_partner: bool = False

    @property
    def tokens(self) -> frozenset[Token]:
        return letter_text.tokens(self.subject) | letter_text.tokens(self.body)


@dataclass(frozen=True, slots=True)
class Occasion:
    """What is the same on every page of one printing: the flat, the pair by first name, and two days."""

    flat: Flat
    asker: str
    note_taker: str
    first_visit_on: date
    written_on: date
    fold: Fold = Fold.WINDOW


@dataclass(frozen=True, slots=True)
class LetterPage:
    """A letter, ready to be set: one door's, or with slots where each door has its own."""

    address: str
    postcode: str
    city: str
    subject: str
    blocks: tuple[FilledBlock, ...]
    code: str
    qr_title: str
    qr: QrCode


@dataclass(frozen=True, slots=True)
class LetterFrame:
    """What stands around the text and is the same on every page of one printing."""

    title: str
    neighbours: str
    supported_by: str
    date: str
    shows_logo: bool
    # What the team's own logo says to who cannot see it; empty without one.
    own_logo: str
    is_folded: bool


def read(draft: LetterDraft) -> Wording:
    """Reads a subject and a text; raises `LetterProblem`."""
    return worded(draft, letter_text.parse_subject(draft.subject), letter_text.parse(draft.body))


def worded(draft: LetterDraft, subject: tuple[Block, ...], body: tuple[Block, ...]) -> Wording:
    """The wording of a draft whose two texts were read."""
    return Wording(draft.language, subject, body, draft.shows_logo, draft.names_partner)


def draft_of(letter: Letter) -> LetterDraft:
    """What a stored letter says and shows."""
    return LetterDraft(letter.language, letter.subject, letter.body, letter.shows_logo, letter.names_partner)


def of(letter: Letter) -> Wording:
    """The wording of a stored letter, which was read before it was stored."""
    return read(draft_of(letter))


def paper(
    wording: Wording,
    occasion: Occasion,
    doors: Sequence[tuple[Address, str]],
    back: Wording | None = None,
    *,
    every: Every = lambda _done: None,
) -> bytes:
    """One PDF with exactly one page for each (door, code), in the order given; with a `back` two.

    `every` hears now and then how many doors are done; what it raises stops the printing. Raises
    `pdf.WrongPages` when a letter runs over: every page after it would be in the wrong envelope.
    """
    if not doors:
        raise WrongPages("no page at all")
    printed = list(copies(doors))
    # One page for all: at each slot every door has its own text.
    slots = {name: mark(name) for name in SLOTS}
    one = [(slots, QrCode(printed[0].pictures["qr"].size, mark("qr")))]
    given = pictures(occasion)
    wordings = (wording, *([back] if back else []))
    sides = [(context(side, occasion, one, given), side.language) for side in wordings]
    return pdf.print_copies(TEMPLATE, sides, printed, every=every, given=given)


def pictures(occasion: Occasion) -> dict[str, bytes]:
    """What the letters of a team show besides our own drawings."""
    logo = logos.of(occasion.flat.team)
    return {"logo": logo} if logo else {}


def context(
    wording: Wording,
    occasion: Occasion,
    each: Iterable[tuple[Mapping[str, str], QrCode]],
    given: Container[str] = (),
) -> dict[str, Any]:
    """What the template is filled with.

    `each` holds a page's own texts, by `SLOTS`, and its QR code; `given` names the pictures it may show.
    """
    words = letter_words.of(wording.language)
    shared = _shared_values(occasion, words)
    return {
        "frame": _frame(wording, occasion, words, given),
        "words": words,
        "team": occasion.flat.team,
        "public_address": public_address(),
        "who_rings": paper_addresses.written("who_rings"),
        "pages": [_page(wording, shared, words, own, qr) for own, qr in each],
    }


def copies(doors: Sequence[tuple[Address, str]]) -> Iterator[Copy]:
    """What each (door, code) has for itself, in the language that is active."""
    for start in range(0, len(doors), DRAWN_AT_ONCE):
        some = doors[start : start + DRAWN_AT_ONCE]
        drawn = qr_codes.draw_all([optout_url(code) for _address, code in some])
        for (address, code), qr in zip(some, drawn, strict=True):
            texts = {
                "street": address.street,
                "door": address.door,
                "postcode": address.written_postcode,
                "city": address.city,
                "code": codes.written(code),
            }
            yield Copy(texts, {"qr": qr}, (floor_name(address.floor), str(address)))


def lacking(wording: Wording, occasion: Occasion) -> list[Token]:
    """The tokens this text uses that nobody filled in, such as a telephone number the team does not have."""
    values = _shared_values(occasion, letter_words.of(wording.language))
    return sorted(token for token in wording.tokens if not values.get(token, "-"))


def private_numbers(wording: Wording, occasion: Occasion) -> list[str]:
    """The telephone numbers on this letter that look like somebody's own."""
    values = _shared_values(occasion, letter_words.of(wording.language))
    own = dict.fromkeys(Token, "")
    blocks = letter_text.fill(wording.subject + wording.body, own | values)
    # The team's number stands in the box at the foot too, whatever the text says.
    lines = [occasion.flat.team.phone, *(line for block in blocks for line in block.lines)]
    return phones.private_in("\n".join(lines))


def longest_door(doors: Iterable[Address], flat: Flat) -> Address:
    """The door whose address takes most room, to try a text on; a made-up one for a flat without doors."""
    made_up = Address(flat=flat, street="Voorbeeldstraat", number=1, postcode="1234AB", city="Voorbeeld")
    return max(doors, key=lambda door: len(str(door)) + len(door.city), default=made_up)


def _frame(wording: Wording, occasion: Occasion, words: LetterWords, given: Container[str]) -> LetterFrame:
    team = occasion.flat.team
    return LetterFrame(
        title=words.title.format(flat=occasion.flat),
        neighbours=words.neighbours.format(
            asker=occasion.asker, note_taker=occasion.note_taker, neighbourhood=team.neighbourhood
        ),
        supported_by=words.supported_by.format(partner=team.partner) if wording.names_partner else "",
        date=words.day(occasion.written_on),
        shows_logo=wording.shows_logo,
        own_logo=str(team) if wording.shows_logo and "logo" in given else "",
        is_folded=occasion.fold == Fold.FOLDED,
    )


def optout_url(code: str) -> str:
    """What the QR code of a letter opens."""
    return paper_addresses.full("optout_code", code)


def _page(
    wording: Wording, shared: dict[Token, str], words: LetterWords, own: Mapping[str, str], qr: QrCode
) -> LetterPage:
    values = shared | {
        Token.STREET: own["street"],
        Token.DOOR: own["door"],
        Token.CODE: words.number(own["code"]),
    }
    return LetterPage(
        address=f"{own['street']} {own['door']}",
        postcode=own["postcode"],
        city=own["city"],
        subject=letter_text.fill(wording.subject, values)[0].lines[0],
        blocks=letter_text.fill(wording.body, values),
        code=own["code"],
        qr_title=words.qr.format(code=own["code"]),
        qr=qr,
    )


def _shared_values(occasion: Occasion, words: LetterWords) -> dict[Token, str]:
    team = occasion.flat.team
    return {
        Token.TEAM: team.name,
        Token.NEIGHBOURHOOD: team.neighbourhood,
        Token.ASKER: occasion.asker,
        Token.NOTE_TAKER: occasion.note_taker,
        Token.FIRST_VISIT_ON: words.weekday_of(occasion.first_visit_on),
        Token.PHONE: words.number(team.phone),
        Token.EMAIL: team.email,
        Token.OPTOUT_URL: public_address(),
        Token.FLAT: occasion.flat.name,
    }


def public_address() -> str:
    """Where a resident types their code, as one writes it by hand."""
    return paper_addresses.written("optout_by_code")

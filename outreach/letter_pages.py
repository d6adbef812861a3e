"""What stands on each page of a printed letter: address, text, code and QR; decides and stores nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from buurvoorbuur import pdf
from outreach import codes, letter_text, qr_codes
from outreach.letter_text import Block, FilledBlock, Token
from outreach.models import Address, Flat, Letter
from outreach.qr_codes import QrCode

TEMPLATE = "print/letter.html"


@dataclass(frozen=True, slots=True)
class Wording:
    """A letter's text in one language, read and found good."""

    language: str
    subject: tuple[Block, ...]
    body: tuple[Block, ...]

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


@dataclass(frozen=True, slots=True)
class LetterPage:
    """One door's letter, ready to be set."""

    address: Address
    postcode: str
    subject: str
    blocks: tuple[FilledBlock, ...]
    code: str
    qr: QrCode


def read(language: str, subject: str, body: str) -> Wording:
    """Reads a subject and a text; raises `LetterProblem`."""
    return Wording(language, letter_text.parse_subject(subject), letter_text.parse(body))


def of(letter: Letter) -> Wording:
    """The wording of a stored letter, which was read before it was stored."""
    return read(letter.language, letter.subject, letter.body)


def paper(wording: Wording, occasion: Occasion, doors: Sequence[tuple[Address, str]]) -> bytes:
    """One PDF with exactly one page for each (door, code), in the order given.

    Raises `pdf.WrongPages` when a letter runs over: every page after it would be in the wrong envelope.
    """
    with translation.override(wording.language):
        shared = _shared_values(occasion)
        pages = [_page(wording, shared, address, code) for address, code in doors]
    context = {
        "occasion": occasion,
        "team": occasion.flat.team,
        "public_address": shared[Token.OPTOUT_URL],
        "pages": pages,
    }
    return pdf.render(TEMPLATE, context, language=wording.language, pages=len(pages))


def lacking(wording: Wording, occasion: Occasion) -> list[Token]:
    """The tokens this text uses that nobody filled in, such as a telephone number the team does not have."""
    values = _shared_values(occasion)
    return sorted(token for token in wording.tokens if not values.get(token, "-"))


def longest_door(doors: Iterable[Address], flat: Flat) -> Address:
    """The door whose address takes most room, to try a text on; a made-up one for a flat without doors."""
    made_up = Address(flat=flat, street="Voorbeeldstraat", number=1, postcode="1234AB", city="Voorbeeld")
    return max(doors, key=lambda door: len(str(door)) + len(door.city), default=made_up)


def _page(wording: Wording, shared: dict[Token, str], address: Address, code: str) -> LetterPage:
    grouped = codes.written(code)
    values = shared | {Token.STREET: address.street, Token.DOOR: address.door, Token.CODE: grouped}
    return LetterPage(
        address=address,
        postcode=f"{address.postcode[:4]} {address.postcode[4:]}".strip(),
        subject=letter_text.fill(wording.subject, values)[0].lines[0],
        blocks=letter_text.fill(wording.body, values),
        code=grouped,
        qr=qr_codes.draw(settings.PUBLIC_URL + reverse("optout_code", args=[code])),
    )


def _shared_values(occasion: Occasion) -> dict[Token, str]:
    team = occasion.flat.team
    return {
        Token.TEAM: team.name,
        Token.NEIGHBOURHOOD: team.neighbourhood,
        Token.ASKER: occasion.asker,
        Token.NOTE_TAKER: occasion.note_taker,
        Token.FIRST_VISIT_ON: date_format(occasion.first_visit_on, "l j F"),
        Token.PHONE: team.phone,
        Token.EMAIL: team.email,
        Token.OPTOUT_URL: public_address(),
        Token.FLAT: occasion.flat.name,
    }


def public_address() -> str:
    """Where a resident types their code, as one writes it by hand: without `https://` and closing stroke."""
    parts = urlsplit(settings.PUBLIC_URL + reverse("optout_by_code"))
    return f"{parts.netloc}{parts.path}".rstrip("/")

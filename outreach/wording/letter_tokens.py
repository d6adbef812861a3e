"""What each place to fill in of a letter becomes, in plain words."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from outreach.letter_text import DUTCH, Token

WORDS: dict[Token, Any] = {
    Token.ASKER: _("first name of who asks"),
    Token.NOTE_TAKER: _("first name of who takes notes"),
    Token.TEAM: _("name of the team"),
    Token.NEIGHBOURHOOD: _("the neighbourhood"),
    Token.FLAT: _("name of the flat"),
    Token.STREET: _("street of this door"),
    Token.DOOR: _("house number of this door"),
    Token.FIRST_VISIT_ON: _("day of the first visits"),
    Token.PHONE: _("the team's telephone number"),
    Token.EMAIL: _("the team's e-mail address"),
    Token.OPTOUT_URL: _("web address for saying no"),
    Token.CODE: _("personal code of this door"),
}


def one_of(tokens: Iterable[Token]) -> str:
    """Any of these, each in words and as it is typed."""
    return gettext(" or ").join(f"{WORDS[token]} {typed(token)}" for token in tokens)


def typed(token: Token) -> str:
    """A place to fill in as the reader of the screen would type it."""
    return f"[[{DUTCH[token] if get_language() == 'nl' else token}]]"

"""Says in words why a text cannot be a letter: a slip in it, something left empty, or more than one page."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from buurvoorbuur.pdf import OutOfBounds, PaperFailed, WrongPages
from buurvoorbuur.refusals import Refused
from outreach import letter_pages, letter_text
from outreach.letter_drafts import LetterDraft
from outreach.letter_pages import Occasion, Wording
from outreach.letter_text import Fault, LetterProblem, parse, parse_subject
from outreach.models import Flat
from outreach.wording import letter_tokens

SAMPLE_CODE = "VOORBEELD"

_SENTENCES: dict[Fault, Any] = {
    Fault.EMPTY: _("Write something here."),
    Fault.TOO_LONG: _("This is longer than %(word)s characters."),
    Fault.CONTROL_CHARACTER: _("Line %(line)s (“%(quote)s”) holds a sign that cannot be printed (%(word)s)."),
    Fault.UNKNOWN_TOKEN: _("Line %(line)s (“%(quote)s”): we cannot fill in %(word)s."),
    Fault.LOOSE_BRACKETS: _("Line %(line)s (“%(quote)s”): brackets do not close. Write [[name]]."),
    Fault.MISSING_TOKEN: _("The letter does not say this yet: %(word)s. Type what stands between brackets."),
}


def read(draft: LetterDraft) -> Wording:
    """The wording of a letter; raises `Refused` at the field that is wrong."""
    subject, body = _read("subject", parse_subject, draft.subject), _read("body", parse, draft.body)
    wording = letter_pages.worded(draft, subject, body)
    if not letter_text.introduces(wording.body):
        raise Refused(
            _(
                "One paragraph must say who you are and where you live: put %(asker)s, %(note_taker)s and "
                "%(neighbourhood)s together. Then say why you do this."
            )
            % {token: letter_tokens.typed(token) for token in letter_text.INTRODUCTION},
            field="body",
        )
    return wording


def trial_page(wording: Wording, occasion: Occasion, flat: Flat) -> bytes:
    """The letter that takes most room, on its one page, with a code that opens nothing.

    Raises `Refused` when the text names something empty, needs a second page, or cannot be set in time.
    """
    lacking = letter_pages.lacking(wording, occasion)
    if lacking:
        words = ", ".join(map(letter_tokens.typed, lacking))
        raise Refused(_("The text says %(words)s, but that is still empty.") % {"words": words}, field="body")
    if wording.names_partner and not flat.team.partner:
        raise Refused(_("Fill in the welfare organisation at the team first."), field="names_partner")
    door = letter_pages.longest_door(flat.addresses.all(), flat)
    try:
        return letter_pages.paper(wording, occasion, [(door, SAMPLE_CODE)])
    except WrongPages:
        raise Refused(_("This does not fit on one page. Make the text shorter."), field="body") from None
    except (OutOfBounds, PaperFailed):
        raise Refused(
            _("No page could be made of this text. Make it simpler, or try once more."), field="body"
        ) from None


def private(numbers: Sequence[str]) -> str:
    """Why these numbers want a second thought."""
    return _(
        "%(numbers)s looks like somebody's own number. Rather use a number of the team; or tick that it may "
        "be on every letter."
    ) % {"numbers": ", ".join(numbers)}


def _read(field: str, reader: Callable[[str], Any], text: str) -> Any:
    try:
        return reader(text)
    except LetterProblem as problem:
        raise Refused(_told(problem), field=field) from problem


def _told(problem: LetterProblem) -> str:
    """Everything that is wrong with a text, and once where to look when something cannot be filled in."""
    problems = (problem, *problem.others)
    if problem.fault == Fault.MISSING_TOKEN:
        word = "; ".join(letter_tokens.one_of(missing.tokens) for missing in problems)
        return str(_SENTENCES[Fault.MISSING_TOKEN] % {"word": word})
    sentences = [str(_SENTENCES[one.fault] % vars(one)) for one in problems]
    if any(one.fault == Fault.UNKNOWN_TOKEN for one in problems):
        sentences.append(str(_("Look at the list below the text for what we can fill in.")))
    return " ".join(sentences)

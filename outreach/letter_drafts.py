"""What somebody wants a letter to say and to show around it, as plain values."""

from dataclasses import dataclass, replace
from pathlib import Path

from outreach import letter_text

_STARTER = Path(__file__).parent / "starter"


@dataclass(frozen=True, slots=True)
class LetterDraft:
    """A letter in one language, before it is read; the last two are tried out beside the words."""

    language: str
    subject: str
    body: str
    shows_logo: bool = True
    names_partner: bool = False

    def tidied(self) -> "LetterDraft":
        """As it is kept."""
        return replace(self, subject=" ".join(self.subject.split()), body=letter_text.tidy(self.body))


def default(language: str) -> LetterDraft:
    """What to begin with, in a language of `letter_words`."""
    text = (_STARTER / f"letter.{language}.txt").read_text(encoding="utf-8")
    first, _line_end, body = text.partition("\n")
    return LetterDraft(language, first.partition(": ")[2], body.strip())

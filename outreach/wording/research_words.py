"""Says in both languages what the columns and codes of a research file mean; knows no rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language, gettext

from outreach.question_kinds import PullAnswer, QuestionKind
from outreach.research import ID, YEAR, YES, Column
from outreach.wording.report_words import DIRECTIONS, PULLS, SCALE_ENDS

LANGUAGES = [code for code, _name in settings.LANGUAGES]


@dataclass(frozen=True)
class Meaning:
    """A code and what it stands for; the code is empty for no answer."""

    code: str
    words: str


@dataclass(frozen=True)
class Described:
    """A column in the words of the reader."""

    name: str
    words: str
    meanings: tuple[Meaning, ...]


def described(columns: Sequence[Column]) -> list[Described]:
    """Each column with its codes, in the language that is on."""
    return [Described(column.name, words(column), tuple(_meanings(column))) for column in columns]


def words(column: Column) -> str:
    """What a column is about."""
    if column.question:
        language = get_language() or settings.LANGUAGE_CODE
        return f"{column.question.label} ({column.question.text_in(language)})"
    if column.direction:
        return f"{DIRECTIONS[column.direction]}: {column.group}"
    return {
        ID: gettext("A random number, made for this file only"),
        YEAR: gettext("The year of the talk"),
    }[column.name]


def lines(columns: Sequence[Column]) -> list[tuple[str, ...]]:
    """The codebook as rows: a row a code, and one for a column without codes; both languages."""
    head = ("column", *(f"column_{one}" for one in LANGUAGES), "code", *(f"code_{one}" for one in LANGUAGES))
    each = []
    for language in LANGUAGES:
        with translation.override(language):
            each.append([row for column in described(columns) for row in _lines(column)])
    return [
        head,
        *(
            (ours[0][0], *(row[1] for row in ours), ours[0][2], *(row[3] for row in ours))
            for ours in zip(*each, strict=True)
        ),
    ]


def _lines(column: Described) -> list[tuple[str, str, str, str]]:
    meanings = column.meanings or (Meaning("", ""),)
    return [(column.name, column.words, meaning.code, meaning.words) for meaning in meanings]


def _meanings(column: Column) -> list[Meaning]:
    found = [Meaning(code, _meaning(column, code)) for code in column.codes]
    return [*found, Meaning("", gettext("no answer"))] if column.may_be_empty else found


def _meaning(column: Column, code: str) -> str:
    if column.question and column.question.kind == QuestionKind.CHOICE:
        return str(PULLS[PullAnswer(code)])
    if column.question:
        return str(SCALE_ENDS.get(column.name, {}).get(code, code))
    if column.group:
        return gettext("yes, at least one of these") if code == YES else gettext("no, or not said")
    return code

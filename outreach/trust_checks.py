"""The five questions of trust about a letter, answered before it is printed; knows no paper."""

import tomllib
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from outreach.models import Letter, LetterCheck

STARTER = Path(__file__).parent / "starter"


@cache
def asked(language: str) -> dict[str, tuple[str, str]]:
    """The five questions by code, each with its hint, in the reader's language."""
    rows = tomllib.loads((STARTER / "trust.toml").read_text(encoding="utf-8"))["questions"]
    return {row["code"]: (row[language], row[f"hint_{language}"]) for row in rows}


@transaction.atomic
def check(*, letter: Letter, questions: Iterable[str], seen: datetime, by: User, at: datetime) -> Letter:
    """Sets which of the five questions are answered yes; a printed letter's answers stay as they were.

    `seen` is the `written_at` of the text that was read. Raises `Refused` when that is not the text any more.
    """
    text = locked(letter)
    if text.written_at != seen:
        raise Refused(_("The text was changed meanwhile. Read it again before you answer."), code="changed")
    if text.frozen_at:
        raise Refused(_("This version has been printed and stays as it is. Write a new version."))
    ticked = set(questions)
    if ticked - set(asked("nl")):
        raise Refused(_("This is not one of the five questions."), field="questions")
    text.checks.exclude(question__in=ticked).delete()
    already = set(text.checks.values_list("question", flat=True))
    LetterCheck.objects.bulk_create(
        LetterCheck(letter=text, question=question, checked_by=by, checked_at=at)
        for question in sorted(ticked - already)
    )
    audit.record("letter.checked", by=by, about=text, at=at, team=text.flat.team_id)
    return text


def is_checked(letter: Letter) -> bool:
    """Whether all five questions were answered yes for this version."""
    return {check.question for check in letter.checks.all()} == set(asked("nl"))


def locked(letter: Letter) -> Letter:
    """The letter with its row locked, so that no text changes between reading and answering."""
    return Letter.objects.select_for_update(of=("self",)).select_related("flat__team").get(pk=letter.pk)

"""Five questions of trust about a letter, which two members answer, each alone, before it is printed."""

import tomllib
from collections.abc import Collection, Iterable
from datetime import datetime
from functools import cache
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from outreach import letter_remarks
from outreach.models import Letter, LetterCheck, LetterRemark
from outreach.models.letters import LetterQuerySet

STARTER = Path(__file__).parent / "starter"
# Who wrote a text reads what they meant; a second pair of eyes reads what it says.
READERS = 2


@cache
def asked(language: str) -> dict[str, tuple[str, str]]:
    """The five questions by code, each with its hint, in the reader's language."""
    rows = tomllib.loads((STARTER / "trust.toml").read_text(encoding="utf-8"))["questions"]
    return {row["code"]: (row[language], row[f"hint_{language}"]) for row in rows}


@transaction.atomic
def check(
    *, letter: Letter, questions: Iterable[str], seen: datetime, by: User, at: datetime, remark: str = ""
) -> Letter:
    """Sets which of the five questions this reader answers yes; the answers of others stay as they are.

    What could be better is kept as a `remark` with the letter. `seen` is the `written_at` of the text that
    was read. Raises `Refused` when that is not the text any more, or when it was printed meanwhile.
    """
    text = locked(letter)
    if text.written_at != seen:
        raise Refused(_("The text was changed meanwhile. Read it again before you answer."), code="changed")
    if text.frozen_at:
        raise Refused(_("This version has been printed and stays as it is. Write a new version."))
    ticked = set(questions)
    if ticked - set(asked("nl")):
        raise Refused(_("This is not one of the five questions."), field="questions")
    mine = text.checks.filter(checked_by=by)
    mine.exclude(question__in=ticked).delete()
    already = set(mine.values_list("question", flat=True))
    LetterCheck.objects.bulk_create(
        LetterCheck(letter=text, question=question, checked_by=by, checked_at=at)
        for question in sorted(ticked - already)
    )
    audit.record("letter.checked", by=by, about=text, at=at, team=text.flat.team_id)
    if remark:
        letter_remarks.note(letter=text, resident=None, text=remark, is_own=True, by=by, at=at)
    return text


def readers(letter: Letter) -> list[User]:
    """The members who answered all five questions yes, in the order in which they were done."""
    return readers_of([letter]).get(letter.pk, [])


def readers_of(letters: Collection[Letter]) -> dict[UUID, list[User]]:
    """The same by letter, in one query; a letter that nobody found good is not in it."""
    answers: dict[tuple[UUID, User], list[LetterCheck]] = {}
    checks = LetterCheck.objects.filter(letter__in=letters, checked_by__isnull=False)
    for answer in checks.select_related("checked_by").order_by("checked_at", "pk"):
        if answer.checked_by:
            answers.setdefault((answer.letter_id, answer.checked_by), []).append(answer)
    found: dict[UUID, list[User]] = {}
    # In the order of each reader's last answer.
    for (letter, person), given in sorted(
        answers.items(), key=lambda item: (item[1][-1].checked_at, item[1][-1].pk)
    ):
        if len(given) == len(asked("nl")):
            found.setdefault(letter, []).append(person)
    return found


def waiting_for(reader: User, letters: LetterQuerySet) -> LetterQuerySet:
    """The letters that wait for this reader: not all five answered yet, while somebody began to check.

    Also a text that was changed after they wrote what could be better: the answers of before are gone.
    """
    theirs = LetterCheck.objects.filter(letter=OuterRef("pk"))
    remarked = LetterRemark.objects.filter(letter=OuterRef("pk"), noted_by=reader, is_own=True)
    mine = Count("checks", filter=Q(checks__checked_by=reader))
    begun = letters.filter(Exists(theirs) | Exists(remarked), frozen_at=None).annotate(mine=mine)
    return begun.filter(mine__lt=len(asked("nl"))).select_related("flat").defer("subject", "body")


def is_checked(letter: Letter) -> bool:
    """Whether enough members answered all five questions yes for this version."""
    return len(readers(letter)) >= READERS


def locked(letter: Letter) -> Letter:
    """The letter with its row locked, so that no text changes between reading and answering."""
    return Letter.objects.select_for_update(of=("self",)).select_related("flat__team").get(pk=letter.pk)

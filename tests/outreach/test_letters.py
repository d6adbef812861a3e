"""A letter is written on one page, in versions, and a text that cannot be one is refused at its field."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from buurvoorbuur import pdf
from buurvoorbuur.models import Event, Team, User
from buurvoorbuur.refusals import Refused
from outreach import (
    letter_drafts,
    letter_pages,
    letter_words,
    letters,
    trust_checks,
)
from outreach.flat_phases import Phase
from outreach.models import Flat, Letter
from tests import make

NOT_INTRODUCED = "[[asker]] en [[note_taker]]\n\nin [[neighbourhood]] [[phone]] [[optout_url]] [[code]]"
FIRST_VISIT = date(2026, 10, 20)


def events(action: str) -> int:
    return Event.objects.filter(action=action).count()


def write(flat: Flat, by: User, at: datetime = make.EVENING, language: str = "nl", **changes: Any) -> Letter:
    draft = replace(letter_drafts.default(language), **changes)
    return letters.write(flat=flat, draft=draft, by=by, at=at)


@pytest.fixture
def flat(team: Team, ans: User, riny: User) -> Flat:
    """Six doors, no letter yet."""
    made = make.flat(team, phase=Phase.LETTER)
    make.assign(ans, made)
    make.assign(riny, made)
    return made


@pytest.fixture
def checked(flat: Flat) -> Letter:
    return make.checked_letter(flat)


@pytest.mark.parametrize("language", list(letter_words.languages()))
def test_the_default_text_can_be_printed_as_it_is(flat: Flat, cora: User, language: str) -> None:
    made = write(flat, cora, language=language)
    assert made.version == 1
    assert letter_pages.draft_of(made) == letter_drafts.default(language)
    assert events("letter.written") == 1


def test_writing_again_changes_the_newest_version_and_asks_for_new_checks(
    checked: Letter, cora: User
) -> None:
    changed = write(checked.flat, cora, subject="Een ander onderwerp")
    assert changed.pk == checked.pk
    assert changed.version == 1
    assert not trust_checks.is_checked(changed)


def test_the_same_text_again_changes_nothing(checked: Letter, cora: User) -> None:
    again = write(checked.flat, cora, at=make.EVENING + timedelta(hours=1))
    assert trust_checks.is_checked(again)
    assert again.written_at == checked.written_at
    assert not events("letter.written")


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"body": ""}, "body", ""),
        ({"subject": " "}, "subject", ""),
        ({"body": "Beste [[voornaam]]"}, "body", "[[voornaam]]"),
        ({"body": "Beste buur"}, "body", "[[wie_vraagt]]"),
        ({"body": NOT_INTRODUCED}, "body", "[[buurt]]"),
        ({"subject": "Brief\x00"}, "subject", "U+0000"),
    ],
)
def test_a_text_that_cannot_be_a_letter_is_refused_at_its_field(
    flat: Flat, cora: User, changes: dict[str, str], field: str, said: str
) -> None:
    with pytest.raises(Refused) as no:
        write(flat, cora, **changes)
    assert no.value.field == field
    assert said in str(no.value.sentence)
    assert not Letter.objects.exists()
    assert not events("letter.written")


@pytest.mark.parametrize("lines", [12, 20, 60, 200])
def test_a_text_that_needs_a_second_page_is_refused(flat: Flat, cora: User, lines: int) -> None:
    body = letter_drafts.default("nl").body
    with pytest.raises(Refused) as no:
        write(flat, cora, body=body + "\n\nNog iets." * lines)
    assert no.value.field == "body"
    assert not Letter.objects.exists()


@pytest.mark.parametrize("failure", [pdf.OutOfBounds, pdf.PaperFailed])
def test_a_page_that_cannot_be_made_is_told_at_the_text_and_stores_nothing(
    flat: Flat, cora: User, failure: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_sides: object, **_more: object) -> bytes:
        raise failure

    monkeypatch.setattr(pdf, "print_copies", failing)
    with pytest.raises(Refused) as no:
        write(flat, cora)
    assert no.value.field == "body"
    assert not Letter.objects.exists()


def test_a_text_that_names_a_number_the_team_does_not_have_is_refused(flat: Flat, cora: User) -> None:
    flat.team.phone = ""
    flat.team.save()
    with pytest.raises(Refused) as no:
        write(Flat.objects.get(pk=flat.pk), cora)
    assert "[[telefoon]]" in str(no.value.sentence)

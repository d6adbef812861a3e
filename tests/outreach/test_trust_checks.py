"""Two members answer five questions of trust, each alone, about the text as it is."""

from dataclasses import replace
from datetime import timedelta

import pytest

from buurvoorbuur.models import Event, Team, User
from buurvoorbuur.refusals import Refused
from outreach import letter_drafts, letters, trust_checks
from outreach.flat_phases import Phase
from outreach.models import Flat, Letter
from tests import make

FIVE = ["clear", "purpose", "honest", "about_us", "reliable"]


@pytest.fixture
def flat(team: Team, ans: User, riny: User) -> Flat:
    made = make.flat(team, phase=Phase.LETTER)
    make.assign(ans, made)
    return made


@pytest.fixture
def letter(flat: Flat, cora: User) -> Letter:
    return letters.write(flat=flat, draft=letter_drafts.default("nl"), by=cora, at=make.EVENING)


def answer(letter: Letter, by: User, questions: list[str] = FIVE) -> None:
    trust_checks.check(letter=letter, questions=questions, seen=make.EVENING, by=by, at=make.EVENING)


def checked_events() -> int:
    return Event.objects.filter(action="letter.checked").count()


def test_a_letter_needs_two_readers_who_are_content(letter: Letter, cora: User, ans: User) -> None:
    answer(letter, cora)
    assert trust_checks.readers(letter) == [cora]
    assert not trust_checks.is_checked(letter)
    answer(letter, ans, FIVE[:4])
    assert not trust_checks.is_checked(letter)
    answer(letter, ans)
    assert trust_checks.readers(letter) == [cora, ans]
    assert trust_checks.is_checked(letter)


def test_one_reader_twice_is_one_reader(letter: Letter, cora: User) -> None:
    answer(letter, cora)
    answer(letter, cora)
    assert trust_checks.readers(letter) == [cora]
    assert not trust_checks.is_checked(letter)


def test_a_reader_takes_back_a_tick_and_leaves_those_of_others(letter: Letter, cora: User, ans: User) -> None:
    answer(letter, cora, ["clear", "honest"])
    answer(letter, ans)
    answer(letter, cora, ["clear"])
    assert [tick.question for tick in letter.checks.filter(checked_by=cora)] == ["clear"]
    assert letter.checks.filter(checked_by=ans).count() == 5
    assert checked_events() == 3


def test_a_text_that_nobody_read_is_not_ticked(letter: Letter, cora: User) -> None:
    later = make.EVENING + timedelta(seconds=1)
    other = replace(letter_drafts.default("nl"), subject="Een ander onderwerp")
    letters.write(flat=letter.flat, draft=other, by=cora, at=later)
    with pytest.raises(Refused):
        answer(letter, cora)
    assert not letter.checks.exists() and not checked_events()


def test_a_question_that_is_not_one_of_the_five_is_refused(letter: Letter, cora: User) -> None:
    with pytest.raises(Refused):
        answer(letter, cora, ["clear", "pretty"])
    assert not letter.checks.exists()


def test_a_letter_waits_for_who_did_not_read_it_yet(letter: Letter, cora: User, ans: User) -> None:
    assert not trust_checks.waiting_for(ans, Letter.objects.all())
    answer(letter, cora)
    assert list(trust_checks.waiting_for(ans, Letter.objects.all())) == [letter]
    assert not trust_checks.waiting_for(cora, Letter.objects.all())


def test_a_letter_goes_on_waiting_for_who_found_something_wrong(
    letter: Letter, cora: User, ans: User
) -> None:
    answer(letter, cora)
    answer(letter, ans, ["clear", "honest"])
    assert list(trust_checks.waiting_for(ans, Letter.objects.all())) == [letter]


def test_a_changed_letter_waits_for_who_said_what_could_be_better(
    letter: Letter, cora: User, ans: User
) -> None:
    trust_checks.check(
        letter=letter, questions=["clear"], seen=letter.written_at, by=ans, at=make.EVENING, remark="Wie?"
    )
    assert letter.remarks.get().is_own
    letter.checks.all().delete()
    assert list(trust_checks.waiting_for(ans, Letter.objects.all())) == [letter]
    assert not trust_checks.waiting_for(cora, Letter.objects.all())


def test_an_initiator_reads_the_letter_of_an_assigned_flat(
    as_, letter: Letter, cora: User, ans: User, riny: User
) -> None:
    answer(letter, cora)
    page = f"/flats/{letter.flat_id}/brief/{letter.pk}/nakijken/"
    assert page in as_(ans).get("/").text
    assert as_(ans).get(page).text.count(" checked>") == 0
    done = as_(ans).post(page, {"questions": FIVE, "seen": make.EVENING.isoformat()})
    assert done.url == f"/flats/{letter.flat_id}/"
    assert trust_checks.is_checked(letter)
    assert page not in as_(ans).get("/").text
    assert as_(riny).get(page).status_code == 404

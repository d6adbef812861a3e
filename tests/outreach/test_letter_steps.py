"""The first page tells what the letter of a flat asks for next, and never two things of one flat."""

from datetime import date

import pytest
from django.urls import reverse

from buurvoorbuur.access import Somebody
from buurvoorbuur.models import Team, User
from outreach import flats, letter_batches, letter_steps
from outreach.flat_phases import Afterwards, Phase
from outreach.letter_batches import PrintOrder
from outreach.models import Flat, Letter, LetterBatch
from tests import make


@pytest.fixture
def flat(team: Team, ans: User, riny: User) -> Flat:
    made = make.flat(team, phase=Phase.LETTER)
    make.assign(ans, made)
    make.assign(riny, made)
    return made


def step(of: User) -> tuple[str, str]:
    """The one step of the one flat: its title, and the name of the page its button opens."""
    (found,) = letter_steps.letters(Somebody.known(of), make.EVENING)
    return found.title, found.url


def test_each_step_of_a_letter_comes_when_the_one_before_it_is_done(
    flat: Flat, ans: User, riny: User, cora: User
) -> None:
    assert step(cora) == ("Schrijf de brief", reverse("letter", args=[flat.pk]))
    letter = make.checked_letter(flat)
    letter.checks.all().delete()
    at = [flat.pk, letter.pk]
    assert step(cora) == ("De brief heeft nog 2 lezers nodig", reverse("letter_checks", args=at))
    make.read(letter, cora)
    assert step(cora) == (
        "De brief heeft nog 1 lezer nodig",
        reverse("letter", args=[flat.pk]) + "?taal=nl",
    )
    assert step(ans)[1] == reverse("letter_checks", args=at)
    make.read(letter, ans)
    assert step(cora) == ("Druk de brieven", reverse("letter_order", args=at))
    order = PrintOrder(ans, riny, date(2026, 10, 20))
    batch = letter_batches.order(letter=letter, order=order, by=cora, at=make.EVENING)
    page = reverse("letter_batch", args=[flat.pk, batch.pk])
    assert step(cora) == ("Er liggen brieven klaar om te bezorgen", page)
    letter_batches.deliver(batch=LetterBatch.objects.get(), on=make.EVENING.date(), by=cora, at=make.EVENING)
    assert step(cora) == ("Kies wat er na de gesprekken gebeurt", reverse("flat_road", args=[flat.pk]))
    flats.choose_plan(flat=flat, plan_afterwards=Afterwards.GROUPS, by=cora, at=make.EVENING)
    assert step(cora) == ("De brieven zijn bezorgd: begin de bezoeken", reverse("flat_road", args=[flat.pk]))
    Flat.objects.update(phase=Phase.VISITS)
    assert not list(letter_steps.letters(Somebody.known(cora), make.EVENING))


def test_a_second_language_asks_for_nothing_beside_the_first(flat: Flat, ans: User, cora: User) -> None:
    letter = make.checked_letter(flat)
    other = make.checked_letter(flat, "en")
    other.checks.all().delete()
    assert step(cora)[1] == reverse("letter_order", args=[flat.pk, letter.pk])
    make.read(other, ans)
    assert step(cora)[1] == reverse("letter_checks", args=[flat.pk, other.pk])


def test_a_printing_that_was_stopped_is_told_until_the_text_is_changed(
    flat: Flat, ans: User, riny: User, cora: User
) -> None:
    letter = make.checked_letter(flat)
    order = PrintOrder(ans, riny, date(2026, 10, 20))
    batch = letter_batches.order(letter=letter, order=order, by=cora, at=make.EVENING)
    LetterBatch.objects.update(printed_at=None, stopped_at=make.EVENING)
    assert step(cora)[1] == reverse("letter_batch", args=[flat.pk, batch.pk])
    letter.pk, letter.version, letter.frozen_at = None, 2, None
    letter.save(force_insert=True)
    assert step(cora)[0] == "De brief heeft nog 2 lezers nodig"


def test_many_flats_take_as_many_queries_as_one(
    flat: Flat, team: Team, cora: User, django_assert_max_num_queries
) -> None:
    for number in range(4):
        make.checked_letter(make.flat(team, name=f"Flat {number}", phase=Phase.LETTER, doors=1))
    list(letter_steps.letters(Somebody.known(cora), make.EVENING))
    with django_assert_max_num_queries(9):
        assert len(list(letter_steps.letters(Somebody.known(cora), make.EVENING))) == 5
    assert Letter.objects.count() == 4

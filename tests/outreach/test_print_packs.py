"""The paper of a flat: what there is, how many of each, and what a copy shop must know."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse

from buurvoorbuur import logos
from buurvoorbuur.models import Event, Team, User
from buurvoorbuur.refusals import Refused
from outreach import letter_batches, letter_pages, optouts, print_packs
from outreach.flat_phases import Phase
from outreach.letter_batches import PrintOrder
from outreach.letter_pages import Occasion
from outreach.letter_states import Fold
from outreach.models import Flat, Letter, LetterBatch
from outreach.opt_out_terms import Channel
from outreach.visit_states import Outcome
from tests import make, paper

FIRST_VISIT = date(2026, 10, 20)
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}")


@pytest.fixture
def flat(team: Team, ans: User, riny: User) -> Flat:
    made = make.flat(team, phase=Phase.LETTER)
    make.assign(ans, made)
    make.assign(riny, made)
    return made


@pytest.fixture
def batch(flat: Flat, ans: User, riny: User, cora: User) -> LetterBatch:
    order = PrintOrder(ans, riny, FIRST_VISIT, fold=Fold.FOLDED)
    letter = make.checked_letter(flat)
    made = letter_batches.order(letter=letter, order=order, by=cora, at=make.EVENING)
    return LetterBatch.objects.get(pk=made.pk)


def say_no(flat: Flat, by: User) -> None:
    door = flat.addresses.in_walking_order()[0]
    optouts.record(address=door, channel=Channel.PHONE, by=by, at=make.EVENING)


def test_the_copy_shop_gets_exactly_as_many_as_there_are_open_doors(
    flat: Flat, ans: User, riny: User, cora: User
) -> None:
    say_no(flat, cora)
    order = PrintOrder(ans, riny, FIRST_VISIT)
    made = letter_batches.order(letter=make.checked_letter(flat), order=order, by=cora, at=make.EVENING)
    job = print_packs.copy_job(LetterBatch.objects.get(pk=made.pk))
    assert (job.letters, job.pages, job.sheets, job.fold) == (5, 5, 5, Fold.WINDOW)


def test_the_cover_sheet_says_how_many_and_how_and_names_no_door(batch: LetterBatch, cora: User) -> None:
    pdf = print_packs.cover_sheet(batch=batch, language="nl", by=cora, at=make.EVENING)
    (page,) = paper.pages(pdf)
    assert "Planetenflat" in page and "brieven-planetenflat.pdf" in page and "Elke bladzijde is voor" in page
    assert "6 brieven" in page and "stickers" not in page and "sticker" in page
    assert "Planetenlaan" not in page
    assert paper.is_tagged(pdf) and paper.is_sound(pdf)
    assert Event.objects.filter(action="letter_batch.cover_printed").count() == 1


def test_a_folded_letter_has_marks_in_the_margin_and_the_same_text(flat: Flat) -> None:
    occasion = Occasion(flat, "Ans", "Riny", FIRST_VISIT, date(2026, 10, 6))
    wording = letter_pages.of(make.checked_letter(flat))
    doors = [(flat.addresses.all()[0], "7K3M9TPC")]
    plain, folded = (
        letter_pages.paper(wording, replace(occasion, fold=fold), doors)
        for fold in (Fold.WINDOW, Fold.FOLDED)
    )
    assert paper.pages(plain) == paper.pages(folded)
    assert not any(paper.is_printed_on(plain, *mark) for mark in MARKS)
    assert all(paper.is_printed_on(folded, *mark) for mark in MARKS)


# Left, top, right and bottom in millimetres: in the margin, at one and two thirds of the sheet.
MARKS = ((5, 98, 12, 100), (5, 197, 12, 199))


def test_the_pack_tells_what_there_is_and_for_how_many_doors(
    as_, cora: User, ans: User, riny: User, flat: Flat, batch: LetterBatch
) -> None:
    say_no(flat, cora)
    evening = make.walking_round(flat, ans, riny)
    make.visit(evening, flat.addresses.in_walking_order()[1], Outcome.NOBODY_HOME)
    page = as_(cora).get(reverse("print_pack", args=[flat.pk]))
    pack = page.context["pack"]
    assert (pack.doors, pack.contactable, pack.batch, pack.rounds) == (6, 5, batch, [evening])
    for url in (
        reverse("letter_cover", args=[flat.pk, batch.pk]),
        reverse("round_sheet", args=[evening.pk]),
        reverse("flat_report_pdf", args=[flat.pk]),
    ):
        assert url in page.text
    assert as_(cora).get(reverse("letter_cover", args=[flat.pk, batch.pk])).content.startswith(b"%PDF-")


def test_a_flat_without_letters_says_so(as_, cora: User, flat: Flat, django_assert_max_num_queries) -> None:
    client = as_(cora)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("print_pack", args=[flat.pk]))
    assert page.context["pack"].batch is None


def test_a_stack_that_is_not_printed_has_no_cover(as_, cora: User, flat: Flat, batch: LetterBatch) -> None:
    LetterBatch.objects.update(printed_at=None)
    assert as_(cora).get(reverse("letter_cover", args=[flat.pk, batch.pk])).status_code == 409
    assert not Event.objects.filter(action="letter_batch.cover_printed").exists()


def test_a_stack_that_is_delivered_needs_no_cover_any_more(
    as_, cora: User, flat: Flat, batch: LetterBatch
) -> None:
    cover = reverse("letter_cover", args=[flat.pk, batch.pk])
    assert cover in as_(cora).get(reverse("print_pack", args=[flat.pk])).text
    letter_batches.deliver(batch=batch, on=make.EVENING.date(), by=cora, at=make.EVENING)
    assert cover not in as_(cora).get(reverse("print_pack", args=[flat.pk])).text
    assert as_(cora).get(cover).status_code == 409


def test_a_report_for_every_door_is_offered_once_somebody_rang(
    as_, cora: User, ans: User, riny: User, flat: Flat
) -> None:
    report, pack = reverse("flat_report_pdf", args=[flat.pk]), reverse("print_pack", args=[flat.pk])
    evening = make.walking_round(flat, ans, riny)
    page = as_(cora).get(pack).text
    assert report not in page and "Hier belde nog niemand aan" in page
    make.visit(evening, flat.addresses.all()[0], Outcome.NOBODY_HOME)
    page = as_(cora).get(pack).text
    assert report in page and "6 vellen" in page


def test_two_languages_stand_on_the_two_sides_of_one_sheet(
    flat: Flat, ans: User, riny: User, cora: User
) -> None:
    front, back = make.checked_letter(flat), make.checked_letter(flat, "ar")
    order = PrintOrder(ans, riny, FIRST_VISIT, back=back)
    made = letter_batches.order(letter=front, order=order, by=cora, at=make.EVENING)
    batch = LetterBatch.objects.get(pk=made.pk)
    pdf = letter_batches.download(batch=batch, by=cora, at=make.EVENING)
    pages = paper.pages(pdf)
    assert len(pages) == 12
    for number, (dutch, arabic) in enumerate(zip(pages[::2], pages[1::2], strict=True), start=1):
        assert "Betreft:" in dutch and "سكان" in arabic
        assert f"Planetenlaan {number}" in dutch and f"Planetenlaan {number}" in arabic
        code = CODE.findall(dutch)[0]
        assert set(CODE.findall(dutch) + CODE.findall(arabic)) == {code}
    assert paper.scanned(pdf, 3) == paper.scanned(pdf, 4)
    assert paper.is_sound(pdf) and paper.is_tagged(pdf)
    assert paper.opened(pdf).count("/Lang (ar)") == 6 and paper.opened(pdf).count("/Lang (nl)") == 1
    job = print_packs.copy_job(batch)
    assert (job.pages, job.sheets, job.sides) == (12, 6, 2)
    (cover,) = paper.pages(print_packs.cover_sheet(batch=batch, language="nl", by=cora, at=make.EVENING))
    assert "Elk vel is voor een andere deur" in cover and "Elke bladzijde" not in cover
    back.refresh_from_db()
    assert back.frozen_at == make.EVENING


@pytest.mark.parametrize("is_two_sided", [False, True])
def test_a_letter_to_take_out_is_told_by_where_it_stands_in_the_pdf(
    as_, flat: Flat, ans: User, riny: User, cora: User, is_two_sided: bool
) -> None:
    back = make.checked_letter(flat, "en") if is_two_sided else None
    order = PrintOrder(ans, riny, FIRST_VISIT, back=back)
    made = letter_batches.order(letter=make.checked_letter(flat), order=order, by=cora, at=make.EVENING)
    batch = LetterBatch.objects.get(pk=made.pk)
    printed = paper.pages(letter_batches.download(batch=batch, by=cora, at=make.EVENING))
    door = flat.addresses.in_walking_order()[4]
    optouts.record(address=door, channel=Channel.PHONE, by=cora, at=make.EVENING)
    (copy,) = letter_batches.doors_to_take_out(batch)
    holding = [number for number, page in enumerate(printed, start=1) if str(door) in page]
    assert list(copy.pages) == holding
    page = as_(cora).get(reverse("letter_batch", args=[flat.pk, batch.pk])).text
    assert ("vel 5 (bladzijde 9 en 10 van de pdf)" if is_two_sided else "bladzijde 5 van de pdf") in page


def test_a_back_in_the_same_language_or_unread_is_refused(
    flat: Flat, team: Team, ans: User, riny: User, cora: User
) -> None:
    front = make.checked_letter(flat)
    unread = make.checked_letter(flat, "en")
    unread.checks.all().delete()
    elsewhere = make.checked_letter(make.flat(team, name="Sterrenflat"), "en")
    for back in (front, unread, elsewhere):
        with pytest.raises(Refused) as no:
            order = PrintOrder(ans, riny, FIRST_VISIT, back=back)
            letter_batches.order(letter=front, order=order, by=cora, at=make.EVENING)
        assert no.value.field == "back"
    assert not LetterBatch.objects.exists()


def test_only_read_letters_in_other_languages_are_offered_for_the_back(as_, cora: User, flat: Flat) -> None:
    front, read, unread = (make.checked_letter(flat, language) for language in ("nl", "en", "tr"))
    unread.checks.all().delete()
    page = as_(cora).get(reverse("letter_order", args=[flat.pk, front.pk]))
    assert list(page.context["form"].fields["back"].queryset) == [read]
    assert "English kan nog niet op de achterkant" not in page.text
    assert (
        "Türkçe kan nog niet op de achterkant" in page.text
        and reverse("letter_checks", args=[flat.pk, unread.pk]) in page.text
    )


def test_a_back_is_named_wherever_the_printing_is_and_kept_when_printing_again(
    as_, cora: User, ans: User, riny: User, flat: Flat
) -> None:
    front, back = make.checked_letter(flat), make.checked_letter(flat, "en")
    order = PrintOrder(ans, riny, FIRST_VISIT, fold=Fold.FOLDED, back=back)
    batch = letter_batches.order(letter=front, order=order, by=cora, at=make.EVENING)
    for name, rest in (("letter", []), ("print_pack", [])):
        page = as_(cora).get(reverse(name, args=[flat.pk, *rest])).text
        assert "op de achterkant English, versie 1" in page, name
    page = as_(cora).get(reverse("letter_batch", args=[flat.pk, batch.pk])).text
    assert "Op de achterkant" in page and "English, versie 1" in page
    form = as_(cora).get(reverse("letter_order", args=[flat.pk, front.pk])).context["form"]
    assert (form.initial["back"], form.initial["fold"]) == (back, Fold.FOLDED)


@pytest.mark.parametrize(("days", "is_told"), [(-1, False), (1, True)])
def test_a_logo_that_was_changed_after_two_read_the_letter_is_told(
    as_, cora: User, flat: Flat, days: int, is_told: bool
) -> None:
    letter = make.checked_letter(flat)
    at = make.EVENING + timedelta(days=days)
    logos.change(team=flat.team, file=make.logo(), by=cora, at=at)
    url = reverse("letter_order", args=[flat.pk, letter.pk])
    assert ("Het logo is veranderd" in as_(cora).get(url).text) is is_told
    Letter.objects.update(shows_logo=False)
    assert "Het logo is veranderd" not in as_(cora).get(url).text

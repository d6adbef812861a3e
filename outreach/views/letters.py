"""The introduction letter of a flat on screen: write, check, preview and order it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from buurvoorbuur import clock, page_pictures
from buurvoorbuur.access import Guarded, allow, reach_of
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission
from outreach import letter_batches, letter_drafts, letter_pages, letter_words, letters, trust_checks, walkers
from outreach.forms.letters import ChecksForm, LanguageForm, LetterForm, OrderForm, tokens_with_words
from outreach.models import Address, Flat, Letter, LetterBatch


@allow(Permission.WRITE_LETTERS)
@require_http_methods(["GET", "POST"])
def letter(request: Guarded, pk: int) -> HttpResponse:
    """The letter in one language: its text to write, its versions, and what was printed."""
    place, newest, form = _draft(request, pk)
    if request.method == "POST" and form.is_valid():
        try:
            letters.write(flat=place, draft=form.draft, by=request.user, at=clock.now())
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, no.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect(f"{reverse('letter', args=[place.pk])}?taal={form.language}")
    context = _around(place, form.language, newest) | {"form": form}
    return render(request, "outreach/letter.html", context)


@allow(Permission.WRITE_LETTERS)
@require_POST
def letter_try(request: Guarded, pk: int) -> HttpResponse:
    """The page as it would be printed, of a text that is not stored: for a script a picture, else the PDF."""
    place, newest, form = _draft(request, pk)
    paper = None
    if form.is_valid():
        try:
            paper = letters.try_out(flat=place, draft=form.draft, at=clock.now())
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, no.sentence)
    if request.accepts("application/pdf"):
        if paper:
            return pdf_answer(paper, f"voorbeeld-{form.language}.pdf")
        context = _around(place, form.language, newest) | {"form": form}
        return render(request, "outreach/letter.html", context)
    if paper is None:
        refusal = " ".join(str(sentence) for sentences in form.errors.values() for sentence in sentences)
        return HttpResponse(refusal, content_type="text/plain; charset=utf-8", status=422)
    return HttpResponse(page_pictures.first_page(paper), content_type="image/png")


@allow(Permission.CHECK_LETTERS)
@require_GET
def letter_preview(request: Guarded, pk: int, letter_pk: UUID) -> HttpResponse:
    """One page as it will be printed, with a code that opens nothing."""
    text = _letter(request, pk, letter_pk)
    return pdf_answer(letters.preview(letter=text, at=clock.now()), f"voorbeeld-{text.language}.pdf")


@allow(Permission.CHECK_LETTERS)
@require_http_methods(["GET", "POST"])
def letter_checks(request: Guarded, pk: int, letter_pk: UUID) -> HttpResponse:
    """Five questions about the letter, which two of us answer before it goes to ninety doors."""
    text = _letter(request, pk, letter_pk)
    form = ChecksForm(request.POST or None, letter=text, reader=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            trust_checks.check(letter=text, **form.cleaned_data, by=request.user, at=clock.now())
        except Refused as no:
            # The page anew, with the text as it is now: what was read is not what stands there.
            messages.warning(request, no.sentence)
            text = _letter(request, pk, letter_pk)
            form = ChecksForm(letter=text, reader=request.user, remark=form.cleaned_data["remark"])
        else:
            return _thank(request, text, form)
    context = {
        "flat": text.flat,
        "letter": text,
        "form": form,
        "readers": trust_checks.readers(text),
        "back": _after_reading(request, text),
    }
    return render(request, "outreach/letter_checks.html", context)


@allow(Permission.WRITE_LETTERS)
@require_http_methods(["GET", "POST"])
def letter_order(request: Guarded, pk: int, letter_pk: UUID) -> HttpResponse:
    """Who will ring and from when; then one PDF for every door that may get a letter."""
    text = _letter(request, pk, letter_pk)
    may_walk = walkers.of_flat(text.flat, clock.today())
    occasion = letters.sample_occasion(text.flat, clock.now())
    backs = letters.possible_backs(text)
    form = OrderForm(
        request.POST or None,
        walkers=may_walk,
        backs=backs,
        private=letter_pages.private_numbers(letter_pages.of(text), occasion),
        initial={"first_visit_on": occasion.first_visit_on} | _as_before(text, backs),
    )
    if request.method == "POST" and form.is_valid():
        id = form.cleaned_data["batch_id"]
        try:
            batch = letter_batches.order(
                letter=text, order=form.order, by=request.user, at=clock.now(), id=id
            )
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, no.sentence)
        else:
            return redirect("letter_batch", pk=pk, batch_pk=batch.pk)
    doors = Address.objects.contactable().filter(flat=text.flat).count()
    context = {
        "flat": text.flat,
        "letter": text,
        "form": form,
        "doors": doors,
        "unread_backs": letters.unread_backs(text),
        "has_other_logo": letters.shows_other_logo_than_was_read(text),
    }
    return render(request, "outreach/letter_order.html", context)


def _as_before(text: Letter, backs: Iterable[Letter]) -> dict[str, Any]:
    """What the last order said of the paper: its fold, and the newest letter in the language of its back."""
    last = letters.last_order(text)
    if last is None:
        return {}
    back = next((back for back in backs if last.back and back.language == last.back.language), None)
    return {"fold": last.fold, "back": back}


def _thank(request: Guarded, text: Letter, form: ChecksForm) -> HttpResponse:
    """What the answers of this reader do, and where what is missing can be said."""
    ticked, asked = len(form.cleaned_data["questions"]), len(form.asked)
    if ticked == asked:
        messages.success(request, _("Thank you for reading. You count as one of the two readers."))
        return redirect(_after_reading(request, text))
    said = _("Saved: %(ticked)s of %(asked)s. The letter is printed once two readers tick all %(asked)s.")
    messages.warning(request, said % {"ticked": ticked, "asked": asked})
    if form.cleaned_data["remark"]:
        messages.info(request, _("What you wrote stands with the letter. Read it anew when it is changed."))
    elif reach_of(request.user, Permission.WRITE_LETTERS):
        messages.info(request, _("What is missing in the letter? Write it down here, or change the text."))
        return redirect("letter_test_readers", pk=text.flat_id, letter_pk=text.pk)
    else:
        messages.info(request, _("Tell your coordinator what is missing. Tick the rest once it is right."))
    return redirect(_after_reading(request, text))


def pdf_answer(content: bytes, name: str, *, as_attachment: bool = False) -> HttpResponse:
    """A PDF to look at, or to keep."""
    manner = "attachment" if as_attachment else "inline"
    headers = {"Content-Disposition": f'{manner}; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _letter(request: Guarded, pk: int, letter_pk: UUID) -> Letter:
    flats = Flat.objects.within_reach_of(request.reach)
    texts = Letter.objects.select_related("flat__team").prefetch_related("checks")
    return get_object_or_404(texts, pk=letter_pk, flat__in=flats, flat_id=pk)


def _after_reading(request: Guarded, text: Letter) -> str:
    """Where a reader came from: the letter, or for those who do not write it the flat."""
    if reach_of(request.user, Permission.WRITE_LETTERS):
        return f"{reverse('letter', args=[text.flat_id])}?taal={text.language}"
    return reverse("flat", args=[text.flat_id])


def _draft(request: Guarded, pk: int) -> tuple[Flat, Letter | None, LetterForm]:
    """The flat, its newest letter in the language on the table, and the form to write the next."""
    place = get_object_or_404(Flat.objects.within_reach_of(request.reach), pk=pk)
    language = LanguageForm(request.GET).chosen
    newest = letters.newest(place, language)
    draft = letter_pages.draft_of(newest) if newest else letter_drafts.default(language)
    return place, newest, LetterForm(request.POST or None, draft=draft)


def _around(place: Flat, language: str, newest: Letter | None) -> dict[str, Any]:
    """What stands around the text: languages, versions and printings."""
    versions = Letter.objects.filter(flat=place, language=language).defer("subject", "body")
    batches = LetterBatch.objects.without_paper().filter(letter__flat=place)
    readers = trust_checks.readers(newest) if newest else []
    return {
        "flat": place,
        "letter_language": language,
        "languages": letter_words.languages().values(),
        "newest": newest,
        "readers": readers,
        "is_checked": len(readers) >= trust_checks.READERS,
        "remarks": newest.remarks.count() if newest else 0,
        "versions": versions,
        "batches": batches.select_related("letter", "back"),
        "tokens": tokens_with_words(),
    }

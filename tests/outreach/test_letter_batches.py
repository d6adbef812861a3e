"""A letter is ordered once it was read, printed for who may get one, and delivered without who said no."""

import errno
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from buurvoorbuur import crypto, pdf
from buurvoorbuur.models import Event, Team, User
from buurvoorbuur.refusals import Refused
from outreach import (
    codes,
    letter_batches,
    letter_drafts,
    letter_pages,
    letter_printing,
    letters,
    optouts,
    tasks,
)
from outreach.flat_phases import Phase
from outreach.letter_batches import PrintOrder
from outreach.letter_states import BatchState, Failure
from outreach.models import Address, Flat, Letter, LetterBatch, LetterCopy
from outreach.opt_out_terms import Channel
from outreach.promise_terms import FULL
from tests import make

FIRST_VISIT = date(2026, 10, 20)


def events(action: str) -> int:
    return Event.objects.filter(action=action).count()


def write(flat: Flat, by: User, at: datetime = make.EVENING, language: str = "nl", **changes: Any) -> Letter:
    draft = replace(letter_drafts.default(language), **changes)
    return letters.write(flat=flat, draft=draft, by=by, at=at)


def say_no(door: Address, by: User, at: datetime = make.EVENING) -> None:
    optouts.record(address=door, channel=Channel.PHONE, by=by, at=at)


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


@pytest.fixture
def order(checked: Letter, ans: User, riny: User, cora: User):
    def ordered(**changes: object) -> LetterBatch:
        letter, id = changes.pop("letter", checked), changes.pop("id", None)
        order = replace(PrintOrder(ans, riny, FIRST_VISIT), **changes)
        batch = letter_batches.order(letter=letter, order=order, by=cora, at=make.EVENING, id=id)
        return LetterBatch.objects.get(pk=batch.pk)

    return ordered


def test_no_letters_are_printed_while_no_two_have_a_hand_free(
    order, flat: Flat, ans: User, riny: User
) -> None:
    for person in (ans, riny):
        for _number in range(FULL):
            make.promise(flat, person)
    with pytest.raises(Refused) as no:
        order()
    assert "hand vrij" in str(no.value.sentence)
    assert not LetterBatch.objects.exists()


def test_a_printed_version_stays_and_the_next_gets_a_new_number(order, flat: Flat, cora: User) -> None:
    printed = order().letter
    changed = write(flat, cora, subject="Een ander onderwerp")
    assert (printed.version, changed.version) == (1, 2)
    assert Letter.objects.get(pk=printed.pk).subject == printed.subject


def test_languages_have_versions_of_their_own(order, flat: Flat, cora: User) -> None:
    order()
    assert write(flat, cora, language="en").version == 1


def test_a_letter_that_one_member_read_is_not_printed(order, checked: Letter, cora: User) -> None:
    checked.checks.exclude(checked_by=cora).delete()
    with pytest.raises(Refused):
        order()
    assert not LetterBatch.objects.exists()
    assert Letter.objects.get().frozen_at is None


def test_ordering_prints_a_page_and_a_code_for_each_door(order, flat: Flat) -> None:
    batch = order()
    assert batch.state == BatchState.PRINTED
    assert batch.letter.frozen_at == make.EVENING
    copies = batch.copies.order_by("sheet")
    assert [copy.sheet for copy in copies] == [1, 2, 3, 4, 5, 6]
    assert [copy.address.number for copy in copies] == [1, 2, 3, 4, 5, 6]
    assert len({copy.code_index for copy in copies}) == 6
    assert (events("letter_batch.ordered"), events("letter_batch.printed")) == (1, 1)


def test_the_codes_are_kept_nowhere_but_on_paper(order, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    make_code = codes.make
    monkeypatch.setattr(codes, "make", lambda: made.append(make_code()) or made[-1])
    batch = order()
    assert len(made) == 6
    assert {codes.index(code) for code in made} == set(batch.copies.values_list("code_index", flat=True))
    kept = bytes(batch.sealed_pdf) + repr(list(LetterCopy.objects.values())).encode()
    assert not any(code.encode() in kept for code in made)
    assert codes.door_of(made[0]) == batch.copies.get(sheet=1).address


def test_a_door_that_said_no_gets_no_letter(order, flat: Flat, cora: User) -> None:
    closed, paused, *_others = flat.addresses.in_walking_order()
    say_no(closed, cora)
    optouts.pause(address=paused, by=cora, at=make.EVENING)
    assert {copy.address.number for copy in order().copies.all()} == {3, 4, 5, 6}


def test_nothing_is_ordered_when_every_door_said_no(order, flat: Flat, cora: User) -> None:
    for door in flat.addresses.all():
        say_no(door, cora)
    with pytest.raises(Refused):
        order()
    assert not LetterBatch.objects.exists()
    assert not events("letter_batch.ordered")


@pytest.mark.parametrize(("days", "may"), [(6, False), (7, True), (365, True), (366, False)])
def test_the_first_visit_leaves_the_notice_period(order, days: int, may: bool) -> None:
    day = make.EVENING.date() + timedelta(days=days)
    if may:
        assert order(first_visit_on=day).first_visit_on == day
    else:
        with pytest.raises(Refused) as no:
            order(first_visit_on=day)
        assert no.value.field == "first_visit_on"


def test_the_pair_is_two_people_who_walk_this_flat(order, ans: User, stranger: User) -> None:
    for asker, note_taker, field in ((ans, ans, "note_taker"), (stranger, ans, "asker")):
        with pytest.raises(Refused) as no:
            order(asker=asker, note_taker=note_taker)
        assert no.value.field == field


def test_a_private_number_is_printed_only_when_somebody_said_it_may(order, flat: Flat) -> None:
    flat.team.phone = "06 12345678"
    flat.team.save()
    with pytest.raises(Refused) as no:
        order()
    assert no.value.field == "may_print_number" and "06 12345678" in str(no.value.sentence)
    assert not LetterBatch.objects.exists()
    assert order(may_print_number=True).copies.count() == 6


def test_a_private_number_typed_in_the_text_is_seen_too(order, checked: Letter) -> None:
    checked.body = f"{checked.body}\n\nOf bel Ans: +31 6-1234 5678."
    checked.save()
    with pytest.raises(Refused) as no:
        order(letter=checked)
    assert no.value.field == "may_print_number"


def test_printing_twice_prints_once(order) -> None:
    batch = order()
    paper, fingerprints = batch.sealed_pdf, set(batch.copies.values_list("code_index"))
    tasks.print_letters.call(str(batch.pk))
    letter_printing.render_batch(batch=LetterBatch(pk=batch.pk, letter=batch.letter), at=make.EVENING)
    batch.refresh_from_db()
    assert (batch.sealed_pdf, set(batch.copies.values_list("code_index"))) == (paper, fingerprints)
    assert events("letter_batch.printed") == 1


def test_a_failure_is_told_and_can_be_tried_again(order, cora: User, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(letter_printing, "_occasion", lambda batch: 1 / 0)
        batch = order()
    assert batch.state == BatchState.FAILED
    assert events("letter_batch.failed") == 1
    letter_batches.print_again(batch=batch, by=cora, at=make.EVENING)
    assert LetterBatch.objects.get().state == BatchState.PRINTED
    with pytest.raises(Refused):
        letter_batches.print_again(batch=batch, by=cora, at=make.EVENING)


@pytest.mark.parametrize(
    ("error", "failure", "sentence"),
    [
        (pdf.WrongPages("2 pages instead of 1"), Failure.LONG, "loopt de brief door op een tweede pagina"),
        (pdf.OutOfBounds("it took too long"), Failure.HEAVY, "meer tijd of geheugen"),
        (pdf.PaperFailed("OSError"), Failure.DISK, "geen ruimte meer"),
        (OSError(errno.ENOSPC, "No space left on device"), Failure.DISK, "geen ruimte meer"),
        (pdf.PaperFailed("KeyError"), Failure.OTHER, "ligt niet aan de tekst"),
    ],
)
def test_why_it_failed_is_said_in_words_that_help(
    order, cora: User, as_, monkeypatch: pytest.MonkeyPatch, error: Exception, failure: Failure, sentence: str
) -> None:
    def fail(*_asked: object, **_how: object) -> bytes:
        raise error

    with monkeypatch.context() as broken:
        broken.setattr(letter_printing, "_occasion", fail)
        batch = order()
    assert batch.failure == failure
    address = reverse("letter_batch", args=[batch.letter.flat_id, batch.pk])
    assert sentence in as_(cora).get(address).text
    letter_batches.print_again(batch=batch, by=cora, at=make.EVENING)
    assert LetterBatch.objects.get().failure == ""
    assert sentence not in as_(cora).get(address).text


@pytest.mark.parametrize("end", ["stopped", "deleted"])
def test_a_printing_that_is_stopped_or_deleted_under_way_keeps_nothing(
    order, cora: User, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    told: list[int] = []
    paper = letter_pages.paper

    def half_way(*given: Any, every: Callable[[int], None] | None = None) -> bytes:
        if every is None:
            return paper(*given)
        batch = LetterBatch.objects.get()
        every(2)
        batch.refresh_from_db()
        told.append(batch.letters_done)
        if end == "stopped":
            letter_batches.stop(batch=batch, by=cora, at=make.EVENING)
            letter_batches.stop(batch=batch, by=cora, at=make.EVENING)
        else:
            batch.copies.all().delete()
            batch.delete()
        every(4)
        raise AssertionError("it went on")

    with monkeypatch.context() as slow:
        slow.setattr(letter_pages, "paper", half_way)
        with suppress(LetterBatch.DoesNotExist):
            order()
    assert told == [2]
    assert events("letter_batch.failed") == events("letter_batch.printed") == 0
    if end == "stopped":
        batch = LetterBatch.objects.get()
        assert (batch.state, batch.sealed_pdf) == (BatchState.STOPPED, None)
        assert events("letter_batch.stopped") == 1
        tasks.print_letters.call(str(batch.pk))
        assert LetterBatch.objects.get().state == BatchState.STOPPED
        letter_batches.print_again(batch=batch, by=cora, at=make.EVENING)
        assert LetterBatch.objects.get().state == BatchState.PRINTED
        with pytest.raises(Refused):
            letter_batches.stop(batch=batch, by=cora, at=make.EVENING)


def test_a_no_while_the_pdf_is_made_is_found_before_delivery(
    order, flat: Flat, cora: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = flat.addresses.in_walking_order()[2]
    paper = letter_pages.paper

    def slow_paper(wording: object, occasion: object, doors: list[object], *rest: Any, **named: Any) -> bytes:
        if len(doors) > 1:
            say_no(door, cora)
        return paper(wording, occasion, doors, *rest, **named)

    monkeypatch.setattr(letter_pages, "paper", slow_paper)
    batch = order()
    assert [(copy.address, copy.sheet) for copy in letter_batches.doors_to_take_out(batch)] == [(door, 3)]
    with pytest.raises(Refused):
        letter_batches.deliver(batch=batch, on=make.EVENING.date(), by=cora, at=make.EVENING)


def test_a_no_between_order_and_printing_gets_no_page(
    order, flat: Flat, cora: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as idle:
        idle.setattr(letter_batches.tasks, "print_letters", IdleQueue)
        batch = order()
    assert batch.state == BatchState.PRINTING
    say_no(flat.addresses.in_walking_order()[0], cora)
    tasks.print_letters.call(str(batch.pk))
    assert [copy.address.number for copy in batch.copies.order_by("sheet")] == [2, 3, 4, 5, 6]
    assert not letter_batches.doors_to_take_out(batch)


class IdleQueue:
    @staticmethod
    def enqueue(batch_id: str) -> None:
        """A worker that has not come round yet."""


def test_downloading_opens_the_paper_and_leaves_an_event(order, cora: User) -> None:
    batch = order()
    paper = letter_batches.download(batch=batch, by=cora, at=make.EVENING)
    assert paper.startswith(b"%PDF-")
    assert paper == crypto.unseal(batch.sealed_pdf)
    assert events("letter_batch.downloaded") == 1


def test_letters_are_delivered_once_and_the_flat_goes_on(order, flat: Flat, cora: User) -> None:
    Flat.objects.filter(pk=flat.pk).update(plan_afterwards="groups")
    batch = order()
    letter_batches.deliver(batch=batch, on=make.EVENING.date(), by=cora, at=make.EVENING)
    batch.refresh_from_db()
    flat.refresh_from_db()
    assert (batch.state, batch.sealed_pdf, flat.phase) == (BatchState.DELIVERED, None, Phase.VISITS)
    with pytest.raises(Refused):
        letter_batches.deliver(batch=batch, on=make.EVENING.date(), by=cora, at=make.EVENING)
    with pytest.raises(Refused):
        letter_batches.download(batch=batch, by=cora, at=make.EVENING)
    assert events("letter_batch.delivered") == 1


@pytest.mark.parametrize("days", [-1, 1])
def test_a_day_that_cannot_be_is_refused(order, cora: User, days: int) -> None:
    with pytest.raises(Refused) as no:
        letter_batches.deliver(
            batch=order(), on=make.EVENING.date() + timedelta(days=days), by=cora, at=make.EVENING
        )
    assert no.value.field == "on"
    assert not LetterBatch.objects.filter(delivered_on__isnull=False).exists()


def test_delivery_waits_until_the_letters_of_closed_doors_are_out(order, flat: Flat, cora: User) -> None:
    batch = order()
    closed, paused, *others = flat.addresses.in_walking_order()
    say_no(closed, cora)
    optouts.pause(address=paused, by=cora, at=make.EVENING)
    for door in (closed, paused):
        with pytest.raises(Refused):
            letter_batches.deliver(batch=batch, on=make.EVENING.date(), by=cora, at=make.EVENING)
        for _twice in range(2):
            letter_batches.take_out(batch=batch, address=door, by=cora, at=make.EVENING)
    letter_batches.deliver(batch=batch, on=make.EVENING.date(), by=cora, at=make.EVENING)
    assert set(batch.copies.filter(taken_out_at=None).values_list("address", flat=True)) == {
        door.pk for door in others
    }
    assert events("letter.taken_out") == 2


def test_only_a_letter_for_a_closed_door_is_taken_out(order, flat: Flat, cora: User) -> None:
    batch = order()
    with pytest.raises(Refused):
        letter_batches.take_out(batch=batch, address=flat.addresses.all()[0], by=cora, at=make.EVENING)
    assert not batch.copies.exclude(taken_out_at=None).exists()


def test_what_was_not_printed_is_not_delivered(order, cora: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letter_batches.tasks, "print_letters", IdleQueue)
    batch = order()
    for refused in (
        lambda: letter_batches.deliver(batch=batch, on=make.EVENING.date(), by=cora, at=make.EVENING),
        lambda: letter_batches.download(batch=batch, by=cora, at=make.EVENING),
    ):
        with pytest.raises(Refused):
            refused()


def test_an_order_sent_twice_is_one_stack(order, cora: User, ans: User, riny: User) -> None:
    id = uuid4()
    assert order(id=id) == order(id=id)
    assert LetterBatch.objects.count() == 1
    assert events("letter_batch.ordered") == 1
    with pytest.raises(Refused) as no:
        order(id=id, asker=riny, note_taker=ans)
    assert no.value.code == "conflict"


def test_who_has_left_by_the_first_visit_is_not_named_on_a_letter(order, ans: User, cora: User) -> None:
    ans.memberships.update(ends_on=FIRST_VISIT - timedelta(days=1))
    with pytest.raises(Refused) as no:
        order()
    assert no.value.field == "asker"
    ans.memberships.update(ends_on=FIRST_VISIT)
    assert order().asker == ans


def test_a_failed_batch_of_who_has_left_meanwhile_is_not_printed_again(order, ans: User, cora: User) -> None:
    batch = order()
    LetterBatch.objects.update(printed_at=None, failed_at=make.EVENING)
    for change in ({"ends_on": FIRST_VISIT - timedelta(days=1)}, None):
        ans.memberships.update(**change) if change else ans.delete()
        with pytest.raises(Refused):
            letter_batches.print_again(batch=batch, by=cora, at=make.EVENING)
    assert events("letter_batch.ordered_again") == 0

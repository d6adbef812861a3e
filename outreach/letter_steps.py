"""What the letter of each flat asks of one person next, one step a flat; it reads and decides nothing."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buurvoorbuur.access import Reach, Somebody
from buurvoorbuur.models import User
from buurvoorbuur.roles import Permission
from outreach import promises, trust_checks
from outreach.flat_phases import Phase
from outreach.models import Flat, Letter, LetterBatch
from outreach.next_steps import NextStep
from outreach.urgency import Urgency

Readers = dict[UUID, list[User]]


def letters(me: Somebody, at: datetime) -> Iterator[NextStep]:
    """First what waits to be delivered or read by this person, then what other flats need before visits."""
    reach = me.reach(Permission.WRITE_LETTERS)
    under_way = _under_way(me, reach)
    yield from under_way.values()
    before_visits = Flat.objects.within_reach_of(reach).filter(phase__in=(Phase.PREPARE, Phase.LETTER))
    flats = list(before_visits.exclude(pk__in=under_way).order_by("created_at")) if reach else []
    if flats:
        yield from _to_come(flats, me.user)


def _to_come(flats: Sequence[Flat], user: User) -> Iterator[NextStep]:
    texts, batches = _newest_letters(flats), _newest_batches(flats)
    readers = trust_checks.readers_of([text for some in texts.values() for text in some])
    for flat in flats:
        yield _step(flat, texts.get(flat.pk, ()), batches.get(flat.pk), readers, user)


def _under_way(me: Somebody, reach: Reach) -> dict[int, NextStep]:
    """By flat; a stack that lies ready comes before another letter that is still to be read."""
    steps: dict[int, NextStep] = {}
    ready = LetterBatch.objects.within_reach_of(reach).without_paper().ready()
    for batch in ready.select_related("letter__flat"):
        flat = batch.letter.flat
        page = reverse("letter_batch", args=[flat.pk, batch.pk])
        step = NextStep(
            "letter", _("Letters are ready to deliver"), str(flat), page, _("Deliver"), Urgency.WAITED_FOR
        )
        steps.setdefault(flat.pk, step)
    may_read = Letter.objects.within_reach_of(me.reach(Permission.CHECK_LETTERS))
    waiting = list(trust_checks.waiting_for(me.user, may_read))
    readers = trust_checks.readers_of(waiting) if waiting else {}
    for letter in waiting:
        if len(readers.get(letter.pk, ())) >= trust_checks.READERS:
            continue
        text = _("%(flat)s: five short questions, before it is printed.") % {"flat": letter.flat}
        page = reverse("letter_checks", args=[letter.flat_id, letter.pk])
        step = NextStep(
            "search", _("Read the letter with fresh eyes"), text, page, _("Read"), Urgency.WAITED_FOR
        )
        steps.setdefault(letter.flat_id, step)
    return steps


def _newest_letters(flats: Iterable[Flat]) -> dict[int, list[Letter]]:
    """By flat the last version in each language, the one written last at the end."""
    texts = Letter.objects.filter(flat__in=flats).defer("subject", "body").order_by("version")
    newest = {(text.flat_id, text.language): text for text in texts}
    found: dict[int, list[Letter]] = {}
    for text in sorted(newest.values(), key=lambda text: text.written_at):
        found.setdefault(text.flat_id, []).append(text)
    return found


def _newest_batches(flats: Iterable[Flat]) -> dict[int, LetterBatch]:
    batches = LetterBatch.objects.without_paper().filter(letter__flat__in=flats).select_related("letter")
    return {batch.letter.flat_id: batch for batch in batches.defer("letter__body").order_by("ordered_at")}


def _step(
    flat: Flat, texts: Sequence[Letter], batch: LetterBatch | None, readers: Readers, user: User
) -> NextStep:
    name = str(flat)
    if batch and batch.delivered_on:
        page = reverse("flat_road", args=[flat.pk])
        if flat.plan_afterwards and promises.all_hands_full(flat):
            page = reverse("follow_up")
            title = _("The letters are delivered, and no two have a hand free")
            return NextStep("clock", title, name, page, _("Look"), Urgency.NEXT)
        if flat.plan_afterwards:
            return NextStep(
                "edit", _("The letters are delivered: begin the visits"), name, page, _("Go on"), Urgency.NEXT
            )
        return NextStep(
            "edit", _("Choose what happens after the talks"), name, page, _("Choose"), Urgency.NEXT
        )
    if batch and batch.letter_id in {text.pk for text in texts}:
        page = reverse("letter_batch", args=[flat.pk, batch.pk])
        return NextStep("print", _("The letters are not printed yet"), name, page, _("Look"), Urgency.NEXT)
    if not texts:
        page = reverse("letter", args=[flat.pk])
        return NextStep("edit", _("Write the letter"), name, page, _("Write"), Urgency.NEXT)
    best = max(reversed(texts), key=lambda text: len(readers.get(text.pk, ())))
    return _step_of_text(best, name, readers.get(best.pk, []), user)


def _step_of_text(text: Letter, name: str, readers: Sequence[User], user: User) -> NextStep:
    missing = trust_checks.READERS - len(readers)
    if missing <= 0:
        page = reverse("letter_order", args=[text.flat_id, text.pk])
        return NextStep("print", _("Print the letters"), name, page, _("Print"), Urgency.NEXT)
    title = ngettext(
        "The letter still needs %(count)s reader", "The letter still needs %(count)s readers", missing
    ) % {"count": missing}
    if user in readers:
        page = f"{reverse('letter', args=[text.flat_id])}?taal={text.language}"
        return NextStep("people", title, name, page, _("Look"), Urgency.NEXT)
    return NextStep(
        "search", title, name, reverse("letter_checks", args=[text.flat_id, text.pk]), _("Read"), Urgency.NEXT
    )

"""Writes about letters: written, read, printed, delivered."""

from datetime import timedelta

from outreach import letter_batches, letter_drafts, letter_remarks, letters, print_packs, trust_checks
from outreach.letter_batches import PrintOrder
from outreach.models import LetterBatch
from tests import make
from tests.house.writes.table import At, simple

simple("outreach.letters.write", letters.write, lambda w: {
    "flat": w.flat, "draft": letter_drafts.default("nl"),
})  # fmt: skip
simple("outreach.letter_remarks.note", letter_remarks.note, lambda w: {
    "letter": w.letter(), "resident": None, "text": "Te lang",
})  # fmt: skip
simple("outreach.trust_checks.check", trust_checks.check, lambda w: {
    "letter": w.letter(), "questions": ["clear"], "seen": make.EVENING,
})  # fmt: skip
simple("outreach.letter_batches.order", letter_batches.order, lambda w: {
    "letter": w.checked_letter(), "order": PrintOrder(w.ans, w.riny, At.date() + timedelta(days=14)),
})  # fmt: skip
simple("outreach.print_packs.cover_sheet", print_packs.cover_sheet, lambda w: {
    "batch": LetterBatch.objects.get(pk=w.batch().pk), "language": "nl",
})  # fmt: skip
simple(
    "outreach.letter_batches.print_again", letter_batches.print_again, lambda w: {"batch": w.failed_batch()}
)
simple("outreach.letter_batches.stop", letter_batches.stop, lambda w: {"batch": w.failed_batch()})
simple("outreach.letter_batches.download", letter_batches.download, lambda w: {"batch": w.batch()})
simple("outreach.letter_batches.take_out", letter_batches.take_out, lambda w: w.letter_to_take_out())
simple(
    "outreach.letter_batches.deliver", letter_batches.deliver, lambda w: {"batch": w.batch(), "on": At.date()}
)

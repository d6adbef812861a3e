"""Letters as they were written and printed: versions, trust checks, batches and the copy for each door."""

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.access import Reach
from buurvoorbuur.crypto import EncryptedText, SealedBytes
from buurvoorbuur.models import User
from outreach import letter_words
from outreach.letter_states import BatchState, Failure, Fold
from outreach.models.places import Address, Flat


class LetterQuerySet(models.QuerySet["Letter"]):
    def within_reach_of(self, reach: Reach) -> Self:
        return self.filter(flat__in=Flat.objects.within_reach_of(reach))


class Letter(models.Model):
    """One version of a flat's introduction letter in one language; frozen once printed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    flat = models.ForeignKey(Flat, on_delete=models.CASCADE, related_name="letters")
    language = models.CharField(
        _("language"),
        max_length=3,
        choices=[(words.language, words.name) for words in letter_words.languages().values()],
    )
    version = models.PositiveSmallIntegerField()
    subject = EncryptedText(_("subject"), max_length=120)
    body = EncryptedText(_("text"), max_length=6000)
    shows_logo = models.BooleanField(_("with our drawing or logo"), default=True)
    names_partner = models.BooleanField(_("with the welfare organisation"), default=False)
    written_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Privacy:
        why = "To know what residents were told; the text may name those who signed it."
        keep = "until the project ends"
        nobody = "It went to all doors; it names members of the team, who signed it."
        personal = {"subject", "body"}
        plain = {
            "id", "flat", "language", "version", "shows_logo", "names_partner", "written_at", "frozen_at",
        }  # fmt: skip

    class Meta:
        ordering = ["language", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["flat", "language", "version"], name="one_letter_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.version}"


class LetterCheck(models.Model):
    """One of the five trust questions, answered yes by one reader of one version."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="checks")
    question = models.CharField(max_length=20)
    checked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    checked_at = models.DateTimeField()

    class Privacy:
        why = "A letter is printed only after five questions were answered."
        keep = "as long as the letter"
        personal: set[str] = set()
        plain = {"id", "letter", "question", "checked_by", "checked_at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "question", "checked_by"], name="one_check_a_question_a_reader"
            )
        ]

    def __str__(self) -> str:
        return self.question


class LetterBatchQuerySet(models.QuerySet["LetterBatch"]):
    def within_reach_of(self, reach: Reach) -> Self:
        return self.filter(letter__flat__in=Flat.objects.within_reach_of(reach))

    def unfinished(self) -> Self:
        """Those that are being made, or wait for it."""
        return self.filter(printed_at=None, stopped_at=None)

    def ready(self) -> Self:
        """Those that lie printed and were not recorded as delivered."""
        return self.filter(printed_at__isnull=False, delivered_on__isnull=True)

    def without_paper(self) -> Self:
        """Leaves the PDF in the database: it is megabytes, and only a download needs it."""
        return self.defer("sealed_pdf")


class LetterBatch(models.Model):
    """One printing of a letter for all doors that might get one at that moment."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="batches")
    ordered_at = models.DateTimeField()
    ordered_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    asker = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    note_taker = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    first_visit_on = models.DateField()
    fold = models.CharField(max_length=8, default=Fold.WINDOW)
    back = models.ForeignKey(Letter, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    printed_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=8, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    letters_done = models.PositiveIntegerField(default=0)
    sealed_pdf = SealedBytes(null=True, blank=True)
    delivered_on = models.DateField(null=True, blank=True)

    objects = LetterBatchQuerySet.as_manager()

    class Privacy:
        why = "To know which doors were told, by which version and when."
        keep = "the PDF until delivery; the rest until the project ends"
        personal: set[str] = set()
        plain = {
            "id", "letter", "ordered_at", "ordered_by", "asker", "note_taker", "first_visit_on", "fold",
            "back", "printed_at", "failed_at", "failure", "stopped_at", "letters_done",
            "sealed_pdf", "delivered_on",
        }  # fmt: skip

    class Meta:
        ordering = ["-ordered_at"]
        constraints = [
            models.CheckConstraint(condition=Q(fold__in=list(Fold)), name="letter_fold_is_known"),
            models.CheckConstraint(condition=Q(failure__in=["", *Failure]), name="letter_failure_is_known"),
            models.CheckConstraint(
                condition=Q(back__isnull=True) | ~Q(back=F("letter")), name="a_letter_is_not_its_own_back"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.ordered_at:%Y-%m-%d}"

    @property
    def sides(self) -> int:
        """How many pages of the PDF each door has: the front, and the back if there is one."""
        return 2 if self.back_id else 1

    @property
    def state(self) -> BatchState:
        """How far this printing is, by what was written down."""
        if self.delivered_on:
            return BatchState.DELIVERED
        if self.printed_at:
            return BatchState.PRINTED
        if self.stopped_at:
            return BatchState.STOPPED
        return BatchState.FAILED if self.failed_at else BatchState.PRINTING


class LetterCopyQuerySet(models.QuerySet["LetterCopy"]):
    def delivered(self) -> Self:
        """Those that lay in their letter box, the latest of a door last."""
        told = self.filter(batch__delivered_on__isnull=False, taken_out_at=None)
        return told.order_by("batch__delivered_on", "batch__ordered_at")


class LetterCopy(models.Model):
    """The letter for one door; once printed, with its sheet in the stack and the fingerprint of its code."""

    batch = models.ForeignKey(LetterBatch, on_delete=models.CASCADE, related_name="copies")
    address = models.ForeignKey(Address, on_delete=models.CASCADE, related_name="letter_copies")
    # Counted from one; with a back a sheet is two pages of the PDF, see `pages`.
    sheet = models.PositiveSmallIntegerField(null=True, blank=True)
    code_index = models.CharField(max_length=64, unique=True, null=True, blank=True)
    taken_out_at = models.DateTimeField(null=True, blank=True)

    objects = LetterCopyQuerySet.as_manager()

    class Privacy:
        why = "So that a resident can answer with the code on their own letter."
        keep = "until the project ends"
        personal: set[str] = set()
        plain = {"id", "batch", "address", "sheet", "code_index", "taken_out_at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "address"], name="one_copy_a_door_a_batch"),
            models.CheckConstraint(condition=~Q(code_index=""), name="a_copy_has_a_code"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.address_id}"

    @property
    def pages(self) -> tuple[int, ...]:
        """Where in the PDF this letter stands, front and back, counted from one; none before printing."""
        if self.sheet is None:
            return ()
        last = self.sheet * self.batch.sides
        return tuple(range(last - self.batch.sides + 1, last + 1))

"""What people say some time after the talks, as numbers only: self-said, and no proof of anything."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from buurvoorbuur import audit
from buurvoorbuur.disclosure import CountTable, SafeTable, protect
from buurvoorbuur.models import User
from outreach.after_terms import NEVER_PRINTED, AfterAnswer, AfterQuestion
from outreach.models import AfterTally, Flat

Counts = Mapping[tuple[AfterQuestion, AfterAnswer], int]


@transaction.atomic
def settle(*, flat: Flat, counts: Counts, by: User, at: datetime) -> None:
    """Keeps how many gave each answer; what was there before is replaced. Raises ValueError below zero."""
    if any(count < 0 for count in counts.values()):
        raise ValueError("nobody answers less than never")
    Flat.objects.select_for_update().get(pk=flat.pk)
    AfterTally.objects.filter(flat=flat).delete()
    AfterTally.objects.bulk_create(
        AfterTally(flat=flat, question=question, answer=answer, count=count)
        for (question, answer), count in counts.items()
        if count
    )
    audit.record("after_tally.settled", by=by, about=flat, at=at, team=flat.team_id)


def of(flat: Flat) -> dict[tuple[AfterQuestion, AfterAnswer], int]:
    """How many gave each answer, exactly; for who fills it in."""
    rows = AfterTally.objects.filter(flat=flat).values_list("question", "answer", "count")
    return {(AfterQuestion(question), AfterAnswer(answer)): count for question, answer, count in rows}


def tables(flat: Flat) -> dict[AfterQuestion, SafeTable]:
    """The same as it may be shown: in bins, and from ten people who answered on."""
    known = of(flat)
    found = {}
    for question in AfterQuestion:
        counts = {answer.value: known.get((question, answer), 0) for answer in AfterAnswer}
        found[question] = protect(CountTable(question, sum(counts.values()), counts, NEVER_PRINTED))
    return found

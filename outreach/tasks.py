"""Long work that a worker does beside the web server; it is told ids only, since the queue is readable."""

from datetime import datetime, timedelta

from django_tasks import default_task_backend, task

from buurvoorbuur import clock, nightly
from outreach import letter_printing, releases, shut_envelopes
from outreach.envelope_states import KEPT_SHUT_FOR
from outreach.models import LetterBatch


@task()
def print_letters(batch_id: str) -> None:
    """Makes the PDF of a batch of letters."""
    batch = LetterBatch.objects.select_related("letter__flat__team", "back__flat", "asker", "note_taker").get(
        pk=batch_id
    )
    letter_printing.render_batch(batch=batch, at=clock.now())


@task()
def release_numbers() -> None:
    """Freezes the quarters that are over."""
    # First, so that a night on which it fails is not the last.
    nightly.ask_for(release_numbers, clock.now())
    releases.freeze_due(clock.now())


@task()
def destroy_shut_envelopes() -> None:
    """Destroys what was kept shut after an opt-out and whose days are over."""
    shut_envelopes.destroy_due(clock.now())


def destroy_later(at: datetime) -> None:
    """Has the worker come by when the days of what is kept shut now are over."""
    if default_task_backend.supports_defer:
        # A minute after, so that the last second has passed on every clock.
        after = at + KEPT_SHUT_FOR + timedelta(minutes=1)
        destroy_shut_envelopes.using(run_after=after).enqueue()

"""Takes in what a phone sends: stored in one commit, then settled; the worker does what is left."""

from datetime import datetime, timedelta
from logging import getLogger
from uuid import UUID

from django.db import transaction
from django_tasks import default_task_backend, task

from buurvoorbuur import clock
from outreach import envelopes, settling, shut_envelopes
from outreach.envelope_states import WAITING, Reason
from outreach.envelopes import Answer, Delivery
from outreach.models import Envelope, Phone

log = getLogger(__name__)

# By then the post itself has settled what it brought, or has broken down.
WORKER_LOOKS_AFTER = timedelta(minutes=1)


@task()
def settle_phone(phone_id: str) -> None:
    """Settles what a phone sent and nobody settled yet."""
    settle(UUID(phone_id), clock.now())


def take_in(*, phone: Phone, delivery: Delivery, at: datetime) -> dict[UUID, tuple[Answer, Reason | None]]:
    """Stores a delivery for good, settles it, and says of every envelope what became of it and why.

    Whatever happens while settling, what was stored is answered for: the worker comes by later.
    """
    with transaction.atomic():
        taken = envelopes.receive(phone=phone, delivery=delivery, at=at)
        if any(one.answer == Answer.STORED for one in taken.values()):
            _look_later(phone.pk, at + WORKER_LOOKS_AFTER)
    try:
        settle(phone.pk, at)
    except Exception as error:
        log.error("phone %s is not settled yet: %s", phone.pk, type(error).__name__)
    here = Envelope.objects.filter(pk__in=[one.pk for one in taken.values()], state__in=WAITING)
    waiting = {pk: Reason(reason) for pk, reason in here.values_list("pk", "reason")}
    return {id: _told(one.answer, waiting.get(one.pk)) for id, one in taken.items()}


def _told(answer: Answer, reason: Reason | None) -> tuple[Answer, Reason | None]:
    if answer == Answer.DUPLICATE or reason is None:
        return answer, None
    return Answer.ATTENTION, reason


def settle(phone_pk: UUID, at: datetime) -> None:
    """Settles a phone, has the worker come back for what still waits, and destroys what is due."""
    again = settling.settle(phone_pk, at)
    if again:
        _look_later(phone_pk, at + again)
    shut_envelopes.destroy_due(at)


def _look_later(phone_pk: UUID, after: datetime) -> None:
    # Where nothing can wait, as in tests, the post itself is all there is.
    if default_task_backend.supports_defer:
        settle_phone.using(run_after=after).enqueue(str(phone_pk))

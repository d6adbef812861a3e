"""What the worker does every night whatever apps there are."""

from django_tasks import task

from buurvoorbuur import (
    clock,
    departures,
    email_changes,
    event_seals,
    invitations,
    logins,
    nightly,
    retention,
    sweeping,
)


@task()
def seal_events() -> None:
    """Seals what came into the event log, and says loudly when an older line was changed."""
    # First, so that a night on which it fails is not the last.
    nightly.ask_for(seal_events, clock.now())
    event_seals.seal(clock.now())
    found = event_seals.check()
    if found.broken:
        event_seals.log.error("The event log was changed before line %s.", found.broken.last_event)


@task()
def end_what_is_over() -> None:
    """Forgets sessions that ran out, what nobody accepted or confirmed in time, and work that is done."""
    at = clock.now()
    nightly.ask_for(end_what_is_over, at)
    logins.forget_ended(at)
    invitations.forget_ended(at)
    email_changes.forget_ended(at)
    departures.note_who_left(at)
    nightly.forget_done()


@task()
def let_go() -> None:
    """Lets go of what is past its term."""
    nightly.ask_for(let_go, clock.now())
    retention.run(clock.now())


@task()
def sweep() -> None:
    """Leaves nothing on disk of what was deleted by day."""
    nightly.ask_for(sweep, clock.now())
    sweeping.sweep()

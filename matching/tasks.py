"""Long work that a worker does beside the web server; it is told ids only, since the queue is readable."""

from django_tasks import task

from buurvoorbuur import clock
from matching import searching
from matching.models import Run


@task()
def look_for_introductions(run_id: str) -> None:
    """Looks for the best introductions of a run that was started."""
    searching.carry_out(run=Run.objects.select_related("team").get(pk=run_id), at=clock.now())

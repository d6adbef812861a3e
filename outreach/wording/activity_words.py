"""Says in the reader's words how far an activity and an idea are."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from outreach.activity_terms import IdeaState
from outreach.models import Activity

IDEA_STATES: dict[IdeaState, Any] = {
    IdeaState.HEARD: _("Heard of"),
    IdeaState.HELPED: _("Gets help"),
    IdeaState.CARRIED_OUT: _("It is there"),
    IdeaState.LAID_ASIDE: _("Laid aside"),
}


def state_of(activity: Activity) -> str:
    """Whether it has stopped, and else when it is next, or since when it goes on."""
    if activity.stopped_on:
        return gettext("Stopped on %(day)s") % {"day": date_format(activity.stopped_on, "j F Y")}
    if activity.next_on:
        return gettext("Next time %(day)s") % {"day": date_format(activity.next_on, "j F Y")}
    if activity.began_on:
        return gettext("Since %(day)s") % {"day": date_format(activity.began_on, "j F Y")}
    return gettext("Still to begin")

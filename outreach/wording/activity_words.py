"""Says in the reader's words how far an activity and an idea are."""

from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from outreach.activity_terms import OVER, ActivityState, Heard, IdeaState, TouchWay
from outreach.models import Activity

IDEA_STATES: dict[IdeaState, Any] = {
    IdeaState.HEARD: _("Heard of"),
    IdeaState.HELPED: _("Gets help"),
    IdeaState.CARRIED_OUT: _("It is there"),
    IdeaState.LAID_ASIDE: _("Laid aside"),
}


TOUCH_WAYS: dict[TouchWay, Any] = {
    TouchWay.CARD: _("A card"),
    TouchWay.LETTER: _("A letter"),
    TouchWay.PHONE: _("A phone call"),
}
EVERY: dict[int, Any] = {1: _("Every month"), 3: _("Every three months"), 6: _("Every half year")}
HEARD: dict[Heard, Any] = {
    Heard.GOES_ON: _("Yes, it goes on"),
    Heard.STOPPED: _("No, it has stopped"),
    Heard.UNKNOWN: _("We do not know"),
}


def state_of(activity: Activity) -> str:
    """How far it is: over, when it is next, or since when it goes on."""
    told: dict[ActivityState, tuple[str, date | datetime | None]] = {
        ActivityState.STOPPED: (gettext("Stopped on %(day)s"), activity.stopped_on),
        ActivityState.LET_GO: (gettext("Nobody took it on"), None),
        ActivityState.THEIRS: (gettext("Theirs since %(day)s"), activity.handed_over_at),
        ActivityState.GOES_ON: (gettext("Since %(day)s"), activity.began_on),
        ActivityState.TO_BEGIN: (gettext("Still to begin"), None),
    }
    said, day = told[activity.state]
    if activity.next_on and activity.state not in OVER:
        said, day = gettext("Next time %(day)s"), activity.next_on
    return said % {"day": date_format(day, "j F Y")} if day else said

"""The menu each person sees: only what their roles let them open."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.access import Reach, memberships_of, reach_among, team_of
from buurvoorbuur.models import User
from buurvoorbuur.roles import Permission


@dataclass(frozen=True)
class Item:
    url: str
    label: Any
    icon: str
    is_current: bool


# Permission, url name, label, icon; the order is the order of the road.
ITEMS = [
    (Permission.ENTER, "home", _("Home"), "home"),
    (Permission.SEE_FLATS, "flats", _("Flats"), "door"),
    (Permission.WALK_ROUNDS, "rounds", _("Rounds"), "bell"),
    (Permission.ASK_RESIDENTS, "askings", _("To ask"), "talk"),
    (Permission.SEE_RESIDENTS, "residents", _("Residents"), "people"),
    (Permission.MATCH, "proposals", _("Introductions"), "link"),
    (Permission.KEEP_ACTIVITIES, "activities", _("Activities"), "calendar"),
    (Permission.KEEP_ACTIVITIES, "follow_up", _("Follow-up"), "clock"),
    (Permission.REPORT_NEIGHBOURHOOD, "reports", _("Reports"), "report"),
    (Permission.EDIT_TEAM, "team", _("Team"), "leaf"),
    (Permission.KEEP_ACCOUNTS, "members", _("Members"), "people"),
    (Permission.SEE_EVENTS, "events", _("Event log"), "report"),
    (Permission.SEE_EVENTS, "retention", _("Letting go"), "erase"),
]
# Beside the road: how it is walked.
GUIDE = (Permission.WALK_ROUNDS, "step_plan", _("Step plan"), "info")


def menu(request: HttpRequest) -> dict[str, Any]:
    """Context for every page: `nav`, `guide`, `our_teams`, and `our_team`, which it or the menu is about."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"nav": [], "guide": None, "our_team": None, "our_teams": []}
    known = getattr(request, "memberships", None)
    memberships = memberships_of(user) if known is None else known
    nav, guide = (
        [
            Item(reverse(name), label, icon, _is_current(request.path, reverse(name)))
            for permission, name, label, icon in items
            if _is_wanted(name, reach_among(memberships, user, permission))
        ]
        for items in (ITEMS, [GUIDE])
    )
    return {
        "nav": nav,
        "guide": guide[0] if guide else None,
        "our_team": team_of(request, memberships),
        "our_teams": [membership.team for membership in memberships],
    }


def _is_wanted(name: str, reach: Reach) -> bool:
    """Whether somebody may open a page, and of some pages whether anything waits there for them."""
    if not reach:
        return False
    when = settings.MENU_ONLY_WHEN.get(name)
    return when is None or import_string(when)(reach)


def _is_current(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)

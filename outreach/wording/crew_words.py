"""Says when too few people are left to walk a flat, or just enough; silent while there are plenty."""

from collections.abc import Iterable
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from buurvoorbuur.models import User
from outreach import crews
from outreach.crews import Crew
from outreach.models import Flat


def of(flat: Flat, walking: Iterable[User]) -> str:
    """One sentence about these people and this flat, or none."""
    people = list(walking)
    crew = crews.of(len(people))
    if crew == Crew.ENOUGH:
        return ""
    said: dict[str, Any] = {"flat": flat, "names": get_text_list([str(one) for one in people], _("and"))}
    if crew == Crew.FRAGILE:
        return _("%(flat)s is walked by %(names)s alone. If one of them stops, nobody rings there.") % said
    if people:
        return (
            _("Only %(names)s is left for %(flat)s, and nobody rings alone. Find a second, or pause it.")
            % said
        )
    return _("Nobody is left to walk %(flat)s. Find two people, or pause it.") % said

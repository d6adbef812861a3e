"""What residents do together and would like, and what we promised them."""

from datetime import date, datetime, time
from decimal import Decimal

from buurvoorbuur.models import User
from outreach import activities, ideas, promises
from outreach.activity_terms import IdeaState
from outreach.models import Activity, Address, Flat, Idea, Promise
from tests.make.cast import EVENING


def activity(
    flat: Flat, by: User, began_on: date | None = date(2026, 10, 6), at: datetime = EVENING
) -> Activity:
    """Something residents of a flat do together."""
    notes = activities.ActivityNotes("Samen koken", [flat], began_on)
    return activities.add(team=flat.team, notes=notes, by=by, at=at)


def announced(flat: Flat, by: User, **more: object) -> Activity:
    """Something with a day, a place and a price, as a poster tells it."""
    told: dict[str, object] = {
        "next_on": date(2026, 10, 14), "starts_at": time(17, 30), "place": "Plutozaal", "step_free": True,
        "price": Decimal("2.50"), "at_least": 4, "at_most": 12, "bring": "een bord en bestek",
    }  # fmt: skip
    notes = activities.ActivityNotes("Samen eten", [flat], **{**told, **more})  # type: ignore[arg-type]
    return activities.add(team=flat.team, notes=notes, by=by, at=EVENING)


def idea(flat: Flat, by: User, state: IdeaState = IdeaState.HEARD, at: datetime = EVENING) -> Idea:
    """Something residents of a flat would like."""
    return ideas.add(team=flat.team, notes=ideas.IdeaNotes("Een bankje", flat, state), by=by, at=at)


def promise(flat: Flat, keeper: User, due_on: date | None = None, address: Address | None = None) -> Promise:
    said = "Het formulier voor een bankje brengen"
    notes = promises.PromiseNotes(said, keeper, due_on or EVENING.date(), address)
    return promises.make(flat=flat, notes=notes, by=keeper, at=EVENING)

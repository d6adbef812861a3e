"""Writes about what residents do together, would like, and were promised."""

from outreach import activities, activity_slips, handing_over, ideas, participants, promises, proud, venues
from outreach.activity_terms import Heard, IdeaState
from outreach.models import Promise
from outreach.promise_terms import PromiseEnd
from outreach.promises import PromiseNotes
from tests import make, together
from tests.house.conftest import World
from tests.house.writes.table import At, simple


def ended_promise(world: World) -> Promise:
    promise = make.promise(world.flat, world.ans, address=world.door)
    promises.end(promise=promise, ending=PromiseEnd.LET_GO, by=world.ans, at=At)
    return promise


simple(
    "outreach.activities.add",
    activities.add,
    lambda w: {"team": w.team, "notes": activities.ActivityNotes("Samen koken", [w.flat])},
)
simple(
    "outreach.activities.print_poster",
    activities.print_poster,
    lambda w: {"activity": make.announced(w.flat, w.cora), "language": "nl"},
)
simple(
    "outreach.activities.change",
    activities.change,
    lambda w: {
        "activity": make.activity(w.flat, w.cora),
        "notes": activities.ActivityNotes("Samen eten", [w.flat]),
    },
)
simple("outreach.activities.let_go", activities.let_go, lambda w: {
    "activity": make.activity(w.flat, w.cora, None),
})  # fmt: skip
simple("outreach.activity_slips.print_slips", activity_slips.print_slips, lambda w: {
    "activity": together.carried(w.resident, w.cora),
})  # fmt: skip
simple("outreach.participants.join", participants.join, lambda w: {
    "activity": make.activity(w.flat, w.cora), "resident": w.resident,
})  # fmt: skip
simple("outreach.participants.opened", participants.opened, lambda w: {
    "activity": make.activity(w.flat, w.cora),
})  # fmt: skip
simple("outreach.ideas.opened", ideas.opened, lambda w: {"team": w.team})
simple("outreach.participants.leave", participants.leave, lambda w: {
    "participant": together.participant(w.resident, w.cora),
})  # fmt: skip
simple("outreach.participants.organise", participants.organise, lambda w: {
    "participant": together.participant(w.resident, w.cora), "organises": True,
})  # fmt: skip
simple("outreach.participants.share_out", participants.share_out, lambda w: {
    "activity": make.activity(w.flat, w.cora), "jobs": [participants.JobNotes("Koffie zetten")],
})  # fmt: skip
simple("outreach.handing_over.hand_over", handing_over.hand_over, lambda w: {
    "activity": together.carried(w.resident, w.cora),
})  # fmt: skip
simple("outreach.proud.print_cards", proud.print_cards, lambda w: {
    "activity": make.activity(w.flat, w.cora), "language": "nl",
})  # fmt: skip
simple("outreach.handing_over.stay_in_touch", handing_over.stay_in_touch, lambda w: {
    "activity": together.carried(w.resident, w.cora), "every": None, "way": None,
})  # fmt: skip
simple("outreach.handing_over.let_hear_of_us", handing_over.let_hear_of_us, lambda w: {
    "activity": together.in_touch_with(w.resident, w.cora),
})  # fmt: skip
simple("outreach.handing_over.took_place", handing_over.took_place, lambda w: {
    "activity": make.activity(w.flat, w.cora), "on": At.date(), "people": 12,
})  # fmt: skip
simple("outreach.handing_over.heard", handing_over.heard, lambda w: {
    "activity": together.in_touch_with(w.resident, w.cora), "answer": Heard.UNKNOWN, "on": None,
})  # fmt: skip
simple("outreach.venues.add", venues.add, lambda w: {"team": w.team, "notes": venues.VenueNotes("Plutozaal")})
simple("outreach.venues.change", venues.change, lambda w: {
    "venue": together.venue(w.team, w.cora), "notes": venues.VenueNotes("Marszaal"),
})  # fmt: skip
simple("outreach.venues.remove", venues.remove, lambda w: {"venue": together.venue(w.team, w.cora)})
simple("outreach.ideas.add", ideas.add, lambda w: {"team": w.team, "notes": ideas.IdeaNotes("Een bankje")})
simple(
    "outreach.ideas.change",
    ideas.change,
    lambda w: {
        "idea": make.idea(w.flat, w.cora),
        "notes": ideas.IdeaNotes("Een bankje", state=IdeaState.HELPED),
    },
)
simple("outreach.promises.make", promises.make, lambda w: {
    "flat": w.flat, "notes": PromiseNotes("Formulier brengen", w.ans, At.date(), w.door),
})  # fmt: skip
simple("outreach.promises.change", promises.change, lambda w: {
    "promise": make.promise(w.flat, w.ans), "notes": PromiseNotes("Formulier sturen", w.riny, At.date()),
})  # fmt: skip
simple("outreach.promises.end", promises.end, lambda w: {
    "promise": make.promise(w.flat, w.ans), "ending": PromiseEnd.KEPT,
})  # fmt: skip
simple("outreach.promises.reopen", promises.reopen, lambda w: {"promise": ended_promise(w)})
simple("outreach.promises.give_on", promises.give_on, lambda w: {
    "promise": make.promise(w.flat, w.ans), "to": w.riny,
})  # fmt: skip

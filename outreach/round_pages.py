"""What the page of a round shows of it and of its doors: outcomes and buttons, never what was said."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from buurvoorbuur.models import User
from outreach import visits
from outreach.doors import RESTS, Door, of_flat
from outreach.ledger import DoorStanding
from outreach.models import Round, Visit
from outreach.visit_states import Outcome, RoundState
from outreach.wording.flat_words import floor_name
from outreach.wording.round_words import ANSWERED, MISSED, OUTCOMES, ROUNDS

# Nobody rings here any more, whatever the plan said.
CLOSED_STANDINGS = (DoorStanding.OPTED_OUT, DoorStanding.PAUSED)
_NOT_BY_OURSELVES = (*CLOSED_STANDINGS, RESTS, *ANSWERED)


@dataclass(frozen=True)
class RoundRow:
    """One round in a list."""

    round: Round
    is_mine: bool
    has_read: bool
    icon: str
    word: Any
    tone: str
    was_missed: bool
    may_call_off: bool
    is_without_talk: bool = False


@dataclass(frozen=True)
class RoundDoorRow:
    """One door of a round: how it stands, what happened there this evening, and an id for a visit to come."""

    door: Door
    floor: str
    visit: Visit | None
    may_undo: bool
    # Everything of this evening: two phones may have noted the same door.
    noted: Sequence[Visit] = ()
    next_id: UUID = field(default_factory=uuid4)

    @property
    def state(self) -> str:
        return self.visit.outcome if self.visit else self.door.state

    @property
    def word(self) -> Any:
        return OUTCOMES[Outcome(self.visit.outcome)] if self.visit else self.door.word

    @property
    def may_ring(self) -> bool:
        return self.visit is None and self.door.state not in _NOT_BY_OURSELVES

    @property
    def noted_twice(self) -> list[tuple[Any, datetime, str]]:
        """Word, moment and who noted it, of every visit this evening; empty when there was one at most."""
        if len(self.noted) < 2:
            return []
        said = ((OUTCOMES[Outcome(one.outcome)], one.happened_at, one.recorded_by) for one in self.noted)
        return [(word, at, by.first_name if by else "") for word, at, by in said]


def row(evening: Round, person: User, today: date, coordinates: Collection[UUID] = ()) -> RoundRow:
    """A round as this person, who coordinates these teams, sees it in a list; a missed one to call off."""
    read_at = {
        evening.asker_id: evening.asker_read_safety_at,
        evening.note_taker_id: evening.note_taker_read_safety_at,
    }
    is_mine, was_missed = person.pk in read_at, evening.was_missed(today)
    words = MISSED if was_missed else ROUNDS[RoundState(evening.state)]
    may_call_off = was_missed and (is_mine or evening.flat.team_id in coordinates)
    return RoundRow(evening, is_mine, bool(read_at.get(person.pk)), *words, was_missed, may_call_off)


def past_row(evening: Any, person: User, today: date) -> RoundRow:
    """A round that is over, fetched `with_talks`: one without a talk says so."""
    is_without_talk = evening.state == RoundState.CLOSED and not evening.has_talk
    return replace(row(evening, person, today), is_without_talk=is_without_talk)


def doors(evening: Round, now: datetime, *, also: frozenset[int] = frozenset()) -> list[RoundDoorRow]:
    """The doors of a round in walking order, in four queries whatever their number.

    With the keys of other doors of the flat in `also`, those stand among them.
    """
    planned = also | set(evening.doors.values_list("address_id", flat=True))
    tonight: dict[int, list[Visit]] = defaultdict(list)
    for one in evening.visits.standing().select_related("recorded_by").order_by("recorded_at"):
        tonight[one.address_id].append(one)
    return [
        RoundDoorRow(
            door,
            floor_name(door.address.floor),
            visit := noted[-1] if (noted := tonight[door.address.pk]) else None,
            visit is not None and visits.may_undo(visit, now),
            noted,
        )
        for door in of_flat(evening.flat)
        if door.address.pk in planned
    ]


def summary(rows: Sequence[RoundDoorRow]) -> list[tuple[str, Any, int]]:
    """How often each outcome happened this evening: code, word, count; empty when nothing was noted."""
    counted = Counter(Outcome(row.visit.outcome) for row in rows if row.visit)
    return [(outcome.value, word, counted[outcome]) for outcome, word in OUTCOMES.items() if counted[outcome]]

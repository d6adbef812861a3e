"""What came of every door, in parts that add up to the whole; knows counts, no addresses and no people."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from outreach.visit_states import Outcome


class DoorStanding(StrEnum):
    """The one line of the ledger in which a door is counted."""

    OPTED_OUT = "opted_out"
    TALK = "talk"
    NOBODY_HOME = "nobody_home"
    DECLINED_DOOR = "declined_door"
    DECLINED_INTERCOM = "declined_intercom"
    COME_BACK = "come_back"
    PAUSED = "paused"
    NOT_RECORDED = "not_recorded"


_DECLINED = (DoorStanding.DECLINED_DOOR, DoorStanding.DECLINED_INTERCOM)
_AFTER_OUTCOME = {
    Outcome.TALK: DoorStanding.TALK,
    Outcome.NOBODY_HOME: DoorStanding.NOBODY_HOME,
    Outcome.DECLINED_DOOR: DoorStanding.DECLINED_DOOR,
    Outcome.DECLINED_INTERCOM: DoorStanding.DECLINED_INTERCOM,
    Outcome.COME_BACK: DoorStanding.COME_BACK,
}


def standing(opted_out: bool, paused: bool, outcomes: Sequence[Outcome]) -> DoorStanding:
    """The line a door counts in, given its outcomes in order of time.

    An opt-out comes before everything, also before a talk held earlier: such a door may not be rung,
    so it is not among those that may; the talk itself stays in `Apart.talks_held`. Then a talk, then
    a pause. Of the rest the latest counts, except that somebody out does not undo an earlier 'no',
    and that a visit broken off says nothing.
    """
    if opted_out:
        return DoorStanding.OPTED_OUT
    if Outcome.TALK in outcomes:
        return DoorStanding.TALK
    if paused:
        return DoorStanding.PAUSED
    found = DoorStanding.NOT_RECORDED
    for outcome in outcomes:
        undoes_a_no = outcome == Outcome.NOBODY_HOME and found in _DECLINED
        if outcome != Outcome.LEFT and not undoes_a_no:
            found = _AFTER_OUTCOME[outcome]
    return found


@dataclass(frozen=True)
class Row:
    """One line of the ledger; `percent` of all doors, or within them of those that may be rung."""

    code: str
    count: int
    percent: Decimal | None


@dataclass(frozen=True)
class Apart:
    """Counted beside the doors and never added to them: rings, talks and empty homes are other facts."""

    attempts: int = 0
    talks_held: int = 0
    seems_empty: int = 0
    confirmed_empty: int = 0


NOTHING_APART = Apart()


@dataclass(frozen=True)
class Ledger:
    """The doors of a flat or a neighbourhood: 90 = 24 + 66, and 66 = 24 talks + 41 + 1 not recorded."""

    doors: int
    opted_out: int
    may_be_rung: int
    talks: int
    nobody_home: int
    declined_door: int
    declined_intercom: int
    come_back: int
    paused: int
    not_recorded: int
    apart: Apart = NOTHING_APART

    @classmethod
    def of(cls, counted: Counter[DoorStanding], apart: Apart = NOTHING_APART) -> "Ledger":
        """The ledger of one standing per door, counted; it closes by construction."""
        return cls(
            doors=counted.total(),
            opted_out=counted[DoorStanding.OPTED_OUT],
            may_be_rung=counted.total() - counted[DoorStanding.OPTED_OUT],
            talks=counted[DoorStanding.TALK],
            nobody_home=counted[DoorStanding.NOBODY_HOME],
            declined_door=counted[DoorStanding.DECLINED_DOOR],
            declined_intercom=counted[DoorStanding.DECLINED_INTERCOM],
            come_back=counted[DoorStanding.COME_BACK],
            paused=counted[DoorStanding.PAUSED],
            not_recorded=counted[DoorStanding.NOT_RECORDED],
            apart=apart,
        )

    @property
    def not_home_or_declined(self) -> int:
        """The publication's '41': nobody opened, or somebody said no at the door or by intercom."""
        return self.nobody_home + self.declined_door + self.declined_intercom

    @property
    def parts(self) -> dict[str, int]:
        """What came of the doors that may be rung, in reading order."""
        return {
            "talks": self.talks,
            "nobody_home": self.nobody_home,
            "declined_door": self.declined_door,
            "declined_intercom": self.declined_intercom,
            "come_back": self.come_back,
            "paused": self.paused,
            "not_recorded": self.not_recorded,
        }

    def rows(self) -> tuple[Row, ...]:
        """Every line in reading order, for screens, CSV and PDF alike; none is left out when it is zero.

        Percentages are rounded to one decimal each, so they may miss a hundred by a tenth.
        """
        whole = {"doors": self.doors, "opted_out": self.opted_out, "may_be_rung": self.may_be_rung}
        of_doors = [Row(code, count, percent(count, self.doors)) for code, count in whole.items()]
        of_rung = [Row(code, count, percent(count, self.may_be_rung)) for code, count in self.parts.items()]
        return tuple(of_doors + of_rung)


def percent(part: int, whole: int) -> Decimal | None:
    """A share with one decimal, halves up: 24 of 90 is 26.7; of nothing there is no share."""
    if whole == 0:
        return None
    return (Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)

"""What the form of a plan opens with and shows: a moment, a pair, doors, an estimate; it plans nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from buurvoorbuur.models import User
from outreach import evening_doors, evening_estimates, walkers, walking_pairs
from outreach.models import Address, Flat
from outreach.visit_states import USUAL_STARTS, PartOfDay, may_open_door, part_of_day
from outreach.walking_pairs import Pair
from outreach.wording import round_sentences

SATURDAY = 5


@dataclass(frozen=True)
class Walkers:
    """Who may walk a flat, what they walked before, and the two of its letters, if these may walk."""

    people: dict[UUID, User]
    evenings: list[Pair]
    walked: dict[UUID, int]
    in_letter: Pair | None

    def remarks(self, asker: User | None, note_taker: User | None) -> list[Any]:
        """What to say about these two, when both are chosen and differ."""
        if not asker or not note_taker or asker == note_taker:
            return []
        pair = Pair(asker.pk, note_taker.pk)
        said: list[Any] = [
            round_sentences.REMARKS[remark] for remark in walking_pairs.remarks(pair, self.evenings)
        ]
        return [*self.others_in_letter(pair), *said]

    def others_in_letter(self, pair: Pair) -> list[str]:
        """A warning when the letters announce two others."""
        if self.in_letter is None or self.in_letter.both == pair.both:
            return []
        return [round_sentences.others_in_letter(*self._first_names(self.in_letter))]

    def suggested(self, me: User) -> Pair | None:
        if self.in_letter:
            return walking_pairs.announced(self.in_letter, self.evenings)
        others = [pk for pk in self.people if pk != me.pk]
        return walking_pairs.suggested(me.pk, others, self.evenings) if me.pk in self.people else None

    def suggestion(self, pair: Pair) -> str:
        """Why these two, in a sentence."""
        asker, note_taker = self.people[pair.asker], self.people[pair.note_taker]  # type: ignore[index]
        new = {walking_pairs.is_newcomer(self.walked.get(person.pk, 0)) for person in (asker, note_taker)}
        return round_sentences.suggestion(
            asker.first_name,
            note_taker.first_name,
            swapped=walking_pairs.last_together(pair.asker, pair.note_taker, self.evenings) is not None,
            mixed=len(new) == 2,
            announced=self.in_letter is not None,
        )

    def _first_names(self, pair: Pair) -> tuple[str, str]:
        return self.people[pair.asker].first_name, self.people[pair.note_taker].first_name  # type: ignore[index]


def walkers_of(flat: Flat) -> Walkers:
    """Everybody who may walk this flat, in three queries."""
    evenings = walkers.evenings(flat.team)
    counts = walking_pairs.walked(evenings)
    people = {person.pk: person for person in walkers.of_flat(flat)}
    announced = walkers.in_letter(flat)
    in_letter = announced if announced and announced.both <= people.keys() else None
    return Walkers(people, evenings, {pk: counts[pk] for pk in people}, in_letter)


def first_moment(flat: Flat, part: PartOfDay, today: date) -> tuple[date, time]:
    """The day and time a plan opens with: as soon as may be, an afternoon on a Saturday."""
    day = max(today, evening_doors.first_day(flat) or today, flat.restarts_on or today)
    if part == PartOfDay.AFTERNOON:
        day += timedelta(days=(SATURDAY - day.weekday()) % 7)
    return day, USUAL_STARTS[part]


def doors(flat: Flat, on: date | None, at: time | None, today: date) -> Sequence[Address]:
    """The doors that would be proposed; none while no moment is chosen."""
    if on is None or at is None:
        return []
    return evening_doors.proposed(flat, on, part_of_day(at), flat.team.doors_an_evening, today=today)


def estimate(flat: Flat, starts_at: time | None) -> list[str]:
    """What such an evening holds and how many the flat still takes, by the team's own settings."""
    team, left = flat.team, evening_doors.still_to_visit(flat)
    said = []
    if starts_at and may_open_door(starts_at, team.last_new_door):
        talks = evening_estimates.talks_that_fit(starts_at, team.last_new_door)
        said.append(round_sentences.talks_that_fit(starts_at, team.last_new_door, talks))
    if left:
        evenings = evening_estimates.evenings_needed(left, team.doors_an_evening)
        said.append(round_sentences.evenings_needed(left, evenings))
    return said

"""What a team has not noted or settled yet, counted line by line; names no resident and changes nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.formats import date_format

from buurvoorbuur.access import Reach
from buurvoorbuur.models import Team
from outreach import budgets, returns
from outreach.consent_terms import KEPT_AFTER_CONTACT, Purpose
from outreach.flat_phases import Phase
from outreach.models import (
    Address,
    Answer,
    Envelope,
    Flat,
    HourRate,
    Hours,
    InterestChoice,
    LetterBatch,
    OptOut,
    Resident,
    Round,
    RoundDoor,
    Talk,
    Visit,
)
from outreach.visit_states import RoundState

# With more of them one looks in the list behind the line.
MOST_PLACES = 5
MONTHS = 12


class Missing(StrEnum):
    """What can be missing, in the order of the road of a flat."""

    LETTERS = "letters"
    PLANS = "plans"
    OPEN_ROUNDS = "open_rounds"
    MISSED_ROUNDS = "missed_rounds"
    ENVELOPES = "envelopes"
    DOORS = "doors"
    ANSWERS = "answers"
    INTERESTS = "interests"
    CONTACT = "contact"
    SILENCE = "silence"
    HOURS = "hours"
    RATE = "rate"
    SOURCE = "source"
    BUDGET = "budget"
    RETURNS = "returns"


@dataclass(frozen=True, slots=True)
class Place:
    """One place where something is missing, and where that is mended."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """How often something is missing, where it is mended, the first places of it, and how many more."""

    what: Missing
    count: int
    url: str
    places: tuple[Place, ...] = ()
    unnamed: int = 0


def of(team: Team, reach: Reach, today: date) -> list[Line]:
    """Every line with something in it; the same number of queries whatever the size of the team."""
    ours = replace(reach, whole_teams=frozenset({team.pk}), assigned_teams=frozenset())
    every = (*_of_flats(team, ours), *_of_rounds(team, ours, today), *_of_residents(team, today))
    return [line for line in (*every, *_of_money(team, today)) if line.count]


def _of_flats(team: Team, ours: Reach) -> Iterator[Line]:
    batches = LetterBatch.objects.within_reach_of(ours).ready().order_by("letter__flat__name", "ordered_at")
    rows = batches.values_list("letter__flat__name", "letter__flat_id", "pk")
    places = [Place(name, reverse("letter_batch", args=[flat, batch])) for name, flat, batch in rows]
    yield _line(Missing.LETTERS, reverse("flats"), places)
    unplanned = Flat.objects.filter(team=team, plan_afterwards="").exclude(phase=Phase.KEEP)
    flats = unplanned.order_by("name").values_list("name", "pk")
    yield _line(
        Missing.PLANS,
        reverse("flats"),
        [Place(name, reverse("flat_road", args=[flat])) for name, flat in flats],
    )


def _of_rounds(team: Team, ours: Reach, today: date) -> Iterator[Line]:
    rounds = Round.objects.filter(flat__team=team)
    yield _line(Missing.OPEN_ROUNDS, reverse("rounds"), _evenings(rounds.left_open(today)))
    yield _line(Missing.MISSED_ROUNDS, reverse("rounds"), _evenings(rounds.missed(today)))
    aside = Envelope.objects.within_reach_of(ours).waiting().count()
    yield Line(Missing.ENVELOPES, aside, reverse("envelopes_aside"))
    yield _unrecorded(team)


def _evenings(rounds: QuerySet[Round]) -> list[Place]:
    rows = rounds.order_by("planned_on", "starts_at").values_list("flat__name", "planned_on", "pk")
    return [
        Place(f"{name}, {date_format(on, 'j F Y')}", reverse("round", args=[key])) for name, on, key in rows
    ]


def _unrecorded(team: Team) -> Line:
    """Doors that an evening was planned for, and of which nothing was ever noted: the ledger shows them."""
    walked = RoundDoor.objects.filter(address=OuterRef("pk"), round__state=RoundState.CLOSED)
    known = Visit.objects.standing().filter(address=OuterRef("pk"))
    silent = Address.objects.contactable().filter(Exists(walked), ~Exists(known), flat__team=team)
    by_flat = silent.values("flat__name", "flat").annotate(count=Count("pk")).order_by("flat__name")
    rows = list(by_flat.values_list("flat__name", "flat", "count"))
    plan = reverse("round_new")
    places = [Place(f"{name} ({count})", f"{plan}?flat={flat}") for name, flat, count in rows]
    return replace(_line(Missing.DOORS, plan, places), count=sum(count for *_flat, count in rows))


def _of_residents(team: Team, today: date) -> Iterator[Line]:
    page = reverse("residents")
    people = Resident.objects.filter(address__flat__team=team)
    matched = people.consenting_to(Purpose.MATCH)
    chosen = InterestChoice.objects.filter(resident=OuterRef("pk"))
    yield Line(Missing.ANSWERS, _talks_without_words(team), page)
    yield Line(Missing.INTERESTS, matched.filter(~Exists(chosen)).count(), page)
    yield Line(Missing.CONTACT, _out_of_reach(matched), page)
    yield Line(Missing.SILENCE, people.filter(last_contact_on__lt=_months_before(today)).count(), page)


def _talks_without_words(team: Team) -> int:
    """Talks of which we may keep what was said, and nothing was noted."""
    talks = Talk.objects.filter(visit__undone_at=None, visit__address__flat__team=team)
    kept = Resident.objects.consenting_to(Purpose.KEEP_ANSWERS).filter(talk=OuterRef("pk"))
    said = Answer.objects.filter(talk=OuterRef("pk"))
    liked = InterestChoice.objects.filter(resident__talk=OuterRef("pk"))
    return talks.filter(Exists(kept), ~Exists(said), ~Exists(liked)).count()


def _out_of_reach(people: QuerySet[Resident]) -> int:
    """Those without telephone and e-mail whose door may not be rung; behind a no nobody is looked for.

    Whether something stands in an encrypted field is seen without opening it.
    """
    said_no = OptOut.objects.open().filter(address=OuterRef("address"))
    open_doors = Address.objects.contactable().filter(pk=OuterRef("address"))
    shut = people.filter(~Exists(said_no), ~Exists(open_doors))
    return sum(not phone and not email for phone, email in shut.values_list("phone", "email"))


def _of_money(team: Team, today: date) -> Iterator[Line]:
    worth = reverse("value", args=[team.pk])
    walked = Round.objects.filter(flat__team=team, state=RoundState.CLOSED)
    booked = Hours.objects.filter(round=OuterRef("pk"))
    unbooked = walked.aggregate(
        asker=Count("pk", filter=~Exists(booked.filter(user=OuterRef("asker")))),
        note_taker=Count("pk", filter=~Exists(booked.filter(user=OuterRef("note_taker")))),
    )
    yield Line(Missing.HOURS, sum(unbooked.values()), worth)
    sources = list(HourRate.objects.filter(team=team).values_list("source", flat=True))
    yield Line(Missing.RATE, int(not sources), worth)
    yield Line(Missing.SOURCE, sources.count(""), worth)
    yield Line(Missing.BUDGET, budgets.unfinished(team, today.year), reverse("budget", args=[team.pk]))
    unknown = sum(one.ratio is None for one in returns.of(team))
    yield Line(Missing.RETURNS, unknown, reverse("return_of_activities", args=[team.pk]))


def _line(what: Missing, url: str, places: Sequence[Place]) -> Line:
    """A line in which each place counts once."""
    return Line(what, len(places), url, tuple(places[:MOST_PLACES]), max(0, len(places) - MOST_PLACES))


def _months_before(today: date) -> date:
    """The same day so many months ago, or the last of that month."""
    months = today.year * MONTHS + today.month - 1 - KEPT_AFTER_CONTACT
    first = date(months // MONTHS, months % MONTHS + 1, 1)
    following = (first + timedelta(days=31)).replace(day=1)
    return min(first + timedelta(days=today.day - 1), following - timedelta(days=1))

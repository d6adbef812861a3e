"""What a welfare worker waits for at the size of a city, against the same page of the demo."""

from collections.abc import Iterator
from random import Random

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.ratio import Row, side_by_side
from buurvoorbuur import clock
from buurvoorbuur.disclosure import CountTable, protect
from buurvoorbuur.models import Membership, Team, User
from buurvoorbuur.roles import Role
from outreach import release_sums
from outreach.consent_terms import Direction
from outreach.models import InterestGroup, Release
from outreach.quarters import Quarter
from outreach.question_kinds import SCALE, PullAnswer
from outreach.report_counts import ENOUGH_CONTACTS, FEELS_AT_HOME, PULLS_ACTIVITY
from outreach.talk_themes import THEMES

FLATS, YEARS, TALKS = 200, 5, 30


def rows() -> list[Row]:
    """The page of all flats and quarters."""
    demo = Team.objects.get(releases__is_sum=True)
    worker = User.objects.get(memberships__team=demo, memberships__role=Role.WELFARE_WORKER)
    city = _city()
    Membership.objects.create(team=city, user=worker, role=Role.WELFARE_WORKER)
    client = Client()
    client.force_login(worker)

    def page(team: Team) -> None:
        assert client.get(reverse("neighbourhood_report", args=[team.pk])).status_code == 200

    page(city)
    with CaptureQueriesContext(connection) as made:
        page(city)
    queries = sum(query["sql"].lstrip("(").startswith("SELECT") for query in made.captured_queries)
    ours, peer = side_by_side(lambda: page(city), lambda: page(demo), times=20)
    return [Row(f"report of {FLATS} flats, {YEARS} years, over the demo's", ours, peer, 2, queries, 10)]


@transaction.atomic
def _city() -> Team:
    """A team of which every flat was released every quarter."""
    random, at = Random(6), clock.now()
    team = Team.objects.create(name="Stad", neighbourhood="Stad")
    groups = [group.code for group in InterestGroup.objects.all()]
    last = Quarter.of(clock.today())
    for quarter in (
        Quarter(last.year - YEARS + year, number) for year in range(YEARS) for number in range(1, 5)
    ):
        made = []
        for number in range(FLATS):
            tables = [protect(table) for table in _counted(random, groups)]
            release = Release.objects.create(
                team=team, flat_id=10_000 + number, flat_name=f"Flat {number:03}", doors=100, talks=TALKS,
                since_year=quarter.year, since_number=quarter.number, year=quarter.year,
                number=quarter.number, frozen_at=at, activities=1, ideas_helped=0, flats_with_stuurbuur=1,
                **release_sums.content(tables),
            )  # fmt: skip
            release_sums.keep(release, tables)
            made.append(release)
        release_sums.write(team, quarter, made, at)
    return team


def _counted(random: Random, groups: list[str]) -> Iterator[CountTable]:
    """The tables of one flat."""
    yield _parted("doors", ["opted_out", "talks", "nobody_home", "declined_door", "paused"], "paused", random)
    for code, states in (
        (FEELS_AT_HOME, map(str, SCALE)), (ENOUGH_CONTACTS, map(str, SCALE)), (PULLS_ACTIVITY, PullAnswer),
    ):  # fmt: skip
        yield _parted(code, [*states, "not_said"], "not_said", random)
    yield CountTable("themes", TALKS, {theme.code: random.randrange(TALKS) for theme in THEMES}, None)
    for way in Direction:
        yield CountTable(way, TALKS, {group: random.randrange(TALKS) for group in groups}, None)


def _parted(code: str, states: list[str], never_printed: str, random: Random) -> CountTable:
    """Every talk in one of these states."""
    counts = dict.fromkeys(states, 0)
    for state in random.choices(states, k=TALKS):
        counts[state] += 1
    return CountTable(code, TALKS, counts, never_printed)

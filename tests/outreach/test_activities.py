"""What residents do together and would like: kept by whom it concerns, and told to the neighbourhood."""

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buurvoorbuur.models import Event, Team, User
from buurvoorbuur.refusals import Refused
from outreach import (
    activities,
    budgets,
    consents,
    ideas,
    interests,
    promises,
    released,
    releases,
    residents,
)
from outreach.activities import ActivityNotes
from outreach.activity_terms import IdeaState
from outreach.consent_terms import How, Purpose
from outreach.models import Activity, Flat, Release, Resident
from outreach.money_terms import Origin
from outreach.quarters import Quarter
from outreach.released import CameOfIt, Selection
from tests import make, paper, together

TODAY = make.EVENING.date()
AUTUMN, WINTER = Quarter(2026, 4), Quarter(2027, 1)
YEARS_END = datetime(2027, 1, 8, 3, tzinfo=UTC)
SPRING = datetime(2027, 4, 8, 3, tzinfo=UTC)


@pytest.fixture
def planetenflat(team: Team, ans: User, riny: User) -> Flat:
    interests.load_starter()
    return make.as_published(team, ans, riny)


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"began_on": TODAY + timedelta(days=1)}, "began_on"),
        ({"stopped_on": TODAY}, "began_on"),
        ({"began_on": TODAY, "stopped_on": TODAY - timedelta(days=1)}, "stopped_on"),
        ({"began_on": TODAY, "stopped_on": TODAY, "next_on": TODAY}, "next_on"),
        ({"starts_at": time(18)}, "next_on"),
        ({"at_least": 4, "at_most": 3}, "at_most"),
    ],
)
def test_days_that_cannot_be_are_told_at_their_field(
    flat: Flat, cora: User, as_, days: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as no:
        activities.add(
            team=flat.team, notes=ActivityNotes("Samen eten", [flat], **days), by=cora, at=make.EVENING
        )
    assert no.value.field == field
    sent = {"name": "Samen eten", "flats": [flat.pk], **days}
    form = as_(cora).post(reverse("activities_new"), sent).context["form"]
    assert list(form.errors) == [field]
    assert not Activity.objects.exists()


def test_what_is_known_of_it_is_kept_and_what_is_empty_stays_unknown(flat: Flat, cora: User, as_) -> None:
    sent = {
        "name": "Samen eten", "flats": [flat.pk], "next_on": "2026-10-14", "starts_at": "17:30",
        "place": "Plutozaal", "step_free": "true", "price": "2,50", "at_least": "4", "bring": "een bord",
    }  # fmt: skip
    assert as_(cora).post(reverse("activities_new"), sent).status_code == 302
    one = Activity.objects.get()
    assert (one.next_on, one.starts_at, one.place) == (date(2026, 10, 14), time(17, 30), "Plutozaal")
    assert (one.step_free, one.price, one.at_least, one.at_most) == (True, Decimal("2.50"), 4, None)
    assert "Volgende keer 14 oktober 2026" in as_(cora).get(reverse("activities")).text
    url = reverse("activity_change", args=[one.pk])
    form = as_(cora).get(url).context["form"]
    assert form["price"].value() == one.price and form["bring"].value() == "een bord"
    sent |= {"step_free": "unknown", "price": "", "version": one.version}
    as_(cora).post(url, sent)
    one.refresh_from_db()
    assert (one.step_free, one.price) == (None, None)


@pytest.mark.parametrize("known", [True, False, None])
def test_whether_one_gets_in_without_steps_stays_as_it_is_shown(
    flat: Flat, cora: User, as_, known: bool | None
) -> None:
    one = make.announced(flat, cora, step_free=known)
    venue = together.venue(flat.team, cora, step_free=known)
    for row, name, sent in (
        (one, "activity_change", {"name": "Samen eten", "flats": [flat.pk], "version": one.version}),
        (venue, "venue", {"name": "Plutozaal", "version": venue.version}),
    ):
        url = reverse(name, args=[row.pk])
        [shown] = re.findall(r'<option value="(\w*)" selected>', step_free(as_(cora).get(url).text))
        assert as_(cora).post(url, sent | {"step_free": shown}).status_code == 302
        row.refresh_from_db()
        assert row.step_free is known


def step_free(html: str) -> str:
    """The field of it on a page."""
    return html.partition('<select name="step_free"')[2].partition("</select>")[0]


def test_a_poster_says_what_when_where_and_names_nobody(flat: Flat, cora: User, as_) -> None:
    one = make.announced(flat, cora)
    answer = as_(cora).post(reverse("activity_poster", args=[one.pk]))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert paper.is_sound(answer.content) and paper.is_tagged(answer.content)
    [page] = paper.pages(answer.content)
    text = " ".join(page.split())
    assert "Samen eten" in text and "woensdag 14 oktober vanaf 17:30 uur" in text and "Plutozaal" in text
    assert "€ 2,50" in text and "een bord en bestek" in text and "Zonder drempels" in text
    assert cora.name.split()[0] not in text and "Planeten" not in text
    assert Event.objects.filter(action="activity.poster_printed", actor_id=cora.pk).count() == 1


@pytest.mark.parametrize(
    ("name", "place", "directions", "bring"),
    [(20, 35, 0, 0), (80, 80, 20, 20), (80, 80, 160, 160)],
    ids=["large", "wordy", "full"],
)
def test_the_longest_words_of_each_size_stay_on_one_poster(
    flat: Flat, cora: User, name: int, place: int, directions: int, bring: int
) -> None:
    venue = together.venue(flat.team, cora, name="W" * place, directions="W" * directions)
    one = make.announced(flat, cora, venue=venue, bring="W" * bring)
    one.name = "W" * name
    one.save()
    [page] = paper.pages(activities.print_poster(activity=one, language="en", by=cora, at=make.EVENING))
    assert page.count("W") == name + place + directions + bring + "Wednesday Without".count("W")


@pytest.mark.parametrize("missing", [{"next_on": None, "starts_at": None}, {"place": ""}])
def test_without_a_day_or_a_place_there_is_no_poster(
    flat: Flat, cora: User, as_, missing: dict[str, Any]
) -> None:
    one = make.announced(flat, cora, **missing)
    assert as_(cora).post(reverse("activity_poster", args=[one.pk])).status_code == 409
    assert "Print de poster" not in as_(cora).get(reverse("activity", args=[one.pk])).text


def test_a_day_that_is_over_is_on_no_poster(flat: Flat, cora: User) -> None:
    one = make.announced(flat, cora, next_on=TODAY - timedelta(days=1))
    with pytest.raises(Refused):
        activities.print_poster(activity=one, language="nl", by=cora, at=make.EVENING)


def test_an_activity_is_of_flats_of_its_own_team(flat: Flat, cora: User) -> None:
    other = make.flat(make.team("Elders"), name="Elders")
    for flats in ([], [other], [flat, other]):
        with pytest.raises(Refused):
            activities.add(team=flat.team, notes=ActivityNotes("Eten", flats), by=cora, at=make.EVENING)
    with pytest.raises(Refused):
        ideas.add(team=flat.team, notes=ideas.IdeaNotes("Bank", other), by=cora, at=make.EVENING)


def test_a_better_first_day_is_no_second_beginning(flat: Flat, cora: User) -> None:
    one = make.activity(flat, cora, None)
    assert one.began_at is None
    began, later = make.EVENING + timedelta(days=1), make.EVENING + timedelta(days=100)
    notes = ActivityNotes("Samen koken", [flat], TODAY)
    activities.change(activity=one, notes=notes, by=cora, at=began)
    one.refresh_from_db()
    earlier = ActivityNotes("Koken", [flat], TODAY - timedelta(days=7))
    activities.change(activity=one, notes=earlier, by=cora, at=later)
    one.refresh_from_db()
    assert (one.name, one.began_at) == ("Koken", began)
    activities.change(activity=one, notes=ActivityNotes("Koken", [flat]), by=cora, at=later)
    one.refresh_from_db()
    assert (one.began_on, one.began_at) == (None, None)


def test_an_initiator_keeps_those_of_their_flat_and_sees_no_other(
    flat: Flat, team: Team, ans: User, cora: User, as_
) -> None:
    other = make.flat(team, name="Verre flat")
    far = make.activity(other, cora)
    make.idea(other, cora)
    client = as_(ans)
    client.post(reverse("activities_new"), {"name": "Wandelen", "flats": [flat.pk], "began_on": "2026-10-01"})
    client.post(reverse("ideas_new"), {"what": "Een pluktuin", "flat": flat.pk, "state": "heard"})
    page = client.get(reverse("activities")).text
    assert "Wandelen" in page and "Een pluktuin" in page
    assert "Samen koken" not in page and "Een bankje" not in page and "Verre flat" not in page
    assert client.get(reverse("activity", args=[far.pk])).status_code == 404
    refused = client.post(reverse("activities_new"), {"name": "Elders", "flats": [other.pk]})
    assert "flats" in refused.context["form"].errors


def test_what_was_kept_is_filled_in_and_goes_on_from_there(flat: Flat, cora: User, as_) -> None:
    one = make.activity(flat, cora)
    url = reverse("activity_change", args=[one.pk])
    page = as_(cora).get(url).text
    assert 'value="Samen koken"' in page and 'value="2026-10-06"' in page
    sent = {"name": "Samen koken", "flats": [flat.pk], "began_on": "2026-10-06", "stopped_on": "2026-10-06"}
    as_(cora).post(url, sent | {"version": one.version})
    listed = as_(cora).get(reverse("activities")).context
    assert (listed["going_on"], [row[0] for row in listed["stopped"]]) == ([], [one])


def test_the_list_takes_as_many_queries_for_many_as_for_one(flat: Flat, cora: User, as_) -> None:
    client, taken = as_(cora), []
    for _more in range(2):
        make.activity(flat, cora)
        make.idea(flat, cora)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("activities"))
        taken.append(len(asked))
        for _number in range(5):
            make.activity(flat, cora)
            make.idea(flat, cora)
    assert taken[0] == taken[1]


# In the report of the neighbourhood


def came_of_it(team: Team, **chosen: object) -> list[CameOfIt]:
    return list(released.report(team, Selection(**chosen)).came_of_it)  # type: ignore[arg-type]


def test_a_quarter_tells_what_was_heard_in_it_and_keeps_it(
    planetenflat: Flat, team: Team, cora: User
) -> None:
    make.activity(planetenflat, cora)
    make.activity(planetenflat, cora, None)
    make.idea(planetenflat, cora, IdeaState.HELPED)
    ideas.add(team=team, notes=ideas.IdeaNotes("Een tuin", None, IdeaState.HELPED), by=cora, at=make.EVENING)
    releases.freeze_due(YEARS_END)
    told = [CameOfIt("", 1, 2, 1)]
    assert came_of_it(team) == told
    make.activity(planetenflat, cora)
    Activity.objects.all()[0].delete()
    releases.freeze_due(YEARS_END)
    assert came_of_it(team) == told
    assert came_of_it(team, flat=planetenflat.pk) == [CameOfIt("Planetenflat", 1, 1, 1)]


def test_the_next_quarter_tells_only_what_came_after(
    planetenflat: Flat, team: Team, cora: User, ans: User, riny: User
) -> None:
    make.activity(planetenflat, cora)
    releases.freeze_due(YEARS_END)
    spring = datetime(2027, 2, 9, 19, tzinfo=UTC)
    make.activity(planetenflat, cora, at=spring)
    other = make.flat(team, name="Zonneflat", doors=20)
    make.delivered_letters(other)
    walked = make.walking_round(other, ans, riny, spring)
    for door in other.addresses.all()[:12]:
        make.talk(walked, door, at=spring)
    releases.freeze_due(SPRING)
    assert came_of_it(team, first=WINTER, last=WINTER) == [CameOfIt("", 1, 0, 2)]
    assert came_of_it(team) == [
        CameOfIt("Planetenflat", 1, 0, 1), CameOfIt("Zonneflat", 0, 0, 1), CameOfIt("", 2, 0, 2),
    ]  # fmt: skip


def test_an_activity_of_two_flats_is_one_of_the_neighbourhood(
    planetenflat: Flat, team: Team, cora: User
) -> None:
    other = make.flat(team, name="Zonneflat")
    notes = ActivityNotes("Samen eten", [planetenflat, other], TODAY)
    activities.add(team=team, notes=notes, by=cora, at=make.EVENING)
    releases.freeze_due(YEARS_END)
    assert came_of_it(team) == [CameOfIt("", 1, 0, 1)]


def test_a_flat_has_a_stuurbuur_while_somebody_agrees_to_be_named_and_a_release_keeps_it(
    planetenflat: Flat, team: Team, cora: User
) -> None:
    first, *others = Resident.objects.named_as_stuurbuur()
    for person in others:
        residents.erase(resident=person, by=cora, at=make.EVENING)
    releases.freeze_due(YEARS_END)
    residents.erase(resident=first, by=cora, at=make.EVENING)
    assert not Resident.objects.named_as_stuurbuur().exists()
    assert [row.flats_with_stuurbuur for row in came_of_it(team)] == [1]


def test_a_flat_where_nobody_agrees_to_be_named_has_no_stuurbuur(
    planetenflat: Flat, team: Team, cora: User
) -> None:
    for person in Resident.objects.named_as_stuurbuur():
        consents.withdraw(
            resident=person, purpose=Purpose.NAMED_STUURBUUR, how=How.SPOKEN, by=cora, at=make.EVENING
        )
    releases.freeze_due(YEARS_END)
    assert [row.flats_with_stuurbuur for row in came_of_it(team)] == [0]


def test_of_many_flats_none_stands_before_another_but_the_sheet_holds_all(team: Team, wim: User, as_) -> None:
    for number in range(30):
        Release.objects.create(
            team=team, flat_id=900 + number, flat_name=f"Flat {number:02}", since_year=2026, since_number=4,
            year=2026, number=4, doors=90, talks=12, activities=1, ideas_helped=0, flats_with_stuurbuur=1,
            frozen_at=YEARS_END,
        )  # fmt: skip
    Release.objects.create(
        team=team, is_sum=True, since_year=2026, since_number=4, year=2026, number=4, doors=2700, talks=360,
        activities=29, ideas_helped=0, flats_with_stuurbuur=30, frozen_at=YEARS_END,
    )  # fmt: skip
    page = as_(wim).get(reverse("neighbourhood_report", args=[team.pk])).text
    assert page.count("Flat 07") == page.count('<option value="907">Flat 07</option>') == 1
    assert "30 flats" in page and "29" in page
    sheet = as_(wim).get(reverse("neighbourhood_report_csv", args=[team.pk])).text
    assert "Flat 07;12;–;–" in sheet and "Flat 07;1;0;" in sheet


# What is not theirs


def test_an_initiator_who_saves_leaves_the_other_flats_and_whose_idea_it_is(
    flat: Flat, team: Team, ans: User, cora: User, riny: User, as_
) -> None:
    interests.load_starter()
    other = make.flat(team, name="Verre flat")
    shared = activities.add(
        team=team, notes=ActivityNotes("Samen eten", [flat, other]), by=cora, at=make.EVENING
    )
    sent = {"name": "Samen eten", "flats": [flat.pk], "version": shared.version}
    as_(ans).post(reverse("activity_change", args=[shared.pk]), sent)
    assert set(shared.flats.all()) == {flat, other}
    person = make.resident(make.walking_round(flat, ans, riny), flat.addresses.all()[0])
    thought = ideas.IdeaNotes("Een bankje", flat, resident=person)
    idea = ideas.add(team=team, notes=thought, by=cora, at=make.EVENING)
    url = reverse("idea", args=[idea.pk])
    page = as_(ans).get(url)
    assert person.name not in page.text and "resident" not in page.context["form"].fields
    as_(ans).post(url, {"what": "Een bankje", "flat": flat.pk, "state": "helped", "version": idea.version})
    idea.refresh_from_db()
    assert (idea.resident, idea.state) == (person, IdeaState.HELPED)


def test_an_initiator_sees_promises_of_their_flat_and_no_money(
    flat: Flat, team: Team, ans: User, cora: User, as_
) -> None:
    other = make.flat(team, name="Verre flat")
    shared = activities.add(
        team=team, notes=ActivityNotes("Samen eten", [flat, other]), by=cora, at=make.EVENING
    )
    line = make.budget_line(team, cora)
    line.activity = shared
    line.save()
    for place, what in ((flat, "De zaal bespreken"), (other, "De oven lenen")):
        notes = promises.PromiseNotes(what, cora, TODAY, activity=shared)
        promises.make(flat=place, notes=notes, by=cora, at=make.EVENING)
    url = reverse("activity", args=[shared.pk])
    theirs, ours = as_(ans).get(url).text, as_(cora).get(url).text
    assert "De zaal bespreken" in theirs and "De oven lenen" not in theirs and "Gemeente" not in theirs
    assert "De oven lenen" in ours and "Gemeente" in ours


def test_goods_are_named_with_it_and_are_no_money(flat: Flat, team: Team, cora: User, as_) -> None:
    eating = activities.add(team=team, notes=ActivityNotes("Samen eten", [flat]), by=cora, at=make.EVENING)
    goods = budgets.LineNotes(2026, "Borden en pannen", "Kerk", Origin.IN_KIND, granted=Decimal(80))
    line = budgets.add(team=team, notes=goods, by=cora, at=make.EVENING)
    line.activity = eating
    line.save()
    shown = as_(cora).get(reverse("activity", args=[eating.pk]))
    assert "Aan spullen, ruimte of drukwerk:" in shown.text and "Borden en pannen (Kerk)" in shown.text
    assert shown.context["page"].granted is None and "€ 80" not in shown.text


@pytest.mark.parametrize(
    ("field", "value"), [("price", "10000"), ("at_least", "40000"), ("at_most", "1" * 21)]
)
def test_numbers_that_no_column_holds_are_told_at_their_field(
    flat: Flat, cora: User, as_, field: str, value: str
) -> None:
    sent = {"name": "Samen eten", "flats": [flat.pk], field: value}
    page = as_(cora).post(reverse("activities_new"), sent)
    assert page.status_code == 200 and field in page.context["form"].errors
    assert (
        "euros"
        in as_(cora).post(reverse("venue_new"), {"name": "Zaal", "euros": "10000"}).context["form"].errors
    )


def test_a_poster_that_would_name_a_resident_is_not_printed(
    flat: Flat, ans: User, riny: User, cora: User, as_
) -> None:
    interests.load_starter()
    make.resident(make.walking_round(flat, ans, riny), flat.addresses.all()[0], "Samira Haddad")
    one = make.announced(flat, cora, bring="soep voor Samira")
    answer = as_(cora).post(reverse("activity_poster", args=[one.pk]))
    assert answer.status_code == 409 and "Laat namen weg" in answer.text

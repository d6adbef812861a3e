"""An activity becomes the residents' own: our tasks end, one question, a light rhythm, and no blame."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from buurvoorbuur.access import Somebody
from buurvoorbuur.models import Event, Team, User
from buurvoorbuur.refusals import Refused
from outreach import activities, consents, handing_over, interests, next_steps, promises, reports, venues
from outreach.activities import ActivityNotes
from outreach.activity_terms import ActivityState, Heard, TouchWay
from outreach.consent_terms import How, Purpose
from outreach.models import Activity, Flat, Resident, Venue
from outreach.promise_terms import PromiseEnd
from outreach.wording import report_sentences
from tests import make, together

TODAY = make.EVENING.date()
IN_THREE_WEEKS = make.EVENING + timedelta(days=21)


@pytest.fixture
def samira(flat: Flat, ans: User, riny: User) -> Resident:
    interests.load_starter()
    return make.resident(make.walking_round(flat, ans, riny), flat.addresses.in_walking_order()[0])


@pytest.fixture
def eating(samira: Resident, cora: User) -> Activity:
    return together.carried(samira, cora)


def fresh(activity: Activity) -> Activity:
    return Activity.objects.get(pk=activity.pk)


def test_what_nobody_carries_is_not_handed_over(flat: Flat, cora: User, as_) -> None:
    one = make.announced(flat, cora)
    with pytest.raises(Refused):
        handing_over.hand_over(activity=one, by=cora, at=make.EVENING)
    assert fresh(one).handed_over_at is None
    assert "Draag het over" not in as_(cora).get(reverse("activity", args=[one.pk])).text


def test_it_becomes_theirs_only_once_somebody_says_that_they_know(eating: Activity, cora: User, as_) -> None:
    client, path = as_(cora), reverse("activity_hand_over", args=[eating.pk])
    assert "Vraag het hen eerst." in client.post(path).text
    assert fresh(eating).handed_over_at is None
    client.post(path, {"agreed": "on"})
    assert fresh(eating).state == ActivityState.THEIRS


def test_handed_over_ends_what_we_promised_for_it_and_nothing_else(
    eating: Activity, flat: Flat, cora: User
) -> None:
    notes = promises.PromiseNotes("De zaal bespreken", cora, TODAY, activity=eating)
    for_it = promises.make(flat=flat, notes=notes, by=cora, at=make.EVENING)
    other = make.promise(flat, cora)
    handing_over.hand_over(activity=eating, by=cora, at=make.EVENING)
    handing_over.hand_over(activity=eating, by=cora, at=IN_THREE_WEEKS)
    for_it.refresh_from_db()
    other.refresh_from_db()
    assert (for_it.ending, other.ended_at) == (PromiseEnd.HANDED, None)
    assert fresh(eating).handed_over_at == make.EVENING and fresh(eating).state == ActivityState.THEIRS
    assert Event.objects.filter(action="activity.handed_over").count() == 1


def test_a_promise_is_for_an_activity_of_its_own_flat(flat: Flat, team: Team, cora: User) -> None:
    far = make.activity(make.flat(team, name="Verre flat"), cora)
    with pytest.raises(Refused) as no:
        notes = promises.PromiseNotes("De zaal bespreken", cora, TODAY, activity=far)
        promises.make(flat=flat, notes=notes, by=cora, at=make.EVENING)
    assert no.value.field == "activity"


@pytest.mark.parametrize(
    ("answer", "on", "state"),
    [
        (Heard.GOES_ON, TODAY + timedelta(days=8), ActivityState.THEIRS),
        (Heard.STOPPED, None, ActivityState.LET_GO),
        (Heard.UNKNOWN, None, ActivityState.THEIRS),
    ],
)
def test_three_weeks_later_one_question_is_asked_once(
    eating: Activity, cora: User, as_, answer: Heard, on: date | None, state: ActivityState, now_is
) -> None:
    handing_over.hand_over(activity=eating, by=cora, at=make.EVENING)
    due = handing_over.to_ask(Activity.objects.all(), TODAY + timedelta(days=20))
    assert not due and list(handing_over.to_ask(Activity.objects.all(), IN_THREE_WEEKS.date())) == [eating]
    assert [step.action for step in next_steps.activities(Somebody.known(cora), IN_THREE_WEEKS)] == ["Vraag"]
    now_is(IN_THREE_WEEKS)
    url = reverse("activity", args=[eating.pk])
    assert "Gaat het nog door?" in as_(cora).get(url).text
    said = {"answer": answer.value, "on": on or ""}
    assert as_(cora).post(reverse("activity_heard", args=[eating.pk]), said).status_code == 302
    assert fresh(eating).state == state and fresh(eating).began_on == on
    assert "Gaat het nog door?" not in as_(cora).get(url).text
    assert not list(next_steps.activities(Somebody.known(cora), IN_THREE_WEEKS))


def test_that_it_goes_on_needs_a_first_day_once(eating: Activity, cora: User, as_, now_is) -> None:
    handing_over.hand_over(activity=eating, by=cora, at=make.EVENING)
    now_is(IN_THREE_WEEKS)
    url = reverse("activity_heard", args=[eating.pk])
    page = as_(cora).post(url, {"answer": "goes_on", "on": ""})
    assert page.status_code == 200 and "Vul in wanneer het was." in page.text
    assert fresh(eating).ask_on is not None
    handing_over.took_place(activity=eating, on=TODAY, people=8, by=cora, at=make.EVENING)
    assert as_(cora).post(url, {"answer": "goes_on", "on": ""}).status_code == 302


def test_what_began_and_stopped_keeps_its_last_day(eating: Activity, cora: User) -> None:
    handing_over.hand_over(activity=eating, by=cora, at=make.EVENING)
    for days in (0, 7):
        on = TODAY + timedelta(days=days)
        handing_over.took_place(activity=eating, on=on, people=8, by=cora, at=IN_THREE_WEEKS)
    handing_over.heard(activity=eating, answer=Heard.STOPPED, on=None, by=cora, at=IN_THREE_WEEKS)
    assert fresh(eating).stopped_on == TODAY + timedelta(days=7)


def test_a_time_is_counted_roughly_and_the_first_makes_it_begun(eating: Activity, cora: User, as_) -> None:
    url = reverse("activity_held", args=[eating.pk])
    wrong = as_(cora).post(url, {"on": TODAY + timedelta(days=1), "people": 9})
    assert "on" in wrong.context["gathering_form"].errors
    as_(cora).post(url, {"on": TODAY, "people": ""})
    as_(cora).post(url, {"on": TODAY, "people": 9})
    ours = fresh(eating)
    assert (ours.began_on, ours.began_at, ours.next_on) == (TODAY, make.EVENING, date(2026, 10, 14))
    assert [(time.held_on, time.people) for time in ours.gatherings.all()] == [(TODAY, 9)]
    assert "ongeveer 9 mensen" in as_(cora).get(reverse("activity", args=[eating.pk])).text
    earlier = TODAY - timedelta(days=7)
    handing_over.took_place(activity=eating, on=earlier, people=None, by=cora, at=IN_THREE_WEEKS)
    assert (fresh(eating).began_on, fresh(eating).began_at) == (earlier, make.EVENING)


def test_a_day_that_has_come_is_next_no_more(eating: Activity, cora: User) -> None:
    handing_over.took_place(activity=eating, on=date(2026, 10, 14), people=6, by=cora, at=IN_THREE_WEEKS)
    assert (fresh(eating).next_on, fresh(eating).starts_at) == (None, None)


def test_we_let_hear_of_us_only_by_ways_that_somebody_agreed_to(
    eating: Activity, samira: Resident, cora: User
) -> None:
    handing_over.hand_over(activity=eating, by=cora, at=make.EVENING)
    posted = Purpose.KEEP_POSTED
    consents.withdraw(resident=samira, purpose=posted, how=How.PHONE, by=cora, at=make.EVENING)
    with pytest.raises(Refused) as no:
        handing_over.stay_in_touch(activity=eating, every=3, way=TouchWay.CARD, by=cora, at=make.EVENING)
    assert no.value.field == "way"
    ours = together.in_touch_with(samira, cora)
    assert ours.touch_on == date(2027, 1, TODAY.day)
    Resident.objects.filter(pk=samira.pk).update(phone_index="")
    with pytest.raises(Refused):
        handing_over.stay_in_touch(activity=ours, every=3, way=TouchWay.PHONE, by=cora, at=make.EVENING)
    with pytest.raises(Refused):
        handing_over.stay_in_touch(activity=ours, every=2, way=TouchWay.CARD, by=cora, at=make.EVENING)


def test_when_it_is_time_the_first_page_says_so_until_it_was_done(
    samira: Resident, cora: User, as_, now_is
) -> None:
    ours = together.in_touch_with(samira, cora)
    Activity.objects.filter(pk=ours.pk).update(ask_on=None)
    due = make.EVENING + timedelta(days=92)
    assert [step.title for step in next_steps.activities(Somebody.known(cora), due)] == [
        "Laat iets van je horen"
    ]
    now_is(due)
    page = as_(cora).get(reverse("activity", args=[ours.pk])).text
    assert "Een kaartje in de bus is genoeg" in page and samira.name in page
    as_(cora).post(reverse("activity_touched", args=[ours.pk]))
    assert not list(next_steps.activities(Somebody.known(cora), due))
    assert fresh(ours).touch_on > due.date() + timedelta(days=85)
    as_(cora).post(reverse("activity_rhythm", args=[ours.pk]), {"every": "", "way": "card"})
    assert (fresh(ours).touch_on, fresh(ours).touch_way) == (None, "")


def test_what_nobody_took_on_ends_without_blame_and_may_be_taken_up(flat: Flat, cora: User, as_) -> None:
    one = make.announced(flat, cora)
    notes = promises.PromiseNotes("De zaal bespreken", cora, TODAY, activity=one)
    for_it = promises.make(flat=flat, notes=notes, by=cora, at=make.EVENING)
    as_(cora).post(reverse("activity_let_go", args=[one.pk]))
    as_(cora).post(reverse("activity_let_go", args=[one.pk]))
    for_it.refresh_from_db()
    assert (fresh(one).state, for_it.ending) == (ActivityState.LET_GO, PromiseEnd.LET_GO)
    assert Event.objects.filter(action="activity.let_go").count() == 1
    listed = as_(cora).get(reverse("activities"))
    assert [row[0] for row in listed.context["let_go"]] == [one] and "niet mislukt" in listed.text
    again = ActivityNotes("Samen eten", [flat], next_on=TODAY + timedelta(days=9))
    activities.change(activity=fresh(one), notes=again, by=cora, at=make.EVENING)
    assert fresh(one).state == ActivityState.TO_BEGIN


def test_what_began_stops_and_is_not_let_go(flat: Flat, cora: User) -> None:
    one = make.activity(flat, cora)
    with pytest.raises(Refused):
        activities.let_go(activity=one, by=cora, at=make.EVENING)
    stopped = ActivityNotes("Samen koken", [flat], TODAY - timedelta(days=2), TODAY)
    activities.change(activity=one, notes=stopped, by=cora, at=make.EVENING)
    for late in (
        lambda: handing_over.hand_over(activity=one, by=cora, at=make.EVENING),
        lambda: handing_over.stay_in_touch(activity=one, every=None, way=None, by=cora, at=make.EVENING),
    ):
        with pytest.raises(Refused):
            late()


def test_the_report_for_all_doors_counts_what_began_and_says_nothing_while_nothing_did(
    flat: Flat, cora: User
) -> None:
    one = make.announced(flat, cora)
    assert report_sentences.of_flat(reports.flat_report(flat)).activities == ""
    handing_over.took_place(activity=one, on=TODAY, people=None, by=cora, at=make.EVENING)
    assert "samen met iets begonnen" in report_sentences.of_flat(reports.flat_report(flat)).activities
    make.activity(flat, cora)
    assert "2 dingen" in report_sentences.of_flat(reports.flat_report(flat)).activities


# Places


def test_a_place_is_kept_changed_and_named_where_it_is_used(flat: Flat, cora: User, as_) -> None:
    sent = {"name": "Plutozaal", "directions": "Naast de lift", "holds": 8, "step_free": "true", "euros": "0"}
    assert as_(cora).post(reverse("venue_new"), sent).status_code == 302
    venue = Venue.objects.get()
    as_(cora).post(reverse("venue", args=[venue.pk]), sent | {"contact": "Henk", "version": 1})
    listed = as_(cora).get(reverse("venues")).text
    assert "Plutozaal" in listed and "Henk" in listed and "plaats voor 8" in listed
    one = make.announced(flat, cora, place="", venue=venue, at_most=8, step_free=None)
    assert (one.where, one.without_steps) == ("Plutozaal", True)
    assert "Plutozaal" in as_(cora).get(reverse("activity", args=[one.pk])).text


@pytest.mark.parametrize(("few", "many", "field"), [(4, 9, "at_most"), (9, None, "at_least")])
def test_there_is_no_more_room_than_the_place_holds(
    flat: Flat, cora: User, few: int, many: int | None, field: str
) -> None:
    venue = together.venue(flat.team, cora, holds=8)
    with pytest.raises(Refused) as no:
        make.announced(flat, cora, venue=venue, at_least=few, at_most=many)
    assert no.value.field == field and "8 mensen" in str(no.value.sentence)


def test_a_place_of_another_team_is_out_of_reach(flat: Flat, cora: User, as_) -> None:
    far = together.venue(make.team("Elders"), cora)
    with pytest.raises(Refused):
        make.announced(flat, cora, venue=far, at_most=None, at_least=None)
    assert as_(cora).get(reverse("venue", args=[far.pk])).status_code == 404
    assert as_(cora).post(reverse("venue_remove", args=[far.pk])).status_code == 404


def test_a_place_that_is_used_stays(flat: Flat, cora: User, as_) -> None:
    venue = together.venue(flat.team, cora)
    one = make.announced(flat, cora, venue=venue)
    as_(cora).post(reverse("venue_remove", args=[venue.pk]))
    assert Venue.objects.exists()
    activities.let_go(activity=one, by=cora, at=make.EVENING)
    as_(cora).post(reverse("venue_remove", args=[venue.pk]))
    assert not Venue.objects.exists() and fresh(one).where == "Plutozaal"
    with pytest.raises(Venue.DoesNotExist):
        venues.remove(venue=venue, by=cora, at=make.EVENING)


# What a plain save or a slip of the pen could have lost


def test_a_last_day_that_cannot_be_is_refused_and_an_answer_is_given_once(
    eating: Activity, cora: User, as_, now_is
) -> None:
    handing_over.took_place(activity=eating, on=TODAY, people=8, by=cora, at=make.EVENING)
    handing_over.hand_over(activity=eating, by=cora, at=make.EVENING)
    now_is(IN_THREE_WEEKS)
    url = reverse("activity_heard", args=[eating.pk])
    for wrong in (TODAY - timedelta(days=365), IN_THREE_WEEKS.date() + timedelta(days=1)):
        page = as_(cora).post(url, {"answer": "stopped", "on": wrong})
        assert page.status_code == 200 and "on" in page.context["heard_form"].errors
    assert "Kies een van de antwoorden" in as_(cora).post(url, {"on": ""}).text
    assert as_(cora).post(url, {"answer": "stopped", "on": TODAY}).status_code == 302
    again = as_(cora).post(url, {"answer": "stopped", "on": IN_THREE_WEEKS.date()})
    assert "Dit is al beantwoord." in again.text and fresh(eating).stopped_on == TODAY


def test_what_was_noted_of_evenings_stays_true_whatever_is_filled_in(
    eating: Activity, flat: Flat, cora: User
) -> None:
    for days in (0, 7):
        on = TODAY + timedelta(days=days)
        handing_over.took_place(activity=eating, on=on, people=8, by=cora, at=IN_THREE_WEEKS)
    for field, days in (
        ("began_on", {}),
        ("began_on", {"began_on": TODAY + timedelta(days=1)}),
        ("stopped_on", {"began_on": TODAY, "stopped_on": TODAY + timedelta(days=1)}),
    ):
        with pytest.raises(Refused) as no:
            notes = ActivityNotes("Samen eten", [flat], **days)
            activities.change(activity=fresh(eating), notes=notes, by=cora, at=IN_THREE_WEEKS)
        assert no.value.field == field
    notes = ActivityNotes("Samen eten", [flat], TODAY - timedelta(days=1), TODAY + timedelta(days=7))
    activities.change(activity=fresh(eating), notes=notes, by=cora, at=IN_THREE_WEEKS)
    assert fresh(eating).began_at == IN_THREE_WEEKS


def test_a_number_that_was_counted_is_not_lost_by_who_does_not_know_it(eating: Activity, cora: User) -> None:
    for people in (9, None, 11):
        handing_over.took_place(activity=eating, on=TODAY, people=people, by=cora, at=make.EVENING)
        assert eating.gatherings.get().people == (people or 9)


def test_what_stops_takes_our_promises_along(eating: Activity, flat: Flat, cora: User) -> None:
    notes = promises.PromiseNotes("De zaal bespreken", cora, TODAY, activity=eating)
    for_it = promises.make(flat=flat, notes=notes, by=cora, at=make.EVENING)
    over = ActivityNotes("Samen eten", [flat], TODAY, TODAY)
    activities.change(activity=eating, notes=over, by=cora, at=make.EVENING)
    for_it.refresh_from_db()
    assert for_it.ending == PromiseEnd.LET_GO
    with pytest.raises(Refused):
        promises.reopen(promise=for_it, by=cora, at=make.EVENING)
    with pytest.raises(Refused):
        promises.make(flat=flat, notes=notes, by=cora, at=make.EVENING)


def test_a_promise_keeps_its_activity_when_only_its_day_moves(
    eating: Activity, flat: Flat, cora: User, as_
) -> None:
    notes = promises.PromiseNotes("De zaal bespreken", cora, TODAY, activity=eating)
    ours = promises.make(flat=flat, notes=notes, by=cora, at=make.EVENING)
    Activity.objects.filter(pk=eating.pk).update(handed_over_at=make.EVENING)
    url = reverse("promise", args=[ours.pk])
    form = as_(cora).get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    assert as_(cora).post(url, sent | {"due_on": "2026-10-20", "version": 1}).status_code == 302
    ours.refresh_from_db()
    assert (ours.activity, ours.due_on) == (eating, date(2026, 10, 20))

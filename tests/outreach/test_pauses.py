"""A flat is left in peace until a day: evenings are called off, everything else waits, and it comes back."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buurvoorbuur.access import Somebody
from buurvoorbuur.models import Event, Team, User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Role
from outreach import next_steps, pauses, residents, rounds
from outreach.models import Flat, Pause, Promise, Resident, Round
from outreach.visit_states import Outcome, RoundState
from tests import make, paper

AT, TODAY = make.EVENING, make.EVENING.date()
BACK = date(2026, 11, 5)


def evening(flat: Flat, ans: User, riny: User, on: date) -> Round:
    made = make.walking_round(flat, ans, riny)
    Round.objects.filter(pk=made.pk).update(state=RoundState.PLANNED, planned_on=on, started_at=None)
    made.refresh_from_db()
    return made


def titles(user: User) -> list[str]:
    return [str(step.title) for step in next_steps.of(Somebody.known(user), at=AT)[0]]


def test_evenings_before_the_day_are_called_off_and_later_ones_stay(
    flat: Flat, ans: User, riny: User, cora: User
) -> None:
    before, on_the_day = evening(flat, ans, riny, TODAY), evening(flat, ans, riny, BACK)
    make.pause(flat, cora, BACK)
    before.refresh_from_db(), on_the_day.refresh_from_db()
    assert (before.state, on_the_day.state) == (RoundState.CANCELLED, RoundState.PLANNED)
    assert not before.doors.exists() and on_the_day.doors.exists()
    said = Event.objects.order_by("pk").values_list("action", flat=True)
    assert list(said) == ["round.cancelled", "flat.paused"]


def test_the_two_of_an_evening_that_was_called_off_hear_of_it(
    flat: Flat, ans: User, riny: User, cora: User, as_
) -> None:
    called_off = evening(flat, ans, riny, TODAY + timedelta(days=3))
    make.pause(flat, cora, BACK)
    assert titles(ans) == titles(riny) == ["Je ronde is afgezegd"]
    assert titles(cora) == []
    page = as_(ans).get(reverse("round", args=[called_off.pk])).text
    assert f"Dat deed {cora}." in page
    assert "gaat verder vanaf 5 november 2026" in page
    later = make.EVENING + timedelta(days=4)
    assert next_steps.of(Somebody.known(ans), at=later)[0] == []


def test_several_evenings_that_are_called_off_are_one_thing_to_know(
    flat: Flat, ans: User, riny: User, cora: User
) -> None:
    for days in (3, 10):
        evening(flat, ans, riny, TODAY + timedelta(days=days))
    make.pause(flat, cora, BACK)
    assert titles(ans) == ["2 rondes van jullie zijn afgezegd"]
    flat.assignments.filter(user=ans).delete()
    assert titles(ans) == [], "out of their sight it leads nowhere"


def test_who_called_an_evening_off_need_not_be_told(flat: Flat, ans: User, riny: User) -> None:
    rounds.cancel(round=evening(flat, ans, riny, TODAY + timedelta(days=3)), by=ans, at=AT)
    assert "Je ronde is afgezegd" not in titles(ans)
    assert "Je ronde is afgezegd" in titles(riny)


def test_promises_come_backs_and_paused_doors_stay_as_they_are(
    flat: Flat, ans: User, riny: User, cora: User
) -> None:
    tonight, doors = make.walking_round(flat, ans, riny), list(flat.addresses.in_walking_order())
    make.visit(tonight, doors[0], Outcome.COME_BACK)
    make.visit(tonight, doors[1], Outcome.LEFT)
    promise = make.promise(flat, ans)
    Round.objects.update(planned_on=TODAY - timedelta(days=1))
    before = pauses.lies_open(flat)
    make.pause(flat, cora)
    assert (before.come_backs, before.paused_doors, before.promises) == (1, 1, [promise])
    assert pauses.lies_open(flat) == before


@pytest.mark.parametrize(
    ("restarts_on", "message", "field"),
    [
        (TODAY, "Even rust.", "restarts_on"),
        (BACK, "   ", "message"),
        (BACK, "a" * 401, "message"),
    ],
)
def test_without_a_day_to_come_and_a_word_for_the_team_nothing_is_paused(
    flat: Flat, ans: User, riny: User, cora: User, restarts_on: date, message: str, field: str
) -> None:
    planned = evening(flat, ans, riny, TODAY)
    with pytest.raises(Refused) as no:
        pauses.pause(flat=flat, restarts_on=restarts_on, message=message, by=cora, at=AT)
    planned.refresh_from_db(), flat.refresh_from_db()
    assert no.value.field == field and planned.state == RoundState.PLANNED and flat.restarts_on is None
    assert not Pause.objects.exists() and not Event.objects.exists()


def test_nobody_is_called_off_the_stairs(flat: Flat, ans: User, riny: User, cora: User) -> None:
    tonight = make.walking_round(flat, ans, riny)
    with pytest.raises(Refused):
        make.pause(flat, cora)
    tonight.refresh_from_db()
    assert tonight.state == RoundState.WALKING
    Round.objects.update(planned_on=TODAY - timedelta(days=3))
    make.pause(flat, cora)


def test_another_day_and_word_take_the_place_of_the_first(flat: Flat, cora: User) -> None:
    make.pause(flat, cora)
    later = BACK + timedelta(days=30)
    pauses.pause(flat=flat, restarts_on=later, message="Nog even.", by=cora, at=AT)
    assert Pause.objects.get().message == "Nog even."
    assert Flat.objects.get(pk=flat.pk).restarts_on == later


def test_on_its_day_the_flat_comes_back_on_the_first_page_until_it_goes_on(
    flat: Flat, cora: User, ans: User, as_
) -> None:
    make.pause(flat, cora, BACK)
    assert titles(cora) == titles(ans) == []
    Flat.objects.update(restarts_on=TODAY)
    assert titles(cora) == ["Een flat mag weer verder"]
    assert titles(ans) == ["Plan een ronde"]
    client = as_(cora)
    page = client.get(reverse("flat_pause", args=[flat.pk])).text
    assert "Sinds 6 oktober 2026 mag het weer verder" in page and "Riny is met verlof." in page
    assert client.post(reverse("flat_restart", args=[flat.pk])).status_code == 302
    assert titles(cora) == ["Plan een ronde"] and not Pause.objects.exists()


def test_the_page_tells_what_waits_and_takes_the_pause(
    flat: Flat, ans: User, riny: User, cora: User, as_
) -> None:
    evening(flat, ans, riny, TODAY + timedelta(days=2))
    promise = make.promise(flat, ans)
    client, path = as_(cora), reverse("flat_pause", args=[flat.pk])
    page = client.get(path).text
    assert "donderdag 8 oktober" in page and promise.what in page
    wrong = client.post(path, {"restarts_on": "gisteren", "message": ""})
    assert wrong.status_code == 200 and set(wrong.context["form"].errors) == {"restarts_on", "message"}
    past = client.post(path, {"restarts_on": "2020-01-01", "message": "Even rust."})
    assert list(past.context["form"].errors) == ["restarts_on"]
    assert not Flat.objects.exclude(restarts_on=None)
    client.post(path, {"restarts_on": BACK.isoformat(), "message": "Riny is <ziek>."})
    page = client.get(path).text
    assert "Gaat verder op 5 november 2026" in page and "Riny is &lt;ziek&gt;." in page
    assert promise.what in page and "donderdag 8 oktober" not in page


def test_a_promise_of_who_left_and_a_pause_of_who_left_say_so(flat: Flat, cora: User, as_) -> None:
    make.pause(flat, cora)
    make.promise(flat, cora)
    Promise.objects.update(keeper=None)
    Pause.objects.update(paused_by=None)
    page = as_(cora).get(reverse("flat_pause", args=[flat.pk]))
    assert page.status_code == 200 and "iemand die weg is" in page.text


def test_the_note_for_the_hall_says_when_we_come_back_and_names_nobody(
    flat: Flat, ans: User, riny: User, cora: User, samira: Resident, as_
) -> None:
    path = reverse("flat_pause_note", args=[flat.pk])
    assert as_(cora).post(path).status_code == 409
    Round.objects.update(planned_on=TODAY - timedelta(days=1))
    make.pause(flat, cora, BACK)
    for language, said in (("nl", "Vanaf 5 november 2026 zijn wij er weer."), ("en", "From 5 November 2026")):
        [page] = paper.pages(as_(cora).post(path, {"language": language}).content)
        words = " ".join(page.split())
        assert said in words and "050 123 4567" in words
        assert not [name for name in ("Ans", "Riny", "Cora", "Samira", "verlof") if name in words]
    assert Event.objects.filter(action="flat.pause_note_printed").count() == 2


def test_a_pause_is_for_a_coordinator_of_the_team(flat: Flat, ans: User, wim: User, bea: User, as_) -> None:
    elsewhere = make.member("Otto", Role.COORDINATOR, make.team("Elders"))
    for name in ("flat_pause", "flat_pause_note", "flat_restart"):
        path = reverse(name, args=[flat.pk])
        told = {"restarts_on": BACK.isoformat(), "message": "Even rust."}
        assert [as_(who).post(path, told).status_code for who in (ans, wim, bea)] == [403, 403, 403]
        assert as_(elsewhere).post(path, told).status_code == 404
    assert not Pause.objects.exists()


def test_a_name_in_the_word_for_the_team_goes_with_the_resident(
    flat: Flat, cora: User, samira: Resident
) -> None:
    Pause.objects.create(flat=flat, message="Eerst Samira Haddad bellen.", paused_at=AT, paused_by=cora)
    from_now_on = Pause.objects.get()
    residents.erase(resident=samira, by=cora, at=AT)
    from_now_on.refresh_from_db()
    assert from_now_on.message == "Eerst […] bellen."


def test_the_page_takes_the_same_queries_however_much_waits(
    flat: Flat, team: Team, ans: User, riny: User, cora: User, as_
) -> None:
    client, taken = as_(cora), []
    for more in (1, 7):
        for number in range(more):
            make.promise(flat, ans)
            evening(flat, ans, riny, TODAY + timedelta(days=number + more))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("flat_pause", args=[flat.pk]))
        taken.append(len(queries))
    assert taken[0] == taken[1]

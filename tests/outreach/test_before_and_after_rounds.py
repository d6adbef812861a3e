"""Before and after an evening: who is at home, three lines to look back, hours, an evening without a talk."""

from datetime import datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buurvoorbuur import clock
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from outreach import hours, rounds
from outreach.models import CoachNote, Flat, Hours, Round
from outreach.rounds import ContactAtHome, Debrief, RoundPlan
from outreach.visit_states import Outcome, RoundState
from tests import make

pytestmark = pytest.mark.usefixtures("in_english")

AT = make.EVENING
ELS = ContactAtHome("Els", "06 12345678")
SAID = {"contact_name": "Els", "contact_phone": "0612345678"}


@pytest.fixture
def planned(flat: Flat, ans: User, riny: User) -> Round:
    plan = RoundPlan(AT.date(), time(18, 30), ans, riny)
    return rounds.plan(flat=flat, plan=plan, by=ans, at=AT)


def at_home(evening: Round) -> tuple[str, str]:
    fresh = Round.objects.get(pk=evening.pk)
    return fresh.contact_name, fresh.contact_phone


def page(client: Client, evening: Round) -> str:
    return client.get(reverse("round", args=[evening.pk])).content.decode()


def test_who_is_at_home_is_asked_once_and_stays_when_the_other_says_nothing(
    planned: Round, ans: User, riny: User
) -> None:
    rounds.read_safety_card(round=planned, contact=ELS, by=ans, at=AT)
    rounds.read_safety_card(round=planned, by=riny, at=AT)
    assert at_home(planned) == ("Els", "06 12345678")


def test_who_is_at_home_may_also_be_said_at_the_start(planned: Round, ans: User, riny: User) -> None:
    for person in (ans, riny):
        rounds.read_safety_card(round=planned, by=person, at=AT)
    rounds.start(round=planned, contact=ELS, by=riny, at=AT)
    assert at_home(planned) == ("Els", "06 12345678")


def test_who_is_at_home_is_wiped_when_the_round_ends(planned: Round, ans: User, riny: User) -> None:
    rounds.read_safety_card(round=planned, contact=ELS, by=ans, at=AT)
    rounds.read_safety_card(round=planned, by=riny, at=AT)
    rounds.start(round=planned, by=ans, at=AT)
    rounds.close(round=planned, both_home=True, debrief=Debrief(), by=ans, at=AT)
    assert at_home(planned) == ("", "")


def test_who_is_at_home_is_wiped_when_the_round_is_called_off(planned: Round, ans: User) -> None:
    rounds.read_safety_card(round=planned, contact=ELS, by=ans, at=AT)
    rounds.cancel(round=planned, by=ans, at=AT)
    assert at_home(planned) == ("", "")


def test_only_the_two_see_who_is_at_home(planned: Round, ans: User, riny: User, cora: User, as_) -> None:
    answer = as_(ans).post(reverse("round_safety", args=[planned.pk]), SAID)
    assert answer.status_code == 302
    for person in (ans, riny):
        assert "06 12345678" in page(as_(person), planned)
    html = page(as_(cora), planned)
    assert "06 12345678" not in html and "Els" not in html


def test_half_a_contact_is_asked_again_and_nothing_is_ticked(planned: Round, ans: User, as_) -> None:
    url = reverse("round_safety", args=[planned.pk])
    for said, sentence in (
        ({"contact_name": "Els"}, "Fill in the number too"),
        ({"contact_phone": "0612345678"}, "Whose number is this?"),
        ({"contact_name": "Els", "contact_phone": "morgen"}, "This is not a telephone number."),
    ):
        html = as_(ans).post(url, said).content.decode()
        assert sentence in html
        assert at_home(planned) == ("", "")
    assert Round.objects.get().asker_read_safety_at is None


def test_the_screen_says_that_it_is_wiped(planned: Round, ans: User, as_) -> None:
    assert "It is wiped as soon as the round is closed." in page(as_(ans), planned)


def test_the_debrief_is_three_lines_each_with_the_same_request(tonight: Round, ans: User, as_) -> None:
    client, url = as_(ans), reverse("round_close", args=[tonight.pk])
    assert client.get(url).content.decode().count("Not about residents by name.") == 3
    lines = {"wonder": "Zoveel koffie.", "worry": "De trap is donker.", "lesson": "Eerder beginnen."}
    html = client.post(url, {"both_home": "on", **lines}, follow=True).content.decode()
    for line in lines.values():
        assert line in html


def test_a_chosen_line_is_passed_on_and_one_that_points_at_somebody_is_not(
    tonight: Round, flat: Flat, ans: User, wim: User, as_
) -> None:
    make.talk(tonight, flat.addresses.all()[0])
    lines = {"wonder": "Zoveel koffie.", "worry": "Samira is ziek.", "lesson": "Eerder beginnen."}
    said = {"both_home": "on", **lines, "passed_on": ["wonder", "worry"]}
    html = as_(ans).post(reverse("round_close", args=[tonight.pk]), said, follow=True).text
    assert [note.text for note in CoachNote.objects.all()] == ["Zoveel koffie."]
    assert "was not passed on: somebody could be recognised in it" in html
    tonight.refresh_from_db()
    assert (tonight.state, tonight.worry) == (RoundState.CLOSED, "Samira is ziek.")
    page_of_worker = as_(wim).get(reverse("coaching", args=[flat.team_id])).text
    assert "Zoveel koffie." in page_of_worker and "Eerder beginnen." not in page_of_worker


def test_an_evening_without_a_talk_is_told_as_such_and_leads_to_another_part(
    tonight: Round, flat: Flat, ans: User, as_
) -> None:
    make.visit(tonight, flat.addresses.all()[0])
    rounds.close(round=tonight, both_home=True, debrief=Debrief(), by=ans, at=AT)
    client = as_(ans)
    assert "no talk" in client.get(reverse("rounds")).content.decode()
    html = page(client, tonight)
    assert "No talk this evening." in html
    link = f"{reverse('round_new')}?flat={flat.pk}&amp;dagdeel=afternoon"
    assert link in html
    form = client.get(link.replace("&amp;", "&")).content.decode()
    assert 'value="14:00"' in form
    assert 'value="2026-10-10"' in form, "an afternoon is proposed on a Saturday"


def test_an_evening_with_a_talk_says_nothing_of_the_kind(tonight: Round, flat: Flat, ans: User, as_) -> None:
    make.talk(tonight, flat.addresses.all()[0])
    rounds.close(round=tonight, both_home=True, debrief=Debrief(), by=ans, at=AT)
    client = as_(ans)
    assert "no talk" not in client.get(reverse("rounds")).content.decode()
    assert "No talk this evening." not in page(client, tonight)


def test_a_talk_that_was_no_talk_does_not_count(tonight: Round, flat: Flat) -> None:
    make.visit(tonight, flat.addresses.all()[0], Outcome.DECLINED_DOOR)
    assert not Round.objects.with_talks().get().has_talk
    make.talk(tonight, flat.addresses.all()[1])
    assert Round.objects.with_talks().get().has_talk


def local(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=timezone.get_default_timezone())  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("began", "home", "minutes"),
    [
        (local(2026, 10, 25, 18, 30), local(2026, 10, 25, 20, 45), 135),
        (local(2027, 3, 28, 18, 30), local(2027, 3, 28, 20, 45), 135),
        # The night itself is an hour longer in October and an hour shorter in March.
        (local(2026, 10, 24, 20, 0), local(2026, 10, 25, 3, 30), 510),
        (local(2027, 3, 27, 20, 0), local(2027, 3, 28, 3, 30), 390),
    ],
)
def test_hours_are_those_that_went_by_also_when_the_clock_changes(
    flat: Flat, ans: User, riny: User, began: datetime, home: datetime, minutes: int
) -> None:
    evening = make.walking_round(flat, ans, riny, began)
    Round.objects.update(started_at=began)
    rounds.close(round=evening, both_home=True, debrief=Debrief(), by=ans, at=home)
    assert set(Hours.objects.values_list("minutes", "worked_on")) == {(minutes, began.date())}


def test_closed_the_morning_after_the_hours_stop_when_they_were_home(
    tonight: Round, ans: User, as_, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(hours=14))
    client, url = as_(ans), reverse("round_close", args=[tonight.pk])
    assert "At what time were you home that evening?" in client.get(url).content.decode()
    assert "This field is required." in client.post(url, {"both_home": "on"}).content.decode()
    client.post(url, {"both_home": "on", "home_at": "20:50"})
    assert set(Hours.objects.values_list("minutes", flat=True)) == {140}
    assert Round.objects.get().both_home_at == local(2026, 10, 6, 20, 50)


def test_home_after_midnight_belongs_to_the_same_evening(
    tonight: Round, ans: User, as_, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(hours=14))
    as_(ans).post(reverse("round_close", args=[tonight.pk]), {"both_home": "on", "home_at": "00:15"})
    assert Round.objects.get().both_home_at == local(2026, 10, 7, 0, 15)


def test_on_the_evening_itself_no_time_is_asked(tonight: Round, ans: User, as_) -> None:
    html = as_(ans).get(reverse("round_close", args=[tonight.pk])).content.decode()
    assert "At what time were you home" not in html


@pytest.mark.parametrize("home_at", [AT - timedelta(hours=3), AT + timedelta(minutes=1)])
def test_home_before_the_start_or_still_to_come_is_refused(
    tonight: Round, ans: User, home_at: datetime
) -> None:
    with pytest.raises(Refused) as no:
        rounds.close(round=tonight, both_home=True, debrief=Debrief(), by=ans, at=AT, home_at=home_at)
    assert no.value.field == "home_at"
    assert Round.objects.get().state == RoundState.WALKING
    assert not Hours.objects.exists()


def test_a_forgotten_round_is_twelve_hours_at_most() -> None:
    assert hours.round_minutes(timedelta(days=3)) == 720

"""The screens of rounds, doors, talks, residents and questions, as somebody on the stairs meets them."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from buurvoorbuur.models import User
from outreach import interests, optouts, questionnaires
from outreach.models import Flat, Resident, Round, Visit
from outreach.visit_states import Outcome, RoundState
from tests import make
from tests.browsing import press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def walked(flat: Flat, ans: User, riny: User, cora: User) -> Round:
    """A round under way with one door of each kind."""
    interests.load_starter()
    made = make.walking_round(flat, ans, riny)
    doors = list(flat.addresses.in_walking_order())
    make.visit(made, doors[0])
    make.visit(made, doors[1], Outcome.DECLINED_DOOR)
    liked = frozenset({"walking", "baking"})
    make.talk(
        made,
        doors[2],
        make.resident_notes(shares=liked, phone="06 12345678"),
        answers={"joins_in": "De moestuin.", "feels_at_home": "4", "pulls_activity": "yes"},
    )
    optouts.pause(address=doors[3], by=cora, at=make.EVENING)
    return made


def test_the_screens_of_a_round_can_be_used_by_everybody(
    walked: Round, ans: User, riny: User, cora: User, entered, live_server, look
) -> None:
    page = entered(ans)
    door = walked.flat.addresses.in_walking_order()[4]
    talked = walked.flat.addresses.in_walking_order()[2]
    screens = {
        "rounds": reverse("rounds"),
        "round-new": reverse("round_new"),
        "round-walking": reverse("round", args=[walked.pk]),
        "round-door": reverse("round_door", args=[walked.pk, door.pk]),
        "round-door-talked": reverse("round_door", args=[walked.pk, talked.pk]),
        "round-talk": reverse("round_talk", args=[walked.pk, door.pk]),
        "talk-resident": reverse("talk_resident", args=[walked.pk, talked.pk]),
        "round-entry": reverse("round_entry", args=[walked.pk]),
        "round-substitute": reverse("round_substitute", args=[walked.pk]),
        "round-close": reverse("round_close", args=[walked.pk]),
        "round-left": reverse("round_left", args=[walked.pk]),
    }
    for name, path in screens.items():
        page.goto(live_server.url + path)
        look(page, name)
    Round.objects.update(asker_read_safety_at=None)
    page.goto(live_server.url + screens["round-walking"])
    look(page, "round-waiting")
    walked.refresh_from_db()
    walked.contact_name, walked.contact_phone = "Els", "06 12345678"
    walked.wonder, walked.lesson = "Zoveel koffie.", "Eerder beginnen."
    walked.save()
    for state in (RoundState.PLANNED, RoundState.CLOSED, RoundState.CANCELLED):
        Round.objects.update(state=state, both_home_at=make.EVENING)
        page.goto(live_server.url + screens["round-walking"])
        look(page, f"round-{state}")


def test_a_round_on_paper_is_entered_by_everybody(
    walked: Round, ans: User, entered, live_server, look
) -> None:
    User.objects.update(language="en")
    page = entered(ans)
    page.goto(live_server.url + reverse("round_entry", args=[walked.pk]))
    fifth, sixth = page.get_by_role("group", name="5 Floor 1"), page.get_by_role("group", name="6 Floor 1")
    fifth.get_by_text("Nobody home").click()
    sixth.get_by_text("Come back", exact=True).click()
    page.get_by_label("Around what time did you ring?").fill("18:50")
    press(page.get_by_role("button", name="Store these doors"))
    expect(page.get_by_text("Choose the part of the day to come back.")).to_be_visible()
    expect(fifth).to_have_count(0)
    look(page, "round-entry-wrong")
    sixth.get_by_label("Come back when?").select_option("afternoon")
    press(page.get_by_role("button", name="Store these doors"))
    expect(page.get_by_role("heading", name="The doors, in walking order")).to_be_visible()
    assert walked.visits.count() == 5
    page.goto(live_server.url + reverse("round_entry", args=[walked.pk]))
    look(page, "round-entry-done")


def test_the_plan_says_what_an_evening_holds(
    flat: Flat, ans: User, riny: User, entered, live_server, look
) -> None:
    page = entered(ans)
    page.goto(live_server.url + reverse("round_new"))
    look(page, "round-new-fresh")
    page.locator("[name=asker]").select_option(str(ans.pk))
    page.locator("[name=note_taker]").select_option(str(riny.pk))
    press(page.locator("button[value=show]"))
    look(page, "round-new-shown")


def test_the_screens_of_a_coordinator_can_be_used_by_everybody(
    walked: Round, cora: User, entered, live_server, look
) -> None:
    page = entered(cora)
    samira = Resident.objects.get()
    questionnaires.copy(questionnaire=questionnaires.current(walked.flat.team), by=cora, at=make.EVENING)
    draft = questionnaires.open_draft(walked.flat.team)
    assert draft
    screens = {
        "residents": reverse("residents"),
        "resident": reverse("resident", args=[samira.pk]),
        "resident-correct": reverse("resident_correct", args=[samira.pk]),
        "resident-give": reverse("resident_give", args=[samira.pk, "share_fields"]),
        "resident-follow-up": reverse("resident_follow_up", args=[samira.pk]),
        "resident-erase": reverse("resident_erase", args=[samira.pk]),
        "questionnaire": reverse("questionnaire"),
        "question": reverse("question", args=[draft.questions.all()[0].pk]),
        "question-new": reverse("question_new"),
        "interests": reverse("interests"),
    }
    for name, path in screens.items():
        page.goto(live_server.url + path)
        look(page, name)


def test_a_later_talk_is_noted_by_everybody(walked: Round, cora: User, entered, live_server, look) -> None:
    User.objects.update(language="en")
    page = entered(cora)
    page.goto(live_server.url + reverse("resident", args=[Resident.objects.get().pk]))
    press(page.get_by_role("link", name="Note a follow-up talk"))
    page.get_by_label("How many minutes?").fill("45")
    page.get_by_label("What was agreed?").fill("Zij vraagt haar buren voor het eten.")
    page.get_by_label("Who else was there?").select_option(label="Ans de Boer")
    press(page.get_by_role("button", name="Note the talk"))
    expect(page.get_by_text("This is the same person. Choose somebody else.")).to_be_visible()
    look(page, "resident-follow-up-wrong")
    page.get_by_label("Who else was there?").select_option(label="Riny de Boer")
    press(page.get_by_role("button", name="Note the talk"))
    expect(page.get_by_text("with Ans and Riny · 45 minutes")).to_be_visible()
    look(page, "resident-follow-up-noted")


def test_a_talk_is_noted_by_thumb(walked: Round, ans: User, entered, live_server, look) -> None:
    User.objects.update(language="en")
    page = entered(ans)
    door = walked.flat.addresses.in_walking_order()[4]
    page.goto(live_server.url + reverse("round_door", args=[walked.pk, door.pk]))
    page.get_by_role("link", name="A talk, in English").click()
    expect(page.get_by_role("heading", name="Talk at Planetenlaan 5")).to_be_visible()
    page.get_by_role("textbox", name="Joins in with").fill("The garden.")
    page.get_by_text("Yes: Keep answers").click()
    page.get_by_role("button", name="Store the talk").click()
    expect(page.get_by_text("A consent needs a name: whose is it?")).to_be_visible()
    look(page, "round-talk-wrong")
    page.locator("[name=name]").fill("Samira")
    page.get_by_role("button", name="Store the talk").click()
    expect(page.get_by_text("Stored, with what was agreed.")).to_be_visible()
    assert Visit.objects.filter(address=door).count() == 1


def test_the_cue_comes_at_its_minute(walked: Round, ans: User, entered, live_server) -> None:
    page = entered(ans)
    door = walked.flat.addresses.in_walking_order()[4]
    page.clock.install()
    page.goto(live_server.url + reverse("round_talk", args=[walked.pk, door.pk]))
    cue = page.locator("[data-talk-cue]")
    expect(cue).to_have_text("")
    page.clock.run_for("21:00")
    expect(cue).to_have_text(re.compile(r"\w"))
    first = cue.text_content()
    page.clock.run_for("05:00")
    expect(cue).not_to_have_text(first or "")

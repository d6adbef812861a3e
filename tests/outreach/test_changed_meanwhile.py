"""Two people change the same thing by a form: the second is told, and nothing is overwritten unseen."""

import re
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from buurvoorbuur.models import Event, Team, User
from outreach import activities, handing_over, ideas, promises, residents
from outreach.activities import ActivityNotes
from outreach.activity_terms import Heard, IdeaState, TouchWay
from outreach.ideas import IdeaNotes
from outreach.models import Activity, Flat, Idea, OwnWords, Promise, Resident, Venue
from tests import make, together
from tests.racing import at_once

RACES = 20
TODAY = make.EVENING.date()


def shown(client: Client, url: str) -> str:
    """The version that a page shows its form with."""
    return version_of(client.get(url).text)


def version_of(html: str) -> str:
    [version] = re.findall(r'name="version" value="(\d+)"', html)
    return version


def filled_in(flat: Flat, **more: str) -> dict[str, object]:
    return {"name": "Samen eten", "flats": [flat.pk], **more}


def test_the_second_is_told_keeps_their_words_and_sees_what_stands_there(
    flat: Flat, ans: User, cora: User, as_
) -> None:
    one = make.announced(flat, cora)
    url = reverse("activity_change", args=[one.pk])
    first, second = as_(cora), as_(ans)
    versions = [shown(client, url) for client in (first, second)]
    hers = filled_in(flat, next_on="2026-10-15", place="Zonzaal", version=versions[0])
    assert first.post(url, hers).status_code == 302
    his = filled_in(flat, next_on="2026-10-14", place="Plutozaal", bring="soep", version=versions[1])
    answer = second.post(url, his)
    assert answer.status_code == 200
    assert "Iemand veranderde dit intussen" in answer.text
    form = answer.context["form"]
    assert (form["place"].value(), form["bring"].value()) == ("Plutozaal", "soep")
    assert answer.context["standing"] == [
        ("Wanneer is de volgende keer?", "15 oktober 2026"),
        ("Waar anders?", "Zonzaal"),
        ("Wat nemen mensen mee?", "Niet ingevuld"),
    ]
    assert "15 oktober 2026" in answer.text and "Zonzaal" in answer.text
    assert Event.objects.filter(action="activity.changed", actor_id=ans.pk).count() == 0
    one.refresh_from_db()
    assert (one.next_on, one.place, one.bring) == (date(2026, 10, 15), "Zonzaal", "")
    # Having seen it, he may.
    assert second.post(url, his | {"version": version_of(answer.text)}).status_code == 302
    one.refresh_from_db()
    assert (one.next_on, one.place, one.bring) == (date(2026, 10, 14), "Plutozaal", "soep")


def test_who_reads_english_is_told_in_english(flat: Flat, cora: User, as_) -> None:
    User.objects.update(language="en")
    cora.refresh_from_db()
    one = make.announced(flat, cora)
    answer = as_(cora).post(reverse("activity_change", args=[one.pk]), filled_in(flat, version="7"))
    assert "Somebody changed this meanwhile" in answer.text and "What stands there now" in answer.text


@pytest.mark.parametrize("version", [None, "", "two", "-1", "²", "9" * 40])
def test_without_a_version_nothing_is_overwritten(flat: Flat, cora: User, as_, version: str | None) -> None:
    one = make.announced(flat, cora)
    sent = filled_in(flat) if version is None else filled_in(flat, version=version)
    assert as_(cora).post(reverse("activity_change", args=[one.pk]), sent).context["was_changed"]
    one.refresh_from_db()
    assert one.place == "Plutozaal"


def test_every_field_is_told_as_it_reads_on_the_form(flat: Flat, team: Team, cora: User, as_) -> None:
    other = make.flat(team, name="Verre flat")
    one = activities.add(
        team=team,
        notes=ActivityNotes(
            "Samen eten", [flat, other], began_on=date(2026, 10, 1), next_on=date(2026, 10, 14),
            starts_at=time(17, 30), venue=together.venue(team, cora), step_free=False,
            price=Decimal("2.50"), at_least=4,
        ),
        by=cora,
        at=make.EVENING,
    )  # fmt: skip
    sent = {"name": "Eten", "flats": [flat.pk], "step_free": "true"}
    answer = as_(cora).post(reverse("activity_change", args=[one.pk]), sent)
    assert [value for _label, value in answer.context["standing"]] == [
        "Samen eten", "Planetenflat, Verre flat", "1 oktober 2026", "14 oktober 2026", "17:30", "Plutozaal",
        "Nee", "2,50", "4",
    ]  # fmt: skip


def test_what_stands_there_already_was_pressed_twice_and_is_saved(flat: Flat, cora: User, as_) -> None:
    one = activities.add(team=flat.team, notes=ActivityNotes("Samen eten", [flat]), by=cora, at=make.EVENING)
    answer = as_(cora).post(reverse("activity_change", args=[one.pk]), filled_in(flat))
    assert answer.status_code == 302
    one.refresh_from_db()
    assert (one.name, one.version) == ("Samen eten", 1)


def test_a_name_that_was_taken_away_does_not_come_back_by_an_older_form(flat: Flat, cora: User, as_) -> None:
    one = activities.add(
        team=flat.team, notes=ActivityNotes("Eten bij […]", [flat]), by=cora, at=make.EVENING
    )
    Activity.objects.update(nameless_since=1)
    sent = {**filled_in(flat), "name": "Eten bij Ria", "bring": "een bord"}
    url, client = reverse("activity_change", args=[one.pk]), as_(cora)
    page = client.post(url, sent)
    assert "Een naam is voorgoed weggehaald" in page.text
    assert "Ria" not in page.text and "een bord" not in page.text, "which of the words named somebody?"
    assert page.context["form"]["name"].value() == "Eten bij […]"


def test_an_initiator_is_not_told_of_flats_they_do_not_change(
    flat: Flat, team: Team, ans: User, cora: User, as_
) -> None:
    other = make.flat(team, name="Verre flat")
    one = activities.add(
        team=team, notes=ActivityNotes("Samen eten", [flat, other]), by=cora, at=make.EVENING
    )
    answer = as_(ans).post(reverse("activity_change", args=[one.pk]), filled_in(flat))
    assert answer.status_code == 302
    assert one.flats.count() == 2


def test_a_slip_of_the_pen_does_not_pass_for_having_seen_the_other(flat: Flat, cora: User, as_) -> None:
    one = make.announced(flat, cora)
    client, url = as_(cora), reverse("activity_change", args=[one.pk])
    version = shown(client, url)
    client.post(url, filled_in(flat, place="Zonzaal", version=version))
    slip = client.post(url, filled_in(flat, starts_at="half six", version=version))
    assert "starts_at" in slip.context["form"].errors
    answer = client.post(url, filled_in(flat, version=version_of(slip.text)))
    assert answer.context["was_changed"]
    one.refresh_from_db()
    assert one.place == "Zonzaal"


def held(one: Activity, by: User) -> None:
    handing_over.took_place(activity=one, on=TODAY, people=5, by=by, at=make.EVENING)


def given_up(one: Activity, by: User) -> None:
    activities.let_go(activity=one, by=by, at=make.EVENING)


def stopped(one: Activity, by: User) -> None:
    Activity.objects.filter(pk=one.pk).update(ask_on=TODAY)
    handing_over.heard(activity=one, answer=Heard.STOPPED, on=None, by=by, at=make.EVENING)


@pytest.mark.parametrize("act", [held, given_up, stopped])
def test_what_is_done_on_its_page_is_not_undone_by_an_older_form(
    flat: Flat, cora: User, as_, act: Callable[[Activity, User], None]
) -> None:
    one = make.announced(flat, cora)
    client, url = as_(cora), reverse("activity_change", args=[one.pk])
    version = shown(client, url)
    act(one, cora)
    before = Activity.objects.values().get(pk=one.pk)
    answer = client.post(url, filled_in(flat, next_on="2026-10-14", version=version))
    assert answer.context["was_changed"]
    assert Activity.objects.values().get(pk=one.pk) == before


def test_what_the_form_does_not_show_is_no_reason_to_look_again(samira: Resident, cora: User, as_) -> None:
    one = together.carried(samira, cora)
    client, url = as_(cora), reverse("activity_change", args=[one.pk])
    version = shown(client, url)
    handing_over.hand_over(activity=one, by=cora, at=make.EVENING)
    handing_over.stay_in_touch(activity=one, every=3, way=TouchWay.CARD, by=cora, at=make.EVENING)
    sent = filled_in(samira.address.flat, version=version)
    assert client.post(url, sent).status_code == 302
    assert Activity.objects.get(pk=one.pk).touch_every == 3


def test_a_name_that_was_erased_is_not_brought_back_by_an_older_form(
    samira: Resident, cora: User, as_
) -> None:
    flat = samira.address.flat
    one = make.announced(flat, cora, bring="soep voor Samira")
    idea = ideas.add(team=flat.team, notes=IdeaNotes("Een bank voor Samira", flat), by=cora, at=make.EVENING)
    promise = make.promise(flat, cora)
    promise.what = "Soep brengen bij Samira"
    promise.save()
    room = together.venue(flat.team, cora, contact="Samira heeft de sleutel")
    OwnWords.objects.create(
        flat=flat, text="Samira schenkt koffie.", written_at=make.EVENING, written_by=cora
    )
    client = as_(cora)
    sent = {
        reverse("promise", args=[promise.pk]): {
            "what": "Soep brengen bij Samira",
            "keeper": cora.pk,
            "due_on": "2026-10-20",
        },
        reverse("venue", args=[room.pk]): {"name": "Plutozaal", "contact": room.contact},
        reverse("flat_report_words", args=[flat.pk]): {"text": "Samira schenkt koffie."},
        reverse("activity_change", args=[one.pk]): filled_in(flat, bring="soep voor Samira"),
        reverse("idea", args=[idea.pk]): {"what": "Een bank voor Samira", "flat": flat.pk, "state": "heard"},
    }
    versions = {url: shown(client, url) for url in sent}
    residents.erase(resident=samira, by=cora, at=make.EVENING)
    for url, filled in sent.items():
        page = client.post(url, filled | {"version": versions[url]})
        assert page.context["was_changed"] and "Samira" not in page.text
    kept = (Activity.objects.get().bring, Idea.objects.get().what, Promise.objects.get().what)
    assert "Samira" not in "".join((*kept, Venue.objects.get().contact, OwnWords.objects.get().text))


def test_of_an_idea_too_the_second_is_told_and_sees_what_stands_there(
    flat: Flat, ans: User, cora: User, as_
) -> None:
    idea = make.idea(flat, cora)
    url = reverse("idea", args=[idea.pk])
    first, second = as_(cora), as_(ans)
    versions = [shown(client, url) for client in (first, second)]
    hers = {"what": "Een bankje", "flat": flat.pk, "state": "helped", "euros": "400", "version": versions[0]}
    assert first.post(url, hers).status_code == 302
    his = hers | {"what": "Een bank", "state": "heard", "euros": "", "version": versions[1]}
    answer = second.post(url, his)
    assert [value for _label, value in answer.context["standing"]] == ["Een bankje", "Krijgt hulp", "400,00"]
    assert answer.context["form"]["what"].value() == "Een bank"
    idea.refresh_from_db()
    assert (idea.what, idea.state, idea.euros) == ("Een bankje", IdeaState.HELPED, 400)
    assert second.post(url, his | {"version": version_of(answer.text)}).status_code == 302


def change_activity(one: Activity, flat: Flat, by: User) -> None:
    notes = ActivityNotes(by.name, [flat])
    activities.change(activity=one, notes=notes, by=by, at=make.EVENING)


def change_idea(idea: Idea, flat: Flat, by: User) -> None:
    ideas.change(idea=idea, notes=IdeaNotes(by.name, flat), by=by, at=make.EVENING)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
@pytest.mark.parametrize(
    ("made", "change", "words"),
    [(make.announced, change_activity, "name"), (make.idea, change_idea, "what")],
    ids=["activity", "idea"],
)
def test_of_two_at_the_same_moment_one_is_kept_and_the_other_told(
    flat: Flat, cora: User, ans: User, made: Callable[..., Any], change: Callable[..., None], words: str
) -> None:
    for _race in range(RACES):
        row = made(flat, cora)
        at_once(*[partial(change, row, flat, by) for by in (cora, ans)])
        [kept] = Event.objects.filter(action__endswith=".changed", object_id=str(row.pk))
        row.refresh_from_db()
        assert row.version == 2
        assert getattr(row, words) == User.objects.get(pk=kept.actor_id).name


@pytest.mark.parametrize("name", ["promise", "venue", "flat_report_words"])
def test_of_two_who_change_it_the_second_sees_what_the_first_saved(
    flat: Flat, cora: User, as_, name: str
) -> None:
    filled: dict[str, Any]
    if name == "promise":
        row: Any = make.promise(flat, cora)
        field, filled = "what", {"keeper": cora.pk, "due_on": "2026-10-20"}
    elif name == "venue":
        row, field, filled = together.venue(flat.team, cora), "name", {}
    else:
        row, field, filled = make.words(flat, cora), "text", {}
    url = reverse(name, args=[flat.pk if name == "flat_report_words" else row.pk])
    first, second = as_(cora), as_(cora)
    versions = [shown(client, url) for client in (first, second)]
    hers = filled | {field: "Van haar.", "version": versions[0]}
    assert first.post(url, hers).status_code == 302
    assert first.post(url, hers).status_code == 302, "pressed twice"
    answer = second.post(url, filled | {field: "Van hem.", "version": versions[1]})
    assert "Van haar." in [value for _label, value in answer.context["standing"]]
    assert answer.context["form"][field].value() == "Van hem."
    row.refresh_from_db()
    assert getattr(row, field) == "Van haar."
    again = second.post(url, filled | {field: "Van hem.", "version": version_of(answer.text)})
    assert again.status_code == 302
    row.refresh_from_db()
    assert getattr(row, field) == "Van hem."


def test_words_that_somebody_else_wrote_first_are_not_overwritten(flat: Flat, cora: User, as_) -> None:
    client, url = as_(cora), reverse("flat_report_words", args=[flat.pk])
    version = shown(client, url)
    make.words(flat, cora, "Van haar.")
    answer = client.post(url, {"text": "Van hem.", "version": version})
    assert answer.context["was_changed"] and OwnWords.objects.get().text == "Van haar."


def test_a_name_does_not_come_back_once_the_gap_was_written_over(samira: Resident, cora: User, as_) -> None:
    flat = samira.address.flat
    words = make.words(flat, cora, "Samira Haddad schenkt koffie.")
    assert words
    client, url = as_(cora), reverse("flat_report_words", args=[flat.pk])
    version = shown(client, url)
    residents.erase(resident=samira, by=cora, at=make.EVENING)
    assert client.post(url, {"text": "", "version": shown(client, url)}).status_code == 302
    make.words(flat, cora, "Er is koffie.")
    answer = client.post(url, {"text": "Samira Haddad schenkt koffie.", "version": version})
    assert answer.context["was_changed"] and answer.context["had_names"]
    assert "Samira" not in answer.text
    again = client.post(
        url, {"text": answer.context["form"]["text"].value(), "version": version_of(answer.text)}
    )
    assert again.status_code == 302
    assert OwnWords.objects.get().text == "Er is koffie."


def test_who_repairs_the_gap_keeps_what_they_typed(samira: Resident, cora: User, as_) -> None:
    promise = make.promise(samira.address.flat, cora)
    promise.what = "Soep voor Samira"
    promise.save()
    residents.erase(resident=samira, by=cora, at=make.EVENING)
    client, url = as_(cora), reverse("promise", args=[promise.pk])
    version = shown(client, url)
    promises.give_on(promise=promise, to=cora, by=cora, at=make.EVENING)
    repaired = {"what": "Soep brengen", "keeper": cora.pk, "due_on": "2026-10-20", "version": version}
    answer = client.post(url, repaired)
    assert answer.context["was_changed"] and not answer.context["had_names"]
    assert answer.context["form"]["what"].value() == "Soep brengen"


def test_words_of_more_lines_pressed_twice_are_saved(flat: Flat, cora: User, as_) -> None:
    client, url = as_(cora), reverse("flat_report_words", args=[flat.pk])
    sent = {"text": "Er is koffie.\r\n\r\nEn thee. ", "version": 0}
    for _press in range(2):
        assert client.post(url, sent).status_code == 302
    assert (OwnWords.objects.get().text, OwnWords.objects.get().version) == ("Er is koffie.\nEn thee.", 1)

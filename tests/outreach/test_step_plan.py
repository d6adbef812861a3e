"""The step plan speaks both languages, with what the team settled; help with worries keeps nothing."""

import re
import tomllib
from collections.abc import Iterator
from datetime import time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buurvoorbuur.models import Event, Team, User
from outreach import cards, step_booklets, step_plan
from outreach.flat_phases import Phase
from outreach.models import Flat
from outreach.wording import step_words
from tests import make, paper
from tests.house.pages import everything, forms

LANGUAGES = ("nl", "en")
TEXTS = ("step_plan", "taking_part", "worries")
PLACE = re.compile(r"{(\w*)}")


def toml(name: str) -> dict[str, Any]:
    return tomllib.loads((step_plan.STARTER / f"{name}.toml").read_text(encoding="utf-8"))


def told_twice(value: Any) -> Iterator[tuple[str, str]]:
    """Each text in Dutch beside its English."""
    if isinstance(value, list):
        for part in value:
            yield from told_twice(part)
    elif isinstance(value, dict):
        for name in ("", "title_", "lead_"):
            if f"{name}nl" in value or f"{name}en" in value:
                yield value[f"{name}nl"], value[f"{name}en"]
        for part in value.values():
            yield from told_twice(part)


@pytest.fixture
def without_paper() -> None:
    """Here the paper is what it is about."""


@pytest.fixture
def strict(team: Team) -> Team:
    """A team that settled everything otherwise than it comes."""
    team.notice_days, team.last_new_door, team.doors_an_evening = 10, time(20, 0), 7
    team.partner, team.phone = "WIJ Groningen", "050 9876543"
    team.save()
    return team


def test_every_sentence_stands_in_both_languages_with_the_same_places() -> None:
    pairs = [pair for name in TEXTS for pair in told_twice(toml(name))]
    assert len(pairs) > 100
    assert [pair for pair in pairs if not all(text.strip() for text in pair)] == []
    assert [pair for pair in pairs if sorted(PLACE.findall(pair[0])) != sorted(PLACE.findall(pair[1]))] == []
    assert [pair for pair in pairs if pair[0] == pair[1]] == []


def test_every_phase_of_a_flat_has_a_step_with_three_short_lists() -> None:
    rows = toml("step_plan")["steps"]
    assert [row["code"] for row in rows] == ["before", *Phase, "pause"]
    assert set(step_words.SCREENS) == {row["code"] for row in rows}
    assert all(1 <= len(row[part]) <= 7 for row in rows for part in ("do", "say", "leave"))


def test_volunteers_are_told_je_and_what_is_said_to_residents_is_u() -> None:
    for row in toml("step_plan")["steps"]:
        for line in (*row["do"], *row["leave"]):
            assert not re.search(r"\b(u|uw)\b", line["nl"], re.IGNORECASE), line["nl"]
    for row in [*toml("step_plan")["steps"][1:], toml("worries")]:
        for line in row["say"]:
            said = re.search("‘(.*)’", line["nl"])
            assert said and not re.search(r"\b(je|jij|jou|jouw)\b", said[1]), line["nl"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_steps_say_what_the_team_settled(strict: Team, cora: User, language: str) -> None:
    worker = make.referral(strict, cora, "Buurtteam Noord", comes_first=True)
    values = step_plan.settled(strict, worker, language)
    said = str(step_plan.steps(language, values))
    for settled in ("WIJ Groningen", "050 9876543", "Buurtteam Noord", "20:00", "10 da", " 7 d"):
        assert settled in said, settled
    assert "20:30" not in said and "{" not in said
    unsettled = step_plan.settled(Team(name="Nieuw", neighbourhood="Selwerd"), None, language)
    assert {"nl": "de buurtwerker", "en": "the neighbourhood worker"}[language] == unsettled["worker"]
    assert "" not in unsettled.values()


def test_what_is_said_at_the_door_and_to_end_comes_from_the_safety_card(team: Team) -> None:
    [visits] = [
        one for one in step_plan.steps("nl", step_plan.settled(team, None, "nl")) if one.code == "visits"
    ]
    assert visits.say[0].startswith("‘Dag, wij zijn buren")
    assert visits.say[-1].endswith("volgende deur.’")


def test_each_step_links_only_to_screens_that_the_reader_may_open(
    flat: Flat, ans: User, cora: User, as_
) -> None:
    for person in (ans, cora):
        client = as_(person)
        for slug in step_plan.slugs().values():
            page = client.get(reverse("step", args=[slug]))
            for address, _label in page.context["links"]:
                assert client.get(address).status_code == 200, address
    assert reverse("letter", args=[flat.pk]) in as_(cora).get("/stappenplan/brief/").text
    assert reverse("letter", args=[flat.pk]) not in as_(ans).get("/stappenplan/brief/").text
    assert reverse("optout_new", args=[flat.pk]) in as_(ans).get("/stappenplan/brief/").text


def test_the_three_lists_have_names_of_their_own_and_leaving_a_team_another(
    ans: User, team: Team, as_
) -> None:
    page = as_(ans).get("/stappenplan/pauze/").text
    for name, title in (("do", "Doen"), ("say", "Zeggen"), ("leave", "Laten")):
        assert f'<h2 id="{name}">{title}</h2>' in page
    assert "Vertrekken" in as_(ans).get(reverse("account")).text


def test_who_has_several_flats_open_chooses_one_first(flat: Flat, team: Team, cora: User, as_) -> None:
    make.flat(team, name="Zonneflat")
    page = as_(cora).get(reverse("step", args=["brief"]))
    assert {address for address, _label in page.context["links"]} == {reverse("flats"), reverse("who_rings")}


def test_each_flat_leads_to_the_step_it_is_at(team: Team, cora: User, as_) -> None:
    client = as_(cora)
    for phase in Phase:
        place = make.flat(team, name=phase.value, phase=phase)
        guide = reverse("step", args=[step_plan.slugs()[phase]])
        for name in ("flat", "flat_road"):
            assert guide in client.get(reverse(name, args=[place.pk])).text, (name, phase)


def test_the_first_step_has_the_card_of_the_worker(team: Team, ans: User, cora: User, as_) -> None:
    make.referral(team, cora, "Wijkagent", phone="0900 8844")
    assert "tel:" not in as_(ans).get("/stappenplan/vooraf/").text
    make.referral(team, cora, "Buurtteam", comes_first=True, hours="op werkdagen")
    card = as_(ans).get("/stappenplan/vooraf/").text
    assert "tel:0507654321" in card and "op werkdagen" in card and "09008844" not in card
    assert "tel:" not in as_(ans).get("/stappenplan/brief/").text


def test_a_step_that_is_not_there_is_not_found(team: Team, cora: User, as_) -> None:
    assert as_(cora).get(reverse("step", args=["sprong"])).status_code == 404


def test_who_walks_finds_the_way_from_the_first_page_and_who_does_not_walk_gets_none(
    flat: Flat, ans: User, cora: User, wim: User, bea: User, as_
) -> None:
    for person, finds in ((ans, True), (cora, True), (wim, False), (bea, False)):
        page = as_(person).get(reverse("home")).text
        for name in ("step_plan", "worries"):
            assert (f'href="{reverse(name)}"' in page) is finds, (person, name)
        assert (reverse("joining") in as_(person).get(reverse("account")).text) is finds, person


def test_help_with_worries_has_no_form_and_leaves_no_event_and_no_row(
    flat: Flat, team: Team, ans: User, cora: User, as_
) -> None:
    make.referral(team, cora)
    client = as_(ans)
    client.get(reverse("step_plan"))
    before, events = everything(set()), Event.objects.count()
    with CaptureQueriesContext(connection) as asked:
        page = client.get(reverse("worries"))
    assert everything(set()) == before and Event.objects.count() == events
    # That somebody is logged in is kept alive by every page.
    rest = [query["sql"] for query in asked if "django_session" not in query["sql"]]
    assert [sql for sql in rest if not sql.startswith(("SELECT", "SAVEPOINT", "RELEASE"))] == []
    # What stands above the heading stands on every page.
    main = page.text.partition("<h1>")[2].partition("</main")[0]
    assert forms(main) == [] and not re.search(r"<(form|input|textarea|select|button)\b", main)
    for method in ("post", "put", "delete"):
        assert getattr(client, method)(reverse("worries"), {"text": "Iets"}).status_code == 405
    assert everything(set()) == before
    for phone in ("tel:112", "tel:113", "tel:0507654321", "tel:0501234567"):
        assert phone in main
    assert main.index("tel:112") < main.index("<h2"), "the number comes first"


def test_the_page_with_help_takes_as_many_queries_with_many_numbers_as_with_one(
    team: Team, ans: User, cora: User, as_
) -> None:
    client, taken = as_(ans), []
    for count in (1, 6):
        for number in range(count):
            make.referral(team, cora, f"Organisatie {count}-{number}")
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("worries"))
        taken.append(len(asked))
    assert taken[0] == taken[1] <= 8


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_booklet_is_tagged_readable_and_speaks_for_this_team(
    without_paper: None, strict: Team, cora: User, language: str
) -> None:
    make.referral(strict, cora, "Buurtteam Noord", comes_first=True, phone="050 1112223")
    make.training(strict, cora, "Reanimeren")
    booklet = step_booklets.print_booklet(team=strict, language=language, by=cora, at=make.EVENING)
    assert paper.is_sound(booklet) and paper.is_tagged(booklet)
    # The number of the page may be smaller than what is read.
    assert min(paper.letter_sizes(booklet)) >= paper.ARMS_LENGTH
    sheets = paper.pages(booklet)
    assert len(sheets) <= 16
    text = " ".join(" ".join(sheets).split())
    values = step_plan.settled(strict, None, language)
    assert [step.title for step in step_plan.steps(language, values) if step.title not in text] == []
    leads = [step.lead for step in step_plan.steps(language, values)]
    begins = [
        number for lead in leads for number, sheet in enumerate(sheets, 1) if lead in " ".join(sheet.split())
    ]
    assert [int(number) for number in re.findall(r"^\d+$", sheets[0], re.MULTILINE)] == begins
    for told in ("WIJ Groningen", "Buurtteam Noord", "050 1112223", "112", "113", "Reanimeren", "20:00"):
        assert told in text, told
    assert "20:30" not in text and "de Boer" not in text
    assert all(ending.closing in text for ending in cards.endings(language, language))
    signed = {"nl": "Handtekening", "en": "Signature"}[language]
    assert signed in sheets[-1]


def test_the_booklet_is_of_the_reader_s_own_team_and_in_the_language_they_choose(
    without_paper: None, team: Team, ans: User, as_
) -> None:
    far = make.team("Elders")
    answer = as_(ans).post(reverse("step_plan_booklet"), {"language": "en", "team": far.pk})
    text = "".join(paper.pages(answer.content))
    assert "Before you begin" in text and "Elders" not in text
    printed = Event.objects.get(action="step_plan.printed")
    assert (printed.object_id, printed.actor_id) == (str(team.pk), ans.pk)


def test_the_safety_card_names_the_time_of_the_team(strict: Team, ans: User, riny: User, as_) -> None:
    flat = make.flat(strict, name="Maanflat")
    for person in (ans, riny):
        make.assign(person, flat)
    evening = make.walking_round(flat, ans, riny)
    type(evening).objects.update(state="planned", last_new_door=time(20, 0), asker_read_safety_at=None)
    page = as_(ans).get(reverse("round", args=[evening.pk])).text
    assert "Na 20:00 bellen we nergens meer aan." in page

"""What leaves for research could be anybody's, says what it is, and is written down once."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buurvoorbuur.models import Event, Team, User
from buurvoorbuur.refusals import Refused
from outreach import consents, optouts, questionnaires, research, research_files, residents
from outreach.consent_terms import How, Purpose
from outreach.models import (
    Answer,
    Flat,
    Interest,
    InterestChoice,
    Question,
    ResearchExport,
    Resident,
    Talk,
    Visit,
)
from outreach.opt_out_terms import Channel
from outreach.research import Handed, Handover
from tests import make, researched
from tests.house.test_nothing_readable_at_rest import every_value
from tests.researched import MARKER

At = researched.YEARS_END
FOR = Handover("Universiteit, mw. De Vries", "Wat maakt dat mensen zich thuis voelen")
FILLED_IN = {"recipient": FOR.recipient, "purpose": FOR.purpose}


@pytest.fixture
def planetenflat(team: Team, ans: User, riny: User) -> Flat:
    return researched.flat(team, ans, riny)


@pytest.fixture
def client(cora: User, as_) -> Client:
    made: Client = as_(cora)
    return made


def export(team: Team, by: User) -> Handed:
    return research.export(team=team, handover=FOR, by=by, at=At)


def files(team: Team, by: User) -> dict[str, str]:
    return researched.unpacked(research_files.packed(export(team, by)))


def data(team: Team, by: User) -> list[dict[str, str]]:
    return researched.rows(files(team, by)["data.csv"])


def test_a_row_tells_a_year_codes_and_interests_and_nothing_else(planetenflat: Flat, cora: User) -> None:
    rows = data(planetenflat.team, cora)
    assert len(rows) == 60
    assert {"id", "year", "feels_at_home", "pulls_activity", "shares_food", "wishes_food"} <= set(rows[0])
    assert not {"enough_contacts", "pleasant_or_change", "language", "flat"} & set(rows[0])
    assert Counter(row["shares_food"] for row in rows) == {"0": 30, "1": 30}
    assert Counter(row["feels_at_home"] for row in rows)[""] == 8
    assert {row["year"] for row in rows} == {"2026"}


def test_of_every_row_four_others_look_the_same_to_a_neighbour(planetenflat: Flat, cora: User) -> None:
    alike = Counter(
        tuple(value for name, value in row.items() if name not in ("id", "feels_at_home"))
        for row in data(planetenflat.team, cora)
    )
    assert len(alike) > 1
    assert min(alike.values()) >= 5


def test_two_files_share_no_number_and_no_order(planetenflat: Flat, cora: User) -> None:
    one, two = (data(planetenflat.team, cora) for _ in range(2))
    assert not {row["id"] for row in one} & {row["id"] for row in two}
    assert [row["id"] for row in one] == sorted(row["id"] for row in one)
    without = [[{**row, "id": ""} for row in rows] for rows in (one, two)]
    assert without[0] != without[1]
    by_all = [sorted(rows, key=lambda row: list(row.values())) for rows in without]
    assert by_all[0] == by_all[1]


def test_the_numbers_are_kept_nowhere(planetenflat: Flat, cora: User) -> None:
    numbers = [row["id"] for row in data(planetenflat.team, cora)]
    held = every_value()
    assert not [number for number in numbers if number.encode() in held]
    assert not [number for number in numbers if number.replace("-", "").encode() in held]


def test_who_takes_the_yes_back_is_not_in_the_next_file(planetenflat: Flat, cora: User) -> None:
    person = Resident.objects.filter(talk__visit__address__flat=planetenflat)[0]
    consents.withdraw(resident=person, purpose=Purpose.KEEP_ANSWERS, how=How.PHONE, by=cora, at=At)
    assert research.ready(planetenflat.team) == 59
    assert len(data(planetenflat.team, cora)) == 59


def test_one_of_a_household_who_takes_the_yes_back_takes_the_row_along(
    team: Team, ans: User, riny: User, cora: User
) -> None:
    made = researched.flat(team, ans, riny, talks=20)
    talk = Talk.objects.filter(visit__address__flat=made)[0]
    second = residents.add(talk=talk, notes=make.resident_notes("Tweede"), by=cora, at=At)
    assert research.ready(team) == 20
    consents.withdraw(resident=second, purpose=Purpose.KEEP_ANSWERS, how=How.PHONE, by=cora, at=At)
    assert Answer.objects.filter(talk=talk).exists(), "the other one still lets us keep them"
    assert research.ready(team) == 19


def test_a_door_that_said_no_is_not_in_it(planetenflat: Flat, cora: User) -> None:
    door = planetenflat.addresses.order_by("pk")[3]
    optouts.record(address=door, channel=Channel.PHONE, by=cora, at=At)
    assert len(data(planetenflat.team, cora)) == 59


def test_a_talk_waits_until_its_quarter_was_counted(planetenflat: Flat) -> None:
    first = Visit.objects.filter(address__flat=planetenflat)[:1]
    Visit.objects.filter(pk__in=first).update(recorded_at=At + timedelta(days=1))
    assert research.ready(planetenflat.team) == 59


def test_the_talks_of_another_team_stay_there(planetenflat: Flat, cora: User) -> None:
    far = make.team("Elders")
    assert research.ready(far) == 0
    with pytest.raises(Refused):
        export(far, cora)


def test_below_ten_it_is_refused_and_nothing_is_written_down(
    team: Team, ans: User, riny: User, cora: User
) -> None:
    made = researched.flat(team, ans, riny, talks=10)
    assert len(export(team, cora).rows) == 10
    optouts.record(address=made.addresses.first(), channel=Channel.PHONE, by=cora, at=At)
    before = Event.objects.count()
    with pytest.raises(Refused, match="refused"):
        export(team, cora)
    assert (Event.objects.count(), ResearchExport.objects.count()) == (before, 1)


def test_rows_that_are_left_out_are_counted_in_the_codebook(planetenflat: Flat, cora: User) -> None:
    """One home did not say whether it would get something going; nobody else is like that."""
    Answer.objects.filter(question__code="pulls_activity")[0].delete()
    handed = export(planetenflat.team, cora)
    assert (handed.export.talks, handed.export.left_out, len(handed.rows)) == (59, 1, 59)
    assert {row["pulls_activity"] for row in handed.rows} == {"yes", "maybe_later", "no"}
    read = " ".join(researched.unpacked(research_files.packed(handed))["codebook.html"].split())
    assert "59 gesprekken staan in het bestand. 1 gesprek is weggelaten" in read


def test_a_column_that_picks_people_out_stays_and_is_named_in_the_codebook(
    team: Team, ans: User, riny: User, cora: User
) -> None:
    researched.flat(team, ans, riny, talks=12)
    handed = export(team, cora)
    assert [column.name for column in handed.stayed] == ["pulls_activity"]
    assert "pulls_activity" not in handed.rows[0]
    packed = researched.unpacked(research_files.packed(handed))
    assert "Wil iets op gang brengen" in packed["codebook.html"]
    assert "pulls_activity" not in packed["codebook.html"] + packed["codebook.csv"]


def test_the_codebook_names_every_column_and_code_of_the_data_and_no_other(
    planetenflat: Flat, cora: User
) -> None:
    liked = Interest.objects.get(code="cook_together")
    for one in Resident.objects.filter(talk__visit__address__flat=planetenflat)[:30]:
        one.interest_choices.create(interest=liked, direction="wishes")
    packed = files(planetenflat.team, cora)
    held: dict[str, set[str]] = {}
    for row in researched.rows(packed["data.csv"]):
        for name, value in row.items():
            held.setdefault(name, set()).add("" if name == "id" else value)
    said: dict[str, set[str]] = {}
    for line in researched.rows(packed["codebook.csv"]):
        said.setdefault(line["column"], set()).add(line["code"])
    assert list(said) == list(held)
    asked = {"year", "feels_at_home", "pulls_activity", "shares_food", "wishes_food"}
    assert {name: said[name] for name in asked} == {
        name: held[name] | ({""} if name == "pulls_activity" else set()) for name in asked
    }
    assert all(held[name] <= said[name] for name in held)
    assert {frozenset(said[name]) for name in set(said) - asked - {"id"}} == {frozenset("01")}


def test_the_codebook_speaks_both_languages(planetenflat: Flat, cora: User) -> None:
    lines = researched.rows(files(planetenflat.team, cora)["codebook.csv"])
    scale = next(line for line in lines if (line["column"], line["code"]) == ("feels_at_home", "5"))
    assert scale["code_nl"] == "5 – helemaal thuis" and scale["code_en"] == "5 – completely at home"
    assert scale["column_nl"].startswith("Thuis in de buurt")
    assert scale["column_en"].startswith("At home here")
    food = next(line for line in lines if line["column"] == "shares_food")
    assert (food["column_nl"], food["column_en"]) == (
        "Doet graag: Eten en drinken",
        "Likes to do: Food and drink",
    )


def test_no_word_or_name_of_a_resident_is_in_any_file(planetenflat: Flat, cora: User) -> None:
    handed = export(planetenflat.team, cora)
    packed = researched.unpacked(research_files.packed(handed))
    assert set(packed) == {"data.csv", "codebook.csv", "codebook.html"}
    for text in packed.values():
        for never in (MARKER.lower(), "planetenlaan", "planetenflat", "oktober", "october", "2026-10"):
            assert never not in text.lower()


def test_what_is_no_code_is_no_answer_and_nothing_becomes_a_formula(planetenflat: Flat, cora: User) -> None:
    homes = list(Answer.objects.filter(question__code="feels_at_home").order_by("pk")[:2])
    for answer, value in zip(homes, ("=1+1", f"{MARKER}"), strict=True):
        answer.value = value
        answer.save()
    Question.objects.filter(code="feels_at_home").update(label_nl='=HYPERLINK("x")', label_en="+1")
    packed = files(planetenflat.team, cora)
    rows = researched.rows(packed["data.csv"])
    assert Counter(row["feels_at_home"] for row in rows)[""] == 10
    lines = researched.rows(packed["codebook.csv"])
    cells = [cell for line in [*rows, *lines] for cell in line.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)


def test_a_question_that_was_sensitive_once_stays_here(planetenflat: Flat, cora: User) -> None:
    """Also when that was in another version than the one that was asked in these talks."""
    current = questionnaires.current(planetenflat.team)
    later = questionnaires.copy(questionnaire=current, by=cora, at=At)
    questionnaires.put_in_use(questionnaire=later, by=cora, at=At)
    assert "feels_at_home" in data(planetenflat.team, cora)[0]
    later.questions.filter(code="feels_at_home").update(is_sensitive=True)
    assert "feels_at_home" not in data(planetenflat.team, cora)[0]
    Question.objects.filter(code="feels_at_home").update(is_sensitive=True)
    later.questions.filter(code="feels_at_home").update(is_sensitive=False)
    assert "feels_at_home" not in data(planetenflat.team, cora)[0]


def test_who_took_it_for_whom_and_what_for_is_written_down_with_one_event(
    planetenflat: Flat, client: Client, cora: User
) -> None:
    address = reverse("research", args=[planetenflat.team_id])
    before = Event.objects.count()
    answer = client.post(address, FILLED_IN)
    assert answer["Content-Type"] == "application/zip"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"] == 'attachment; filename="onderzoek-paddepoel.zip"'
    assert len(researched.rows(researched.unpacked(answer.content)["data.csv"])) == 60
    kept = ResearchExport.objects.get()
    assert (kept.recipient, kept.purpose, kept.made_by) == (FOR.recipient, FOR.purpose, cora)
    assert Event.objects.count() == before + 1
    event = Event.objects.order_by("pk").last()
    assert event and (event.action, event.object_id) == ("research.exported", str(kept.pk))
    page = client.get(address).text
    assert FOR.recipient in page and FOR.purpose in page and "60 gesprekken" in page


@pytest.mark.parametrize("empty", ["recipient", "purpose"])
def test_without_for_whom_and_for_what_nothing_leaves(planetenflat: Flat, client: Client, empty: str) -> None:
    answer = client.post(reverse("research", args=[planetenflat.team_id]), {**FILLED_IN, empty: "  "})
    assert answer["Content-Type"].startswith("text/html")
    assert "Dit veld is verplicht" in answer.text
    assert not ResearchExport.objects.exists()


def test_looking_at_the_page_makes_no_file_and_opens_no_answer(planetenflat: Flat, client: Client) -> None:
    before = Event.objects.count()
    with CaptureQueriesContext(connection) as asked:
        page = client.get(reverse("research", args=[planetenflat.team_id]))
    assert "Dit gaat mee" in page.text and "Thuis in de buurt" in page.text
    assert "Genoeg contacten" not in page.text
    assert not [query for query in asked.captured_queries if '"outreach_answer"."value"' in query["sql"]]
    assert Event.objects.count() == before


def test_no_button_stands_where_it_can_only_be_refused(flat: Flat, client: Client) -> None:
    page = client.get(reverse("research", args=[flat.team_id])).text
    assert "Minder dan tien gesprekken kunnen mee" in page
    assert "Maak het bestand" not in page


def test_from_ten_talks_on_it_is_never_refused(team: Team, ans: User, riny: User, cora: User) -> None:
    """However rare what somebody likes is: then that column stays here, and the ten go."""
    researched.flat(team, ans, riny, talks=10)
    liked = Interest.objects.get(code="cook_together")
    InterestChoice.objects.all().delete()
    Resident.objects.order_by("pk")[0].interest_choices.create(interest=liked, direction="wishes")
    handed = export(team, cora)
    assert len(handed.rows) == 10
    assert "wishes_food" in [column.name for column in handed.stayed]


def test_a_refusal_stands_on_the_page_with_what_was_typed(flat: Flat, client: Client) -> None:
    page = client.post(reverse("research", args=[flat.team_id]), FILLED_IN).text
    assert "Minder dan tien gesprekken kunnen mee" in page
    assert FOR.recipient in page


def test_it_takes_as_many_queries_whatever_is_in_it(team: Team, ans: User, riny: User, cora: User) -> None:
    counts = []
    for name, talks in (("Planetenflat", 12), ("Maanflat", 30)):
        researched.flat(team, ans, riny, talks=talks, name=name)
        with CaptureQueriesContext(connection) as asked:
            export(team, cora)
        counts.append(len([q for q in asked.captured_queries if "SAVEPOINT" not in q["sql"]]))
    assert counts[0] == counts[1] <= 10

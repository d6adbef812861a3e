"""The demo's material: invented people and doors that add up, and that fit the starter texts."""

import re
import tomllib
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from buurvoorbuur.roles import Role
from outreach.consent_terms import LONGEST_FOLLOW_UP, STAYING_IN_TOUCH, Direction, Field, Purpose
from outreach.flat_phases import Phase
from outreach.opt_out_terms import Channel
from outreach.question_kinds import SCALE, PullAnswer, QuestionKind
from outreach.visit_states import LATEST_NEW_DOOR, Occupancy, Outcome, PartOfDay

STARTER = Path(__file__).parents[2] / "outreach" / "starter"


def toml(name: str) -> dict[str, Any]:
    return tomllib.loads((STARTER / name).read_text(encoding="utf-8"))


DEMO = toml("demo.toml")
TALKERS = [(home, person) for home in DEMO["households"] for person in home["residents"]]
PEOPLE = [person for _, person in TALKERS]
QUESTIONS = toml("questionnaire.toml")["questions"]
DIRECTIONS = {
    item["code"]: item["directions"] for group in toml("interests.toml")["groups"] for item in group["items"]
}


def last_outcomes() -> dict[int, str]:
    """The last thing that happened at each door of the demo, in order of the rounds."""
    return {visit["door"]: visit["outcome"] for evening in DEMO["rounds"] for visit in evening["visits"]}


def test_the_ledger_of_the_demo_closes_as_in_the_publication() -> None:
    flat = DEMO["flats"][0]
    doors = set(range(flat["number_from"], flat["number_to"] + 1, flat["number_step"]))
    opted_out = {row["door"] for row in DEMO["opt_outs"]}
    outcomes = last_outcomes()
    planned_only = {door for evening in DEMO["rounds"] for door in evening.get("planned_only", [])}
    assert (len(doors), len(DEMO["opt_outs"]), len(opted_out)) == (90, 24, 24)
    assert Counter(outcomes.values()) == {
        Outcome.TALK: 24, Outcome.NOBODY_HOME: 23, Outcome.DECLINED_DOOR: 11, Outcome.DECLINED_INTERCOM: 7,
    }  # fmt: skip
    assert len(planned_only) == 1
    parts = [opted_out, set(outcomes), planned_only]
    assert set().union(*parts) == doors and sum(map(len, parts)) == len(doors)


def test_the_demo_rings_ten_doors_an_evening_and_none_after_half_past_eight() -> None:
    assert len(DEMO["rounds"]) == 7
    lengths = {home["door"]: home["minutes"] for home in DEMO["households"]}
    for evening in DEMO["rounds"]:
        free_at = evening["starts_at"]
        assert len(evening["visits"]) + len(evening.get("planned_only", [])) == 10
        for visit in evening["visits"]:
            assert free_at <= visit["at"] <= f"{LATEST_NEW_DOOR:%H:%M}"
            talk = lengths[visit["door"]] if visit["outcome"] == Outcome.TALK else 0
            hours, minutes = map(int, visit["at"].split(":"))
            free_at = "{:02d}:{:02d}".format(*divmod(hours * 60 + minutes + talk, 60))
            assert visit.get("come_back_part", "") in ["", *PartOfDay]
            assert visit.get("occupancy", Occupancy.UNKNOWN) in set(Occupancy)
        assert free_at <= evening["ends_at"]


def test_the_demo_walks_in_twos_and_a_newcomer_with_somebody_experienced() -> None:
    members = {member["code"]: member for member in DEMO["members"]}
    assert {member["role"] for member in members.values()} == set(Role)
    for evening in DEMO["rounds"]:
        pair = [members[evening["asker"]], members[evening["note_taker"]]]
        assert pair[0] is not pair[1]
        assert all(member["role"] == Role.INITIATOR for member in pair)
        assert any(member["is_experienced"] for member in pair)


def test_demo_days_are_in_order_and_never_a_sunday() -> None:
    def day(row: dict[str, int]) -> int:
        assert 1 <= row["weekday"] <= 6
        return -7 * row["weeks_ago"] + row["weekday"]

    letter = DEMO["letter"]
    evenings = [day(evening) for evening in DEMO["rounds"]]
    assert day(letter["printed"]) <= day(letter["delivered"]) <= day(letter["first_visit"]) - 7
    assert evenings == sorted(set(evenings)) and evenings[0] == day(letter["first_visit"])
    assert all(day(letter["delivered"]) < day(row) < evenings[0] for row in DEMO["opt_outs"])
    assert {row["channel"] for row in DEMO["opt_outs"]} <= set(Channel)
    assert {flat["phase"] for flat in DEMO["flats"]} <= set(Phase)


def test_the_demo_has_24_talks_with_34_people_of_whom_30_may_be_stored() -> None:
    talks = [door for door, outcome in last_outcomes().items() if outcome == Outcome.TALK]
    assert sorted(talks) == [home["door"] for home in DEMO["households"]]
    assert all(home["minutes"] <= 30 and home["language"] in ("nl", "en") for home in DEMO["households"])
    assert (len(PEOPLE), len([person for person in PEOPLE if person["consents"]])) == (34, 30)
    assert len({person["name"] for person in PEOPLE}) == 34


@pytest.mark.parametrize("direction", list(Direction))
def test_every_interest_in_the_demo_exists_in_that_direction(direction: Direction) -> None:
    unknown = [
        (person["name"], code)
        for person in PEOPLE
        for code in person[direction]
        if direction not in DIRECTIONS.get(code, ())
    ]
    assert unknown == []


def test_demo_languages_moments_and_numbers_of_interests_are_plausible() -> None:
    spoken = {language["code"] for language in toml("languages.toml")["languages"]}
    for home, person in TALKERS:
        assert home["language"] in person["languages"]
        assert set(person["languages"]) <= spoken
        assert set(person["moments"]) <= set(PartOfDay) and person["moments"]
        interests = [code for direction in Direction for code in person[direction]]
        assert 3 <= len(interests) <= 10
        assert all(len(set(person[way])) == len(person[way]) for way in Direction)


def test_demo_answers_fit_the_questions() -> None:
    kinds = {question["code"]: question["kind"] for question in QUESTIONS}
    for home in DEMO["households"]:
        for code, answer in home["answers"].items():
            if kinds[code] == QuestionKind.SCALE:
                assert answer in SCALE
            elif kinds[code] == QuestionKind.CHOICE:
                assert answer in set(PullAnswer)
            else:
                assert 0 < len(answer) <= 200
    assert any(len(home["answers"]) < len(QUESTIONS) for home in DEMO["households"]), "nobody skips anything"


def test_demo_consents_are_of_all_kinds_and_follow_from_each_other() -> None:
    for home, person in TALKERS:
        given = set(person["consents"])
        assert given <= set(Purpose)
        assert (Purpose.SHARE_FIELDS in given) == bool(person.get("shared_fields"))
        assert set(person.get("shared_fields", [])) <= set(Field)
        assert {"phone", "email"} & set(person.get("shared_fields", [])) <= set(person)
        if Purpose.MATCH in given:
            assert Purpose.KEEP_ANSWERS in given
        if Purpose.NAMED_STUURBUUR in given:
            assert home["answers"]["pulls_activity"] == PullAnswer.YES
    kinds = {frozenset(person["consents"]) for person in PEOPLE}
    assert {frozenset(), frozenset({Purpose.KEEP_ANSWERS}), frozenset({Purpose.KEEP_POSTED})} <= kinds
    assert sum(Purpose.NAMED_STUURBUUR in person["consents"] for person in PEOPLE) == 2


def test_demo_talks_later_on_with_residents_who_let_us_in_twos_and_after_the_rounds() -> None:
    members = {member["code"]: member["role"] for member in DEMO["members"]}
    agreed = {(home["door"], person["name"]): set(person["consents"]) for home, person in TALKERS}
    last_round = min(evening["weeks_ago"] for evening in DEMO["rounds"])
    for row in DEMO["follow_ups"]:
        given = agreed[row["door"], row["resident"]]
        assert given & set(STAYING_IN_TOUCH) and Purpose.KEEP_ANSWERS in given
        assert row["first"] != row["second"]
        assert {members[row["first"]], members[row["second"]]} <= {Role.INITIATOR, Role.COORDINATOR}
        assert 0 < row["minutes"] <= LONGEST_FOLLOW_UP
        assert row["weeks_ago"] < last_round and 1 <= row["weekday"] <= 6


def test_nobody_in_the_demo_can_be_rung_or_mailed() -> None:
    rows = [DEMO["team"], *DEMO["members"], *PEOPLE]
    phones = [row["phone"] for row in rows if "phone" in row]
    emails = [row["email"] for row in rows if "email" in row]
    # No Dutch subscriber number starts with a zero.
    assert [phone for phone in phones if not re.fullmatch(r"050-000 \d\d \d\d", phone)] == []
    assert [email for email in emails if not email.endswith("@example.org")] == []
    assert len(set(phones)) == len(phones) and len(set(emails)) == len(emails)


def fit(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """A thing to do together or an offer that meets a wish, a language and a moment in common."""
    shared = set(one["shares"]) & set(other["shares"])
    met = (set(one["offers"]) & set(other["wishes"])) | (set(other["offers"]) & set(one["wishes"]))
    meet = [set(one[key]) & set(other[key]) for key in ("languages", "moments")]
    return bool(shared or met) and all(meet)


def test_every_demo_resident_who_asks_for_it_has_a_neighbour_to_meet() -> None:
    seekers = [(home["door"], person) for home, person in TALKERS if Purpose.MATCH in person["consents"]]
    pairs = [
        {one["name"], other["name"]}
        for (door, one), (other_door, other) in combinations(seekers, 2)
        if door != other_door and fit(one, other)
    ]
    assert len(seekers) >= 24
    assert set().union(*pairs) == {person["name"] for _, person in seekers}

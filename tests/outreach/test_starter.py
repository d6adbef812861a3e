"""The starter texts: complete in both languages, and without a word that makes a neighbour needy."""

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from outreach import cards
from outreach.consent_terms import Direction, Field, Purpose
from outreach.letter_text import DUTCH
from outreach.question_kinds import MOST_QUESTIONS, PullAnswer, QuestionKind

STARTER = Path(__file__).parents[2] / "outreach" / "starter"
LANGUAGES = ("nl", "en")
NEWEST_CONSENTS = f"consents/{cards.consent_text_version()}"
TOKEN = re.compile(r"\[\[([\w-]+)\]\]")
LETTER_TOKENS = {
    "street", "door", "team", "neighbourhood", "asker", "note_taker", "first_visit_on", "phone", "email",
    "optout_url", "code", "flat",
}  # fmt: skip
INTRODUCTION_TOKENS = {
    "name", "others", "contact_lines", "activity", "place", "first_step", "team", "phone", "email",
}  # fmt: skip
REPORT_TOKENS = {"flat", "team", "talks", "activities", "phone", "email", "stuurbuur"}
NOT_TO_RESIDENTS = (
    "hulp nodig", "hulpvra", "hulpbehoevend", "behoeftig", "kwetsba", "eenza", "isolement", "doelgroep",
    "needy", "in need", "need help", "vulnerab", "lonel", "isolat", "target group",
)  # fmt: skip
# Whole words, since 'ziek' also ends 'muziek'.
NOT_A_TOPIC = re.compile(
    r"\b(ouderen|bejaard\w*|senior\w*|leeftijd|ziek\w*|gezondheid|zorg|kerk|moskee|geloof|gebed|bijbel|koran"
    r"|politiek\w*|partij|afkomst|etnisch\w*|elderly|age|ill|illness|health|care|church|mosque|faith|prayer"
    r"|religio\w*|politic\w*|ethnic\w*|origin)\b"
)


def toml(name: str) -> dict[str, Any]:
    return tomllib.loads((STARTER / name).read_text(encoding="utf-8"))


def text(name: str) -> str:
    return (STARTER / name).read_text(encoding="utf-8")


def places(letter: str) -> list[str]:
    """What a letter fills in, by the names that every language understands."""
    named = {dutch: token.value for token, dutch in DUTCH.items()}
    return [named.get(place, place) for place in TOKEN.findall(letter)]


INTERESTS = [item for group in toml("interests.toml")["groups"] for item in group["items"]]
DIRECTIONS = {item["code"]: set(item["directions"]) for item in INTERESTS}
LETTER_WORDS = toml("letter_words.toml")
SUBJECTS = {"nl": "Betreft:", "en": "Subject:"}
QUESTIONS = toml("questionnaire.toml")["questions"]


def strings(value: Any, language: str) -> list[str]:
    """Every text in one language, however deep it lies."""
    if isinstance(value, list):
        return [found for part in value for found in strings(part, language)]
    if not isinstance(value, dict):
        return []
    found: list[str] = []
    for key, part in value.items():
        mine = key == language or key.endswith(f"_{language}")
        found += [part] if mine and isinstance(part, str) else strings(part, language)
        found += part if mine and isinstance(part, list) else []
    return found


def to_residents() -> dict[str, str]:
    """All starter texts that a resident reads or hears, by file."""
    files = ("interests", "languages", "questionnaire", NEWEST_CONSENTS, "flat_report")
    spoken = {
        f"{name} {language}": "\n".join(strings(toml(f"{name}.toml"), language))
        for name in files
        for language in LANGUAGES
    }
    letters = {path.name: text(path.name) for path in STARTER.glob("*.txt")}
    return spoken | letters


def sentences(words: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.?!:።؟])\s+|\n+", words) if part.strip(" #")]


# Both languages


@pytest.mark.parametrize(
    "name",
    ["interests", "languages", "questionnaire", NEWEST_CONSENTS, "trust", "flat_report", "safety_card"],
)
def test_every_text_exists_in_both_languages(name: str) -> None:
    def check(value: Any, where: str) -> None:
        if isinstance(value, list):
            for part in value:
                check(part, where)
        if not isinstance(value, dict):
            return
        pairs = {re.sub(r"(^|_)(nl|en)$", "", key) for key in value if re.search(r"(^|_)(nl|en)$", key)}
        for stem in pairs:
            both = [value.get(f"{stem}_{language}" if stem else language) for language in LANGUAGES]
            assert all(both), f"{where}: {value}"
            assert isinstance(both[0], str) or len(both[0]) == len(both[1]), f"{where}: {both}"
        for key, part in value.items():
            check(part, f"{where} {key}")

    check(toml(f"{name}.toml"), name)
    assert len(strings(toml(f"{name}.toml"), "nl")) == len(strings(toml(f"{name}.toml"), "en")) > 0


@pytest.mark.parametrize("name", ["letter", "introduction"])
def test_a_letter_has_the_same_shape_in_both_languages(name: str) -> None:
    dutch, english = (text(f"{name}.{code}.txt") for code in LANGUAGES)
    assert Counter(places(dutch)) == Counter(places(english))
    for one, other in zip(dutch.split("\n"), english.split("\n"), strict=True):
        assert (bool(one), one.startswith("# ")) == (bool(other), other.startswith("# "))


# Words


@pytest.mark.parametrize("where", sorted(to_residents()))
def test_no_text_to_residents_makes_anyone_needy(where: str) -> None:
    words = to_residents()[where].casefold()
    assert [bad for bad in NOT_TO_RESIDENTS if bad in words] == []


@pytest.mark.parametrize("where", sorted(to_residents()))
def test_no_text_to_residents_asks_for_age_health_religion_politics_or_origin(where: str) -> None:
    assert NOT_A_TOPIC.findall(to_residents()[where].casefold()) == []


def test_a_resident_is_called_u_and_a_volunteer_je() -> None:
    familiar = re.compile(r"\b(je|jij|jou|jouw|jullie)\b", re.IGNORECASE)
    spoken = {where: words for where, words in to_residents().items() if not where.endswith(("en", "en.txt"))}
    assert {where: familiar.findall(words) for where, words in spoken.items() if familiar.search(words)} == {}
    to_volunteers = strings(toml("trust.toml"), "nl") + [x["nl"] for x in toml("safety_card.toml")["lines"]]
    assert [words for words in to_volunteers if re.search(r"\b(u|uw)\b", words)] == []


@pytest.mark.parametrize("where", sorted(to_residents()))
def test_no_sentence_to_residents_is_longer_than_25_words(where: str) -> None:
    assert [line for line in sentences(to_residents()[where]) if len(line.split()) > 25] == []


# Interests and languages


def test_the_taxonomy_holds_about_120_items_in_a_dozen_groups() -> None:
    groups = toml("interests.toml")["groups"]
    assert len(groups) == 12
    assert [group["order"] for group in groups] == list(range(1, 13))
    assert 110 <= len(INTERESTS) <= 130


def test_codes_of_interests_are_stable_snake_case_and_unique() -> None:
    groups = toml("interests.toml")["groups"]
    codes = [row["code"] for row in INTERESTS + groups]
    assert [code for code in codes if not re.fullmatch(r"[a-z]+(_[a-z]+)*", code) or len(code) > 40] == []
    assert [code for code, count in Counter(codes).items() if count > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_interests_read_the_same(language: str) -> None:
    labels = Counter(item[language].casefold() for item in INTERESTS)
    assert [label for label, count in labels.items() if count > 1] == []
    assert max(map(len, labels)) <= 80
    assert max(len(item[f"activity_{language}"]) for item in INTERESTS) <= 160


def test_every_interest_has_a_direction_and_every_offer_or_wish_can_be_met() -> None:
    known = set(Direction)
    assert [code for code, ways in DIRECTIONS.items() if not ways or not ways <= known] == []
    # A wish without an offer could never be answered.
    assert [code for code, ways in DIRECTIONS.items() if "wishes" in ways and "offers" not in ways] == []


def test_what_the_publication_mentions_is_in_the_taxonomy() -> None:
    mentioned = (
        "eat_together cook_together walking gardening picking_garden litter_picking neighbours_day "
        "neighbourhood_library bench_outside dutch_practice small_jobs groceries coffee_and_tea making_music "
        "board_games babysitting computer_help car_rides"
    )
    assert set(mentioned.split()) <= set(DIRECTIONS)


def test_languages_have_iso_codes_with_dutch_and_english_first() -> None:
    languages = toml("languages.toml")["languages"]
    codes = [language["code"] for language in languages]
    assert codes[:2] == ["nl", "en"]
    assert [code for code in codes if not re.fullmatch(r"[a-z]{2,3}", code)] == []
    assert len(set(codes)) == len(codes)
    assert 30 <= len(codes) <= 40
    names = [language["nl"].casefold() for language in languages[2:]]
    assert names == sorted(names)


# The talk


def test_the_questionnaire_is_short_and_every_question_may_be_skipped() -> None:
    assert toml("questionnaire.toml")["version"] == 1
    assert 0 < len(QUESTIONS) <= MOST_QUESTIONS
    assert all(question["skippable"] for question in QUESTIONS)
    assert {question["kind"] for question in QUESTIONS} == set(QuestionKind)


def test_questions_go_from_light_to_personal_and_ask_the_offer_before_the_wish() -> None:
    kinds = [question["kind"] for question in QUESTIONS]
    assert kinds[0] == QuestionKind.TEXT
    assert kinds.index(QuestionKind.INTERESTS_OFFERS) < kinds.index(QuestionKind.INTERESTS_WISHES)
    assert [question["code"] for question in QUESTIONS if question["sensitive"]] == ["enough_contacts"]
    assert not any(question["sensitive"] for question in QUESTIONS[:3])


def test_a_scale_names_its_ends_and_the_choice_has_three_answers() -> None:
    for question in QUESTIONS:
        is_scale = question["kind"] == QuestionKind.SCALE
        assert is_scale == ("scale_low_nl" in question) == ("scale_high_en" in question)
    [choices] = [question["choices"] for question in QUESTIONS if question["kind"] == QuestionKind.CHOICE]
    assert [choice["code"] for choice in choices] == list(PullAnswer)


def test_the_opening_promises_nothing_and_the_closing_says_so_again() -> None:
    questionnaire = toml("questionnaire.toml")
    assert "geen belofte" in " ".join(questionnaire["opening"]["nl"])
    assert "not a promise" in " ".join(questionnaire["opening"]["en"])
    assert "We beloven niets" in " ".join(questionnaire["closing"]["nl"])
    assert "We promise nothing" in " ".join(questionnaire["closing"]["en"])


def test_the_consent_card_asks_every_purpose_and_says_how_to_stop() -> None:
    consents = toml(f"{NEWEST_CONSENTS}.toml")
    assert [purpose["code"] for purpose in consents["purposes"]] == list(Purpose)
    for purpose in consents["purposes"]:
        assert purpose["spoken_nl"].endswith("?") and purpose["spoken_en"].endswith("?")
        assert "net zo makkelijk" in purpose["happens_nl"] and "as easy as" in purpose["happens_en"]
    [fields] = [purpose["fields"] for purpose in consents["purposes"] if "fields" in purpose]
    assert {field["code"] for field in fields} == set(Field)


def test_the_safety_card_has_seven_lines_and_a_way_out_at_20_25_and_30_minutes() -> None:
    card = toml("safety_card.toml")
    assert len({line["code"] for line in card["lines"]}) == len(card["lines"]) == 7
    assert [ending["minute"] for ending in card["endings"]] == [20, 25, 30]


# Letters


def test_there_are_five_trust_questions() -> None:
    codes = [question["code"] for question in toml("trust.toml")["questions"]]
    assert codes == ["clear", "purpose", "honest", "about_us", "reliable"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_introduction_letter_holds_every_token_and_no_other(language: str) -> None:
    letter = text(f"letter.{language}.txt")
    assert set(places(letter)) == LETTER_TOKENS
    assert set(TOKEN.findall(letter)) == (LETTER_TOKENS if language == "en" else set(DUTCH.values()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_to_a_match_holds_every_token_and_no_other(language: str) -> None:
    assert set(TOKEN.findall(text(f"introduction.{language}.txt"))) == INTRODUCTION_TOKENS


@pytest.mark.parametrize("path", sorted(STARTER.glob("*.txt")), ids=lambda path: path.name)
def test_letters_are_plain_text_with_a_subject_headings_and_tokens_only(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    named, language = path.name.split(".")[:2]
    subject = LETTER_WORDS[language]["subject"] if named == "letter" else SUBJECTS[language]
    assert lines[0].startswith(f"{subject} ")
    assert lines[1] == ""
    rest = TOKEN.sub("", "\n".join(line.removeprefix("# ") for line in lines))
    assert re.findall(r"[<>{}\[\]*_#|`]", rest) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_fits_one_page_and_says_enough(language: str) -> None:
    words = [word for word in text(f"letter.{language}.txt").split() if word != "#"]
    assert 230 <= len(words) <= 280


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_flat_report_uses_only_its_own_tokens(language: str) -> None:
    assert set(TOKEN.findall("\n".join(strings(toml("flat_report.toml"), language)))) == REPORT_TOKENS

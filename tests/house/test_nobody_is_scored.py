"""No one is scored: answers are never added up, and the points of a proposal stand beside nobody alone."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse

from buurvoorbuur.models import Team
from buurvoorbuur.privacy import OUR_APPS
from matching.models import Proposal, ProposalMember, ProposalReason
from matching.scoring import NOT_USED, ReasonKind
from outreach import interests, questionnaires, research
from outreach.models import Address, Answer, Resident, Talk
from outreach.question_kinds import QuestionKind
from tests import make
from tests.house.conftest import World
from tests.house.site_map import NAMES
from tests.house.test_access import urls

__all__ = ["urls"]

ROOT = Path(__file__).resolve().parents[2]
PERSONS = (Resident, Talk, Answer, Address, ProposalMember)
NUMERIC = (models.IntegerField, models.DecimalField, models.FloatField)
A_SCORE = re.compile(r"(^|_)(scores?|points|tenths|index|rank|rating|level|risk|severity)(_|$)")
# What makes a number of an answer, which is text.
NUMBERS = {"int", "float", "Decimal", "Fraction", "Avg", "Sum", "Cast", "mean", "fmean", "median", "stdev"}
# Where a proposal is weighed.
SHOWS_POINTS = {
    "matching/exchange.html",
    "matching/parts/row.html",
    "matching/proposal.html",
    "parts/reasons.html",
}
WEIGHS = {"proposals", "proposal", "proposals_approve", "proposal_exchange"}


def code() -> Iterator[tuple[str, ast.Module]]:
    for package in OUR_APPS:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def reads_answers(module: ast.Module) -> bool:
    """Whether it takes `Answer` from the models, or the answers of a talk, or those that were counted."""
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("outreach.models"):
            found = "Answer" in {name.name for name in node.names}
        else:
            found = isinstance(node, ast.Attribute) and node.attr == "answers"
        if found:
            return True
    return False


def is_true_or_not(said: ast.expr) -> bool:
    return isinstance(said, ast.Compare) or (isinstance(said, ast.UnaryOp) and isinstance(said.op, ast.Not))


def called(module: ast.Module) -> set[str]:
    """What it calls, but for a number of what is true or not: that counts, and weighs no answer."""
    calls = [node for node in ast.walk(module) if isinstance(node, ast.Call)]
    functions = [call.func for call in calls if not any(map(is_true_or_not, call.args))]
    names = {function.id for function in functions if isinstance(function, ast.Name)}
    return names | {function.attr for function in functions if isinstance(function, ast.Attribute)}


def test_what_reads_an_answer_makes_no_number_of_it() -> None:
    readers = {name: module for name, module in code() if reads_answers(module)}
    assert {
        "outreach/report_counts.py",
        "outreach/research.py",
        "outreach/resident_pages.py",
        "matching/candidates.py",
    } <= set(readers)
    assert {name: found for name, module in readers.items() if (found := called(module) & NUMBERS)} == {}


def test_no_kind_of_question_adds_up_and_a_team_adds_only_open_ones(world: World) -> None:
    assert set(QuestionKind) == {
        "text", "scale", "choice", "interests_shares", "interests_offers", "interests_wishes"
    }  # fmt: skip
    draft = world.draft(without=1)
    words = dict.fromkeys(("label_nl", "label_en", "text_nl", "text_en"), "Hoe vaak mist u mensen?")
    added = questionnaires.add_question(questionnaire=draft, **words, by=world.cora, at=make.EVENING)
    assert added.kind == QuestionKind.TEXT


def test_the_starter_questions_have_no_weights_and_one_about_contacts() -> None:
    starter = tomllib.loads(questionnaires.STARTER.read_text(encoding="utf-8"))["questions"]
    words = {
        f"{part}_{language}"
        for part in ("label", "text", "scale_low", "scale_high")
        for language in ("nl", "en")
    }
    assert {key for row in starter for key in row} == {
        "code", "kind", "sensitive", "skippable", "choices", *words
    }  # fmt: skip
    assert {key for row in starter for choice in row.get("choices", ()) for key in choice} == {
        "code",
        "nl",
        "en",
    }
    assert [row["code"] for row in starter if row["kind"] == "scale"] == ["feels_at_home", "enough_contacts"]
    assert [row["code"] for row in starter if row["sensitive"]] == ["enough_contacts"]


def test_matching_knows_nothing_of_enough_contacts() -> None:
    assert {"contacts_answer", "loneliness"} <= set(NOT_USED)
    for path in (ROOT / "matching").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "enough_contacts" not in text and "ENOUGH_CONTACTS" not in text, path


def is_score(field: models.Field) -> bool:  # type: ignore[type-arg]
    return isinstance(field, NUMERIC) and A_SCORE.search(field.name) is not None


def test_only_what_several_have_together_has_points() -> None:
    ours = [model for label in OUR_APPS for model in apps.get_app_config(label).get_models()]
    scored = {model for model in ours if any(map(is_score, model._meta.fields))}
    assert {Proposal, ProposalReason} <= scored
    about_one = {
        model.__name__: field.name
        for model in scored
        for field in model._meta.fields
        if model in PERSONS or (isinstance(field, models.ForeignKey) and field.related_model in PERSONS)
    }
    assert about_one == {}


def test_every_reason_is_about_two_or_more() -> None:
    """A new reason is weighed here first: what is it that these people have together?"""
    assert set(ReasonKind) == {
        "shared_interests", "first_offers", "second_offers", "both_ways", "part_of_day", "same_flat",
        "near_floor", "neighbouring_flat", "same_activity", "group_offers", "willing_to_pull",
    }  # fmt: skip


def test_a_column_for_research_is_one_answer_or_one_group_of_interests(team: Team) -> None:
    interests.load_starter()
    for column in research.columns(team):
        assert (column.question is None) is (column.group is not None)
        assert not A_SCORE.search(column.name)
        assert column.question is None or column.codes == research.CODES[column.question.kind]


def test_no_other_template_speaks_of_points() -> None:
    tag = re.compile(r"{[{%][^}]*\b(score|points|tenths)\b[^}]*[}%]}")
    words = re.compile(r'"[^"]*"')
    names = {
        str(path.relative_to(ROOT / "templates"))
        for path in (ROOT / "templates").rglob("*.html")
        if tag.search(words.sub("", path.read_text(encoding="utf-8")))
    }
    assert names == SHOWS_POINTS


@pytest.fixture
def marked(world: World, urls: dict[str, str]) -> dict[str, str]:
    """Everything of the access table, with points that stand nowhere by chance."""
    Proposal.objects.update(score=873)
    ProposalReason.objects.update(points=873)
    return urls


def test_points_stand_where_a_proposal_is_weighed_and_on_no_page_about_one(
    world: World, marked: dict[str, str], as_
) -> None:
    client = as_(world.cora)
    shown = set()
    for name in NAMES:
        answer = client.get(marked[name])
        if answer.status_code == 200 and not answer.streaming and re.search(rb"\b87[.,]3\b", answer.content):
            shown.add(name)
    assert shown
    assert shown <= WEIGHS


def test_where_somebody_is_exchanged_the_points_are_of_all_together(world: World, as_) -> None:
    taken = world.somebody_else()
    proposal, member = taken["proposal"], taken["member"]
    assert isinstance(proposal, Proposal) and isinstance(member, ProposalMember)
    page = as_(world.cora).get(reverse("proposal_exchange", args=[proposal.pk, member.pk])).text
    assert "Derde" in page
    assert re.search(r"· samen met de anderen [\d,]+ punten", page)
    assert len(re.findall(r"punten", page)) == len(re.findall(r"samen met de anderen", page))

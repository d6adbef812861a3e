"""A team's questions: copied, changed as a draft, at most eight, and frozen once in use."""

from uuid import uuid4

import pytest

from buurvoorbuur.models import Event, Team, User
from buurvoorbuur.refusals import Refused
from outreach import interests, questionnaires, starting
from outreach.consent_terms import Direction
from outreach.models import Interest, InterestGroup, Question, Questionnaire
from outreach.question_kinds import MOST_QUESTIONS, QuestionKind
from tests import make

AT = make.EVENING
WORDS = {"label_nl": "Kort", "label_en": "Short", "text_nl": "Hoe is het?", "text_en": "How are you?"}


@pytest.fixture
def draft(team: Team, cora: User) -> Questionnaire:
    return questionnaires.copy(questionnaire=questionnaires.current(team), by=cora, at=AT)


def codes(version: Questionnaire) -> list[str]:
    return list(version.questions.values_list("code", flat=True))


def test_a_copy_has_the_same_questions_and_there_is_one_draft_at_a_time(
    draft: Questionnaire, team: Team, cora: User
) -> None:
    current = questionnaires.current(team)
    assert (draft.version, codes(draft)) == (2, codes(current))
    assert current.questions.count() == 8
    assert questionnaires.copy(questionnaire=current, by=cora, at=AT) == draft
    assert Event.objects.filter(action="questionnaire.copied").count() == 1


def test_talks_get_a_draft_only_once_it_is_put_in_use(draft: Questionnaire, team: Team, cora: User) -> None:
    assert questionnaires.current(team) != draft
    questionnaires.put_in_use(questionnaire=draft, by=cora, at=AT)
    assert questionnaires.current(team) == draft
    assert questionnaires.open_draft(team) is None


def test_a_version_in_use_is_not_changed(team: Team, cora: User) -> None:
    current = questionnaires.current(team)
    question = current.questions.first()
    assert question
    with pytest.raises(Refused):
        questionnaires.change_question(question=question, **WORDS, position=1, by=cora, at=AT)
    with pytest.raises(Refused):
        questionnaires.add_question(questionnaire=current, **WORDS, by=cora, at=AT)
    with pytest.raises(Refused):
        questionnaires.remove_question(question=question, by=cora, at=AT)
    with pytest.raises(Refused):
        questionnaires.put_in_use(questionnaire=current, by=cora, at=AT)
    assert current.questions.count() == 8
    assert Question.objects.get(pk=question.pk).label_en == question.label_en


def test_a_question_is_reworded_and_moved_and_the_others_close_up(draft: Questionnaire, cora: User) -> None:
    first, second, third, *rest = codes(draft)
    question = draft.questions.get(code=first)
    questionnaires.change_question(question=question, **WORDS, position=3, by=cora, at=AT)
    assert codes(draft) == [second, third, first, *rest]
    assert list(draft.questions.values_list("position", flat=True)) == list(range(1, 9))
    assert draft.questions.get(code=first).text_nl == "Hoe is het?"


def test_eight_questions_is_the_most(draft: Questionnaire, cora: User) -> None:
    assert draft.questions.count() == MOST_QUESTIONS
    with pytest.raises(Refused):
        questionnaires.add_question(questionnaire=draft, **WORDS, by=cora, at=AT)


def test_questions_may_be_taken_out_and_added_again_and_again(draft: Questionnaire, cora: User) -> None:
    for _ in range(3):
        first = draft.questions.first()
        assert first
        questionnaires.remove_question(question=first, by=cora, at=AT)
        added = questionnaires.add_question(questionnaire=draft, **WORDS, by=cora, at=AT)
        assert (added.position, added.kind) == (8, QuestionKind.TEXT)
    assert len(set(codes(draft))) == 8


def test_an_empty_questionnaire_is_not_put_in_use(draft: Questionnaire, cora: User) -> None:
    for question in draft.questions.all():
        questionnaires.remove_question(question=question, by=cora, at=AT)
    with pytest.raises(Refused):
        questionnaires.put_in_use(questionnaire=draft, by=cora, at=AT)


def test_a_new_team_is_equipped_once_however_often_it_is_asked(db: None) -> None:
    team = Team.objects.create(name="Nieuw", neighbourhood="Buurt")
    for _ in range(2):
        starting.equip(team=team, at=AT)
    assert team.questionnaires.count() == 1
    assert InterestGroup.objects.count() == 12
    assert 110 <= Interest.objects.count() <= 130


def add(team: Team, by: User, **changes: object) -> Interest:
    facts = {"name_nl": "duiven", "name_en": "pigeons", "directions": frozenset({Direction.SHARES})}
    group = InterestGroup.objects.all()[0]
    return interests.add(team=team, group=group, by=by, at=AT, **{**facts, **changes})  # type: ignore[arg-type]


def test_a_teams_own_interest_is_seen_by_that_team_only(team: Team, cora: User) -> None:
    interests.load_starter()
    own = add(team, cora)
    assert (own.may_share, own.may_offer, own.may_wish) == (True, False, False)
    assert own in Interest.objects.of_team(team)
    assert own not in Interest.objects.of_team(make.team("Andere buurt"))
    interests.load_starter()
    assert Interest.objects.filter(pk=own.pk).exists()


def test_an_interest_that_stands_there_already_is_refused(team: Team, cora: User) -> None:
    interests.load_starter()
    add(team, cora)
    with pytest.raises(Refused) as no:
        add(team, cora, name_nl="Duiven")
    assert no.value.field == "name_nl"
    with pytest.raises(Refused):
        add(team, cora, name_nl="samen eten", name_en="x")
    with pytest.raises(Refused):
        add(team, cora, name_nl="vliegers", name_en="kites", directions=frozenset())
    assert Event.objects.filter(action="interest.added").count() == 1


def test_a_question_sent_twice_is_one_question(draft: Questionnaire, cora: User) -> None:
    for question in list(draft.questions.all())[:2]:
        questionnaires.remove_question(question=question, by=cora, at=AT)
    facts = {"questionnaire": draft, "id": uuid4(), "by": cora, "at": AT}
    first, again = (questionnaires.add_question(**facts, **WORDS) for _ in range(2))  # type: ignore[arg-type]
    assert first == again
    assert draft.questions.count() == 7
    assert Event.objects.filter(action="question.added").count() == 1
    with pytest.raises(Refused) as no:
        questionnaires.add_question(**facts, **{**WORDS, "text_nl": "Hoe dan?"})  # type: ignore[arg-type]
    assert no.value.code == "conflict"

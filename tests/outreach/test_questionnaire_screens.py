"""The team's questions and interests on the screens."""

import pytest
from django.test import Client
from django.urls import reverse

from buurvoorbuur.models import Team, User
from buurvoorbuur.roles import Role
from outreach import interests, questionnaires
from outreach.models import Interest, InterestGroup, Question
from tests import make

WORDS = {"label_nl": "Kort", "label_en": "Short", "text_nl": "Hoe is het?", "text_en": "How are you?"}


@pytest.fixture
def client(cora: User, as_) -> Client:
    User.objects.update(language="en")
    return as_(cora)


def page(client: Client, name: str, *args: object) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode()


def test_a_questionnaire_is_copied_changed_and_put_in_use(client: Client, team: Team) -> None:
    assert "In use: version 1" in page(client, "questionnaire")
    client.post(reverse("questionnaire_copy"))
    draft = questionnaires.open_draft(team)
    assert draft
    html = page(client, "questionnaire")
    assert "Draft: version 2" in html
    assert "Eight questions is the most" in html
    first, second, *_rest = draft.questions.all()
    client.post(reverse("question_remove", args=[first.pk]))
    client.post(reverse("question", args=[second.pk]), {**WORDS, "position": "2"})
    client.post(reverse("question_new"), {**WORDS, "label_en": "Last"})
    client.post(reverse("questionnaire_use"))
    assert "In use: version 2" in page(client, "questionnaire")
    labels = [question.label_en for question in questionnaires.current(team).questions.all()]
    assert (labels[1], labels[-1], len(labels)) == ("Short", "Last", 8)


def test_a_ninth_question_and_an_empty_one_are_refused(client: Client) -> None:
    client.post(reverse("questionnaire_copy"))
    before = Question.objects.count()
    html = client.post(reverse("question_new"), WORDS).content.decode()
    assert "Eight questions is the most" in html
    html = client.post(reverse("question_new"), {**WORDS, "text_nl": " "}).content.decode()
    assert "This field is required." in html
    assert Question.objects.count() == before


def test_a_version_in_use_is_not_changed_on_the_screens_either(client: Client, team: Team) -> None:
    asked = questionnaires.current(team).questions.all()[0]
    html = client.post(reverse("question", args=[asked.pk]), {**WORDS, "position": "1"}).content.decode()
    assert "This version is in use and is not changed." in html
    html = client.post(reverse("question_remove", args=[asked.pk]), follow=True).content.decode()
    assert "This version is in use and is not changed." in html
    for name in ("questionnaire_use", "question_new"):
        assert client.post(reverse(name), WORDS).status_code == 404
    assert Question.objects.get(pk=asked.pk).label_en == asked.label_en


def test_the_team_adds_an_interest_of_its_own(client: Client, team: Team) -> None:
    interests.load_starter()
    group = InterestGroup.objects.all()[0]
    said = {"group": group.pk, "name_nl": "duiven", "name_en": "pigeons", "directions": ["shares", "offers"]}
    client.post(reverse("interests"), said)
    own = Interest.objects.get(team=team)
    assert (own.may_share, own.may_offer, own.may_wish) == (True, True, False)
    assert "pigeons" in page(client, "interests")
    assert "This stands in the list already." in client.post(reverse("interests"), said).content.decode()
    assert (
        "This field is required."
        in client.post(reverse("interests"), {**said, "directions": []}).content.decode()
    )
    assert Interest.objects.filter(team=team).count() == 1


def test_questions_are_for_coordinators_of_their_own_team(
    client: Client, team: Team, ans: User, wim: User, as_
) -> None:
    asked = questionnaires.current(team).questions.all()[0]
    stranger = as_(make.member("Ciska", Role.COORDINATOR, make.team("Andere buurt")))
    for url in (reverse("question", args=[asked.pk]), reverse("question_remove", args=[asked.pk])):
        assert stranger.post(url).status_code == 404
        for person in (ans, wim):
            assert as_(person).post(url).status_code == 403
        assert Client().post(url).status_code == 302
    for name in ("questionnaire", "interests", "question_new"):
        assert as_(ans).get(reverse(name)).status_code == 403


def test_the_lists_take_the_same_queries_whatever_their_length(
    client: Client, team: Team, cora: User, django_assert_max_num_queries
) -> None:
    interests.load_starter()
    page(client, "interests")
    for name in ("interests", "questionnaire"):
        with django_assert_max_num_queries(14):
            page(client, name)


def test_a_question_posted_twice_is_one_question(client: Client, team: Team) -> None:
    client.post(reverse("questionnaire_copy"))
    draft = questionnaires.open_draft(team)
    assert draft
    for question in list(draft.questions.all())[:2]:
        client.post(reverse("question_remove", args=[question.pk]))
    id = page(client, "question_new").split('name="question_id" value="')[1].split('"')[0]
    for _ in range(2):
        client.post(reverse("question_new"), {**WORDS, "question_id": id})
    assert draft.questions.count() == 7

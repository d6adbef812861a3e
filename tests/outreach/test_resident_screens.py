"""What coordinators see and change of residents; taking back is as easy as saying yes."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buurvoorbuur.models import Event, Team, User
from buurvoorbuur.roles import Role
from outreach import consents
from outreach.consent_terms import How, Purpose
from outreach.models import Answer, Consent, Resident, Round
from outreach.wording import withdrawals
from tests import make

pytestmark = pytest.mark.usefixtures("starter_interests", "in_english")


@pytest.fixture
def samira(tonight: Round) -> Resident:
    door = tonight.flat.addresses.in_walking_order()[0]
    person = make.resident_notes(shares=frozenset({"walking"}), phone="06 12345678")
    return make.talk(tonight, door, person, answers={"joins_in": "De tuin."}).talk.residents.get()


@pytest.fixture
def client(cora: User, as_) -> Client:
    return as_(cora)


def page(client: Client, name: str, *args: object) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_shows_name_door_and_what_somebody_said_yes_to(client: Client, samira: Resident) -> None:
    html = page(client, "residents")
    for part in ("Samira Haddad", "Planetenflat, 1", "Keep answers", "likes to meet somebody"):
        assert part in html


def test_the_list_shows_who_said_yes_to_one_thing(client: Client, samira: Resident, cora: User) -> None:
    url = reverse("residents")
    named = {"ja": Purpose.NAMED_STUURBUUR}
    assert "Samira Haddad" in client.get(url, named).text
    consents.withdraw(
        resident=samira, purpose=Purpose.NAMED_STUURBUUR, how=How.PHONE, by=cora, at=make.EVENING
    )
    nobody = client.get(url, named).text
    assert "Samira Haddad" not in nobody
    assert "Nobody said yes to this." in nobody
    for others in ({"ja": Purpose.MATCH}, {"ja": "nothing_we_know"}, {}):
        assert "Samira Haddad" in client.get(url, others).text


def test_the_page_shows_everything_held_and_its_opening_is_logged(
    client: Client, samira: Resident, cora: User
) -> None:
    html = page(client, "resident", samira.pk)
    for part in (
        "06 12345678",
        "De tuin.",
        "walking",
        "Mogen wij uw naam en uw antwoorden bewaren?",
        "text 1",
    ):
        assert part in html
    opened = Event.objects.get(action="resident.opened")
    assert (opened.actor_id, opened.object_id) == (cora.pk, str(samira.pk))


def test_withdrawing_is_one_button_and_the_last_one_removes_everything(
    client: Client, samira: Resident
) -> None:
    html = page(client, "resident", samira.pk)
    assert html.count('name="how" value="paper"') == len(Purpose)
    for purpose in Purpose:
        url = reverse("resident_withdraw", args=[samira.pk, purpose])
        assert url in html
        response = client.post(url, {"how": "paper"}, follow=True)
    assert "nothing is held about this resident any more" in response.content.decode()
    assert not Resident.objects.exists() and not Answer.objects.exists()
    assert client.post(url, {"how": "paper"}).status_code == 404


def test_a_withdrawal_opens_with_what_it_wipes_before_any_button_that_withdraws(
    client: Client, samira: Resident
) -> None:
    html = page(client, "resident", samira.pk)
    # One press opens it and the next one does it; a yes takes a page, a choice and a press.
    assert html.count('<details class="row-opens">') == len(Purpose)
    for opened in re.findall(r'<details class="row-opens">(.*?)</details>', html, re.DOTALL):
        before, _button, _rest = opened.partition('name="how"')
        assert "wiped" in before or "stop" in before


@pytest.mark.parametrize("ended", Purpose)
@pytest.mark.parametrize("also_given", [set(), {Purpose.MATCH}, {Purpose.KEEP_POSTED}, set(Purpose)])
def test_what_is_said_beforehand_is_what_a_withdrawal_wipes(
    tonight: Round, cora: User, ended: Purpose, also_given: set[Purpose]
) -> None:
    door = tonight.flat.addresses.in_walking_order()[0]
    given = frozenset({ended, *also_given})
    notes = make.resident_notes(consents=given, shares=frozenset({"walking"}))
    person = make.talk(tonight, door, notes, answers={"joins_in": "De tuin."}).talk.residents.get()
    said = " ".join(withdrawals.brings_about(ended, given))
    had_answers, had_likes = Answer.objects.exists(), person.interest_choices.exists()
    consents.withdraw(resident=person, purpose=ended, how=How.PHONE, by=cora, at=make.EVENING)
    assert ("alles wat we" in said) == (not Resident.objects.exists())
    if Resident.objects.exists():
        assert ("De antwoorden worden gewist" in said) == (had_answers and not Answer.objects.exists())
        assert ("wat iemand leuk vindt" in said) == (had_likes and not person.interest_choices.exists())


@pytest.mark.parametrize("how", ["spoken", "phone", "paper"])
def test_a_withdrawal_is_kept_with_the_way_it_came(client: Client, samira: Resident, how: str) -> None:
    client.post(reverse("resident_withdraw", args=[samira.pk, Purpose.MATCH]), {"how": how})
    assert samira.consents.get(purpose=Purpose.MATCH).withdrawn_how == how


@pytest.mark.parametrize("how", ["", "code", "pigeon"])
def test_a_withdrawal_without_a_way_is_asked_again(client: Client, samira: Resident, how: str) -> None:
    url = reverse("resident_withdraw", args=[samira.pk, Purpose.MATCH])
    assert "message-warning" in client.post(url, {"how": how}, follow=True).content.decode()
    assert samira.consents.open().filter(purpose=Purpose.MATCH).exists()


def test_a_yes_that_came_later_is_written_down_with_how(client: Client, samira: Resident) -> None:
    client.post(reverse("resident_withdraw", args=[samira.pk, Purpose.SHARE_FIELDS]), {"how": "phone"})
    url = reverse("resident_give", args=[samira.pk, Purpose.SHARE_FIELDS])
    assert "Which of your details may we then pass on?" in client.get(url).content.decode()
    assert "This field is required." in client.post(url, {"how": "phone"}).content.decode()
    assert (
        "Select a valid choice" in client.post(url, {"how": "code", "fields_shared": "name"}).content.decode()
    )
    client.post(url, {"how": "phone", "fields_shared": ["name"]})
    given = Consent.objects.open().get(purpose=Purpose.SHARE_FIELDS)
    assert (given.how, given.language) == ("phone", "en")
    assert [shared.field for shared in given.shared_fields.all()] == ["name"]


def test_what_is_known_can_be_put_right(client: Client, samira: Resident) -> None:
    url = reverse("resident_correct", args=[samira.pk])
    html = page(client, "resident_correct", samira.pk)
    assert 'value="Samira Haddad"' in html
    assert 'id="shares-walking" checked' in html
    wrong = client.post(url, {"name": "", "introductions_wanted": "1"}).content.decode()
    assert "This field is required." in wrong
    said = {"name": "Samira B", "introductions_wanted": "3", "offers": ["baking"], "languages": ["nl"]}
    client.post(url, said)
    person = Resident.objects.get()
    assert (person.name, person.phone, person.introductions_wanted) == ("Samira B", "", 3)
    assert [choice.interest.code for choice in person.interest_choices.all()] == ["baking"]
    assert person.consents.count() == len(Purpose)


def test_removing_everything_asks_once(client: Client, samira: Resident) -> None:
    url = reverse("resident_erase", args=[samira.pk])
    assert "This cannot be taken back." in client.get(url).content.decode()
    assert Resident.objects.exists()
    client.post(url)
    assert not Resident.objects.exists()


PAGES = ["resident_correct", "resident_erase"]


def test_residents_are_for_coordinators_of_their_team(
    samira: Resident, ans: User, wim: User, bea: User, as_
) -> None:
    stranger = make.member("Ciska", Role.COORDINATOR, make.team("Andere buurt"))
    urls = [reverse(name, args=[samira.pk]) for name in PAGES]
    urls += [
        reverse(name, args=[samira.pk, Purpose.MATCH]) for name in ("resident_give", "resident_withdraw")
    ]
    seen = reverse("resident", args=[samira.pk])
    assert as_(ans).get(seen).status_code == 403 and as_(stranger).get(seen).status_code == 404
    for url in urls:
        for person in (ans, wim, bea):
            assert as_(person).post(url).status_code == 403
        assert as_(stranger).post(url).status_code == 404
        assert Client().post(url).status_code == 302
    assert "Samira" not in page(as_(stranger), "residents")
    assert Consent.objects.open().count() == len(Purpose)


def test_a_purpose_that_does_not_exist_is_not_found(client: Client, samira: Resident) -> None:
    for name in ("resident_give", "resident_withdraw"):
        assert client.post(reverse(name, args=[samira.pk, "everything"])).status_code == 404
        assert client.post(reverse(name, args=[uuid4(), Purpose.MATCH])).status_code == 404


def test_opening_changes_nothing_by_get(client: Client, samira: Resident) -> None:
    assert client.get(reverse("resident_withdraw", args=[samira.pk, Purpose.MATCH])).status_code == 405


def test_the_list_takes_the_same_queries_whatever_its_length(
    team: Team, ans: User, riny: User, as_, cora: User
) -> None:
    place = make.flat(team, name="Zonneflat", doors=20)
    walk = make.walking_round(place, ans, riny)
    doors = list(place.addresses.in_walking_order())
    client, counts = as_(cora), []
    for some in (doors[:2], doors[2:]):
        for door in some:
            make.talk(walk, door)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page(client, "residents")
        counts.append(len(queries))
    assert counts[0] == counts[1]

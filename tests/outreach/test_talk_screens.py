"""At the door and in a talk: one tap, nothing half stored, and nothing kept without a yes."""

import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from buurvoorbuur import clock
from buurvoorbuur.models import Team, User
from buurvoorbuur.roles import Role
from outreach import interests, opening_moments, optouts
from outreach.consent_terms import Purpose
from outreach.models import Address, Answer, Flat, OccupancyNote, Resident, Round, Talk, Visit
from outreach.opt_out_terms import Channel
from outreach.visit_states import Occupancy, Outcome, PartOfDay, RoundState
from tests import make

pytestmark = pytest.mark.usefixtures("in_english")

AT = make.EVENING
YES = {f"consent_{purpose}": "on" for purpose in Purpose if purpose != Purpose.SHARE_FIELDS}


@pytest.fixture
def client(ans: User, as_) -> Client:
    return as_(ans)


def url(name: str, tonight: Round, door: Address) -> str:
    return reverse(name, args=[tonight.pk, door.pk])


def tap(client: Client, tonight: Round, door: Address, **said: object) -> HttpResponse:
    said = {"visit_id": uuid4(), "opened": opening_moments.sign(tonight, door, clock.now()), **said}
    return client.post(url("round_door", tonight, door), said, follow=True)


def talk(client: Client, tonight: Round, door: Address, **said: object) -> HttpResponse:
    said = {"visit_id": uuid4(), "taal": "nl", "introductions_wanted": "1", **said}
    return client.post(url("round_talk", tonight, door), said, follow=True)


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)


# The door


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ({"outcome": "nobody_home"}, Outcome.NOBODY_HOME),
        ({"outcome": "declined_door"}, Outcome.DECLINED_DOOR),
        ({"outcome": "declined_intercom"}, Outcome.DECLINED_INTERCOM),
        ({"come_back_part": "morning"}, Outcome.COME_BACK),
    ],
)
def test_what_happened_is_one_tap(
    client: Client, tonight: Round, door: Address, said: dict[str, str], outcome: Outcome
) -> None:
    html = client.get(url("round_door", tonight, door)).content.decode()
    [(name, value)] = said.items()
    assert f'name="{name}" value="{value}"' in html
    tap(client, tonight, door, **said)
    assert Visit.objects.get().outcome == outcome


def test_come_back_knows_its_part_of_the_day_and_occupancy_stands_apart(
    client: Client, tonight: Round, door: Address
) -> None:
    tap(client, tonight, door, come_back_part="afternoon", occupancy="inhabited")
    assert Visit.objects.get().come_back_part == PartOfDay.AFTERNOON
    assert OccupancyNote.objects.get().occupancy == Occupancy.INHABITED


def test_leaving_shows_a_neutral_page_and_pauses_the_door(
    client: Client, tonight: Round, door: Address
) -> None:
    response = tap(client, tonight, door, outcome="left")
    html = response.content.decode()
    assert Address.objects.get(pk=door.pk).paused_at == AT
    assert response.redirect_chain == [(reverse("round_left", args=[tonight.pk]), 302)]
    content = html.split("<main")[1]
    for word in (str(door), "eave", "aused", "broken", "safe"):
        assert word not in content


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"outcome": "talk"},
        {"outcome": "confirmed"},
        {"outcome": "come_back"},
        {"outcome": "nobody_home", "come_back_part": "morning"},
        {"outcome": "nobody_home", "occupancy": "confirmed_empty"},
        {"outcome": "nobody_home", "visit_id": "12"},
    ],
)
def test_a_wrong_tap_stores_nothing(
    client: Client, tonight: Round, door: Address, said: dict[str, object]
) -> None:
    assert tap(client, tonight, door, **said).status_code == 200
    assert not Visit.objects.exists()


def test_a_second_tap_under_the_same_id_is_refused_and_told(
    client: Client, tonight: Round, door: Address
) -> None:
    id = uuid4()
    tap(client, tonight, door, visit_id=id, outcome="nobody_home")
    tap(client, tonight, door, visit_id=id, outcome="nobody_home")
    html = tap(client, tonight, door, visit_id=id, outcome="declined_door").content.decode()
    assert "This visit was already stored with other content." in html
    assert Visit.objects.get().outcome == Outcome.NOBODY_HOME


def test_a_no_that_came_meanwhile_is_told_and_nothing_is_stored(
    client: Client, tonight: Round, door: Address
) -> None:
    optouts.record(address=door, channel=Channel.CODE, by=None, at=AT)
    html = tap(client, tonight, door, outcome="nobody_home").content.decode()
    assert "This door has opted out and is not contacted." in html
    assert 'name="outcome"' not in html
    assert not Visit.objects.exists()


def test_after_half_past_eight_no_new_door_but_one_opened_before_is_stored(
    client: Client, tonight: Round, door: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, AT.replace(hour=20, minute=25))
    opened = opening_moments.sign(tonight, door, clock.now())
    at(monkeypatch, AT.replace(hour=20, minute=55))
    assert "too late for a new door" in client.get(url("round_door", tonight, door)).content.decode()
    for forged in ("", "x", opened[:-1], opening_moments.sign(tonight, door, AT - timedelta(hours=9))):
        html = talk(client, tonight, door, opened=forged).content.decode()
        assert "It is too late for a new door." in html
        assert not Visit.objects.exists()
    talk(client, tonight, door, opened=opened)
    assert Visit.objects.get().happened_at == AT.replace(hour=20, minute=25)
    assert Talk.objects.get().minutes == 30


def test_a_moment_signed_for_another_door_counts_for_nothing(tonight: Round, flat: Flat) -> None:
    first, second, *_rest = flat.addresses.in_walking_order()
    earlier = AT - timedelta(minutes=20)
    signed = opening_moments.sign(tonight, first, earlier)
    assert opening_moments.read(signed, tonight, first, AT) == earlier
    assert opening_moments.read(signed, tonight, second, AT) == AT
    later = opening_moments.sign(tonight, first, AT + timedelta(minutes=1))
    assert opening_moments.read(later, tonight, first, AT) == AT


def test_only_the_two_of_the_round_open_its_doors(
    tonight: Round, door: Address, cora: User, wim: User, team: Team, as_
) -> None:
    third = make.member("Toos", Role.INITIATOR, team)
    make.assign(third, tonight.flat)
    stranger = make.member("Ciska", Role.COORDINATOR, make.team("Andere buurt"))
    for name in ("round_door", "round_talk", "talk_resident"):
        for person in (cora, third, stranger):
            assert as_(person).get(url(name, tonight, door)).status_code == 404
            assert as_(person).post(url(name, tonight, door)).status_code == 404
        assert as_(wim).get(url(name, tonight, door)).status_code == 403
        assert Client().get(url(name, tonight, door)).status_code == 302


def test_a_door_of_another_flat_is_not_found(client: Client, tonight: Round, team: Team) -> None:
    other = make.flat(team, name="Zonneflat").addresses.in_walking_order()[0]
    assert client.get(url("round_door", tonight, other)).status_code == 404
    assert client.get(url("round_talk", tonight, other)).status_code == 404


def test_a_visit_of_another_round_is_not_undone(
    client: Client, tonight: Round, door: Address, flat: Flat, cora: User, riny: User
) -> None:
    other = Round.objects.create(
        flat=flat, planned_on=AT.date(), starts_at="18:00", last_new_door="20:30",
        asker=cora, note_taker=riny, state=RoundState.WALKING,
        asker_read_safety_at=AT, note_taker_read_safety_at=AT,
    )  # fmt: skip
    theirs = make.visit(other, door)
    for pk in (tonight.pk, other.pk):
        assert client.post(reverse("visit_undo", args=[pk, theirs.pk])).status_code == 404


# The talk


def test_a_talk_with_every_yes_is_stored_with_its_answers(
    client: Client, tonight: Round, door: Address
) -> None:
    interests.load_starter()
    response = talk(
        client, tonight, door,
        **YES, consent_share_fields="on", shared_fields=["name", "phone"],
        name="Samira Haddad", phone="0612345678", answer_feels_at_home="4", answer_joins_in="De tuin.",
        answer_pulls_activity="maybe_later", shares=["walking"], offers=["baking"], wishes=[],
        languages=["nl", "ar"], moments=["evening"], introductions_wanted="2", stays_until="2027-05-01",
    )  # fmt: skip
    assert "Stored, with what was agreed." in response.content.decode()
    person = Resident.objects.get()
    assert (person.name, person.phone, person.introductions_wanted) == ("Samira Haddad", "06 12345678", 2)
    assert {consent.purpose for consent in person.consents.all()} == set(Purpose)
    assert sorted(person.languages.values_list("code", flat=True)) == ["ar", "nl"]
    assert sorted(str(choice.direction) for choice in person.interest_choices.all()) == ["offers", "shares"]
    said = {answer.question.code: answer.value for answer in Answer.objects.all()}
    assert said == {"feels_at_home": "4", "joins_in": "De tuin.", "pulls_activity": "maybe_later"}


def test_nothing_is_ticked_beforehand(client: Client, tonight: Round, door: Address) -> None:
    interests.load_starter()
    html = client.get(url("round_talk", tonight, door)).content.decode()
    ticked = [part.split(">")[0] for part in html.split("<input")[1:] if " checked" in part.split(">")[0]]
    assert [one for one in ticked if 'type="checkbox"' in one and 'name="languages"' not in one] == []
    assert [one for one in ticked if 'type="radio"' in one and 'value=""' not in one] == [
        one for one in ticked if "introductions_wanted" in one
    ]


def test_without_a_yes_no_name_and_no_answer_is_kept_and_the_page_says_so(
    client: Client, tonight: Round, door: Address
) -> None:
    html = client.get(url("round_talk", tonight, door)).content.decode()
    assert "Without a single yes we keep no name and no answer" in html
    said = {"name": "Samira", "answer_joins_in": "De tuin.", "moments": ["morning", "evening"]}
    asked = talk(client, tonight, door, **said)
    assert "Is that right? Then press once more." in asked.text
    assert not Talk.objects.exists(), "all that was told does not go at one press"
    for kept in ("Samira", "De tuin."):
        assert kept in asked.text
    assert asked.context["person"]["moments"].value() == ["morning", "evening"]
    meant = hidden(asked.text, "without_yes")
    more = talk(client, tonight, door, **{**said, "name": "Samira H."}, without_yes=meant)
    assert not Talk.objects.exists(), "it was asked about another form"
    assert hidden(more.text, "without_yes") != meant
    html = talk(client, tonight, door, **said, without_yes=meant).content.decode()
    assert "no name and no answer was kept" in html
    assert Talk.objects.count() == 1
    assert not Resident.objects.exists() and not Answer.objects.exists()


@pytest.mark.parametrize(
    "told", [{"phone": "0612345678"}, {"moments": "evening"}, {"shares": "eat_together"}]
)
def test_whatever_was_told_is_asked_about(
    client: Client, tonight: Round, door: Address, told: dict[str, str]
) -> None:
    interests.load_starter()
    assert "Is that right? Then press once more." in talk(client, tonight, door, **told).text
    assert not Talk.objects.exists()


def test_another_resident_without_a_yes_is_asked_about_too(
    client: Client, tonight: Round, door: Address
) -> None:
    make.talk(tonight, door)
    url_of = url("talk_resident", tonight, door)
    said = {"name": "Karim", "introductions_wanted": "1", "resident_id": str(uuid4())}
    asked = client.post(url_of, said)
    assert "Is that right? Then press once more." in asked.text and "Karim" in asked.text
    sent_again = client.post(url_of, {**said, "without_yes": hidden(asked.text, "without_yes")})
    assert sent_again.status_code == 302
    assert Resident.objects.count() == 1


def hidden(html: str, name: str) -> str:
    return re.findall(rf'name="{name}" value="(\w+)"', html)[0]


def test_a_talk_of_which_nothing_was_told_goes_at_one_press(
    client: Client, tonight: Round, door: Address
) -> None:
    talk(client, tonight, door)
    assert Talk.objects.count() == 1


def test_without_a_yes_to_that_the_answers_go(client: Client, tonight: Round, door: Address) -> None:
    html = talk(
        client, tonight, door, name="Samira", consent_keep_posted="on", answer_joins_in="De tuin."
    ).content.decode()
    assert "The answers were not kept" in html
    assert Resident.objects.count() == 1
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"consent_match": "on"}, "A consent needs a name: whose is it?"),
        ({"consent_share_fields": "on", "name": "S"}, "Which details may be passed on?"),
        ({"consent_share_fields": "on", "name": "S", "shared_fields": "phone"}, "Write it down"),
        ({"consent_match": "on", "name": "S", "phone": "geen"}, "This is not a telephone number."),
        ({"consent_match": "on", "name": "S", "email": "geen"}, "Enter a valid email address."),
        ({"consent_match": "on", "name": "S", "introductions_wanted": "9"}, "Select a valid choice."),
        ({"answer_feels_at_home": "6"}, "Select a valid choice."),
        ({"shares": "made_up"}, "Nothing was stored"),
        ({"answer_joins_in": "x" * 2001}, "Ensure this value has at most 2000 characters"),
        ({"visit_id": "12"}, "Nothing was stored"),
    ],
)
def test_bad_input_is_told_and_keeps_what_was_typed_on_the_page_only(
    client: Client, tonight: Round, door: Address, said: dict[str, str], sentence: str
) -> None:
    response = talk(client, tonight, door, **{"answer_offers": "Brood bakken.", **said})
    html = response.content.decode()
    assert response.status_code == 200
    assert sentence in html
    assert "Brood bakken." in html
    assert not Visit.objects.exists() and not Resident.objects.exists()


def test_a_no_that_came_during_the_talk_wipes_what_was_typed(
    client: Client, tonight: Round, door: Address
) -> None:
    optouts.record(address=door, channel=Channel.CODE, by=None, at=AT)
    response = talk(client, tonight, door, **YES, name="Samira", answer_joins_in="De tuin.")
    assert response.status_code == 409
    html = response.content.decode()
    assert "This door has opted out and is not contacted." in html
    assert "Samira" not in html and "De tuin." not in html
    assert not Visit.objects.exists() and not Resident.objects.exists()


def test_a_round_that_was_closed_meanwhile_keeps_what_was_typed_on_the_page(
    client: Client, tonight: Round, door: Address
) -> None:
    Round.objects.update(state=RoundState.CLOSED)
    html = talk(client, tonight, door, **YES, name="Samira").content.decode()
    assert "This round is not under way." in html
    assert 'value="Samira"' in html


def test_the_words_are_read_in_the_language_of_the_talk(
    client: Client, tonight: Round, door: Address
) -> None:
    page = url("round_talk", tonight, door)
    dutch, english = (client.get(f"{page}?taal={code}").content.decode() for code in ("nl", "en"))
    assert "Mogen wij zoeken naar buren" in dutch and "May we look for neighbours" not in dutch
    assert "May we look for neighbours" in english
    assert client.get(f"{page}?taal=xx").status_code == 200


def test_the_cues_stand_on_the_page_without_script(client: Client, tonight: Round, door: Address) -> None:
    opened = opening_moments.sign(tonight, door, AT - timedelta(minutes=5))
    html = client.get(f"{url('round_talk', tonight, door)}?open={opened}").content.decode()
    assert "Began at 18:55" in html
    for due in ("19:15", "19:20", "19:25"):
        assert f"<dt>{due}</dt>" in html
    assert 'data-talk-minutes="5"' in html


def test_another_resident_of_the_household_has_a_card_of_their_own(
    client: Client, tonight: Round, door: Address
) -> None:
    page = url("talk_resident", tonight, door)
    assert client.get(page).status_code == 302
    talk(client, tonight, door, **YES, name="Samira")
    assert page in client.get(url("round_door", tonight, door)).content.decode()
    said = {"resident_id": uuid4(), "name": "Jan", "consent_match": "on", "introductions_wanted": "0"}
    for _ in range(2):
        client.post(page, said)
    assert sorted(person.name for person in Resident.objects.all()) == ["Jan", "Samira"]
    client.post(page, {**said, "resident_id": uuid4(), "consent_match": ""})
    assert Resident.objects.count() == 2
    optouts.record(address=door, channel=Channel.CODE, by=None, at=AT)
    response = client.post(page, {**said, "resident_id": uuid4()})
    assert response.status_code == 409
    assert Resident.objects.count() == 2


def test_a_second_card_under_the_same_id_is_refused_and_told(
    client: Client, tonight: Round, door: Address, flat: Flat
) -> None:
    other = flat.addresses.in_walking_order()[1]
    for at_door in (door, other):
        talk(client, tonight, at_door)
    said = {"resident_id": uuid4(), "name": "Jan", "consent_match": "on", "introductions_wanted": "1"}
    client.post(url("talk_resident", tonight, door), said)
    for at_door, changes in ((door, {"consent_match": "", "consent_keep_posted": "on"}), (other, {})):
        response = client.post(url("talk_resident", tonight, at_door), {**said, **changes})
        assert "was already stored with other content" in response.content.decode()
    assert [consent.purpose for consent in Resident.objects.get().consents.all()] == [Purpose.MATCH]


def test_leaving_ends_on_the_neutral_page_also_when_it_is_refused_and_is_told_after_it(
    client: Client, tonight: Round, door: Address, flat: Flat
) -> None:
    optouts.record(address=door, channel=Channel.CODE, by=None, at=AT)
    other, left = flat.addresses.in_walking_order()[1], reverse("round_left", args=[tonight.pk])
    for at_door, said, sentence in (
        (door, {}, "This door has opted out and is not contacted."),
        (other, {"visit_id": "12"}, "That you left could not be stored."),
    ):
        response = tap(client, tonight, at_door, outcome="left", **said)
        assert response.redirect_chain == [(left, 302)]
        assert sentence not in response.content.decode()
        assert sentence in client.get(reverse("round_doors", args=[tonight.pk])).content.decode()
    assert not Visit.objects.exists()

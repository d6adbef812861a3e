"""No consent, no name; and with the last yes everything goes."""

from uuid import uuid4

import pytest

from buurvoorbuur.models import Event, User
from buurvoorbuur.refusals import Refused
from outreach import cards, consents, interests, optouts, residents
from outreach.consent_terms import Field, How, Purpose
from outreach.models import (
    Answer,
    Consent,
    InterestChoice,
    Resident,
    ResidentLanguage,
    ResidentMoment,
    Round,
    SharedField,
    Talk,
)
from outreach.opt_out_terms import Channel
from outreach.visit_states import RoundState
from tests import make

pytestmark = pytest.mark.usefixtures("starter_interests")

AT = make.EVENING


@pytest.fixture
def talk(tonight: Round) -> Talk:
    """One household with answers and one resident, who says yes to everything."""
    door = tonight.flat.addresses.in_walking_order()[0]
    person = make.resident_notes(shares=frozenset({"walking"}), wishes=frozenset({"dutch_practice"}))
    return make.talk(tonight, door, person, answers={"feels_at_home": "4"}).talk


@pytest.fixture
def samira(talk: Talk) -> Resident:
    return talk.residents.get()


def withdraw(person: Resident, purpose: Purpose, by: User) -> Resident | None:
    return consents.withdraw(resident=person, purpose=purpose, how=How.PHONE, by=by, at=AT)


def test_a_consent_knows_its_words_language_moment_round_and_way(samira: Resident, ans: User) -> None:
    assert samira.consents.count() == len(Purpose)
    for consent in samira.consents.all():
        assert consent.text_version == cards.consent_text_version()
        assert (consent.language, consent.given_at, consent.how) == ("nl", AT, How.SPOKEN)
        assert (consent.given_in, consent.recorded_by) == (samira.talk.visit.round, ans)


def test_only_the_fields_that_were_named_may_be_shared(samira: Resident, cora: User) -> None:
    assert consents.shared_fields([samira])[samira.pk] == {Field.NAME, Field.DOOR}
    withdraw(samira, Purpose.SHARE_FIELDS, cora)
    assert consents.shared_fields([samira])[samira.pk] == frozenset()


def test_withdrawing_the_last_yes_removes_the_resident_and_the_answers(samira: Resident, cora: User) -> None:
    for purpose in Purpose:
        assert Resident.objects.filter(pk=samira.pk).exists()
        left = withdraw(samira, purpose, cora)
    assert left is None
    for model in (Resident, Consent, SharedField, Answer, InterestChoice, ResidentLanguage, ResidentMoment):
        assert not model._default_manager.exists()
    assert Talk.objects.count() == 1


def test_withdrawing_the_answers_forgets_them_while_the_rest_stays(samira: Resident, cora: User) -> None:
    assert withdraw(samira, Purpose.KEEP_ANSWERS, cora) == samira
    assert not Answer.objects.exists()
    assert InterestChoice.objects.exists()


def test_without_answers_and_without_matching_the_profile_goes(samira: Resident, cora: User) -> None:
    withdraw(samira, Purpose.KEEP_ANSWERS, cora)
    withdraw(samira, Purpose.MATCH, cora)
    assert not InterestChoice.objects.exists()
    assert not ResidentLanguage.objects.exists()
    assert not ResidentMoment.objects.exists()


def test_a_profile_is_not_stored_with_only_another_yes(talk: Talk, ans: User, cora: User) -> None:
    notes = make.resident_notes(
        "Jan", consents=frozenset({Purpose.KEEP_POSTED}), shares=frozenset({"walking"})
    )
    added = residents.add(talk=talk, notes=notes, by=ans, at=AT)
    assert added
    assert not added.interest_choices.exists() and not added.languages.exists()
    residents.correct(resident=added, notes=notes, by=cora, at=AT)
    assert not added.interest_choices.exists()


def test_answers_stay_while_somebody_in_the_household_lets_us_keep_them(
    samira: Resident, talk: Talk, ans: User, cora: User
) -> None:
    residents.add(talk=talk, notes=make.resident_notes("Jan"), by=ans, at=AT)
    residents.erase(resident=samira, by=cora, at=AT)
    assert Answer.objects.count() == 1
    residents.erase(resident=talk.residents.get(), by=cora, at=AT)
    assert not Answer.objects.exists()


def test_withdrawing_twice_is_withdrawing_once(samira: Resident, cora: User) -> None:
    withdraw(samira, Purpose.MATCH, cora)
    assert withdraw(samira, Purpose.MATCH, cora) == samira
    assert Event.objects.filter(action="consent.withdrawn").count() == 1


def test_giving_again_is_a_new_row_and_giving_twice_is_once(samira: Resident, cora: User) -> None:
    withdraw(samira, Purpose.MATCH, cora)
    facts = {"resident": samira, "purpose": Purpose.MATCH, "how": How.PAPER, "language": "en"}
    first = consents.give(**facts, by=cora, at=AT)  # type: ignore[arg-type]
    assert consents.give(**facts, by=cora, at=AT) == first  # type: ignore[arg-type]
    assert samira.consents.filter(purpose=Purpose.MATCH).count() == 2
    assert Event.objects.filter(action="consent.given").count() == 1


def test_sharing_without_a_field_is_no_consent(samira: Resident, talk: Talk, ans: User, cora: User) -> None:
    withdraw(samira, Purpose.SHARE_FIELDS, cora)
    with pytest.raises(Refused):
        consents.give(
            resident=samira, purpose=Purpose.SHARE_FIELDS, how=How.PHONE, language="nl", by=cora, at=AT
        )
    with pytest.raises(Refused):
        notes = make.resident_notes("Jan", shared_fields=frozenset())
        residents.add(talk=talk, notes=notes, by=ans, at=AT)
    assert Resident.objects.count() == 1


def test_another_resident_is_added_once_and_without_a_yes_not_at_all(talk: Talk, ans: User) -> None:
    id = uuid4()
    for _ in range(2):
        residents.add(talk=talk, notes=make.resident_notes("Jan"), id=id, by=ans, at=AT)
    silent = make.resident_notes("Piet", consents=frozenset())
    assert residents.add(talk=talk, notes=silent, by=ans, at=AT) is None
    assert sorted(person.name for person in talk.residents.all()) == ["Jan", "Samira Haddad"]
    assert Event.objects.filter(action="resident.added").count() == 1


def test_nobody_is_added_behind_a_door_that_said_no_or_after_the_round(
    talk: Talk, ans: User, cora: User
) -> None:
    Round.objects.update(state=RoundState.CLOSED)
    with pytest.raises(Refused):
        residents.add(talk=talk, notes=make.resident_notes("Jan"), by=ans, at=AT)
    Round.objects.update(state=RoundState.WALKING)
    optouts.record(address=talk.visit.address, channel=Channel.PHONE, by=cora, at=AT)
    with pytest.raises(Refused):
        residents.add(talk=talk, notes=make.resident_notes("Jan"), by=ans, at=AT)
    assert Resident.objects.count() == 1


def test_correcting_replaces_what_stood_there(samira: Resident, cora: User) -> None:
    notes = make.resident_notes("Samira Haddadi", phone="06 12345678", offers=frozenset({"baking"}))
    residents.correct(resident=samira, notes=notes, by=cora, at=AT)
    again = Resident.objects.get()
    assert (again.name, again.phone) == ("Samira Haddadi", "06 12345678")
    assert [str(c) for c in again.interest_choices.all()] == [
        f"offers {interests.Interest.objects.get(code='baking').pk}"
    ]
    assert again.consents.count() == len(Purpose)


def test_what_is_gone_is_told_in_a_sentence(samira: Resident, cora: User) -> None:
    residents.erase(resident=samira, by=cora, at=AT)
    for act in (residents.erase, residents.correct):
        with pytest.raises(Refused):
            extra = {"notes": make.resident_notes()} if act is residents.correct else {}
            act(resident=samira, by=cora, at=AT, **extra)  # type: ignore[operator]
    with pytest.raises(Refused):
        withdraw(samira, Purpose.MATCH, cora)


def test_another_teams_own_interest_is_not_linked(talk: Talk, ans: User, cora: User) -> None:
    other = make.team("Andere buurt")
    theirs = interests.add(
        team=other,
        group=interests.InterestGroup.objects.first(),
        name_nl="duiven",
        name_en="pigeons",
        directions=frozenset({"shares"}),
        by=cora,
        at=AT,
    )
    added = residents.add(
        talk=talk, notes=make.resident_notes("Jan", shares=frozenset({theirs.code})), by=ans, at=AT
    )
    assert added and not added.interest_choices.exists()


def test_the_same_id_with_other_content_or_at_another_door_is_refused(
    talk: Talk, ans: User, tonight: Round
) -> None:
    id, jan = uuid4(), make.resident_notes("Jan")
    residents.add(talk=talk, notes=jan, id=id, by=ans, at=AT)
    elsewhere = make.talk(tonight, tonight.flat.addresses.in_walking_order()[1]).talk
    fewer = make.resident_notes("Jan", consents=frozenset({Purpose.KEEP_POSTED}))
    silent = make.resident_notes("Jan", consents=frozenset())
    for where, notes in ((talk, fewer), (talk, silent), (elsewhere, jan)):
        with pytest.raises(Refused) as no:
            residents.add(talk=where, notes=notes, id=id, by=ans, at=AT)
        assert no.value.code == "conflict"
    assert residents.add(talk=talk, notes=make.resident_notes("Jan"), id=id, by=ans, at=AT) is not None
    assert Resident.objects.get(pk=id).consents.count() == len(Purpose)
    assert Event.objects.filter(action="resident.added").count() == 1

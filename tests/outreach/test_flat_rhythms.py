"""A flat goes on hearing from us in a rhythm that was chosen once, by ways that who lives there agreed to."""

from datetime import date

import pytest
from django.urls import reverse

from buurvoorbuur.access import Somebody
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from outreach import consents, flat_rhythms, interests, next_steps
from outreach.activity_terms import TouchWay
from outreach.consent_terms import How, Purpose
from outreach.flat_phases import Phase
from outreach.models import Flat, Resident, Round
from outreach.visit_states import RoundState
from tests import make

IN_THREE_MONTHS = date(2027, 1, 6)
THEN = make.EVENING.replace(year=2027, month=1, day=6)


@pytest.fixture
def samira(flat: Flat, ans: User, riny: User) -> Resident:
    interests.load_starter()
    made = make.resident(make.walking_round(flat, ans, riny), flat.addresses.all()[0])
    Flat.objects.update(phase=Phase.KEEP)
    Round.objects.update(state=RoundState.CLOSED)
    return made


def titles(user: User, at=make.EVENING) -> list[str]:
    return [str(step.title) for step in next_steps.of(Somebody.known(user), at=at)[0]]


def test_a_flat_hears_from_us_each_three_months_until_nobody_wants_it(
    samira: Resident, flat: Flat, cora: User, ans: User, as_, now_is
) -> None:
    client, road = as_(cora), reverse("flat_road", args=[flat.pk])
    chosen = client.post(reverse("flat_rhythm", args=[flat.pk]), {"every": "3", "way": "card"}, follow=True)
    assert "Op 6 januari 2027 laten we weer iets van ons horen." in chosen.text
    assert "Laat iets van je horen" not in titles(cora)
    now_is(THEN)
    assert titles(cora, THEN) == ["Laat iets van je horen"]
    assert titles(ans, THEN) == [], "who lives here is for the coordinator"
    due = as_(cora).get(road).text
    assert "1 bewoner zei er ja op" in due and samira.name not in due
    listed = reverse("residents") + f"?ja=keep_posted&amp;flat={flat.pk}"
    assert listed in due
    assert samira.name in as_(cora).get(listed.replace("&amp;", "&")).text
    done = as_(cora).post(reverse("flat_touched", args=[flat.pk]), follow=True)
    assert "Op 6 april 2027" in done.text
    assert titles(cora, THEN) == []
    as_(cora).post(reverse("flat_rhythm", args=[flat.pk]), {"every": "", "way": "card"})
    flat.refresh_from_db()
    assert (flat.touch_every, flat.touch_way, flat.touch_on) == (None, "", None)


def test_by_telephone_only_when_somebody_gave_a_number(samira: Resident, flat: Flat, cora: User, as_) -> None:
    answer = as_(cora).post(reverse("flat_rhythm", args=[flat.pk]), {"every": "3", "way": "phone"})
    assert answer.status_code == 200
    assert "zei hier ja op" in str(answer.context["rhythm_form"].errors)
    flat.refresh_from_db()
    assert flat.touch_on is None


def test_who_takes_the_yes_back_is_reached_no_more(samira: Resident, flat: Flat, cora: User) -> None:
    assert list(flat_rhythms.to_reach(flat, TouchWay.CARD)) == [samira]
    consents.withdraw(resident=samira, purpose=Purpose.KEEP_POSTED, how=How.PHONE, by=cora, at=make.EVENING)
    assert not flat_rhythms.to_reach(flat, TouchWay.CARD).exists()
    with pytest.raises(Refused):
        make.rhythm(flat, cora)


@pytest.mark.parametrize("every", [0, 2, 12])
def test_no_other_rhythm_is_offered(samira: Resident, flat: Flat, cora: User, every: int) -> None:
    with pytest.raises(Refused):
        make.rhythm(flat, cora, every=every)


def test_before_the_first_ring_nothing_is_asked(flat: Flat, cora: User, as_) -> None:
    Flat.objects.update(phase=Phase.LETTER)
    assert (
        reverse("flat_rhythm", args=[flat.pk]) not in as_(cora).get(reverse("flat_road", args=[flat.pk])).text
    )


def test_without_a_rhythm_nothing_is_done(flat: Flat, cora: User) -> None:
    with pytest.raises(Refused):
        flat_rhythms.let_hear(flat=flat, by=cora, at=make.EVENING)

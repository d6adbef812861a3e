"""The plan chosen before the first ring leads through the phases after the talks."""

import pytest
from django.urls import reverse

from buurvoorbuur.access import Somebody
from buurvoorbuur.models import User
from outreach import next_steps
from outreach.flat_phases import AFTER_TALKS, DEEDS, Afterwards, Phase
from outreach.models import Activity, Flat, Resident
from tests import make, together


def at_phase(flat: Flat, phase: Phase, plan: Afterwards | str) -> Flat:
    flat.phase, flat.plan_afterwards = phase, plan
    flat.save()
    return flat


def titles(user: User) -> list[str]:
    return [step.title for step in next_steps.flats(Somebody.known(user), make.EVENING)]


def test_every_plan_says_what_each_phase_after_the_talks_is_for() -> None:
    assert set(DEEDS) == set(Afterwards)
    assert all(tuple(deeds) == AFTER_TALKS for deeds in DEEDS.values())


@pytest.mark.parametrize(
    ("plan", "phase", "button", "page"),
    [
        (Afterwards.INTRODUCTIONS, Phase.MATCHING, "Kijk wie bij elkaar passen", "/koppelingen/"),
        (Afterwards.GROUPS, Phase.KEEP, "Geef het aan de bewoners", "/activiteiten/"),
        (Afterwards.GATHERING, Phase.MATCHING, "Plan de bijeenkomst", "/activiteiten/nieuw/"),
        (Afterwards.REPORT_ONLY, Phase.MATCHING, "Door naar het verslag", "#phase"),
        (Afterwards.REPORT_ONLY, Phase.REPORT, "Maak het verslag", "/rapporten/flat/"),
        (Afterwards.INTRODUCTIONS, Phase.KEEP, "Houd contact", "#touch"),
    ],
)
def test_it_is_the_first_thing_to_do_on_the_page_of_the_flat(
    plan: Afterwards, phase: Phase, button: str, page: str, flat: Flat, cora: User, ans: User, as_
) -> None:
    at_phase(flat, phase, plan)
    flat.touch_every, flat.touch_way, flat.touch_on = 3, "card", make.EVENING.date()
    flat.save()
    if phase == Phase.KEEP:
        make.announced(flat, cora)
    shown = as_(cora).get(reverse("flat", args=[flat.pk]))
    [first] = [action for action in shown.context["actions"] if action.is_next]
    assert first.label == button
    assert page in first.url
    if phase == Phase.KEEP:
        Flat.objects.update(touch_on=None, touch_every=None, touch_way="")
        Activity.objects.all().delete()
        later = as_(cora).get(reverse("flat", args=[flat.pk]))
        assert not any(action.is_next for action in later.context["actions"]), "it was done"
    of_initiator = as_(ans).get(reverse("flat", args=[flat.pk]))
    assert button not in of_initiator.text


def test_the_plan_is_read_as_a_line_for_each_phase(flat: Flat, cora: User, as_) -> None:
    at_phase(flat, Phase.PREPARE, Afterwards.GATHERING)
    page = reverse("flat_road", args=[flat.pk])
    before = as_(cora).get(page)
    assert [line.is_now for line in before.context["plan_lines"]] == [False] * 3
    assert "nodigen iedereen uit" in before.text
    at_phase(flat, Phase.REPORT, Afterwards.GATHERING)
    after = as_(cora).get(page)
    assert [line.is_now for line in after.context["plan_lines"]] == [False, True, False]
    assert "Maak het verslag" in after.text
    at_phase(flat, Phase.REPORT, "")
    assert as_(cora).get(page).context["plan_lines"] == []


def test_a_gathering_is_asked_for_until_there_is_one(flat: Flat, samira: Resident, cora: User) -> None:
    at_phase(flat, Phase.MATCHING, Afterwards.GATHERING)
    assert titles(cora) == ["Plan de bijeenkomst"]
    together.carried(samira, cora)
    assert titles(cora) == []


def test_what_is_still_ours_is_to_be_handed_over(flat: Flat, samira: Resident, cora: User) -> None:
    at_phase(flat, Phase.KEEP, Afterwards.GROUPS)
    assert titles(cora) == []
    together.carried(samira, cora)
    Activity.objects.update(handed_over_at=None)
    assert titles(cora) == ["Geef het aan de bewoners"]
    Activity.objects.update(handed_over_at=make.EVENING)
    assert titles(cora) == []


def test_the_report_is_asked_for_as_long_as_it_is_time_for_it(flat: Flat, cora: User, ans: User) -> None:
    at_phase(flat, Phase.REPORT, Afterwards.REPORT_ONLY)
    assert titles(cora) == ["Maak het verslag"]
    assert titles(ans) == []
    at_phase(flat, Phase.KEEP, Afterwards.REPORT_ONLY)
    assert titles(cora) == []


def test_a_flat_that_rests_is_asked_nothing(flat: Flat, cora: User) -> None:
    at_phase(flat, Phase.REPORT, Afterwards.REPORT_ONLY)
    restarts_on = make.EVENING.date().replace(year=make.EVENING.year + 1)
    Flat.objects.update(restarts_on=restarts_on)
    assert titles(cora) == []


def test_a_gathering_begins_with_its_flat_filled_in(flat: Flat, team, cora: User, as_) -> None:
    other = make.flat(team, name="Verre flat")
    for place in (flat, other):
        at_phase(place, Phase.MATCHING, Afterwards.GATHERING)
    [here, _there] = next_steps.flats(Somebody.known(cora), make.EVENING)
    page = as_(cora).get(here.url)
    assert page.context["form"]["flats"].value() == [flat.pk]
    assert as_(cora).get(f"{reverse('activities_new')}?flat=999999").status_code == 404

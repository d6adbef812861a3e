"""What is next for each role: the most pressing first, five at most, one button each, a fixed cost."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buurvoorbuur.access import Somebody
from buurvoorbuur.models import Membership, RetentionRun, Team, User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Role
from outreach import flats, next_steps, people_steps
from outreach.flat_phases import Afterwards, Phase, PhaseAction
from outreach.models import Address, Flat, Promise, Resident, Round
from outreach.urgency import Urgency
from outreach.visit_states import RoundState
from tests import make

AT, TODAY = make.EVENING, make.EVENING.date()


def steps(user: User) -> list[tuple[str, Urgency]]:
    return [(str(step.title), step.urgency) for step in next_steps.of(Somebody.known(user), at=AT)[0]]


def planned(flat: Flat, ans: User, riny: User, days: int) -> Round:
    made = make.walking_round(flat, ans, riny)
    on = TODAY + timedelta(days=days)
    Round.objects.filter(pk=made.pk).update(state=RoundState.PLANNED, planned_on=on, started_at=None)
    return made


@pytest.mark.parametrize(
    ("days", "title", "presses"),
    [
        (0, "Je ronde van vandaag", Urgency.NOW),
        (2, "Je volgende ronde", Urgency.PLANNED),
        (-1, "Jullie ronde is niet gelopen", Urgency.TOO_LATE),
    ],
)
def test_an_initiator_finds_the_evening_by_its_day(
    flat: Flat, ans: User, riny: User, days: int, title: str, presses: Urgency
) -> None:
    planned(flat, ans, riny, days)
    assert (title, presses) in steps(ans)


def test_an_initiator_is_led_to_an_evening_and_to_nothing_of_a_coordinator(
    flat: Flat, team: Team, ans: User
) -> None:
    make.flat(team, name="Zonneflat")
    make.flat(team, name="Maanflat", phase=Phase.PREPARE)
    flat.addresses.filter(pk=flat.addresses.all()[0].pk).update(paused_at=AT)
    assert steps(ans) == [("Plan een ronde", Urgency.NEXT)]


def test_paused_doors_of_many_flats_are_one_thing_that_leads_to_each_door(
    flat: Flat, team: Team, cora: User, ans: User, as_
) -> None:
    def cards() -> list[next_steps.NextStep]:
        known = next_steps.flats(Somebody.known(cora), AT)
        return [step for step in known if step.urgency == Urgency.LEFT_LYING]

    assert cards() == []
    doors = [flat.addresses.all()[0]]
    Address.objects.filter(pk=doors[0].pk).update(paused_at=AT)
    [card] = cards()
    assert (card.title, card.url) == (
        "1 deur is gepauzeerd en wacht op je",
        reverse("flat", args=[flat.pk]),
    )
    for number in range(9):
        doors.append(make.flat(team, name=f"Flat {number}").addresses.all()[number % 6])
    far = make.flat(make.team("Elders"), name="Verre flat").addresses.all()[0]
    Address.objects.filter(pk__in=[far.pk, *(door.pk for door in doors)]).update(paused_at=AT)
    [card] = cards()
    assert (card.title, card.text) == ("Gepauzeerde deuren in 10 flats wachten op je", "Planetenflat en meer")
    list_of_all, _hash, place = card.url.partition("#")
    page = as_(cora).get(list_of_all).text
    assert f'id="{place}"' in page and "Niets om op te volgen" not in page
    for door in doors:
        assert reverse("door", args=[door.flat_id, door.pk]) in page
    for door in (far, flat.addresses.all()[1]):
        assert reverse("door", args=[door.flat_id, door.pk]) not in page
    assert f'id="{place}"' not in as_(ans).get(list_of_all).text


def test_paused_doors_leave_room_for_what_else_is_pressing(
    flat: Flat, team: Team, cora: User, ans: User, riny: User
) -> None:
    for number in range(6):
        make.flat(team, name=f"Flat {number}")
    Address.objects.filter(number=1).update(paused_at=AT)
    make.promise(flat, cora)
    Promise.objects.update(due_on=TODAY - timedelta(days=3))
    assert [title for title, _presses in steps(cora)][:2] == [
        "Gepauzeerde deuren in 7 flats wachten op je",
        "Iemand wacht te lang op je",
    ]


def test_a_late_promise_comes_before_a_round_to_come_and_a_round_tonight_before_both(
    flat: Flat, ans: User, riny: User
) -> None:
    make.promise(flat, ans)
    Promise.objects.update(due_on=TODAY - timedelta(days=3))
    later = planned(flat, ans, riny, 2)
    assert [title for title, _presses in steps(ans)] == ["Iemand wacht te lang op je", "Je volgende ronde"]
    Round.objects.filter(pk=later.pk).update(planned_on=TODAY)
    assert steps(ans)[0] == ("Je ronde van vandaag", Urgency.NOW)


def test_a_welfare_worker_finds_the_report_and_nothing_of_doors(flat: Flat, wim: User) -> None:
    assert steps(wim) == [("Hoe het in de wijk gaat", Urgency.TO_READ)]


def test_an_administrator_finds_a_team_without_coordinator_and_nights_in_which_nothing_ran(
    team: Team, cora: User, bea: User, as_
) -> None:
    assert steps(bea) == []
    RetentionRun.objects.create(started_at=AT - timedelta(days=1), finished_at=AT)
    assert steps(bea) == []
    RetentionRun.objects.update(started_at=AT - timedelta(days=3))
    Membership.objects.filter(user=cora).update(ends_on=TODAY - timedelta(days=1))
    assert steps(bea) == [
        ("Al een paar nachten is er niets gewist", Urgency.TOO_LATE),
        ("Een team heeft geen coördinator", Urgency.WAITED_FOR),
    ]
    assert not list(people_steps.accounts(Somebody.known(cora), AT))


def test_whoever_has_several_roles_finds_all_of_them_in_one_list(
    flat: Flat, ans: User, riny: User, team: Team
) -> None:
    elsewhere = make.team("Andere buurt")
    for role, of in ((Role.COORDINATOR, elsewhere), (Role.WELFARE_WORKER, make.team("Derde buurt"))):
        Membership.objects.create(user=ans, team=of, role=role)
    resting = make.flat(elsewhere, name="Zonneflat", phase=Phase.MATCHING)
    resting.addresses.filter(number=1).update(paused_at=AT)
    planned(flat, ans, riny, 2)
    assert [title for title, _presses in steps(ans)] == [
        "1 deur is gepauzeerd en wacht op je",
        "Je volgende ronde",
    ]


def test_nothing_to_do_is_said_warmly(ans: User, as_) -> None:
    page = as_(ans).get(reverse("home")).text
    assert "Er wacht nu niets op je" in page and 'class="cards"' not in page


@pytest.mark.parametrize(("flats_too", "more"), [(4, 0), (5, 1), (9, 5)])
def test_five_things_each_with_one_button_and_the_rest_as_a_number(
    flat: Flat, team: Team, cora: User, as_, flats_too: int, more: int
) -> None:
    for number in range(flats_too):
        make.flat(team, name=f"Flat {number}", doors=1)
    page = as_(cora).get(reverse("home")).text
    cards = re.findall(r'<li class="card">(.*?)</li>', page, re.DOTALL)
    assert len(cards) == 5
    assert [len(re.findall(r'class="btn[ "]', card)) for card in cards] == [1] * 5
    assert len(re.findall(r"<button|<a ", "".join(cards))) == 5
    said = {0: "", 1: "En nog 1 ding", 5: "En nog 5 dingen"}[more]
    assert said in page and ("En nog" in page) is bool(more)


def test_every_role_s_first_page_takes_a_fixed_number_of_queries(
    flat: Flat, samira: Resident, team: Team, ans: User, cora: User, wim: User, bea: User, as_
) -> None:
    def counted() -> list[int]:
        found = []
        for person in (ans, cora, wim, bea):
            client = as_(person)
            client.get(reverse("home"))
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse("home"))
            found.append(len(queries))
        return found

    def more(number: int) -> None:
        other = make.flat(team, name=f"Flat {number}", doors=1, phase=list(Phase)[number % 3])
        make.assign(ans, other)
        other.addresses.update(paused_at=AT)
        make.promise(other, ans)
        make.promise(other, cora)

    more(0), more(1), more(2)
    few = counted()
    for number in range(3, 15):
        more(number)
    assert counted() == few
    assert max(few) <= 25


def test_without_a_plan_for_afterwards_no_flat_comes_to_its_first_ring(
    team: Team, cora: User, ans: User, as_
) -> None:
    bare = make.flat(team, name="Zonneflat", phase=Phase.PREPARE)
    assert ("Kies wat er na de gesprekken gebeurt", Urgency.NEXT) in steps(cora)
    flats.move(flat=bare, action=PhaseAction.NEXT, by=cora, at=AT)
    make.delivered_letters(bare)
    with pytest.raises(Refused) as no:
        flats.move(flat=bare, action=PhaseAction.NEXT, by=cora, at=AT)
    assert no.value.field == "plan_afterwards"
    # Asked once, also now that the letter asks for it.
    assert [title for title, _presses in steps(cora)].count("Kies wat er na de gesprekken gebeurt") == 1
    flats.choose_plan(flat=bare, plan_afterwards=Afterwards.GROUPS, by=cora, at=AT)
    assert "Kies wat er na de gesprekken gebeurt" not in [title for title, _presses in steps(cora)]
    assert flats.move(flat=bare, action=PhaseAction.NEXT, by=cora, at=AT).phase == Phase.VISITS

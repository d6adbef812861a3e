"""One of two initiators leaves mid-flat: all that is open is listed, handed over or paused, and stays."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buurvoorbuur import members, open_work
from buurvoorbuur.access import Somebody
from buurvoorbuur.models import Event, Membership, Team, User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission, Role
from outreach import follow_up_pages, next_steps, people_steps, walkers
from outreach.flat_phases import Phase
from outreach.models import Flat, Promise, Round, Visit
from outreach.visit_states import Outcome, RoundState
from tests import entrants, make, paper

AT, TODAY = make.EVENING, make.EVENING.date()


@pytest.fixture
def mid_flat(flat: Flat, ans: User, riny: User) -> Flat:
    """An evening behind them, one to come, a promise, a door to come back to and one that is paused."""
    walked, doors = make.walking_round(flat, ans, riny), list(flat.addresses.in_walking_order())
    make.visit(walked, doors[0], Outcome.COME_BACK)
    make.visit(walked, doors[1], Outcome.LEFT)
    Round.objects.filter(pk=walked.pk).update(
        state=RoundState.CLOSED, both_home_at=AT, ended_at=AT, planned_on=TODAY - timedelta(days=1)
    )
    coming = make.walking_round(flat, ans, riny)
    Round.objects.filter(pk=coming.pk).update(
        state=RoundState.PLANNED, planned_on=TODAY + timedelta(days=2), started_at=None
    )
    make.promise(flat, ans)
    return flat


def in_hand(of: User, team: Team) -> list[str]:
    return [work.words for work in open_work.of(of, team, AT)]


def test_everything_open_is_listed(mid_flat: Flat, team: Team, ans: User) -> None:
    assert in_hand(ans, team) == [
        "Ronde in Planetenflat, donderdag 8 oktober",
        "1 belofte om na te komen",
        "Planetenflat, om te lopen",
        "Planetenflat: 1 deur vroeg ons terug te komen",
        "Planetenflat: 1 deur staat op pauze",
    ]


def test_what_stands_still_afterwards_is_said_before(
    mid_flat: Flat, team: Team, ans: User, cora: User
) -> None:
    # Ans, Riny and a coordinator: without Ans there are just two.
    assert open_work.without(ans, team, AT) == [
        "Alleen Riny de Boer en Cora de Boer lopen nog in de Planetenflat. Stopt een van hen, dan belt daar "
        "niemand meer aan."
    ]
    make.member("Coen", Role.COORDINATOR, team)
    assert open_work.without(ans, team, AT) == []
    Membership.objects.filter(role=Role.COORDINATOR).update(ends_on=TODAY - timedelta(days=1))
    [said] = open_work.without(ans, team, AT)
    assert "Alleen Riny de Boer loopt nog" in said and "niemand belt alleen aan" in said
    Flat.objects.update(restarts_on=TODAY + timedelta(days=9))
    assert open_work.without(ans, team, AT) == [], "it rests already"


def test_who_walks_each_of_many_flats_is_as_of_one(
    mid_flat: Flat, team: Team, ans: User, riny: User, cora: User, wim: User
) -> None:
    elsewhere = make.team("Elders")
    guest = make.member("Gast", Role.INITIATOR, team, ends_on=TODAY - timedelta(days=1))
    blocked = make.member("Bo", Role.COORDINATOR, team)
    User.objects.filter(pk=blocked.pk).update(is_active=False)
    make.member("Otto", Role.COORDINATOR, elsewhere)
    far = make.flat(elsewhere, name="Verre flat")
    for person in (guest, wim, riny):
        make.assign(person, make.flat(team, name=f"Flat van {person.name}"))
    make.assign(ans, far)
    flats = list(Flat.objects.all())
    assert walkers.of_flats(flats, TODAY) == {flat: list(walkers.of_flat(flat, TODAY)) for flat in flats}


@pytest.mark.parametrize("name", ["account_leave", "member"])
def test_leaving_many_flats_takes_as_many_queries_as_leaving_one(
    mid_flat: Flat, team: Team, ans: User, cora: User, as_, name: str
) -> None:
    mine = entrants.membership_of(ans)
    client, path = {
        "account_leave": (as_(ans), reverse("account_leave", args=[team.pk])),
        "member": (as_(cora), reverse("member", args=[mine.pk])),
    }[name]
    client.get(path)
    taken = []
    for size in (1, 20):
        for number in range(1, size):
            make.assign(ans, make.flat(team, name=f"Flat {number}"))
        with CaptureQueriesContext(connection) as asked:
            page = client.get(path)
        taken.append(len(asked))
        assert page.text.count("om te lopen") == len(page.context["without"]) == size
    assert taken[0] == taken[1]


def test_the_other_of_the_two_cannot_walk_alone_and_is_told_what_can_be_done(
    mid_flat: Flat, team: Team, ans: User, riny: User, cora: User
) -> None:
    before = in_hand(ans, team)
    with pytest.raises(Refused) as no:
        members.hand_over(membership=entrants.membership_of(ans), to=riny, by=cora, at=AT)
    assert no.value.field == "to" and "donderdag 8 oktober" in no.value.sentence
    assert "zet de Planetenflat op pauze" in no.value.sentence
    assert in_hand(ans, team) == before


def test_paused_and_handed_over_nothing_disappears(
    mid_flat: Flat, team: Team, ans: User, riny: User, cora: User
) -> None:
    promise = Promise.objects.get()
    make.pause(mid_flat, cora)
    mine = entrants.membership_of(ans)
    members.hand_over(membership=mine, to=riny, by=cora, at=AT)
    assert in_hand(ans, team) == [] and open_work.without(ans, team, AT) == []
    members.end(membership=mine, by=ans, at=AT)
    reach = Somebody.known(cora).reach(Permission.SEE_RESIDENTS)
    page = follow_up_pages.of(reach, reach, TODAY)
    assert [one.keeper for one in page.open] == [riny] and page.open == [promise]
    [waiting] = page.come_backs
    assert str(waiting.flat) == "Planetenflat"
    assert [door.asked_at for door in waiting.doors] == [Visit.objects.get(outcome="come_back").happened_at]
    assert mid_flat.addresses.filter(paused_at__isnull=False).count() == 1
    assert [str(one) for one in walkers.of_flat(mid_flat, TODAY)] == ["Riny de Boer", "Cora de Boer"]
    assert Round.objects.filter(state=RoundState.CLOSED).count() == 1


def test_a_guest_whose_last_day_came_with_work_in_hand_stands_on_the_first_page(
    mid_flat: Flat, team: Team, ans: User, riny: User, cora: User, wim: User
) -> None:
    def said(of: User) -> list[str]:
        return [step.url for step in people_steps.left_behind(Somebody.known(of), AT)]

    assert said(cora) == []
    mine = entrants.membership_of(ans)
    Membership.objects.filter(pk=mine.pk).update(ends_on=TODAY - timedelta(days=1))
    assert said(cora) == [reverse("member", args=[mine.pk])]
    assert said(riny) == said(wim) == []
    other = make.member("Otto", Role.COORDINATOR, make.team("Elders"))
    assert said(other) == []
    User.objects.filter(pk=riny.pk).update(is_active=False)
    assert said(cora) == [reverse("members")]
    Flat.objects.update(phase=Phase.REPORT)
    Promise.objects.update(ended_at=AT, ending="kept")
    Round.objects.filter(state=RoundState.PLANNED).update(state=RoundState.CANCELLED)
    assert said(cora) == [], "nothing is open any more"


def test_the_page_of_a_member_leads_to_what_is_open_only_who_may_look(
    mid_flat: Flat, ans: User, cora: User, bea: User, as_
) -> None:
    path, flat = reverse("member", args=[entrants.membership_of(ans).pk]), reverse("flat", args=[mid_flat.pk])
    for who, leads in ((cora, True), (bea, False)):
        page = as_(who).get(path).text
        assert "Planetenflat, om te lopen" in page and (f'href="{flat}"' in page) is leads
    own = as_(ans).get(reverse("account_leave", args=[mid_flat.team_id])).text
    assert f'href="{flat}"' in own and "Daarna:" in own


def test_the_hand_over_on_paper_holds_all_that_is_open_in_words(
    mid_flat: Flat, ans: User, cora: User, bea: User, riny: User, as_
) -> None:
    path = reverse("member_hand_over_paper", args=[entrants.membership_of(ans).pk])
    for who in (ans, cora):
        [page] = paper.pages(as_(who).post(path).content)
        words = " ".join(page.split())
        for part in (
            "Wat Ans de Boer overdraagt",
            "Ronde in Planetenflat, donderdag 8 oktober",
            "Het formulier voor een bankje brengen (Planetenflat, uiterlijk 6 oktober)",
            "1 deur vroeg ons terug te komen",
            "1 deur staat op pauze",
            "Alleen Riny de Boer en Cora de Boer lopen nog",
        ):
            assert part in words, part
    elsewhere = make.member("Otto", Role.COORDINATOR, make.team("Elders"))
    assert [as_(who).post(path).status_code for who in (bea, riny, elsewhere)] == [403, 404, 404]
    nothing = reverse("member_hand_over_paper", args=[entrants.membership_of(cora).pk])
    assert as_(cora).post(nothing).status_code == 409
    assert Event.objects.filter(action="member.hand_over_printed").count() == 2


def test_what_was_promised_is_read_by_who_may_see_the_flat_only(
    mid_flat: Flat, ans: User, cora: User, bea: User, as_
) -> None:
    path = reverse("member", args=[entrants.membership_of(ans).pk])
    for who, reads in ((cora, True), (bea, False)):
        page = as_(who).get(path).text
        assert "1 belofte om na te komen" in page and ("bankje" in page) is reads


def test_what_a_phone_still_holds_is_told_before_somebody_goes(
    mid_flat: Flat, team: Team, ans: User, cora: User, as_
) -> None:
    phone = make.phone(Round.objects.filter(state=RoundState.PLANNED)[0], ans)[0]
    type(phone).objects.update(waiting="3", last_seen_at=AT)
    page = as_(cora).get(reverse("member", args=[entrants.membership_of(ans).pk])).text
    assert "telefoon" in page.lower() and "bezoeken" in page


def test_with_two_or_fewer_the_flat_says_so_where_its_people_are_chosen(
    mid_flat: Flat, ans: User, riny: User, cora: User, as_
) -> None:
    path = reverse("flat_road", args=[mid_flat.pk])
    assert "Stopt een van hen" not in as_(cora).get(path).text
    mid_flat.assignments.filter(user=ans).delete()
    assert "Stopt een van hen" in as_(cora).get(path).text
    mid_flat.assignments.all().delete()
    assert "Alleen Cora de Boer loopt nog" in as_(cora).get(path).text


def test_next_steps_of_who_left_say_nothing(mid_flat: Flat, ans: User) -> None:
    Membership.objects.filter(user=ans).update(ends_on=TODAY - timedelta(days=1))
    shown, more = next_steps.of(Somebody.known(ans), at=AT)
    assert more == 0 and {str(step.title) for step in shown} <= {"Je volgende ronde"}

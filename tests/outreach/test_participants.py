"""Who takes part in an activity and who does which job: no reasons, and no contact against a no."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buurvoorbuur.models import Event, Team, User
from buurvoorbuur.refusals import Refused
from outreach import activities, activity_slips, consents, interests, optouts, participants, residents
from outreach.consent_terms import STAYING_IN_TOUCH, How
from outreach.models import Activity, Flat, Job, Participant, Resident
from outreach.opt_out_terms import Channel
from outreach.participants import JobNotes
from tests import make, paper, together

NAMES = ["Samira", "Joost", "Femke", "Bram", "Ada"]


@pytest.fixture
def people(flat: Flat, ans: User, riny: User) -> list[Resident]:
    interests.load_starter()
    evening = make.walking_round(flat, ans, riny)
    doors = flat.addresses.in_walking_order()
    return [make.resident(evening, door, name) for door, name in zip(doors, NAMES, strict=False)]


@pytest.fixture
def eating(people: list[Resident], flat: Flat, cora: User) -> Activity:
    one = make.announced(flat, cora)
    for person in people:
        together.participant(person, cora, one)
    return one


def withdraw(person: Resident, by: User) -> None:
    for purpose in STAYING_IN_TOUCH:
        consents.withdraw(resident=person, purpose=purpose, how=How.PHONE, by=by, at=make.EVENING)


def opt_out(person: Resident, by: User) -> None:
    optouts.record(address=person.address, channel=Channel.PHONE, by=by, at=make.EVENING)


def erase(person: Resident, by: User) -> None:
    residents.erase(resident=person, by=by, at=make.EVENING)


@pytest.mark.parametrize("say_no", [withdraw, opt_out, erase])
def test_who_says_no_is_invited_no_more_and_carries_nothing(
    eating: Activity, people: list[Resident], cora: User, say_no: Callable[[Resident, User], None]
) -> None:
    first = eating.participants.get(resident=people[0])
    participants.organise(participant=first, organises=True, by=cora, at=make.EVENING)
    assert participants.is_carried(eating)
    say_no(people[0], cora)
    assert eating.participants.standing().count() == 4
    assert not participants.is_carried(eating)
    printed = activity_slips.print_slips(activity=eating, by=cora, at=make.EVENING)
    assert "Samira" not in "".join(paper.pages(printed))


@pytest.mark.parametrize("say_no", [withdraw, opt_out])
def test_who_said_no_cannot_be_made_to_take_part(
    people: list[Resident], flat: Flat, cora: User, say_no: Callable[[Resident, User], None]
) -> None:
    one = make.announced(flat, cora)
    say_no(people[0], cora)
    with pytest.raises(Refused):
        participants.join(activity=one, resident=people[0], by=cora, at=make.EVENING)
    assert not Participant.objects.exists()


def test_whoever_stops_leaves_no_trace_and_their_job_is_nobodys(
    eating: Activity, people: list[Resident], cora: User
) -> None:
    first = eating.participants.get(resident=people[0])
    jobs = [JobNotes("Koffie zetten", first), JobNotes("Opruimen")]
    participants.share_out(activity=eating, jobs=jobs, by=cora, at=make.EVENING)
    assert participants.is_carried(eating)
    participants.leave(participant=first, by=cora, at=make.EVENING)
    participants.leave(participant=first, by=cora, at=make.EVENING)
    assert [job.taken_by for job in Job.objects.all()] == [None, None]
    assert not Participant.objects.filter(resident=people[0]).exists()
    assert Event.objects.filter(action="activity.left").count() == 1


def test_there_is_room_for_so_many_and_who_said_no_takes_no_room(
    people: list[Resident], flat: Flat, cora: User
) -> None:
    one = make.announced(flat, cora, at_least=2, at_most=2)
    for person in people[:2]:
        together.participant(person, cora, one)
    together.participant(people[0], cora, one)
    with pytest.raises(Refused) as no:
        together.participant(people[2], cora, one)
    assert "2 mensen" in str(no.value.sentence)
    opt_out(people[0], cora)
    together.participant(people[2], cora, one)
    assert one.participants.standing().count() == 2


def test_only_a_resident_of_the_team_takes_part_in_something_that_goes_on(
    people: list[Resident], flat: Flat, cora: User
) -> None:
    elsewhere = make.flat(make.team("Elders"), name="Elders")
    over = make.activity(flat, cora, None)
    activities.let_go(activity=over, by=cora, at=make.EVENING)
    for one in (make.activity(elsewhere, cora), over):
        with pytest.raises(Refused):
            together.participant(people[0], cora, one)


def test_a_job_is_for_somebody_who_takes_part(eating: Activity, people: list[Resident], cora: User) -> None:
    stranger = together.participant(people[0], cora, make.announced(people[0].address.flat, cora))
    gone = eating.participants.get(resident=people[1])
    withdraw(people[1], cora)
    for who in (stranger, gone):
        with pytest.raises(Refused):
            participants.share_out(
                activity=eating, jobs=[JobNotes("Opruimen", who)], by=cora, at=make.EVENING
            )
    with pytest.raises(Refused):
        participants.share_out(activity=eating, jobs=[JobNotes("x")] * 13, by=cora, at=make.EVENING)
    with pytest.raises(Refused):
        participants.organise(participant=gone, organises=True, by=cora, at=make.EVENING)


def test_each_who_takes_part_gets_a_slip_that_says_when_and_names_nobody_else(
    eating: Activity, cora: User
) -> None:
    printed = activity_slips.print_slips(activity=eating, by=cora, at=make.EVENING)
    assert paper.is_sound(printed) and paper.is_tagged(printed)
    pages = [" ".join(page.split()) for page in paper.pages(printed)]
    assert [sum(name in page for name in NAMES) for page in pages] == [4, 1]
    assert "woensdag 14 oktober, vanaf 17:30 uur" in pages[1] and "Plutozaal (zonder drempels)" in pages[1]
    assert "€ 2,50" in pages[1] and "Ada" in pages[1] and "Samira" not in pages[1]


def test_without_a_day_or_anybody_there_are_no_slips(eating: Activity, flat: Flat, cora: User) -> None:
    for one in (make.activity(flat, cora), make.announced(flat, cora)):
        with pytest.raises(Refused):
            activity_slips.print_slips(activity=one, by=cora, at=make.EVENING)
    assert not Event.objects.filter(action="activity.slips_printed").exists()


# On the page


def test_an_initiator_sees_how_many_and_a_coordinator_who(
    eating: Activity, people: list[Resident], ans: User, cora: User, as_
) -> None:
    url = reverse("activity", args=[eating.pk])
    theirs, ours = as_(ans).get(url).text, as_(cora).get(url).text
    assert "5 buren" in theirs and not any(name in theirs for name in NAMES)
    assert all(name in ours for name in NAMES)
    theirs_too = {"resident": people[0].pk}
    assert as_(ans).post(reverse("activity_join", args=[eating.pk]), theirs_too).status_code == 403


def test_two_are_a_group_and_one_is_left_in_peace(
    people: list[Resident], flat: Flat, cora: User, as_
) -> None:
    one = make.announced(flat, cora)
    client, url = as_(cora), reverse("activity", args=[one.pk])
    alone = "In je eentje: laat het even rusten"
    assert alone not in client.get(url).text, "nobody was asked yet"
    together.participant(people[0], cora, one)
    assert alone in client.get(url).text
    together.participant(people[1], cora, one)
    assert alone not in client.get(url).text


def test_joining_organising_jobs_and_stopping_go_by_the_page(
    people: list[Resident], flat: Flat, cora: User, as_
) -> None:
    one, client = make.announced(flat, cora), as_(cora)
    page = reverse("activity", args=[one.pk])
    for person in people[:2]:
        client.post(reverse("activity_join", args=[one.pk]), {"resident": person.pk})
    first, second = one.participants.all()
    client.post(reverse("activity_organise", args=[one.pk, first.pk]), {"organises": "yes"})
    jobs = {
        "jobs-TOTAL_FORMS": 3, "jobs-INITIAL_FORMS": 0, "jobs-0-what": "Koffie zetten",
        "jobs-0-taken_by": second.pk, "jobs-1-what": "Opruimen", "jobs-1-taken_by": "", "jobs-2-what": "",
    }  # fmt: skip
    client.post(reverse("activity_jobs", args=[one.pk]), jobs)
    assert [(job.what, job.taken_by) for job in one.jobs.all()] == [
        ("Koffie zetten", second),
        ("Opruimen", None),
    ]
    assert "organiseert het" in client.get(page).text
    client.post(reverse("activity_organise", args=[one.pk, first.pk]), {"organises": "no"})
    assert "organiseert het" not in client.get(page).text
    client.post(reverse("activity_leave", args=[one.pk, second.pk]))
    assert [row.resident for row in one.participants.all()] == [people[0]]
    assert client.post(reverse("activity_leave", args=[one.pk, second.pk])).status_code == 404


def test_somebody_of_another_activity_is_reached_through_their_own_only(
    eating: Activity, flat: Flat, cora: User, as_
) -> None:
    other, theirs = make.activity(flat, cora), eating.participants.all()[0]
    for name in ("activity_leave", "activity_organise"):
        assert as_(cora).post(reverse(name, args=[other.pk, theirs.pk])).status_code == 404


def test_a_page_asks_as_often_for_five_who_take_part_as_for_one(
    people: list[Resident], flat: Flat, team: Team, cora: User, as_
) -> None:
    one, client = make.announced(flat, cora), as_(cora)
    url, taken = reverse("activity", args=[one.pk]), []
    for some in (people[:1], people[1:]):
        for person in some:
            who = together.participant(person, cora, one)
        jobs = [JobNotes(f"Klusje {number}", who) for number in range(one.participants.count())]
        participants.share_out(activity=one, jobs=jobs, by=cora, at=make.EVENING)
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        taken.append(len(asked))
    assert taken[0] == taken[1]

"""What a member did before walking along: ticks with a day, agreements of one's own, and no marks."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buurvoorbuur import departures
from buurvoorbuur.models import Event, Membership, Team, User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Role
from outreach import preparations, step_plan
from outreach.models import Flat, Preparation, Training
from outreach.preparation_terms import TRAININGS, Prepared
from tests import entrants, make

TODAY = make.EVENING.date()


@pytest.fixture
def of_ans(ans: User) -> Membership:
    return entrants.membership_of(ans)


def test_the_trainings_of_every_team_are_those_of_the_words() -> None:
    assert tuple(step_plan.trainings("nl")) == tuple(step_plan.trainings("en")) == TRAININGS


def test_a_coordinator_ticks_what_a_member_did_and_the_member_sees_it(
    team: Team, of_ans: Membership, ans: User, cora: User, as_
) -> None:
    own, last_week = make.training(team, cora), TODAY - timedelta(days=7)
    for what in ("intake", "safety", str(own.pk)):
        answer = as_(cora).post(
            reverse("member_prepared", args=[of_ans.pk]), {"what": what, "done_on": last_week}
        )
        assert answer.status_code == 302
    for page in (
        as_(ans).get(reverse("joining")),
        as_(cora).get(reverse("member_preparation", args=[of_ans.pk])),
    ):
        standing = page.context["standing"]
        done = [
            str(line.label) for line in (standing.intake, *standing.trainings) if line.done_on == last_week
        ]
        assert done == ["Kennismakingsgesprek", "Veilig op pad", "Reanimeren"]
        assert page.text.count("29 september 2026") == 3


def test_a_tick_is_put_on_another_day_and_taken_back(of_ans: Membership, cora: User, as_) -> None:
    for days in (7, 3):
        preparations.note(
            membership=of_ans,
            what=Prepared.PRIVACY,
            done_on=TODAY - timedelta(days=days),
            by=cora,
            at=make.EVENING,
        )
    assert Preparation.objects.get().done_on == TODAY - timedelta(days=3)
    for _twice in range(2):
        as_(cora).post(reverse("member_unprepared", args=[of_ans.pk]), {"what": "privacy"})
    assert not Preparation.objects.exists()
    assert Event.objects.filter(action="preparation.taken_back").count() == 1


def test_everybody_accepts_the_agreements_themself_and_once(
    of_ans: Membership, ans: User, cora: User, as_
) -> None:
    for act in (
        lambda: preparations.agree(membership=of_ans, by=cora, at=make.EVENING),
        lambda: preparations.note(
            membership=of_ans, what=Prepared.AGREEMENTS, done_on=TODAY, by=cora, at=make.EVENING
        ),
        lambda: preparations.take_back(membership=of_ans, what=Prepared.AGREEMENTS, by=cora, at=make.EVENING),
    ):
        with pytest.raises(Refused):
            act()
    answer = as_(cora).post(
        reverse("member_prepared", args=[of_ans.pk]), {"what": "agreements", "done_on": TODAY}
    )
    assert answer.status_code == 404 and not Preparation.objects.exists()
    assert "Hier houd ik mij aan" in as_(ans).get(reverse("joining")).text
    for _twice in range(2):
        as_(ans).post(reverse("joining_agree"))
    assert Preparation.objects.get().done_on == TODAY
    assert Event.objects.filter(action="preparation.agreed").count() == 1
    page = as_(ans).get(reverse("joining")).text
    assert "Je ging akkoord op 6 oktober 2026" in page and "Hier houd ik mij aan" not in page


@pytest.mark.parametrize("day", ["", "gisteren", TODAY + timedelta(days=1)])
def test_a_day_that_is_none_or_still_to_come_is_told_and_nothing_is_kept(
    of_ans: Membership, cora: User, as_, day: object
) -> None:
    asked = {"what": "safety", "done_on": day}
    answer = as_(cora).post(reverse("member_prepared", args=[of_ans.pk]), asked, follow=True)
    assert "message-warning" in answer.text
    assert not Preparation.objects.exists()


def test_a_training_of_another_team_is_refused(of_ans: Membership, cora: User, as_) -> None:
    far = make.team("Elders")
    theirs = make.training(far, make.member("Otto", "coordinator", far))
    with pytest.raises(Refused):
        preparations.note(membership=of_ans, what=theirs, done_on=TODAY, by=cora, at=make.EVENING)
    asked = {"what": str(theirs.pk), "done_on": TODAY}
    assert as_(cora).post(reverse("member_prepared", args=[of_ans.pk]), asked).status_code == 404
    assert as_(cora).post(reverse("training_remove", args=[theirs.pk])).status_code == 404


def test_a_team_adds_a_training_once_and_takes_it_out_with_its_ticks(
    of_ans: Membership, cora: User, as_
) -> None:
    client = as_(cora)
    client.post(reverse("trainings"), {"name": "Reanimeren"})
    again = client.post(reverse("trainings"), {"name": "reanimeren"})
    assert list(again.context["form"].errors) == ["name"]
    own = Training.objects.get()
    preparations.note(membership=of_ans, what=own, done_on=TODAY, by=cora, at=make.EVENING)
    client.post(reverse("training_remove", args=[own.pk]))
    assert not Training.objects.exists() and not Preparation.objects.exists()


def test_the_database_keeps_one_known_thing_a_line_and_each_once(
    team: Team, of_ans: Membership, cora: User
) -> None:
    own = make.training(team, cora)
    for what, training in (("", None), ("safety", own), ("dansen", None)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Preparation.objects.create(membership=of_ans, what=what, training=training, done_on=TODAY)
    for what, training in (("safety", None), ("", own)):
        Preparation.objects.create(membership=of_ans, what=what, training=training, done_on=TODAY)
        with pytest.raises(IntegrityError), transaction.atomic():
            Preparation.objects.create(membership=of_ans, what=what, training=training, done_on=TODAY)


def test_nothing_is_kept_but_a_tick_and_a_day() -> None:
    """A mark, a remark or a background of a volunteer would need a field, and there is none."""
    names = {field.name for field in Preparation._meta.get_fields()}
    assert names == {"id", "membership", "what", "training", "done_on"}


def test_with_an_account_that_ends_go_its_ticks(of_ans: Membership, ans: User, cora: User) -> None:
    preparations.agree(membership=of_ans, by=ans, at=make.EVENING)
    Membership.objects.filter(pk=of_ans.pk).update(ends_on=TODAY - timedelta(days=1))
    departures.end(user=ans, by=None, at=make.EVENING)
    assert not Preparation.objects.exists()


def test_many_trainings_take_as_many_queries_as_one(
    team: Team, of_ans: Membership, ans: User, cora: User, as_
) -> None:
    taken = []
    for count in (1, 6):
        for number in range(count):
            made = make.training(team, cora, f"Training {count}-{number}")
            preparations.note(membership=of_ans, what=made, done_on=TODAY, by=cora, at=make.EVENING)
        for person, url in (
            (ans, reverse("joining")),
            (cora, reverse("member_preparation", args=[of_ans.pk])),
        ):
            client = as_(person)
            with CaptureQueriesContext(connection) as asked:
                client.get(url)
            taken.append(len(asked))
    assert taken[:2] == taken[2:]


def test_who_walks_does_not_tick_and_does_not_see_the_ticks_of_others(
    of_ans: Membership, riny: User, as_
) -> None:
    assert as_(riny).get(reverse("member_preparation", args=[of_ans.pk])).status_code == 403
    asked = {"what": "safety", "done_on": TODAY}
    assert as_(riny).post(reverse("member_prepared", args=[of_ans.pk]), asked).status_code == 403


def test_where_one_chooses_who_walks_it_says_who_did_not_agree_yet(
    flat: Flat, ans: User, cora: User, as_
) -> None:
    url, said = reverse("flat_road", args=[flat.pk]), "Ging nog niet akkoord met de afspraken"
    assert said in as_(cora).get(url).text
    for member in Membership.objects.filter(team=flat.team_id, role=Role.INITIATOR):
        preparations.agree(membership=member, by=member.user, at=make.EVENING)
    assert said not in as_(cora).get(url).text

"""A group that was introduced goes on as an activity: who comes and who does what go along."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.text import capfirst

from buurvoorbuur.access import Somebody
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from matching import chores, group_activities, introductions, next_steps
from matching.chore_kinds import ChoreKind
from matching.models import Proposal
from matching.proposal_states import Action, State
from outreach import activities, consents, handing_over, participants
from outreach.consent_terms import How, Purpose
from outreach.models import Activity, Resident
from tests import make, together

IN_THREE_WEEKS = make.EVENING + timedelta(days=21)


@pytest.fixture
def group(residents: list[Resident]) -> Proposal:
    made = make.meeting_group(residents[:4])
    made.fewest, made.place, made.introduced_at = 3, "Plutozaal", make.EVENING
    made.save()
    return made


def test_it_takes_along_what_where_who_and_which_jobs(group: Proposal, cora: User) -> None:
    first = group.members.all()[0]
    chores.share_out(proposal=group, taken={ChoreKind.COFFEE: first}, by=cora, at=make.EVENING)
    group.refresh_from_db()
    gone = group.members.all()[3]
    consents.withdraw(resident=gone.resident, purpose=Purpose.MATCH, how=How.PHONE, by=cora, at=make.EVENING)
    one = together.of_group(group, cora)
    assert (one.name, one.place, one.at_least) == (capfirst(group.interest.activity), "Plutozaal", 3)  # type: ignore[union-attr]
    assert [flat.pk for flat in one.flats.all()] == [first.resident.address.flat_id]
    coming = {row.resident_id for row in one.participants.all()}
    assert coming == {member.resident_id for member in group.members.all()[:3]}
    takers = [job.taken_by.resident_id for job in one.jobs.all() if job.taken_by]
    assert takers == [first.resident_id] and one.jobs.count() == len(ChoreKind)
    assert together.of_group(group, cora) == one and Activity.objects.count() == 1


def test_a_pair_and_a_group_that_does_not_meet_become_none(residents: list[Resident], cora: User) -> None:
    pair = make.proposed(*residents[:2], state=State.INTRODUCED)
    early = make.proposed(*residents, fewest=3)
    for proposal in (pair, early):
        with pytest.raises(Refused):
            group_activities.begin(proposal=proposal, by=cora, at=make.EVENING)


def test_its_page_leads_there_and_jobs_are_kept_there_from_now_on(group: Proposal, cora: User, as_) -> None:
    url = reverse("proposal", args=[group.pk])
    assert as_(cora).get(url).context["chores_form"] is not None
    answer = as_(cora).post(reverse("proposal_activity", args=[group.pk]), {"version": group.version})
    assert answer.url == reverse("activity", args=[Activity.objects.get().pk])
    page = as_(cora).get(url)
    assert answer.url in page.text and page.context["chores_form"] is None


def test_what_changed_since_the_page_was_shown_is_looked_at_first(group: Proposal, cora: User, as_) -> None:
    url, sent = reverse("proposal_activity", args=[group.pk]), {"version": group.version}
    chores.share_out(proposal=group, taken={}, by=cora, at=make.EVENING)
    for old in (sent, {}):
        answer = as_(cora).post(url, old, follow=True)
        assert answer.redirect_chain == [(reverse("proposal", args=[group.pk]), 302)]
        assert "Bekijk haar opnieuw" in answer.text
    assert not Activity.objects.exists()


def test_that_it_happened_is_told_to_the_activity_with_its_day(
    group: Proposal, cora: User, as_, now_is
) -> None:
    one = together.of_group(group, cora)
    group.refresh_from_db()
    now_is(IN_THREE_WEEKS)
    said = {"action": "did_meet", "on": "2026-10-14", "version": group.version}
    as_(cora).post(reverse("proposal_outcome", args=[group.pk]), said)
    one.refresh_from_db()
    group.refresh_from_db()
    assert (group.state, str(one.began_on)) == (State.MET, "2026-10-14")


def test_what_nobody_took_on_is_not_asked_about(group: Proposal, cora: User) -> None:
    one = together.of_group(group, cora)
    assert [step.title for step in next_steps.introductions(Somebody.known(cora), IN_THREE_WEEKS)] != []
    activities.let_go(activity=one, by=cora, at=make.EVENING)
    assert list(next_steps.introductions(Somebody.known(cora), IN_THREE_WEEKS)) == []
    ours = Proposal.objects.select_related("activity").get(pk=group.pk)
    assert not introductions.may_ask_outcome(ours, IN_THREE_WEEKS)
    assert introductions.OUTCOMES[0] == Action.DID_MEET


def test_that_it_happened_needs_a_first_day(group: Proposal, cora: User) -> None:
    together.of_group(group, cora)
    group.refresh_from_db()
    with pytest.raises(Refused):
        introductions.outcome(proposal=group, action=Action.DID_MEET, by=cora, at=IN_THREE_WEEKS)
    group.refresh_from_db()
    assert group.state == State.INTRODUCED


def test_a_group_that_met_already_is_asked_after_by_its_activity(group: Proposal, cora: User) -> None:
    Proposal.objects.filter(pk=group.pk).update(state=State.MET)
    one = together.of_group(group, cora)
    participants.organise(participant=one.participants.all()[0], organises=True, by=cora, at=make.EVENING)
    handing_over.hand_over(activity=one, by=cora, at=make.EVENING)
    assert list(handing_over.to_ask(Activity.objects.all(), IN_THREE_WEEKS.date())) == [one]


def test_what_goes_on_paper_for_residents_is_dutch_whatever_the_screen_speaks(
    group: Proposal, cora: User
) -> None:
    with translation.override("en"):
        one = together.of_group(group, cora)
    assert "zet koffie en thee" in [job.what for job in one.jobs.all()]

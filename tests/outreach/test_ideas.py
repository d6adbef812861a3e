"""Ideas: whose it is stays only of who lets us stay in touch, and help that came is told once."""

from datetime import timedelta

import pytest
from django.urls import reverse

from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from outreach import consents, ideas
from outreach.activity_terms import IdeaState
from outreach.consent_terms import STAYING_IN_TOUCH, How, Purpose
from outreach.ideas import IdeaNotes
from outreach.models import Flat, Idea, Resident
from tests import make


def withdrawn(person: Resident, *purposes: Purpose) -> None:
    for purpose in purposes:
        consents.withdraw(resident=person, purpose=purpose, how=How.PHONE, by=None, at=make.EVENING)


def test_of_who_did_not_agree_to_it_nothing_is_kept(samira: Resident, flat: Flat, cora: User, as_) -> None:
    withdrawn(samira, *STAYING_IN_TOUCH)
    with pytest.raises(Refused):
        ideas.add(
            team=flat.team, notes=IdeaNotes("Een pluktuin", flat, resident=samira), by=cora, at=make.EVENING
        )
    sent = {"what": "Een pluktuin", "flat": flat.pk, "state": "heard", "resident": str(samira.pk)}
    page = as_(cora).post(reverse("ideas_new"), sent)
    assert list(page.context["form"].errors) == ["resident"]
    assert not Idea.objects.exists()


def test_it_is_nobodys_any_more_once_they_do_not_want_to_hear_of_us(
    samira: Resident, flat: Flat, cora: User
) -> None:
    notes = IdeaNotes("Een pluktuin", flat, resident=samira)
    idea = ideas.add(team=flat.team, notes=notes, by=cora, at=make.EVENING)
    first, last = STAYING_IN_TOUCH
    withdrawn(samira, first)
    idea.refresh_from_db()
    assert idea.resident == samira, "one of the two is enough"
    withdrawn(samira, last)
    idea.refresh_from_db()
    assert (idea.what, idea.resident) == ("Een pluktuin", None)
    assert Resident.objects.filter(pk=samira.pk).exists(), "they still agree to something else"


def test_that_an_idea_got_help_is_told_once_and_stays_true(flat: Flat, cora: User) -> None:
    idea = make.idea(flat, cora)
    assert idea.helped_at is None
    for days, state in enumerate((IdeaState.HELPED, IdeaState.CARRIED_OUT, IdeaState.LAID_ASIDE)):
        at = make.EVENING + timedelta(days=days)
        ideas.change(idea=idea, notes=IdeaNotes("Een bank", flat, state), by=cora, at=at)
        idea.refresh_from_db()
    assert (idea.state, idea.helped_at) == (IdeaState.LAID_ASIDE, make.EVENING)


def test_only_who_reaches_the_team_keeps_an_idea_of_the_neighbourhood(
    flat: Flat, ans: User, cora: User, as_
) -> None:
    whole = {"what": "Een bibliotheek", "flat": "", "state": "helped"}
    assert "flat" in as_(ans).post(reverse("ideas_new"), whole).context["form"].errors
    assert as_(cora).post(reverse("ideas_new"), whole).status_code == 302
    assert Idea.objects.get().helped_at == make.EVENING

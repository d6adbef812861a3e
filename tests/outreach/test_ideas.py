"""Whose idea it is, is kept only of who lets us stay in touch."""

import pytest
from django.urls import reverse

from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from outreach import consents, ideas
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

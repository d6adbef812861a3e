"""Residents whom somebody was given to ask are asked by a colleague when they leave."""

import pytest

from buurvoorbuur import members, open_work
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Role
from matching import open_work as asking_work
from matching import proposals
from matching.models import Proposal
from outreach.models import Interest
from tests import entrants, make

AT = make.EVENING


def being_asked(pair: Proposal, by: User) -> Proposal:
    interest = Interest.objects.get(pk=pair.interest_id)
    approved = proposals.approve(
        proposal=pair, interest=interest, place="Zaal", first_step="Bel", by=by, at=AT
    )
    return make.asked(approved, by)


def test_they_go_to_who_may_ask_them(pair: Proposal, cora: User) -> None:
    other = make.member("Coen", Role.COORDINATOR, pair.team)
    asked = being_asked(pair, cora)
    assert [work.words for work in open_work.of(cora, pair.team, AT)] == ["2 bewoners om te vragen"]
    members.hand_over(membership=entrants.membership_of(cora), to=other, by=cora, at=AT)
    assert {member.asker for member in asked.members.all()} == {other}
    assert open_work.of(cora, pair.team, AT) == []


def test_they_stay_when_who_would_take_them_may_not_ask_them(pair: Proposal, cora: User) -> None:
    asked = being_asked(pair, cora)
    newcomer = make.member("Noor", Role.INITIATOR, pair.team)
    with pytest.raises(Refused) as no:
        asking_work.hand_over(user=cora, team=pair.team, to=newcomer, by=cora, at=AT)
    assert no.value.sentence == "Alleen wie met deze bewoner sprak, mag het vragen."
    assert {member.asker for member in asked.members.all()} == {cora}

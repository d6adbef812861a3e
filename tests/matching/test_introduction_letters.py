"""The letters of introductions on paper: the one that asks, and the one that introduces, each on one page."""

from collections.abc import Callable

import pytest

from buurvoorbuur.models import Event, Team, User
from buurvoorbuur.refusals import Refused
from matching import asking_letters, chores, introductions
from matching.chore_kinds import ChoreKind
from matching.models import Proposal
from matching.proposal_states import Answer, AskChannel, State
from outreach import interests
from outreach.consent_terms import Field
from outreach.models import Interest, Resident
from tests import make, paper

NAME = "Mevrouw Wilhelmina van Schimmelpenninck van der Oye-Achterberg"


@pytest.fixture(params=["nl", "en"])
def long_names(request: pytest.FixtureRequest, team: Team, ans: User, riny: User) -> list[Resident]:
    """Eight people with long names, who let everything be passed on and were asked in this language."""
    interests.load_starter()
    flat = make.flat(team, doors=8)
    evening, like = make.walking_round(flat, ans, riny), Interest.objects.all()[0].code
    return [
        make.resident(
            evening,
            door,
            f"{NAME} {door.number}",
            shares=frozenset({like}),
            shared_fields=frozenset(Field),
            consent_language=request.param,
            phone=f"06 1234567{door.number}",
            email=f"wilhelmina.van.schimmelpenninck.{door.number}@voorbeeldpost.example.org",
        )
        for door in flat.addresses.in_walking_order()
    ]


def introduced(*people: Resident) -> Proposal:
    """With the longest place and first step that can be filled in."""
    made = make.proposed(*people, state=State.INTRODUCED, fewest=min(3, len(people)))
    made.members.update(answer=Answer.YES)
    made.place = ("De recreatiezaal beneden naast de fietsenstalling, ingang achter het gebouw " * 2)[:120]
    made.first_step = ("Bel elkaar deze week, kies samen een dag en vraag de sleutel bij de beheerder. " * 4)[
        :300
    ]
    made.save()
    return made


@pytest.mark.parametrize("count", [2, 3, 8])
def test_the_letter_fits_on_one_page(long_names: list[Resident], cora: User, count: int) -> None:
    ours = introduced(*long_names[:count])
    if ours.is_group:
        takers = list(ours.members.all())[-len(ChoreKind) :]
        taken = dict(zip(ChoreKind, takers, strict=False))
        chores.share_out(proposal=ours, taken=taken, by=cora, at=make.EVENING)
    made = introductions.letter(member=ours.members.all()[0], by=cora, at=make.EVENING)
    [page] = paper.pages(made)
    told = " ".join(page.split())
    assert all(person.phone in told for person in long_names[1:count])
    assert NAME in told and "team@example.org" in told
    # In the window of the envelope, whatever stands below.
    address = next(word for word in paper.words(made)[0] if word.text == "Mevrouw")
    assert address.top == pytest.approx(50, abs=0.5)


@pytest.fixture
def by_letter(long_names: list[Resident]) -> Proposal:
    """A group of four who are all asked by letter."""
    made = introduced(*long_names[:4])
    made.state, made.ask_before = State.ASKING, make.EVENING.date()
    made.save()
    made.members.update(answer=Answer.WAITING, ask_by=AskChannel.LETTER)
    return made


def test_the_question_fits_on_one_page_names_nobody_else_and_says_how_to_answer(
    by_letter: Proposal, long_names: list[Resident], cora: User
) -> None:
    member = by_letter.members.all()[0]
    [page] = paper.pages(asking_letters.printed(member=member, by=cora, at=make.EVENING))
    told = " ".join(page.split())
    for shown in (f"{NAME} 1", "050 123 4567", "team@example.org", "De recreatiezaal", "6 "):
        assert shown in told
    for other in long_names[1:]:
        assert other.name not in told and str(other.address) not in told


def answered(asked: Proposal) -> None:
    asked.members.update(answer=Answer.YES)


def asked_otherwise(asked: Proposal) -> None:
    asked.members.update(ask_by=AskChannel.DOOR)


def over(asked: Proposal) -> None:
    Proposal.objects.update(state=State.AGREED)


def out_of_reach(asked: Proposal) -> None:
    Team.objects.update(phone="", email="")


@pytest.mark.parametrize("change", [answered, asked_otherwise, over, out_of_reach])
def test_a_question_that_cannot_be_answered_is_not_printed(
    by_letter: Proposal, cora: User, change: Callable[[Proposal], None]
) -> None:
    change(by_letter)
    with pytest.raises(Refused):
        asking_letters.printed(member=by_letter.members.all()[0], by=cora, at=make.EVENING)
    assert not Event.objects.filter(action="asking.printed").exists()

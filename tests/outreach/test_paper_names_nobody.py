"""Paper about an activity that everybody may read names no resident, wherever the name was typed."""

from collections.abc import Callable

import pytest

from buurvoorbuur.models import Team, User
from buurvoorbuur.refusals import Refused
from outreach import activities, activity_slips, interests, proud, welcome_cards
from outreach.models import Activity, Flat, Resident
from tests import make, paper, together

WHEN = {"at": make.EVENING}


@pytest.fixture
def anna(team: Team, ans: User, riny: User) -> Resident:
    """Somebody of another flat of the team."""
    interests.load_starter()
    far = make.flat(team, name="Zonneflat")
    return make.resident(make.walking_round(far, ans, riny), far.addresses.all()[0], "Anna Wichers")


PAPERS: dict[str, Callable[[Activity, User], bytes]] = {
    "poster": lambda one, by: activities.print_poster(activity=one, language="nl", by=by, **WHEN),
    "slips": lambda one, by: activity_slips.print_slips(activity=one, by=by, **WHEN),
    "cards": lambda one, by: proud.print_cards(activity=one, language="nl", by=by, **WHEN),
}


def named(activity: Activity, where: str) -> None:
    """The name of a resident, in one of the texts that are printed."""
    if where == "directions":
        activity.venue = together.venue(
            activity.team, make.member("Els", "coordinator", activity.team), directions="bij Wichers"
        )
    else:
        setattr(activity, where, "bij Anna")
    activity.save()


@pytest.mark.parametrize("printed", PAPERS)
@pytest.mark.parametrize("where", ["name", "place", "bring", "directions"])
def test_who_takes_part_from_another_flat_is_on_no_paper_for_everybody(
    flat: Flat, cora: User, anna: Resident, printed: str, where: str
) -> None:
    one = make.announced(flat, cora)
    together.participant(anna, cora, one)
    named(one, where)
    with pytest.raises(Refused) as no:
        PAPERS[printed](one, cora)
    assert "Laat namen weg" in str(no.value.sentence)


def test_who_lives_elsewhere_and_takes_no_part_is_no_reason_to_refuse(
    flat: Flat, cora: User, anna: Resident
) -> None:
    """Else nobody could print a word that happens to be a name somewhere."""
    one = make.announced(flat, cora)
    named(one, "bring")
    assert paper.pages(PAPERS["poster"](one, cora))


def test_a_welcome_leaves_out_what_names_somebody(flat: Flat, cora: User, anna: Resident) -> None:
    named_one = make.announced(flat, cora)
    together.participant(anna, cora, named_one)
    named(named_one, "name")
    make.announced(flat, cora)
    card = welcome_cards.print_card(address=flat.addresses.all()[0], language="nl", by=cora, **WHEN)
    [page] = paper.pages(card)
    assert "Anna" not in page
    assert "Samen eten" in page


@pytest.mark.parametrize(("step_free", "said"), [(False, "Er zijn treden"), (True, "Zonder drempels")])
def test_a_poster_says_whether_there_are_steps_and_that_a_price_is_open(
    flat: Flat, cora: User, step_free: bool, said: str
) -> None:
    one = make.announced(flat, cora, step_free=step_free, price=None)
    [page] = paper.pages(PAPERS["poster"](one, cora))
    words = " ".join(page.split())
    assert said in words
    assert "Wat het kost staat nog niet vast." in words

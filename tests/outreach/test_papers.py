"""Badges for who walks, and the letter that confirms a no: who gets them, what is on them, and the log."""

from datetime import timedelta

import pytest
from django.urls import reverse

from buurvoorbuur.models import Event, Membership, Team, User
from buurvoorbuur.refusals import Refused
from outreach import badges, optout_letters, optouts
from outreach.models import Address, Flat, LetterBatch, OptOut, Round
from outreach.opt_out_terms import Channel, EndReason
from outreach.visit_states import RoundState
from tests import make, paper

AT = make.EVENING
TODAY = AT.date()


def text(sheet: bytes) -> str:
    return " ".join(" ".join(paper.pages(sheet)).split())


def of_round(evening: Round, by: User, language: str = "nl") -> bytes:
    return badges.of_round(round=evening, language=language, by=by, at=AT)


def of_flat(flat: Flat, by: User, language: str = "nl") -> bytes:
    return badges.of_flat(flat=flat, language=language, by=by, at=AT)


@pytest.fixture
def said_no(door: Address) -> Address:
    """Three days ago, by phone."""
    optouts.record(address=door, channel=Channel.PHONE, by=None, at=AT - timedelta(days=3))
    return door


@pytest.mark.parametrize(
    ("language", "valid"),
    [("nl", "Geldig op dinsdag 6 oktober 2026"), ("en", "Valid on Tuesday 6 October 2026")],
)
def test_the_two_of_a_round_get_a_badge_for_its_day(
    tonight: Round, ans: User, language: str, valid: str
) -> None:
    sheet = of_round(tonight, ans, language)
    assert paper.is_sound(sheet) and paper.is_tagged(sheet) and f"/Lang ({language})" in paper.opened(sheet)
    said = text(sheet)
    for wanted in (valid, "Planetenflat", str(tonight.flat.team), "/wie-belt-er-aan", "050 123 4567"):
        assert said.count(wanted) == 2
    assert said.count("Ans") == said.count("Riny") == 1 and "de Boer" not in said


def test_a_badge_is_scanned_to_the_page_that_says_who_rings(tonight: Round, ans: User) -> None:
    assert paper.scanned(of_round(tonight, ans), 1).splitlines()[0].endswith("/wie-belt-er-aan/")


def test_a_round_that_is_over_has_no_badges(tonight: Round, ans: User) -> None:
    tonight.state = RoundState.CLOSED
    with pytest.raises(Refused):
        of_round(tonight, ans)
    assert not Event.objects.exists()


def test_who_may_not_walk_on_that_day_gets_none(tonight: Round, ans: User, riny: User) -> None:
    Membership.objects.filter(user=riny).update(ends_on=TODAY - timedelta(days=1))
    assert "Riny" not in text(of_round(tonight, ans))
    User.objects.filter(pk=ans.pk).update(is_active=False)
    with pytest.raises(Refused):
        of_round(tonight, ans)


def test_everybody_who_walks_a_flat_gets_a_badge_for_four_weeks(flat: Flat, cora: User) -> None:
    said = text(of_flat(flat, cora))
    assert said.count("Geldig van 6 oktober tot en met 3 november 2026") == 3
    assert all(said.count(name) == 1 for name in ("Ans", "Riny", "Cora"))


def test_a_badge_begins_when_the_first_door_may_be_rung(flat: Flat, cora: User) -> None:
    LetterBatch.objects.update(first_visit_on=TODAY + timedelta(days=9))
    assert text(of_flat(flat, cora)).count("Geldig van 15 oktober tot en met 12 november 2026") == 3


def test_a_guest_s_badge_ends_with_their_membership(flat: Flat, riny: User, cora: User) -> None:
    Membership.objects.filter(user=riny).update(ends_on=TODAY + timedelta(days=5))
    said = text(of_flat(flat, cora))
    assert said.count("tot en met 11 oktober 2026") == 1 and said.count("3 november 2026") == 2


def test_eleven_walkers_take_two_sheets(flat: Flat, team: Team, cora: User) -> None:
    for number in range(8):
        make.assign(make.member(f"Buur{number}", "initiator", team), flat)  # type: ignore[arg-type]
    assert len(paper.pages(of_flat(flat, cora))) == 2


def test_without_a_walker_nothing_is_printed_or_logged(flat: Flat, cora: User) -> None:
    User.objects.update(is_active=False)
    with pytest.raises(Refused):
        of_flat(flat, cora)
    assert not Event.objects.exists()


def test_a_badge_has_the_size_of_a_bank_card_and_the_strangest_words_stay_inside(
    flat: Flat, team: Team, ans: User, riny: User, cora: User
) -> None:
    team.name, team.neighbourhood = "<b>W</b>" * 10, "Van Heemskerckstraatbuurt " * 3
    team.phone = "+31 (0)50 123 456 78"
    team.save()
    ans.name, riny.name = "W" * 80, "<script>alert(1)</script>"
    for person in (ans, riny):
        person.save()
    Flat.objects.update(name="Burgemeester van Nispen " * 3)
    place = Flat.objects.select_related("team").get()
    sheet = of_flat(place, cora)
    [page] = paper.words(sheet)
    assert "<script>alert(1)</script>" in text(sheet).replace(" ", "")
    validities = [word for word in page if word.text == "Geldig"]
    # Two beside each other, then one below: 85 mm to the right, 54 mm down.
    first, second, third = sorted(validities, key=lambda word: (round(word.top), word.left))
    assert second.left - first.left == pytest.approx(85, abs=0.2)
    assert third.top - first.top == pytest.approx(54, abs=0.2)
    # Whatever the names, what stands above the foot of a badge stays above the foot of its own.
    flats = [word for word in page if word.text == "Nispen"]
    assert len(flats) == 9
    for word in flats:
        own = [foot for foot in validities if abs(foot.left - word.left) < 40]
        assert any(0 < foot.top - word.bottom < 30 for foot in own)


def test_who_printed_badges_stands_in_the_log(tonight: Round, flat: Flat, ans: User, cora: User, as_) -> None:
    for who, name, about in ((ans, "round_badges", tonight), (cora, "flat_badges", flat)):
        answer = as_(who).post(reverse(name, args=[about.pk]), {"language": "en"})
        assert answer.headers["Content-Type"] == "application/pdf" and "Valid" in text(answer.content)
    first, second = Event.objects.order_by("pk")
    assert (first.action, first.actor_id, first.object_id) == (
        "round.badges_printed",
        ans.pk,
        str(tonight.pk),
    )
    assert (second.action, second.actor_id, second.object_id) == (
        "flat.badges_printed",
        cora.pk,
        str(flat.pk),
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nl", "Dat hebben we op 3 oktober 2026 genoteerd"),
        ("en", "We noted that on 3 October 2026"),
    ],
)
def test_the_confirmation_says_since_when_and_how_to_change_one_s_mind(
    said_no: Address, cora: User, language: str, said: str
) -> None:
    sheet = optout_letters.confirm(address=said_no, language=language, by=cora, at=AT)
    assert paper.is_sound(sheet) and paper.is_tagged(sheet) and f"/Lang ({language})" in paper.opened(sheet)
    assert len(paper.pages(sheet)) == 1
    for wanted in (said, "Planetenlaan 1", "9742 AB Groningen", "050 123 4567", "team@example.org"):
        assert wanted in text(sheet)


def test_its_address_stands_in_the_window_of_an_envelope(said_no: Address, cora: User) -> None:
    sheet = optout_letters.confirm(address=said_no, language="nl", by=cora, at=AT)
    [page] = paper.words(sheet)
    address = [word for word in page if word.text in ("Planetenlaan", "Groningen")]
    assert len(address) == 2
    assert all(word.left > 19.9 and word.right <= 105 for word in address)
    assert all(word.top >= 45 and word.bottom <= 90 for word in address)


def test_a_door_without_a_no_gets_no_confirmation(door: Address, said_no: Address, cora: User) -> None:
    optouts.end(address=door, reason=EndReason.RESIDENT_ASKED, by=cora, at=AT)
    events = Event.objects.count()
    with pytest.raises(Refused):
        optout_letters.confirm(address=door, language="nl", by=cora, at=AT)
    assert Event.objects.count() == events


def test_the_longest_team_still_fits_on_the_sheet_and_is_printed_as_typed(
    said_no: Address, cora: User
) -> None:
    team = said_no.flat.team
    team.name, team.email = "<b>W</b>" * 10, f"{'w' * 100}@example.org"
    team.save()
    sheet = optout_letters.confirm(address=said_no, language="en", by=cora, at=AT)
    [page] = paper.words(sheet)
    assert "<b>W</b>" in text(sheet) and max(word.right for word in page) < 195


def test_a_member_prints_it_from_the_page_of_the_door_and_the_log_says_so(
    said_no: Address, flat: Flat, ans: User, as_
) -> None:
    url = reverse("optout_confirmation", args=[flat.pk, said_no.pk])
    assert f'action="{url}"' in as_(ans).get(reverse("door", args=[flat.pk, said_no.pk])).text
    assert as_(ans).get(url).status_code == 405
    answer = as_(ans).post(url, {"language": "en"})
    assert answer.headers["Content-Type"] == "application/pdf" and "Your opt-out" in text(answer.content)
    event = Event.objects.first()
    assert event and (event.action, event.actor_id) == ("optout.confirmation_printed", ans.pk)
    assert OptOut.objects.open().filter(address=said_no).exists()


def test_no_page_offers_it_at_a_door_that_did_not_opt_out(door: Address, flat: Flat, ans: User, as_) -> None:
    assert "bevestiging.pdf" not in as_(ans).get(reverse("door", args=[flat.pk, door.pk])).text


def test_the_pages_of_a_round_and_a_flat_offer_their_paper(
    tonight: Round, flat: Flat, ans: User, cora: User, as_
) -> None:
    cards, badge = (reverse(name, args=[tonight.pk]) for name in ("round_call_cards", "round_badges"))
    for state in (RoundState.PLANNED, RoundState.WALKING):
        Round.objects.update(state=state)
        html = as_(ans).get(reverse("round_doors", args=[tonight.pk])).text
        assert f'action="{cards}"' in html and f'action="{badge}"' in html
    make.visit(tonight, flat.addresses.all()[0])
    Round.objects.update(state=RoundState.CLOSED)
    html = as_(ans).get(reverse("round", args=[tonight.pk])).text
    assert f'action="{cards}"' in html and f'action="{badge}"' not in html
    assert reverse("flat_badges", args=[flat.pk]) in as_(cora).get(reverse("flat_road", args=[flat.pk])).text


def test_a_team_signs_its_paper_with_its_neighbourhood_once(team: Team) -> None:
    assert team.with_place == "Buur voor Buur Paddepoel"
    team.neighbourhood = "Selwerd"
    assert team.with_place == "Buur voor Buur Paddepoel · Selwerd"

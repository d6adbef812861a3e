"""Versions of a letter beside each other with their uncertainty, and what test readers say."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from buurvoorbuur.access import Reach, reach_of
from buurvoorbuur.models import Event, Team, User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission
from outreach import consents, letter_effects, letter_remarks, optouts, residents
from outreach.consent_terms import How, Purpose
from outreach.letter_effects import Effect, Measure
from outreach.models import Address, Flat, Letter, LetterRemark, Resident, Round
from outreach.opt_out_terms import Channel
from outreach.visit_states import Outcome
from outreach.wording import letter_comparison
from tests import make

DELIVERED = date(2026, 9, 20)
TODAY = make.EVENING.date()


@pytest.fixture
def flat(team: Team, ans: User, riny: User) -> Flat:
    """Six doors that got no letter yet."""
    made = make.flat(team)
    make.assign(ans, made)
    make.assign(riny, made)
    return made


@pytest.fixture
def walked(flat: Flat, ans: User, riny: User) -> Round:
    return make.walking_round(flat, ans, riny)


@pytest.fixture
def reach(cora: User) -> Reach:
    return reach_of(cora, Permission.WRITE_LETTERS)


@pytest.fixture
def reader(walked: Round) -> Resident:
    """A resident who said yes to being kept posted."""
    person = make.resident(walked, walked.flat.addresses.all()[5])
    return Resident.objects.get(pk=person.pk)


def effect(doors: int, talks: int) -> Effect:
    counts = {Measure.OPT_OUTS: 0, Measure.OPENED: talks, Measure.TALKS: talks}
    return Effect((), doors, dict.fromkeys(Measure, doors), counts)


def test_each_version_counts_the_doors_that_got_it(walked: Round, reach: Reach, cora: User) -> None:
    doors = list(walked.flat.addresses.in_walking_order())
    make.delivered_letters(walked.flat, DELIVERED)
    make.visit(walked, doors[0], Outcome.TALK)
    make.visit(walked, doors[1], Outcome.DECLINED_DOOR)
    make.visit(walked, doors[2], Outcome.NOBODY_HOME)
    optouts.record(address=doors[3], channel=Channel.PHONE, by=cora, at=make.EVENING)
    (found,) = letter_effects.by_version(reach, on=TODAY)
    assert found.doors == 6
    assert found.counts == {Measure.OPT_OUTS: 1, Measure.OPENED: 2, Measure.TALKS: 1}
    assert found.cases == {Measure.OPT_OUTS: 6, Measure.OPENED: 3, Measure.TALKS: 3}


def test_what_happened_before_the_letter_came_is_not_its_doing(
    walked: Round, reach: Reach, cora: User
) -> None:
    doors = list(walked.flat.addresses.in_walking_order())
    make.visit(walked, doors[0], Outcome.TALK)
    optouts.record(address=doors[1], channel=Channel.PHONE, by=cora, at=make.EVENING)
    make.delivered_letters(walked.flat, make.EVENING.date() + timedelta(days=1))
    (found,) = letter_effects.by_version(reach, on=TODAY)
    assert sum(found.counts.values()) == 0


def test_a_door_counts_for_its_last_letter_and_a_letter_taken_out_for_none(
    walked: Round, reach: Reach
) -> None:
    first = make.delivered_letters(walked.flat, DELIVERED)
    Letter.objects.filter(pk=first.letter_id).update(language="en")
    last = make.delivered_letters(walked.flat, DELIVERED + timedelta(days=3))
    last.copies.filter(address=walked.flat.addresses.all()[0]).update(taken_out_at=make.EVENING)
    found = Counter(
        {version.letters[0].pk: version.doors for version in letter_effects.by_version(reach, on=TODAY)}
    )
    assert found == {first.letter_id: 1, last.letter_id: 5}


@pytest.mark.parametrize(("days", "cases"), [(6, 0), (7, 6)])
def test_an_opt_out_that_did_not_come_counts_once_the_notice_period_is_over(
    walked: Round, reach: Reach, cora: User, days: int, cases: int
) -> None:
    make.delivered_letters(walked.flat, DELIVERED)
    door = walked.flat.addresses.all()[0]
    optouts.record(address=door, channel=Channel.PHONE, by=cora, at=make.EVENING)
    (found,) = letter_effects.by_version(reach, on=DELIVERED + timedelta(days=days))
    assert (found.cases[Measure.OPT_OUTS], found.counts[Measure.OPT_OUTS]) == (cases, min(cases, 1))
    assert found.cases[Measure.OPENED] == 0


def test_a_letter_that_just_came_is_not_set_against_one_that_had_its_time(
    as_, cora: User, team: Team, walked: Round
) -> None:
    make.delivered_letters(walked.flat, DELIVERED)
    for door in walked.flat.addresses.all():
        optouts.record(address=door, channel=Channel.PHONE, by=cora, at=make.EVENING)
    fresh = make.delivered_letters(make.flat(team, name="Sterrenflat", doors=60), TODAY)
    url = reverse("letter_compare", args=[walked.flat_id])
    versions = as_(cora).get(url).context["versions"]
    assert "te vroeg" in versions.verdict
    assert {row[2:] for row in versions.rows} == {
        ("te vroeg",) * 3,
        ("6 van de 6 (61–100%)", "te vroeg", "te vroeg"),
    }
    fresh.delivered_on = DELIVERED
    fresh.save()
    assert "afgemeld" in as_(cora).get(url).context["versions"].verdict


def test_letters_of_another_team_are_not_compared(reach: Reach) -> None:
    elsewhere = make.flat(make.team("Elders"), name="Sterrenflat")
    make.delivered_letters(elsewhere, DELIVERED)
    assert not letter_effects.by_version(reach, on=TODAY)


@pytest.mark.parametrize(
    ("talks", "others", "differs"), [(24, 20, False), (24, 12, False), (45, 10, True), (0, 90, True)]
)
def test_ninety_doors_tell_only_a_great_difference(talks: int, others: int, differs: bool) -> None:
    both = [effect(90, talks), effect(90, others)]
    assert letter_effects.differs(both, Measure.TALKS) is differs


def test_a_trait_takes_versions_together(walked: Round, reach: Reach) -> None:
    batch = make.delivered_letters(walked.flat, DELIVERED)
    versions = letter_effects.by_version(reach, on=TODAY)
    with_it, without = letter_effects.by_trait(versions, lambda letter: letter.shows_logo)
    assert with_it and with_it.doors == 6 and without is None
    Letter.objects.filter(pk=batch.letter_id).update(shows_logo=False)
    with_it, without = letter_effects.by_trait(
        letter_effects.by_version(reach, on=TODAY), lambda letter: letter.shows_logo
    )
    assert with_it is None and without and without.doors == 6


def test_comparing_takes_a_fixed_number_of_queries(
    team: Team, reach: Reach, django_assert_num_queries
) -> None:
    for n in range(5):
        make.delivered_letters(make.flat(team, name=f"Flat {n}"), DELIVERED)
    with django_assert_num_queries(4):
        assert len(letter_effects.by_version(reach, on=TODAY)) == 5


def test_small_numbers_are_called_small(as_, cora: User, team: Team, walked: Round) -> None:
    url = reverse("letter_compare", args=[walked.flat_id])
    with translation.override("nl"):
        assert letter_comparison.of_versions([]).rows == []
    assert "<table" not in as_(cora).get(url).text
    make.delivered_letters(walked.flat, DELIVERED)
    other = make.delivered_letters(make.flat(team, name="Sterrenflat"), DELIVERED)
    Letter.objects.filter(pk=other.letter_id).update(shows_logo=False)
    page = as_(cora).get(url)
    assert "te klein" in page.context["versions"].verdict
    (drawing,) = page.context["traits"]
    assert [row[1] for row in drawing.rows] == ["6", "6"]


def test_a_remark_of_a_reader_is_kept_and_shown(as_, cora: User, reader: Resident) -> None:
    letter = make.checked_letter(reader.address.flat)
    url = reverse("letter_test_readers", args=[letter.flat_id, letter.pk])
    said = {"resident": reader.pk, "text": "  De tweede alinea is te lang. "}
    assert as_(cora).post(url, said).status_code == 302
    as_(cora).post(url, {"text": "Vriendelijk!"})
    assert [remark.text for remark in letter.remarks.all()] == [
        "De tweede alinea is te lang.",
        "Vriendelijk!",
    ]
    assert "De tweede alinea is te lang." in as_(cora).get(url).text
    assert Event.objects.filter(action="letter.remarked").count() == 2


def test_a_remark_sent_twice_stands_once(as_, cora: User, reader: Resident) -> None:
    letter = make.checked_letter(reader.address.flat)
    url = reverse("letter_test_readers", args=[letter.flat_id, letter.pk])
    for _reader in range(2):
        form = as_(cora).get(url).context["form"]
        said = {"id": form["id"].value(), "text": "Te lang."}
        for _press in range(2):
            assert as_(cora).post(url, said).status_code == 302
    assert letter.remarks.count() == 2, "two who say the same are two"


def test_what_a_member_thought_while_reading_is_theirs_and_no_residents(as_, cora: User, flat: Flat) -> None:
    letter = make.checked_letter(flat)
    for is_own, text in ((True, "Wie zijn jullie?"), (False, "Te lang.")):
        letter_remarks.note(letter=letter, resident=None, text=text, is_own=is_own, by=cora, at=make.EVENING)
    page = as_(cora).get(reverse("letter_test_readers", args=[flat.pk, letter.pk])).text
    assert page.count(f"{cora}, bij het lezen") == 1
    assert page.count(f"Iemand, 6 oktober 2026, opgeschreven door {cora}") == 1


def test_an_empty_remark_and_a_stranger_are_refused_at_their_field(
    as_, cora: User, reader: Resident, walked: Round
) -> None:
    letter = make.checked_letter(walked.flat)
    url = reverse("letter_test_readers", args=[letter.flat_id, letter.pk])
    assert list(as_(cora).post(url, {"text": "  "}).context["form"].errors) == ["text"]
    consents.withdraw(resident=reader, purpose=Purpose.KEEP_POSTED, how=How.PHONE, by=cora, at=make.EVENING)
    page = as_(cora).post(url, {"resident": reader.pk, "text": "Ja"})
    assert list(page.context["form"].errors) == ["resident"]
    assert not LetterRemark.objects.exists()


def test_who_no_longer_says_yes_is_not_written_down_as_a_reader(
    cora: User, reader: Resident, walked: Round
) -> None:
    letter = make.checked_letter(walked.flat)
    consents.withdraw(resident=reader, purpose=Purpose.KEEP_POSTED, how=How.PHONE, by=cora, at=make.EVENING)
    with pytest.raises(Refused):
        letter_remarks.note(letter=letter, resident=reader, text="Ja", by=cora, at=make.EVENING)
    assert not LetterRemark.objects.exists()


def test_a_door_that_said_no_has_no_test_reader(cora: User, reader: Resident, team: Team) -> None:
    assert list(letter_remarks.readers(team)) == [reader]
    optouts.record(
        address=Address.objects.get(pk=reader.address_id), channel=Channel.PHONE, by=cora, at=make.EVENING
    )
    assert not letter_remarks.readers(team)


def test_a_remark_goes_with_its_reader(cora: User, reader: Resident, walked: Round) -> None:
    letter = make.checked_letter(walked.flat)
    letter_remarks.note(letter=letter, resident=reader, text="Ja", by=cora, at=make.EVENING)
    residents.erase(resident=reader, by=cora, at=make.EVENING)
    assert not LetterRemark.objects.exists()


def test_remarks_on_earlier_versions_stay_in_sight_with_their_version(
    as_, cora: User, reader: Resident, walked: Round
) -> None:
    first = make.checked_letter(walked.flat)
    other = make.checked_letter(walked.flat, "en")
    letter_remarks.note(letter=first, resident=None, text="Te lang", by=cora, at=make.EVENING)
    letter_remarks.note(letter=other, resident=None, text="Too short", by=cora, at=make.EVENING)
    second = Letter.objects.create(
        flat=walked.flat, language="nl", version=2, subject="x", body="y", written_at=make.EVENING
    )
    letter_remarks.note(letter=second, resident=None, text="Beter", by=cora, at=make.EVENING)
    page = as_(cora).get(reverse("letter_test_readers", args=[walked.flat_id, second.pk])).text
    assert page.index("Beter") < page.index("Te lang") < page.index("versie 1,")
    assert "Too short" not in page
    page = as_(cora).get(reverse("letter_test_readers", args=[walked.flat_id, first.pk])).text
    assert "Te lang" in page and "Beter" not in page

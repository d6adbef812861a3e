"""What people say some time after the talks: numbers only, in bins, and said to be no proof."""

import pytest
from django.conf import settings
from django.urls import reverse

from buurvoorbuur.models import Event, User
from outreach import after_tallies
from outreach.after_terms import AfterAnswer, AfterQuestion
from outreach.models import AfterTally, Flat
from tests import make

SAFER, ALONE = AfterQuestion.SAFER, AfterQuestion.LESS_ALONE
YES, A_LITTLE, NO = AfterAnswer


@pytest.fixture
def english(as_, cora: User):
    client = as_(cora)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def test_numbers_are_kept_filled_in_again_and_replaced(flat: Flat, english) -> None:
    url = reverse("flat_after", args=[flat.pk])
    assert (
        english.post(url, {"safer_yes": "7", "safer_no": "", "less_alone_a_little": "3"}).status_code == 302
    )
    assert after_tallies.of(flat) == {(SAFER, YES): 7, (ALONE, A_LITTLE): 3}
    assert 'value="7"' in english.get(url).text
    english.post(url, {"safer_yes": "8"})
    assert after_tallies.of(flat) == {(SAFER, YES): 8}
    assert Event.objects.filter(action="after_tally.settled").count() == 2


@pytest.mark.parametrize("typed", ["-1", "veel", "10000"])
def test_what_is_no_number_of_people_is_told_at_its_field_and_nothing_is_kept(
    flat: Flat, english, typed: str
) -> None:
    sent = {"safer_yes": typed, "safer_no": "4"}
    form = english.post(reverse("flat_after", args=[flat.pk]), sent).context["form"]
    assert list(form.errors) == ["safer_yes"]
    assert not AfterTally.objects.exists()


def test_nobody_answers_less_than_never(flat: Flat, cora: User) -> None:
    with pytest.raises(ValueError):
        after_tallies.settle(flat=flat, counts={(SAFER, YES): -1}, by=cora, at=make.EVENING)


def test_below_ten_answers_nothing_is_shown_and_from_ten_on_bins(flat: Flat, cora: User, english) -> None:
    url = reverse("flat_after", args=[flat.pk])
    after_tallies.settle(flat=flat, counts={(SAFER, YES): 9}, by=cora, at=make.EVENING)
    assert "<table" not in english.get(url).text
    counts = {(SAFER, YES): 16, (SAFER, A_LITTLE): 2, (SAFER, NO): 6}
    after_tallies.settle(flat=flat, counts=counts, by=cora, at=make.EVENING)
    shown = {cell.code: cell.label for cell in after_tallies.tables(flat)[SAFER].cells}
    assert shown == {"yes": "15–19", "a_little": "–", "no": "5–9"}
    page = english.get(url).text
    assert "15–19" in page and "proves nothing" in page

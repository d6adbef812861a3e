"""The states of an envelope, the reasons for which it waits, and the counting of a phone; no database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurvoorbuur.state_tables import NotAllowed
from outreach import counters, entries
from outreach.envelope_states import (
    EMPTIED,
    ENVELOPE,
    WAITING,
    EnvelopeAction,
    EnvelopeState,
    Reason,
    reason_of,
)
from outreach.wording.envelope_words import KINDS, REASONS

S, A = EnvelopeState, EnvelopeAction
ALLOWED = {
    (S.RECEIVED, A.APPLY): S.APPLIED,
    (S.RECEIVED, A.SET_ASIDE): S.SET_ASIDE,
    (S.RECEIVED, A.KEEP_SHUT): S.KEPT_SHUT,
    (S.SET_ASIDE, A.TRY_AGAIN): S.RECEIVED,
    (S.SET_ASIDE, A.DESTROY): S.DESTROYED,
    (S.KEPT_SHUT, A.DESTROY): S.DESTROYED,
}


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("action", A)
def test_an_envelope_goes_only_these_ways(state: EnvelopeState, action: EnvelopeAction) -> None:
    if (state, action) in ALLOWED:
        assert ENVELOPE.after(state, action) == ALLOWED[state, action]
    else:
        with pytest.raises(NotAllowed):
            ENVELOPE.after(state, action)


def test_every_state_is_either_at_work_waiting_or_empty_and_what_is_empty_is_final() -> None:
    assert {S.RECEIVED, *WAITING, *EMPTIED} == set(S)
    assert all(ENVELOPE.is_final(state) for state in EMPTIED)


def test_every_reason_and_every_kind_has_its_words() -> None:
    assert set(REASONS) == set(Reason)
    assert set(KINDS) == set(entries.Kind)
    assert reason_of("paused") == Reason.PAUSED
    assert reason_of("never heard of") == Reason.REFUSED


@given(st.sets(st.integers(1, 300)))
def test_numbers_written_as_ranges_are_read_back(numbers: set[int]) -> None:
    assert counters.read(counters.written(numbers)) == numbers


def test_ranges_are_written_as_people_do() -> None:
    assert counters.written([8, 3, 5, 6, 7]) == "3,5-8"
    assert counters.written([]) == ""


@given(st.integers(0, 60), st.sets(st.integers(1, 60)), st.sets(st.integers(1, 60)))
def test_a_gap_is_what_was_made_and_neither_came_nor_waits(
    made: int, came: set[int], waiting: set[int]
) -> None:
    gap = counters.missing(made, came, waiting)
    assert gap == [n for n in range(1, made + 1) if n not in came and n not in waiting]


@given(st.binary(max_size=200))
def test_no_bytes_at_all_break_the_reading_of_an_entry(content: bytes) -> None:
    with pytest.raises(entries.Malformed):
        entries.read(content)


def test_deeply_nested_and_huge_numbers_are_malformed_and_no_error() -> None:
    for content in (b"[" * 100_000, b'{"kind":' * 5000, b'{"address":' + b"9" * 5000 + b"}"):
        with pytest.raises(entries.Malformed):
            entries.read(content)

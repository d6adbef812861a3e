"""What an envelope holds once it is opened, and what cannot be opened."""

from uuid import uuid4

from django.utils import timezone

from outreach import envelope_contents, envelopes, settling
from outreach.entries import Entry
from outreach.envelope_states import Reason
from outreach.models import Address, Phone, Round
from tests import make
from tests.fates import APPLIED, TALK, aside, fate

AT = make.EVENING


def test_what_is_opened_is_what_was_sealed(tonight: Round, phone: Phone, doors: list[Address]) -> None:
    [row] = make.received(phone, make.sealed(phone, make.entry(tonight, doors[0], *TALK)))
    entry = envelope_contents.of(row)
    assert isinstance(entry, Entry)
    assert (entry.round, entry.address, tuple(map(tuple, entry.fields))) == (tonight.pk, doors[0].pk, TALK)
    assert entry.opened and timezone.localtime(entry.opened) == AT


def test_forged_tampered_and_foreign_envelopes_are_laid_aside(
    tonight: Round, phone: Phone, doors: list[Address]
) -> None:
    good = make.sealed(phone, make.entry(tonight, doors[0]), 1)
    other = make.phone(tonight, by=tonight.note_taker)[0]
    rows = make.received(
        phone,
        envelopes.Sealed(good.id, 1, tonight.pk, good.key_id, good.content[:-1] + b"x"),
        envelopes.Sealed(uuid4(), 2, tonight.pk, good.key_id, good.content),
        envelopes.Sealed(uuid4(), 3, tonight.pk, good.key_id, b"\x04" + bytes(200)),
        envelopes.Sealed(uuid4(), 4, tonight.pk, "0" * 16, good.content),
    )
    rows += make.received(other, envelopes.Sealed(uuid4(), 1, tonight.pk, good.key_id, good.content))
    for one in (phone, other):
        settling.settle(one.pk, AT)
    unreadable = aside(Reason.UNREADABLE)
    assert [fate(row) for row in rows] == [unreadable] * 3 + [aside(Reason.UNKNOWN_KEY), unreadable]


def test_an_older_key_still_opens_and_one_that_was_thrown_away_lays_aside(
    tonight: Round, phone: Phone, doors: list[Address], settings
) -> None:
    [old] = settings.FIELD_ENCRYPTION_KEY
    new = "bmV3LWtleS1uZXcta2V5LW5ldy1rZXktbmV3LWtleTE="
    first, second = (make.sealed(phone, make.entry(tonight, doors[n]), n + 1) for n in range(2))
    settings.FIELD_ENCRYPTION_KEY = [new, old]
    rows = make.received(phone, first)
    settling.settle(phone.pk, AT)
    settings.FIELD_ENCRYPTION_KEY = [new]
    rows += make.received(phone, second)
    settling.settle(phone.pk, AT)
    assert [fate(row) for row in rows] == [APPLIED, aside(Reason.UNKNOWN_KEY)]

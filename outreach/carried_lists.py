"""Carries a list that was read from one page to the next, signed and packed: nothing half is stored."""

from django.core import signing
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from outreach.address_lists.spreadsheet_rows import Row, Table

MOST_CHARACTERS = 400_000
# An evening's work: after that the list is chosen again.
_SECONDS = 12 * 3600


def pack(table: Table, user: User) -> str:
    """The list as one field of a form, which only this person can hand in; `Refused` when it is too long."""
    rows = [[row.number, *row.cells] for row in table.rows]
    packed = signing.dumps(rows, salt=_salt(user), compress=True)
    if len(packed) > MOST_CHARACTERS:
        raise Refused(_("This list is too long to go through by hand. Make a list for one flat."))
    return packed


def unpack(packed: str, user: User) -> Table:
    """The list again; `Refused` when it was altered, is somebody else's or has lain here too long."""
    try:
        rows = signing.loads(packed, salt=_salt(user), max_age=_SECONDS)
    except signing.BadSignature as error:
        raise Refused(_("Choose the list once more: this page was open for too long.")) from error
    return Table(tuple(Row(number, tuple(cells)) for number, *cells in rows))


def _salt(user: User) -> str:
    return f"a list of addresses for {user.pk}"

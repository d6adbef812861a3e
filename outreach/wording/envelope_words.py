"""Says in the reader's language why an entry of a phone was not stored, and what it is; decides nothing."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from outreach.entries import Kind
from outreach.envelope_states import Reason

REASONS: dict[Reason, Any] = {
    Reason.DOUBLE: _("Another entry came under the same number. Both were kept."),
    Reason.UNKNOWN_KEY: _("It was sealed with a key that we no longer have."),
    Reason.UNREADABLE: _("It cannot be opened: it was damaged on its way, or it was not made by our page."),
    Reason.MALFORMED: _("It is not an entry as our page makes them."),
    Reason.INVALID: _("Something in it cannot be right, such as a phone number with a digit too few."),
    Reason.NO_MEMBER: _("Whoever sent it no longer walks this flat, or may no longer log in."),
    Reason.NOT_YOURS: _("The round is not one of the sender."),
    Reason.OTHER_FLAT: _("This door is not in the flat of this round."),
    Reason.ROUND_CLOSED: _("The round was called off, or had not begun."),
    Reason.OPTED_OUT: _("This door has opted out. Nobody opens this, and within seven days it is destroyed."),
    Reason.PAUSED: _("This door is paused until a coordinator has looked at it."),
    Reason.WITHDRAWN: _("This address no longer exists in the register."),
    Reason.UNKNOWN_VISIT: _("It belongs to a visit that never arrived."),
    Reason.UNDO_LATE: _(
        "The round was closed before this arrived, so the visit stands until a coordinator tries it again."
    ),
    Reason.CONFLICT: _("This visit was already stored with other content."),
    Reason.REFUSED: _("It could not be stored as it was."),
    Reason.BROKEN: _("Something went wrong on our side while storing it. Try it again later."),
}
# A visit is named by its outcome.
KINDS: dict[Kind, Any] = {
    Kind.VISIT: _("A visit"),
    Kind.UNDO: _("A visit that was taken back"),
    Kind.RESIDENT: _("Another resident of a household"),
    Kind.OPT_OUT: _("An opt-out"),
}
AFTER_OPT_OUT = _("One visit after an opt-out")
UNREADABLE = _("An entry that nobody can read")

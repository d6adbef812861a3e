"""Says what in a text could point at somebody, and why it may not go to ninety doors."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from outreach.traces import Found, Trace

SENTENCES: dict[Trace, Any] = {
    Trace.NAME: _("“%(words)s” is the name of a resident, and nobody is named here."),
    Trace.NAME_OR_WORD: _(
        "“%(words)s” is the name of a resident too. If you mean the word, do not begin a sentence with it."
    ),
    Trace.GAP: _("At “%(words)s” stood a name that may not stand there any more. Write that sentence anew."),
    Trace.DOOR: _("“%(words)s” points at a door, and everybody in the flat knows who lives there."),
    Trace.FLOOR: _("“%(words)s” leads to a few doors. Leave out the floor or the side."),
    Trace.PHONE: _("“%(words)s” looks like somebody's telephone number. Only the team's own may stand here."),
    Trace.EMAIL: _("“%(words)s” looks like somebody's e-mail address. Only the team's own may stand here."),
    Trace.FEW: _(
        "“%(words)s” tells of fewer than five people or homes: neighbours could know who. "
        "Write “some” or “many”, or leave it out."
    ),
    Trace.QUOTATION: _(
        "“%(words)s” stands word for word in an answer, and we quote nobody. Say it in words of your own."
    ),
}
# Of what is quoted so much is shown.
_SHOWN = 80


def of(found: Iterable[Found]) -> list[str]:
    """One sentence for each place."""
    return [str(SENTENCES[one.trace] % {"words": _short(one.words)}) for one in found]


def _short(words: str) -> str:
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN].rstrip()}…"

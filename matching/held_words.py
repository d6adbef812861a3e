"""Says the codes of introductions to whom they are about; the others in one stay somebody."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from matching.chore_words import CHORES
from matching.scoring import ReasonKind
from matching.wording import ANSWERS, CHANNELS, REASONS

OFFERED = _("One of you offers what the other would like")
CODES: dict[str, Any] = {
    "answer": {answer: said for answer, (said, _icon, _tone) in ANSWERS.items()},
    "ask_by": CHANNELS,
    "kind": {**CHORES, **REASONS, ReasonKind.FIRST_OFFERS: OFFERED, ReasonKind.SECOND_OFFERS: OFFERED},
}

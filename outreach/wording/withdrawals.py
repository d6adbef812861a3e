"""Sentences that say beforehand what the withdrawal of a yes wipes, as `consents.withdraw` does it."""

from collections.abc import Collection

from django.utils.translation import gettext

from outreach.consent_terms import Purpose
from outreach.residents import NEED_PROFILE


def brings_about(ended: Purpose, given: Collection[Purpose]) -> list[str]:
    """What is wiped and what stops when, of these open consents, this one ends."""
    left = set(given) - {ended}
    if not left:
        return [gettext("This is the last yes: everything we hold about this resident is wiped.")]
    said = []
    if ended == Purpose.KEEP_ANSWERS:
        said.append(
            gettext(
                "The answers are wiped, unless a housemate keeps them; notes of later talks are wiped too."
            )
        )
    if ended in NEED_PROFILE and not left.intersection(NEED_PROFILE):
        said.append(gettext("Languages, moments and what they like are wiped."))
    if ended == Purpose.MATCH:
        said.append(gettext("Introductions that are under way stop."))
    if ended == Purpose.SHARE_FIELDS:
        said.append(gettext("Nothing more is passed on to a neighbour. Nothing else is wiped."))
    if ended == Purpose.NAMED_STUURBUUR:
        said.append(
            gettext(
                "Nothing is wiped; no new paper carries the name. If some already does, you see then which."
            )
        )
    return said or [gettext("Nothing is wiped; we only stop doing this.")]

"""Sentences around a round: how experienced somebody is, who walks well with whom, what an evening holds."""

from datetime import time

from django.utils.formats import time_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from outreach import walking_pairs
from outreach.walking_pairs import Remark

REMARKS = {
    Remark.TWO_NEWCOMERS: _(
        "You are both new. Ask somebody experienced along if you can, or read the cards together first."
    ),
    Remark.SAME_ROLES: _("Last time you had the same roles. Do you swap this evening?"),
}


def experience(walked: int) -> str:
    """How many rounds somebody walked, in words for a list of names."""
    if walked == 0:
        return gettext("walks for the first time")
    said = ngettext("walked %(count)s round", "walked %(count)s rounds", walked) % {"count": walked}
    return gettext("new, %(said)s") % {"said": said} if walking_pairs.is_newcomer(walked) else said


def suggestion(asker: str, note_taker: str, *, swapped: bool, mixed: bool, announced: bool) -> str:
    """Which two are filled in already, and why these."""
    said = gettext("Our suggestion: %(asker)s asks and %(note_taker)s takes notes.") % {
        "asker": asker,
        "note_taker": note_taker,
    }
    if announced:
        said += " " + gettext("They stand in the letter.")
    if mixed:
        said += " " + gettext("So somebody new walks with somebody experienced.")
    if swapped:
        said += " " + gettext("Last time it was the other way round.")
    return f"{said} " + gettext("You choose.")


def others_in_letter(asker: str, note_taker: str) -> str:
    """That residents expect two others."""
    return gettext(
        "In the letter stand %(asker)s and %(note_taker)s. Others may walk, but residents expect them."
    ) % {
        "asker": asker,
        "note_taker": note_taker,
    }


def talks_that_fit(starts_at: time, last_new_door: time, talks: int) -> str:
    sentence = ngettext(
        "From %(start)s to %(end)s at most %(count)s talk fits.",
        "From %(start)s to %(end)s at most %(count)s talks fit.",
        talks,
    )
    at = {"start": time_format(starts_at, "H:i"), "end": time_format(last_new_door, "H:i")}
    return sentence % {"count": talks, **at}


def evenings_needed(doors: int, evenings: int) -> str:
    rest = ngettext("For %(count)s door still to visit", "For %(count)s doors still to visit", doors)
    takes = ngettext(
        "%(doors)s %(count)s evening is needed.", "%(doors)s %(count)s evenings are needed.", evenings
    )
    return takes % {"doors": rest % {"count": doors}, "count": evenings}

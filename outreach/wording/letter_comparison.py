"""Words and tables that set versions of a letter beside each other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from outreach import letter_effects
from outreach.letter_effects import Effect, Measure
from outreach.models import Letter

MEASURES: dict[Measure, Any] = {
    Measure.OPT_OUTS: _("opted out"),
    Measure.OPENED: _("opened"),
    Measure.TALKS: _("talked"),
}
# What is tried out beside the words, and how both sides are called.
TRAITS = (
    (lambda letter: letter.shows_logo, _("with our drawing or logo"), _("without our drawing or logo")),
    (
        lambda letter: letter.names_partner,
        _("with the welfare organisation"),
        _("without the welfare organisation"),
    ),
)


@dataclass(frozen=True)
class Comparison:
    """A table of which the first column names the letters, and a sentence on what it shows."""

    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]
    verdict: str


def of_versions(effects: Sequence[Effect]) -> Comparison:
    return _comparison([(version_name(effect.letters[0]), effect) for effect in effects])


def of_traits(effects: Sequence[Effect]) -> list[Comparison]:
    """A comparison for each trait that some letters have and others have not."""
    found = []
    for trait, with_it, without in TRAITS:
        sides = letter_effects.by_trait(effects, trait)
        if all(sides):
            named = zip((with_it, without), sides, strict=True)
            found.append(_comparison([(str(words), side) for words, side in named if side]))
    return found


def _comparison(named: Sequence[tuple[str, Effect]]) -> Comparison:
    columns = gettext("Letter"), gettext("doors"), *(str(word) for word in MEASURES.values())
    rows = [(name, str(effect.doors), *_cells(effect)) for name, effect in named]
    return Comparison(columns, rows, _verdict([effect for _name, effect in named]))


def _cells(effect: Effect) -> Iterable[str]:
    for measure in MEASURES:
        if not effect.cases[measure]:
            yield gettext("too early")
            continue
        low, high = (round(100 * end) for end in effect.interval(measure))
        yield gettext("%(count)s of %(cases)s (%(low)s–%(high)s%%)") % {
            "count": effect.counts[measure],
            "cases": effect.cases[measure],
            "low": low,
            "high": high,
        }


def _verdict(effects: Sequence[Effect]) -> str:
    apart = [str(word) for measure, word in MEASURES.items() if letter_effects.differs(effects, measure)]
    if len(effects) < 2:
        return gettext("There is nothing to compare yet: only one version was delivered.")
    if not any(letter_effects.is_comparable(effects, measure) for measure in MEASURES):
        return gettext(
            "It is still too early to say anything. A version counts once residents had their days to say "
            "no, and for opened and talked once its doors were rung."
        )
    if not apart:
        return gettext(
            "These numbers are too small to tell: chance alone can make this difference. Choose by what the "
            "test readers say."
        )
    return gettext(
        "This difference is too great for chance alone: %(measures)s. That the letter did it is likely, and "
        "not certain: other doors got other letters."
    ) % {"measures": ", ".join(apart)}


def version_name(letter: Letter) -> str:
    """How a version is told from the others of a team."""
    return gettext("%(flat)s, %(language)s, version %(version)s") % {
        "flat": letter.flat,
        "language": letter.get_language_display(),
        "version": letter.version,
    }

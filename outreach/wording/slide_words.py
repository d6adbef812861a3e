"""What one slide tells of a neighbourhood, in words and one drawing; every figure was released."""

from dataclasses import dataclass, replace

from django.utils.translation import get_language, gettext, ngettext

from buurvoorbuur.charts import TO_SHOW, Amount, Chart, bars, end_of
from buurvoorbuur.disclosure import BIN, SafeCell, SafeTable
from outreach import release_sums
from outreach.released import NeighbourhoodReport
from outreach.talk_themes import THEMES
from outreach.wording.report_words import WHY_WITHHELD

MOST_SUBJECTS = 3


@dataclass(frozen=True)
class Slide:
    """The sentences of a slide. Without `at_home` or `subjects` the note beside it says why.

    `until` is the last quarter, `spread` over how many flats and quarters the talks were.
    """

    until: str
    talks: int
    spread: str
    at_home: str
    at_home_note: str
    subjects: Chart | None
    subjects_note: str


def of(report: NeighbourhoodReport) -> Slide | None:
    """The slide of all that was released; None when nothing was."""
    if not report.releases:
        return None
    at_home, at_home_note = _at_home(report.feels_at_home)
    subjects, subjects_note = _subjects(report.themes)
    return Slide(
        until=str(report.over_quarters[-1].name),
        talks=report.talks,
        spread=_spread(report),
        at_home=at_home,
        at_home_note=at_home_note,
        subjects=subjects,
        subjects_note=subjects_note,
    )


def _spread(report: NeighbourhoodReport) -> str:
    names = [part.name for part in report.between_flats]
    alone = len([name for name in names if name])
    flats = ngettext("in one flat", "in %(count)s flats", alone) % {"count": alone} if alone else ""
    together = gettext("in flats that were counted together") if "" in names else ""
    count = len(report.over_quarters)
    quarters = ngettext("in one quarter", "in %(count)s quarters", count) % {"count": count}
    return ", ".join(part for part in (flats, together, quarters) if part)


def _at_home(table: SafeTable) -> tuple[str, str]:
    """At how many homes somebody gave a 4 or a 5; never more than there were talks."""
    if table.withheld:
        return "", str(WHY_WITHHELD[table.withheld])
    content = release_sums.content([table])
    low, high = content["at_home_low"], content["at_home_high"]
    return SafeCell("", low, min(high or 0, table.talks or 0)).label, ""


def _subjects(table: SafeTable) -> tuple[Chart | None, str]:
    """The subjects that came up most; what comes after them in the same bin is counted, not left unsaid."""
    if table.withheld:
        return None, str(WHY_WITHHELD[table.withheld])
    often = sorted((cell for cell in table.cells if cell.low), key=lambda cell: -(cell.low or 0))
    if not often:
        return None, gettext("No subject came up in five homes or more.")
    shown, rest = often[:MOST_SUBJECTS], often[MOST_SUBJECTS:]
    alike = len([cell for cell in rest if cell.low == shown[-1].low])
    note = ngettext(
        "One more subject came up about as often.",
        "%(count)s more subjects came up about as often.",
        alike,
    ) % {"count": alike}
    return _chart(replace(table, cells=tuple(shown))), note if alike else ""


def _chart(table: SafeTable) -> Chart:
    in_english = get_language() == "en"
    names = {theme.code: theme.name_en if in_english else theme.name_nl for theme in THEMES}
    amounts = [Amount(names[cell.code], cell.label, cell.low or 0, cell.high) for cell in table.cells]
    said = "; ".join(f"{amount.label}: {amount.said}" for amount in amounts)
    title = gettext("Bar chart: in how many homes each subject came up. %(said)s.") % {"said": said}
    return bars("subjects", title, amounts, whole=end_of(amounts, BIN), open_bin=BIN, size=TO_SHOW)

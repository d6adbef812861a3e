"""How states, reasons and what was not used are said on the screen."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import localize
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from matching.best_set import BestSet
from matching.effects import Told
from matching.models import Proposal, ProposalReason, Run, TeamTerms
from matching.proposal_states import Answer, AskChannel, State
from matching.run_states import RunState
from matching.scoring import NOT_USED, ReasonKind, WhyNot
from matching.waiting import Waiting
from outreach.models import Interest

STATES = {
    State.PROPOSED: (_("proposed"), "link", "brick"),
    State.HELD: (_("put aside"), "pause", ""),
    State.REPLACED: (_("replaced by a later search"), "undo", ""),
    State.APPROVED: (_("approved"), "check", "info"),
    State.REJECTED: (_("not done"), "cross", ""),
    State.ASKING: (_("being asked"), "talk", "warn"),
    State.AGREED: (_("all said yes"), "check", "good"),
    State.DECLINED: (_("stopped"), "cross", ""),
    State.POSTPONED: (_("later, perhaps"), "clock", ""),
    State.INTRODUCED: (_("introduced"), "letter", "good"),
    State.MET: (_("they met"), "people", "good"),
    State.NOT_MET: (_("did not happen"), "info", ""),
    State.UNKNOWN: (_("not known"), "info", ""),
}
REASONS = {
    ReasonKind.SHARED_INTERESTS: _("Both like this"),
    ReasonKind.FIRST_OFFERS: _("%(first)s offers what %(second)s would like"),
    ReasonKind.SECOND_OFFERS: _("%(second)s offers what %(first)s would like"),
    ReasonKind.BOTH_WAYS: _("It goes both ways"),
    ReasonKind.PART_OF_DAY: _("The same part of the day suits them"),
    ReasonKind.SAME_FLAT: _("They live in the same flat"),
    ReasonKind.NEAR_FLOOR: _("They live at most one floor apart"),
    ReasonKind.NEIGHBOURING_FLAT: _("Their flats stand round the corner of each other"),
    ReasonKind.SAME_ACTIVITY: _("All of them would like this"),
    ReasonKind.GROUP_OFFERS: _("Somebody among them offers it"),
    ReasonKind.WILLING_TO_PULL: _("Somebody among them would get it going"),
}
LEFT_OUT = {
    "age": _("age"),
    "gender": _("gender"),
    "contacts_answer": _("the answer about enough contacts"),
    "loneliness": _("anything about loneliness"),
    "free_text": _("anything in their own words"),
}
CHANNELS = {
    AskChannel.PHONE: _("by phone"),
    AskChannel.EMAIL: _("by e-mail"),
    AskChannel.DOOR: _("at the door"),
    AskChannel.LETTER: _("by letter"),
}
ANSWERS = {
    Answer.YES: (_("said yes"), "check", "good"),
    Answer.NO: (_("said no"), "cross", ""),
    Answer.LATER: (_("rather later"), "clock", ""),
    Answer.WAITING: (_("not asked yet"), "clock", "warn"),
}
SHORT_ANSWERS = {Answer.YES: _("yes"), Answer.NO: _("no"), Answer.LATER: _("rather later")}
LANGUAGES = {"nl": _("Dutch"), "en": _("English")}
# In the order of the page that changes them.
TERMS_HELP = {
    "interests": _("What they have in common. Rare things count for more; ticking everything does not help."),
    "offer_meets_wish": _("For each direction: one offers something that the other would like."),
    "both_ways": _("Extra when both give and both receive."),
    "part_of_day": _("They have a morning, afternoon or evening in common."),
    "same_flat": _("They live in the same building."),
    "near_floor": _("Extra when they live at most one floor apart."),
    "willing_to_pull": _("In a group, somebody would get it going."),
    "neighbouring_flat": _("Their buildings stand round the corner of each other."),
    "floor": _("Below this nobody is bothered with a proposal."),
    "venue_places": _("The most people in one group; leave empty when there is room enough."),
}
IN_THE_WAY = {
    WhyNot.NO_COMMON_LANGUAGE: _("no language in common is noted"),
    WhyNot.NOTHING_TO_DO: _("nobody likes the same things"),
    WhyNot.BARRED: _("already introduced, or kept apart"),
    WhyNot.SAME_HOUSEHOLD: _("they live behind one door"),
}
RUN_STATES = {
    RunState.WAITING: (_("waits its turn"), "clock", "warn"),
    RunState.LOOKING: (_("looking"), "search", "info"),
    RunState.DONE: (_("done"), "check", "good"),
    RunState.FAILED: (_("did not work"), "warning", "bad"),
}
PARTS = {"morning": _("morning"), "afternoon": _("afternoon"), "evening": _("evening")}


@dataclass(frozen=True)
class Badge:
    word: Any
    icon: str
    tone: str


@dataclass(frozen=True)
class SaidReason:
    """A reason in words. `share` is its part of the whole, 0 to 100, for the bar."""

    label: Any
    items: str
    points: Decimal
    share: int


def in_language(language: str) -> str:
    """In which language something is said, when that is not the reader's own."""
    if language == get_language():
        return ""
    return gettext("in %(language)s") % {"language": LANGUAGES[language]}


def badge(proposal: Proposal) -> Badge:
    return Badge(*STATES[State(proposal.state)])


def reasons(proposal: Proposal, names: list[str]) -> list[SaidReason]:
    """The reasons of a proposal; their points add up to its score. `names` are its members in their order."""
    rows = list(proposal.reasons.all())
    codes = {code for row in rows for code in row.items.split()}
    interests = {interest.code: str(interest) for interest in Interest.objects.filter(code__in=codes)}
    return [_said(row, interests, names, proposal.score) for row in rows]


def _said(row: ProposalReason, interests: dict[str, str], names: list[str], whole: int) -> SaidReason:
    items = ", ".join(interests.get(code) or str(PARTS.get(code, code)) for code in row.items.split())
    label: Any = REASONS[ReasonKind(row.kind)]
    if len(names) == 2:
        label %= {"first": names[0], "second": names[1]}
    return SaidReason(label, items, points(row.points), round(100 * row.points / (whole or 1)))


def points(tenths: int) -> Decimal:
    """Tenths of a point as points."""
    return Decimal(tenths) / 10


def change(tenths: int) -> str:
    """A difference in points with its sign, as the reader writes numbers."""
    sign = "+" if tenths >= 0 else "−"
    return sign + localize(points(abs(tenths)))


def left_out() -> list[Any]:
    """What was not used, in words."""
    return [LEFT_OUT[code] for code in NOT_USED]


@dataclass(frozen=True)
class SaidRun:
    """How a run went, in words."""

    badge: Badge
    sentences: list[str]


def run(run: Run, is_silent: bool) -> SaidRun:
    """How a run goes or went: what went in, what came out, and whether anything better exists."""
    badge = Badge(*RUN_STATES[RunState(run.state)])
    if run.state == RunState.FAILED:
        return SaidRun(badge, [gettext("The search broke off and changed nothing. Start it once more.")])
    if is_silent:
        return SaidRun(badge, [gettext("Nothing was heard of this search for long. Start it once more.")])
    if run.state != RunState.DONE:
        return SaidRun(badge, [gettext("This takes a few seconds. You may close this page.")])
    said = [
        ngettext(
            "One of %(count)s residents who want an introduction gets one.",
            "%(reached)s of %(count)s residents who want an introduction get one.",
            run.reached,
        )
        % {"count": run.candidates, "reached": run.reached},
        _proven(run),
    ]
    if run.left_out:
        said.append(
            ngettext(
                "%(count)s introduction was left out: somebody withdrew while we were looking.",
                "%(count)s introductions were left out: somebody withdrew while we were looking.",
                run.left_out,
            )
            % {"count": run.left_out}
        )
    return SaidRun(badge, said)


def _proven(run: Run) -> str:
    if run.left_out:
        return gettext("The search was for everybody who took part when it began.")
    if run.is_proven_best:
        return gettext(
            "Proven: no other choice gets more people into groups, then into pairs, or more points."
        )
    more = run.in_groups_bound - run.in_groups + run.covered_bound - run.covered
    reached, bound = run.total + run.groups_total, run.bound + run.groups_bound
    return gettext("At best %(more)s people more and %(percent)s more points could be reached.") % {
        "more": more, "percent": percent(bound - reached, bound),
    }  # fmt: skip


def percent(part: int, whole: int) -> str:
    """A part of a whole as the reader writes it; none of nothing is 0%."""
    return f"{localize(round(100 * part / (whole or 1), 2))}%"


def terms(columns: Run | TeamTerms) -> list[tuple[Any, Any]]:
    """The terms of a run, each with its name."""
    return [
        (columns._meta.get_field(name).verbose_name, getattr(columns, name))  # type: ignore[union-attr]
        for name in TERMS_HELP
    ]


@dataclass(frozen=True)
class Figures:
    """A table of plain values: words for the columns, and rows of which the first value names the row."""

    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]


@dataclass(frozen=True)
class Comparison(Figures):
    """Figures beside each other; `is_proven` says that no better choice exists in either column."""

    is_proven: bool


def comparison(now: BestSet, tried: BestSet) -> Comparison:
    """What other terms would change, figure by figure, and how far each may be from the best."""
    both = (now, tried)
    return Comparison(
        (gettext("What"), gettext("now"), gettext("as tried")),
        [
            (gettext("introductions"), *(str(len(each.introductions)) for each in both)),
            (gettext("residents who get one"), *(str(each.reached) for each in both)),
            (gettext("residents in a group"), *(str(each.in_groups) for each in both)),
            (gettext("points on average"), *(_average(each) for each in both)),
            (gettext("introductions that are the same"), "", str(len(_members(now) & _members(tried)))),
            (gettext("people more, at best"), *(str(each.people_missed) for each in both)),
            (gettext("points more, at best"), *(_missed(each) for each in both)),
        ],
        not any(each.people_missed or each.tenths_missed for each in both),
    )


def _missed(found: BestSet) -> str:
    return percent(found.tenths_missed, found.groups_bound + found.bound)


def _average(found: BestSet) -> str:
    each = [introduction.tenths for introduction in found.introductions]
    return localize(points(round(sum(each) / len(each)))) if each else "–"


def _members(found: BestSet) -> set[frozenset[str]]:
    return {frozenset(introduction.members) for introduction in found.introductions}


@dataclass(frozen=True)
class SaidWaiting:
    """One resident who waits, in words."""

    waiting: Waiting
    weeks: int
    said: str


def waiting(one: Waiting, at: datetime) -> SaidWaiting:
    """Since when somebody waits, and what is possible or in the way."""
    if one.possible:
        said = ngettext("%(count)s neighbour fits", "%(count)s neighbours fit", one.possible)
        return SaidWaiting(one, (at - one.since).days // 7, said % {"count": one.possible})
    ways = [str(IN_THE_WAY[code]) for code in one.in_the_way if code in IN_THE_WAY]
    return SaidWaiting(one, (at - one.since).days // 7, ", ".join(ways) or gettext("nobody else waits"))


def told(rows: list[Told]) -> Figures:
    """How often people met when this counted, with the range it may truly lie in."""
    columns = gettext("What counted"), gettext("met"), gettext("of"), gettext("truly between")
    return Figures(columns, [_told(row) for row in rows])


def _told(row: Told) -> tuple[str, ...]:
    label = str(REASONS[row.reason]) % {"first": gettext("one"), "second": gettext("the other")}
    low, high = (round(100 * end) for end in row.interval)
    return capfirst(label), str(row.met), str(row.known), f"{low}–{high}%"

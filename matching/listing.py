"""What the lists of introductions show: people and what they agreed to, proposals and what they wait for."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Min, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.formats import date_format, localize
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.access import Reach
from buurvoorbuur.models import Team
from matching import asking_words, contacts, introductions, wording
from matching.contacts import Contact
from matching.exchanges import possible
from matching.models import KeptApart, Proposal, ProposalMember, UnusedInterest
from matching.proposal_states import INTRODUCED, OPEN, STILL_IN, Answer, AskChannel, State
from matching.wording import Badge
from outreach.consent_terms import Purpose
from outreach.models import Consent, Resident

GROUPS = [
    (_("To decide"), (State.PROPOSED, State.HELD)),
    (_("To ask"), (State.APPROVED, State.ASKING)),
    (_("To introduce"), (State.AGREED,)),
    (_("Introduced"), (State.INTRODUCED,)),
    (
        _("Behind us"),
        (State.MET, State.NOT_MET, State.UNKNOWN, State.DECLINED, State.POSTPONED, State.REJECTED),
    ),
]
# Of what is behind us only the newest are listed; all of it is in the figures.
MOST_BEHIND_US = 50
MOST_OPTIONS = 12
MOST_AT_ONCE = 100


@dataclass(frozen=True)
class Row:
    """One introduction in a list. `due` says what is late, empty when nothing is."""

    proposal: Proposal
    names: str
    badge: Badge
    points: Decimal
    weeks: int
    due: str
    is_frozen: bool

    @property
    def in_short(self) -> str:
        """Who, what and how many points, on one line."""
        points = gettext("%(points)s points") % {"points": localize(self.points)}
        about = [] if self.proposal.is_group else [str(self.proposal.interest or "")]
        return " · ".join([self.names, *about, points])


@dataclass(frozen=True)
class Group:
    """Introductions that wait for the same thing."""

    title: Any
    rows: list[Row]


@dataclass(frozen=True)
class Person:
    """One resident in a proposal, with what may be passed on about them now and what was before."""

    member: ProposalMember
    name: str
    contact: Contact | None
    earlier: list[str]
    is_standing: bool
    said: Badge
    asked_how: Any
    language: str
    in_language: str
    words: str


def groups(reach: Reach, *, at: datetime, oldest_wish_first: bool) -> list[Group]:
    """Every introduction within reach, in the order in which they ask for something.

    Groups before pairs; then who waits longest, or the highest score.
    """
    found = _with_wish(Proposal.objects.within_reach_of(reach)).exclude(state=State.REPLACED)
    proposals = found.select_related("interest__group").prefetch_related("members__resident")
    may_stand = (*OPEN, State.INTRODUCED)
    live = set(
        Proposal.objects.live()
        .filter(team__in=reach.whole_teams, state__in=may_stand)
        .values_list("pk", flat=True)
    )
    behind = GROUPS[-1][1]
    shown = [
        *proposals.exclude(state__in=behind),
        *proposals.filter(state__in=behind).order_by("-decided_at", "pk")[:MOST_BEHIND_US],
    ]
    rows = [_row(proposal, proposal.state in may_stand and proposal.pk not in live, at) for proposal in shown]
    if oldest_wish_first:
        rows.sort(key=lambda row: (not row.proposal.is_group, -row.weeks, -row.proposal.score))
    else:
        rows.sort(key=lambda row: (not row.proposal.is_group, -row.proposal.score, -row.weeks))
    by_state = [
        Group(title, [row for row in rows if row.proposal.state in states]) for title, states in GROUPS
    ]
    return [group for group in by_state if group.rows]


def _with_wish(proposals: Any) -> Any:
    """With the moment of the oldest wish in each, as `wished_at`."""
    wishes = Consent.objects.open().filter(
        purpose=Purpose.MATCH, resident__proposals__proposal=OuterRef("pk")
    )
    oldest = wishes.order_by().values("purpose").annotate(oldest=Min("given_at")).values("oldest")
    return proposals.annotate(wished_at=Subquery(oldest))


def _row(proposal: Any, is_frozen: bool, at: datetime) -> Row:
    wished_at = proposal.wished_at or proposal.proposed_at
    return Row(
        proposal,
        title(proposal),
        wording.badge(proposal),
        wording.points(proposal.score),
        (at - wished_at).days // 7 if proposal.state in OPEN else 0,
        "" if is_frozen else _due(proposal, at),
        is_frozen,
    )


def title(proposal: Proposal) -> str:
    """Who would meet: two names, or a group by what it does and how many it is."""
    members = [member for member in proposal.members.all() if member.answer in STILL_IN]
    if not proposal.is_group:
        return get_text_list([name(member) for member in proposal.members.all()], gettext("and"))
    count = ngettext("%(count)s person", "%(count)s people", len(members)) % {"count": len(members)}
    return f"{capfirst(str(proposal.interest or gettext('Group')))}: {count}"


def _due(proposal: Proposal, at: datetime) -> str:
    if introductions.may_ask_outcome(proposal, at):
        return gettext("ask: did it happen?")
    if (
        proposal.state == State.ASKING
        and proposal.ask_before
        and proposal.ask_before < timezone.localdate(at)
    ):
        return gettext("to be asked before %(day)s: ask now") % {
            "day": date_format(proposal.ask_before, "j F")
        }
    return ""


def name(member: ProposalMember) -> str:
    return member.resident.name if member.resident else gettext("somebody who withdrew")


def people(proposal: Proposal) -> list[Person]:
    """The residents of one proposal, with what each agreed to pass on and their earlier introductions."""
    members = list(proposal.members.select_related("resident__address__flat", "asker"))
    standing = set(_taking_part(proposal).values_list("pk", flat=True))
    residents = [member.resident for member in members if member.resident]
    earlier = _earlier(residents, proposal)
    found: dict[Any, Contact] = contacts.of(residents)
    languages: dict[Any, str] = introductions.languages_of(residents)
    return [
        Person(
            member,
            name(member),
            contact := found.get(member.resident_id),
            earlier.get(member.resident_id, []),
            member.pk in standing,
            Badge(*wording.ANSWERS[Answer(member.answer)]),
            wording.CHANNELS[AskChannel(member.ask_by)] if member.ask_by else "",
            language := languages.get(member.resident_id, settings.LANGUAGE_CODE),
            wording.in_language(language),
            asking_words.asked_in(
                language, proposal, with_details=contact is not None and not contact.was_asked
            ),
        )
        for member in members
    ]


def _taking_part(proposal: Proposal) -> QuerySet[ProposalMember]:
    """Who still takes part; once names have moved, only who said yes."""
    standing = proposal.members.standing()
    return standing.filter(answer=Answer.YES) if proposal.state in INTRODUCED else standing


def _earlier(residents: list[Resident], besides: Proposal) -> dict[Any, list[str]]:
    """When each of these was introduced before, and to whom or round what, the newest first."""
    before = (
        Proposal.objects.filter(introduced_at__isnull=False, members__resident__in=residents)
        .exclude(pk=besides.pk)
        .select_related("interest__group")
        .prefetch_related("members__resident")
        .order_by("-introduced_at")
        .distinct()
    )
    found: dict[Any, list[str]] = defaultdict(list)
    for proposal in before:
        on = date_format(timezone.localtime(proposal.introduced_at), "j F Y")
        said = f"{on}: {title(proposal)}"
        for member in proposal.members.all():
            if member.answer == Answer.YES:
                found[member.resident_id].append(said)
    return found


@dataclass(frozen=True)
class Option:
    """Somebody who could take a place. `change` is in points, with its sign."""

    resident: Resident
    points: Decimal
    change: str


def exchanges(proposal: Proposal, member: ProposalMember, at: datetime) -> list[Option]:
    """Who could take this member's place, best first, by name."""
    found = possible(proposal=proposal, member=member, at=at)[:MOST_OPTIONS]
    known = Resident.objects.select_related("address__flat").in_bulk([UUID(one.resident) for one in found])
    return [
        Option(
            known[UUID(one.resident)],
            wording.points(one.introduction.tenths),
            wording.change(one.change),
        )
        for one in found
    ]


def approvable(team: Team, least: int) -> list[Row]:
    """What is to decide from so many points on and may go on, in one page, the highest score first."""
    live = Proposal.objects.live().filter(team=team, state=State.PROPOSED, interest__isnull=False)
    found = Proposal.objects.filter(pk__in=live.values("pk"), score__gte=10 * least)
    shown = (
        found.select_related("interest__group").prefetch_related("members__resident").order_by("-score", "pk")
    )
    return [_row(proposal, False, proposal.proposed_at) for proposal in _with_wish(shown)[:MOST_AT_ONCE]]


def next_to_decide(besides: Proposal) -> Proposal | None:
    """The proposal to look at after this one, in the order of the list; after the last comes the first."""
    waiting = Proposal.objects.filter(team=besides.team_id, state=State.PROPOSED)
    in_order = sorted(waiting, key=lambda one: (not one.is_group, -one.score, one.pk.hex))
    ours = not besides.is_group, -besides.score, besides.pk.hex
    after = [one for one in in_order if (not one.is_group, -one.score, one.pk.hex) > ours]
    return next((one for one in (*after, *in_order) if one.pk != besides.pk), None)


def everybody(team: Team) -> QuerySet[Resident]:
    """All residents of a team, flat by flat."""
    ours = Resident.objects.filter(address__flat__team=team).select_related("address__flat")
    return ours.order_by("address__flat__name", "address__position", "address", "pk")


def unused_interests(team: Team) -> list[UnusedInterest]:
    """Which interests matching leaves out for whom, the newest first."""
    rows = UnusedInterest.objects.filter(resident__address__flat__team=team)
    return list(rows.select_related("resident", "interest__group").order_by("-since", "pk"))


def kept_apart(team: Team) -> list[KeptApart]:
    """Which residents of a team are kept apart, the newest first."""
    rows = KeptApart.objects.filter(first__address__flat__team=team)
    return list(rows.select_related("first", "second", "decided_by").order_by("-since", "pk"))


def chore_takers(proposal: Proposal) -> QuerySet[ProposalMember]:
    """Who of a group may take on a small job."""
    return proposal.members.standing().filter(answer=Answer.YES).select_related("resident")

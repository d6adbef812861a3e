"""Who may be introduced now, as plain values without names; asks consent and the door for each."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import permutations
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from buurvoorbuur.models import Team
from matching.groups import Activity
from matching.models import KeptApart, Proposal, ProposalMember, UnusedInterest
from matching.proposal_states import INTRODUCED, OPEN, STILL_IN, State
from matching.proposal_states import Answer as Said
from matching.scoring import Candidate
from outreach.consent_terms import Direction, Purpose
from outreach.models import (
    Address,
    Answer,
    Consent,
    Interest,
    InterestChoice,
    Resident,
    ResidentLanguage,
    ResidentMoment,
)
from outreach.question_kinds import PullAnswer
from outreach.report_counts import PULLS_ACTIVITY

# The heading of the taxonomy under which people eat together, and with how many that goes well.
EATING_TOGETHER = "food"
EATING = Activity(4, 8)

# As a run proposed it: nobody decided on it, put it aside or exchanged somebody.
UNTOUCHED = Q(state=State.PROPOSED, version=1)

Sets = dict[UUID, frozenset[str]]


def of(team: Team, *, today: date, reviewing: Proposal | None = None) -> list[Candidate]:
    """Residents of a team who consent to matching, behind doors that may be contacted, with room left.

    A household is a door; the ids are the residents', as hexadecimal text. A run looks anew at what
    nobody touched yet, so that takes no place; for an exchange in one proposal all others do.
    """
    undecided = UNTOUCHED if reviewing is None else Q(pk=reviewing.pk)
    ours = Proposal.objects.filter(team=team).exclude(undecided)
    people = list(_people(team, today))
    ids = [person.pk for person in people]
    languages = _gathered(ResidentLanguage.objects.filter(resident__in=ids).values_list("resident", "code"))
    moments = _gathered(ResidentMoment.objects.filter(resident__in=ids).values_list("resident", "part"))
    likes = {direction: _choices(ids, direction) for direction in Direction}
    barred, taken = _never_together(team, ours), _places_taken(ours)
    pulling = _pulling(people)
    nothing: frozenset[str] = frozenset()
    return [
        Candidate(
            id=person.pk.hex,
            household=str(person.address_id),
            flat=str(person.address.flat_id),
            place=_place(person.address),
            floor=person.address.floor,
            interests=likes[Direction.SHARES].get(person.pk, nothing),
            offers=likes[Direction.OFFERS].get(person.pk, nothing),
            wishes=likes[Direction.WISHES].get(person.pk, nothing),
            languages=languages.get(person.pk, nothing),
            parts_of_day=moments.get(person.pk, nothing),
            pulls=person.pk in pulling,
            capacity=person.introductions_wanted - taken[person.pk],
            barred=barred.get(person.pk, nothing),
        )
        for person in people
        if person.introductions_wanted > taken[person.pk]
    ]


def activities(team: Team) -> dict[str, Activity]:
    """What neighbours of a team could do in a group, by the code of the interest; eating goes with more."""
    interests = Interest.objects.of_team(team).filter(may_share=True)
    return {item.code: EATING if item.group.code == EATING_TOGETHER else Activity() for item in interests}


def _place(address: Address) -> str:
    """The postcode without its last letter: in a Dutch town a handful of blocks round the same corner."""
    return address.postcode[:-1]


def willing(team: Team, today: date) -> QuerySet[Resident]:
    """The residents of a team who may be matched."""
    return willing_anywhere(today).filter(address__flat__team=team)


def willing_anywhere(today: date) -> QuerySet[Resident]:
    """Residents who may be matched at all: a consent that is open, a door that may be contacted.

    Not those who asked to be asked later, until that day.
    """
    later = ProposalMember.objects.filter(resident=OuterRef("pk"), ask_again_on__gt=today)
    return (
        Resident.objects.consenting_to(Purpose.MATCH)
        .filter(~Exists(later), address__in=Address.objects.contactable())
        .exclude(stays_until__lt=today)
    )


def _people(team: Team, today: date) -> Iterable[Resident]:
    return willing(team, today).select_related("address").order_by("pk")


def _gathered(pairs: Iterable[tuple[UUID, str]]) -> Sets:
    found: dict[UUID, set[str]] = defaultdict(set)
    for owner, code in pairs:
        found[owner].add(code)
    return {owner: frozenset(codes) for owner, codes in found.items()}


def _choices(ids: list[UUID], direction: Direction) -> Sets:
    unused = UnusedInterest.objects.filter(resident=OuterRef("resident"), interest=OuterRef("interest"))
    chosen = InterestChoice.objects.filter(~Exists(unused), resident__in=ids, direction=direction)
    return _gathered(chosen.values_list("resident", "interest__code"))


def _pulling(people: list[Resident]) -> set[UUID]:
    """Who said they would get an activity going, and lets us keep their answers."""
    keeping = Consent.objects.open().filter(
        resident__in=[person.pk for person in people], purpose=Purpose.KEEP_ANSWERS
    )
    kept = set(keeping.values_list("resident", flat=True))
    talks = [person.talk_id for person in people if person.pk in kept and person.talk_id]
    said = Answer.objects.filter(talk__in=talks, question__code=PULLS_ACTIVITY).only("talk", "value")
    eager = {answer.talk_id for answer in said if answer.value == PullAnswer.YES}
    return {person.pk for person in people if person.pk in kept and person.talk_id in eager}


def _never_together(team: Team, proposals: QuerySet[Proposal]) -> Sets:
    """Whom everybody met, is on their way to meet or would not meet, and from whom they are kept apart."""
    apart = KeptApart.objects.filter(first__address__flat__team=team)
    pairs = [pair for two in apart.values_list("first", "second") for pair in permutations(two)]
    # Of a group that came to nothing any two may still be a good pair.
    declined = Q(proposal__state=State.DECLINED, proposal__fewest=2)
    on_their_way = Q(proposal__state__in=OPEN, answer__in=STILL_IN)
    introduced = Q(proposal__state__in=INTRODUCED, answer=Said.YES)
    met = ProposalMember.objects.filter(
        declined | on_their_way | introduced, proposal__in=proposals, resident__isnull=False
    )
    together: dict[UUID, list[UUID]] = defaultdict(list)
    for proposal, resident in met.values_list("proposal", "resident"):
        together[proposal].append(resident)
    pairs += [pair for residents in together.values() for pair in permutations(residents, 2)]
    return _gathered((one, other.hex) for one, other in pairs)


def _places_taken(proposals: QuerySet[Proposal]) -> dict[UUID, int]:
    """How many introductions of each resident are on their way."""
    on_their_way = proposals.filter(state__in=(*OPEN, State.INTRODUCED))
    taking = ProposalMember.objects.filter(proposal__in=on_their_way, answer__in=STILL_IN)
    return Counter(taking.exclude(resident=None).values_list("resident", flat=True))

"""Who may be introduced now, as plain values without names; asks consent and the door for each."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import permutations
from uuid import UUID

from buurvoorbuur.models import Team
from matching.models import Proposal, ProposalMember
from matching.proposal_states import OPEN, RejectReason, State
from matching.scoring import Candidate
from outreach.consent_terms import Direction, Purpose
from outreach.models import Address, InterestChoice, Resident, ResidentLanguage, ResidentMoment

# A pair that was put aside only for now may be proposed again.
_FOR_NOW = (RejectReason.ASKED_TO_WAIT, RejectReason.OTHER)

Sets = dict[UUID, frozenset[str]]


def of(team: Team) -> list[Candidate]:
    """Residents of a team who consent to matching, behind doors that may be contacted, with room left.

    A household is a door; the ids are the residents', as hexadecimal text.
    """
    people = list(_people(team))
    ids = [person.pk for person in people]
    languages = _gathered(ResidentLanguage.objects.filter(resident__in=ids).values_list("resident", "code"))
    moments = _gathered(ResidentMoment.objects.filter(resident__in=ids).values_list("resident", "part"))
    likes = {direction: _choices(ids, direction) for direction in Direction}
    barred, taken = _earlier_partners(team), _places_taken(ids)
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
            capacity=person.introductions_wanted - taken[person.pk],
            barred=barred.get(person.pk, nothing),
        )
        for person in people
        if person.introductions_wanted > taken[person.pk]
    ]


def _place(address: Address) -> str:
    """The postcode without its last letter: in a Dutch town a handful of blocks round the same corner."""
    return address.postcode[:-1]


def _people(team: Team) -> Iterable[Resident]:
    return (
        Resident.objects.consenting_to(Purpose.MATCH)
        .filter(address__flat__team=team, address__in=Address.objects.contactable())
        .select_related("address")
        .order_by("pk")
    )


def _gathered(pairs: Iterable[tuple[UUID, str]]) -> Sets:
    found: dict[UUID, set[str]] = defaultdict(set)
    for owner, code in pairs:
        found[owner].add(code)
    return {owner: frozenset(codes) for owner, codes in found.items()}


def _choices(ids: list[UUID], direction: Direction) -> Sets:
    chosen = InterestChoice.objects.filter(resident__in=ids, direction=direction)
    return _gathered(chosen.values_list("resident", "interest__code"))


def _earlier_partners(team: Team) -> Sets:
    """Everybody somebody was proposed to before, unless that was put aside only for now."""
    earlier = Proposal.objects.filter(team=team).exclude(state=State.REJECTED, reject_reason__in=_FOR_NOW)
    together: dict[UUID, list[UUID]] = defaultdict(list)
    members = ProposalMember.objects.filter(proposal__in=earlier, resident__isnull=False)
    for proposal, resident in members.values_list("proposal", "resident"):
        together[proposal].append(resident)
    return _gathered((a, b.hex) for residents in together.values() for a, b in permutations(residents, 2))


def _places_taken(ids: list[UUID]) -> dict[UUID, int]:
    """How many introductions of each resident are on their way."""
    busy: dict[UUID, int] = defaultdict(int)
    on_their_way = ProposalMember.objects.filter(
        resident__in=ids, proposal__state__in=[*OPEN, State.INTRODUCED]
    )
    for resident in on_their_way.values_list("resident", flat=True):
        busy[resident] += 1
    return busy

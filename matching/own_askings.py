"""Whom one person of the team asks, and what they need for it; tells nothing of who else is asked."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from buurvoorbuur.access import Reach
from matching import asking_words, contacts, introductions, own_answers, wording
from matching.asking_words import Mail
from matching.contacts import Contact
from matching.models import ProposalMember
from matching.proposal_states import Answer, AskChannel
from outreach.consent_terms import Field, Purpose
from outreach.models import Address, Resident
from outreach.wording.round_words import FIELDS


@dataclass(frozen=True)
class OwnAsking:
    """One resident to ask: how, with what to dial or write to if that is the way, and in which words.

    `details` are what may be ticked as passed on, nothing when they were asked that before;
    `keeps_name` says that a coordinator has to ask them for their name, since they agreed to other details.
    """

    member: ProposalMember
    resident: Resident
    how: Any
    phone: str
    mail: Mail | None
    before: date | None
    language: str
    in_language: Any
    words: str
    details: list[tuple[Field, Any]]
    keeps_name: bool


@dataclass(frozen=True)
class OwnAnswer:
    """One answer that this person noted lately, in a word; `may_undo` as long as nothing followed from it."""

    member: ProposalMember
    resident: Resident
    word: Any
    may_undo: bool


def noted_lately(reach: Reach, at: datetime) -> list[OwnAnswer]:
    """What this person noted in the last hour, the newest first, of who may still be spoken to."""
    said = ProposalMember.objects.given_to(reach).filter(answered_at__gt=at - own_answers.TAKEN_BACK_WITHIN)
    said = said.filter(
        resident__in=Resident.objects.consenting_to(Purpose.MATCH),
        resident__address__in=Address.objects.contactable(),
    )
    return [
        OwnAnswer(
            member,
            member.resident,
            wording.SHORT_ANSWERS[Answer(member.answer)],
            own_answers.may_take_back(member.proposal, member, at),
        )
        for member in said.select_related("resident", "proposal").order_by("-answered_at")
        if member.resident
    ]


def of(reach: Reach) -> list[OwnAsking]:
    """Whom this person is to ask now, the first day first."""
    waiting = ProposalMember.objects.given_to(reach).to_ask().order_by("proposal__ask_before", "pk")
    members = list(
        waiting.select_related("resident__address__flat", "proposal__interest", "proposal__team", "asker")
    )
    people = [member.resident for member in members if member.resident]
    languages, agreed = introductions.languages_of(people), contacts.of(people)
    return [
        _own(member, member.resident, languages[member.resident.pk], agreed[member.resident.pk])
        for member in members
        if member.resident
    ]


def _own(member: ProposalMember, resident: Resident, language: str, agreed: Contact) -> OwnAsking:
    channel, ours = AskChannel(member.ask_by), member.proposal
    asks_details = not agreed.was_asked
    words = asking_words.asked_in(language, ours, with_details=asks_details)
    sender = f"{member.asker.first_name}, {ours.team}" if member.asker else str(ours.team)
    by_mail = channel == AskChannel.EMAIL
    return OwnAsking(
        member,
        resident,
        wording.CHANNELS[channel],
        resident.phone if channel == AskChannel.PHONE else "",
        asking_words.mail(resident, words, language, sender) if by_mail else None,
        ours.ask_before,
        language,
        wording.in_language(language),
        words,
        [(field, FIELDS[field]) for field in own_answers.offered(resident)] if asks_details else [],
        agreed.was_asked and resident.pk in contacts.keep_their_name(ours.is_group, {resident.pk: agreed}),
    )

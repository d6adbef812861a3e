"""What the pages of residents show: consents, interests, answers and later talks; passes nothing on."""

from dataclasses import dataclass
from typing import Any

from buurvoorbuur.access import Reach
from outreach import cards, named_papers, same_contacts
from outreach.consent_terms import STAYING_IN_TOUCH, Direction, Field, How, Purpose
from outreach.models import Address, Consent, ConsentCode, Resident, Talk
from outreach.question_kinds import PullAnswer, QuestionKind
from outreach.visit_states import PartOfDay
from outreach.wording import withdrawals
from outreach.wording.round_words import DIRECTIONS, FIELDS, HOW, PARTS, PULL_ANSWERS, PURPOSES


@dataclass(frozen=True)
class ResidentRow:
    """One resident in the list, with what they said yes to."""

    resident: Resident
    consents: list[Any]
    waits_for_match: bool


@dataclass(frozen=True)
class ConsentLine:
    """One yes, open or withdrawn: the words that were read, when, how, and which fields it covers.

    `withdrawn_how` is empty while it is open; `ends` says what a withdrawal would bring about then.
    """

    consent: Consent
    purpose: Purpose
    word: Any
    spoken: str
    how: Any
    fields: list[Any]
    withdrawn_how: Any
    ends: list[str]


@dataclass(frozen=True)
class Likes:
    """What somebody likes in one direction."""

    word: Any
    names: list[str]


def row(person: Resident) -> ResidentRow:
    """A resident fetched with `open_consents`."""
    said_yes: list[Consent] = person.open_consents  # type: ignore[attr-defined]
    purposes = [Purpose(consent.purpose) for consent in said_yes]
    waits = Purpose.MATCH in purposes and person.introductions_wanted > 0
    return ResidentRow(person, [PURPOSES[purpose] for purpose in purposes], waits)


def page(person: Resident, language: str, reach: Reach) -> dict[str, Any]:
    """Everything held about one resident, for their page, and who else gave the same contact."""
    held = person.consents.prefetch_related("shared_fields").select_related("recorded_by")
    in_order = list(Purpose)
    given = {Purpose(consent.purpose) for consent in held if not consent.withdrawn_at}
    lines = sorted((_line(consent, given) for consent in held), key=lambda line: in_order.index(line.purpose))
    names = dict(cards.spoken_languages(language))
    return {
        "resident": person,
        "same": same_contacts.others(person, reach),
        "old_papers": named_papers.to_take_back(reach).filter(resident=person),
        "open": [line for line in lines if not line.consent.withdrawn_at],
        "ended": [line for line in lines if line.consent.withdrawn_at],
        "heard": [(how.value, word) for how, word in HOW.items() if how != How.CODE],
        "not_given": [(purpose.value, word) for purpose, word in PURPOSES.items() if purpose not in given],
        "languages": [names.get(spoken.code, spoken.code) for spoken in person.languages.all()],
        "moments": [PARTS[PartOfDay(moment.part)] for moment in person.moments.all()],
        "likes": _likes(person, language),
        "answers": _answers(person.talk) if person.talk else [],
        "talked_at": person.talk.visit.happened_at if person.talk else None,
        "code_made_at": ConsentCode.objects.filter(resident=person).values_list("made_at", flat=True).first(),
        "follow_ups": person.follow_up_talks.select_related("first", "second"),
        "may_follow_up": bool(given.intersection(STAYING_IN_TOUCH)) and _may_be_contacted(person.address),
    }


def _line(consent: Consent, given: set[Purpose]) -> ConsentLine:
    words = cards.consent_questions(consent.language, consent.text_version)
    purpose = Purpose(consent.purpose)
    return ConsentLine(
        consent,
        purpose,
        PURPOSES[purpose],
        words[purpose],
        HOW[How(consent.how)],
        [FIELDS[Field(shared.field)] for shared in consent.shared_fields.all()],
        HOW[How(consent.withdrawn_how)] if consent.withdrawn_how else "",
        [] if consent.withdrawn_at else withdrawals.brings_about(purpose, given),
    )


def _may_be_contacted(door: Address) -> bool:
    """For the page only: whoever writes asks `optouts.refuse_contact`."""
    return Address.objects.contactable().filter(pk=door.pk).exists()


def _likes(person: Resident, language: str) -> list[Likes]:
    chosen = list(person.interest_choices.select_related("interest").order_by("interest_id"))
    found = []
    for direction in Direction:
        names = [liked.interest.name_in(language) for liked in chosen if liked.direction == direction]
        if names:
            found.append(Likes(DIRECTIONS[direction], names))
    return found


def _answers(talk: Talk) -> list[tuple[str, Any]]:
    """Question and answer of the household, in the order of the talk."""
    given = talk.answers.select_related("question").order_by("question__position")
    return [(answer.question.label, _said(answer.question.kind, answer.value)) for answer in given]


def _said(kind: str, value: str) -> Any:
    if kind == QuestionKind.CHOICE and value in list(PullAnswer):
        return PULL_ANSWERS[PullAnswer(value)]
    return value

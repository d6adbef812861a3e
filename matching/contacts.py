"""What each resident of an introduction lets us pass on, and who has to be asked before it can be made."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.text import get_text_list
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.refusals import Refused
from matching.models import Proposal
from outreach import consents
from outreach.consent_terms import Field
from outreach.models import Resident


@dataclass(frozen=True)
class Contact:
    """What one resident lets us pass on: only agreed fields, ready to print.

    `passes_on` says which of them are known too; `was_asked` whether they agreed to any.
    """

    name: str
    lines: tuple[str, ...]
    passes_on: frozenset[Field]
    was_asked: bool


def of(people: Collection[Resident]) -> dict[UUID, Contact]:
    """What each of these agreed to pass on, each as a line; a name that may not travel is empty."""
    agreed = consents.shared_fields(people)
    return {person.pk: _contact(person, agreed[person.pk]) for person in people}


def _contact(resident: Resident, agreed: frozenset[Field]) -> Contact:
    known = {
        Field.NAME: resident.name,
        Field.DOOR: str(resident.address),
        Field.PHONE: resident.phone,
        Field.EMAIL: resident.email,
    }
    passed = {field: value for field, value in known.items() if field in agreed and value}
    name = passed.get(Field.NAME, "")
    lines = tuple(value for field, value in passed.items() if field != Field.NAME)
    return Contact(name, lines, frozenset(passed), bool(agreed))


def keep_their_name(is_group: bool, found: Mapping[UUID, Contact]) -> set[UUID]:
    """Who has to be asked for their name first.

    In a group somebody may keep it and come along all the same; of two, that leaves nobody to meet.
    """
    return set() if is_group else {id for id, contact in found.items() if not contact.name}


def nobody_reachable(found: Mapping[UUID, Contact]) -> bool:
    """Whether none of them lets door, phone or e-mail be passed on: then nobody could begin."""
    return not any(contact.lines for contact in found.values())


def refuse_unreachable(ours: Proposal, people: Collection[Resident], found: Mapping[UUID, Contact]) -> None:
    """Raises `Refused`, naming who, when these cannot be introduced with what they let us pass on."""
    keep = keep_their_name(ours.is_group, found)
    if keep:
        names = [person.name for person in people if person.pk in keep]
        said = ngettext(
            "%(names)s did not agree yet to pass on their name. Ask that first.",
            "%(names)s did not agree yet to pass on their names. Ask that first.",
            len(names),
        )
        raise Refused(said % {"names": get_text_list(names, gettext("and"))}, code="nothing_shared")
    if nobody_reachable(found):
        raise Refused(
            _("Nobody agreed to be reached by door, phone or e-mail. Ask that first."), code="nothing_shared"
        )

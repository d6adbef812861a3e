"""What stands in the way of an introduction, told before anybody is asked in vain; it refuses nothing."""

from dataclasses import dataclass

from matching import contacts, first_steps
from matching.listing import Person
from matching.models import Proposal
from outreach.consent_terms import Field


@dataclass(frozen=True)
class Unshared:
    """Who keep their name, and whether nobody can be reached; `to_ask` are the people one can ask."""

    keep_name: list[Person]
    nobody_reachable: bool
    to_ask: list[Person]


def unshared(ours: Proposal, standing: list[Person]) -> Unshared | None:
    """What has to be asked before these can be introduced; None when nothing has."""
    found = {
        one.member.resident_id: one.contact for one in standing if one.member.resident_id and one.contact
    }
    keep = contacts.keep_their_name(ours.is_group, found)
    keep_name = [one for one in standing if one.member.resident_id in keep]
    nobody_reachable = contacts.nobody_reachable(found)
    if not keep_name and not nobody_reachable:
        return None
    return Unshared(keep_name, nobody_reachable, standing if nobody_reachable else keep_name)


def not_shared_by_all(standing: list[Person]) -> list[Field]:
    """By phone and by e-mail: what not all of them let us pass on, so that no first step can lean on it."""
    shared = [one.contact.passes_on for one in standing if one.contact]
    return [field for field in (Field.PHONE, Field.EMAIL) if not all(field in each for each in shared)]


def step_in_vain(ours: Proposal, standing: list[Person]) -> list[Field]:
    """What the first step of an approved introduction leans on, while not all of them share it."""
    return [field for field in not_shared_by_all(standing) if field in first_steps.leans_on(ours.first_step)]

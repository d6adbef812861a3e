"""Whom a text that leaves the team may not point at: everybody of these flats, and what they said."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q

from buurvoorbuur.models import Team
from outreach.models import Address, Answer, Flat, Resident
from outreach.question_kinds import QuestionKind
from outreach.traces import Door, Neighbours

# Answers to these are ticked, so there are no words in them.
CHOSEN = (QuestionKind.SCALE, QuestionKind.CHOICE)


def neighbours(team: Team, flats: Collection[Flat], *, may_name_stuurburen: bool = False) -> Neighbours:
    """All of these flats of a team, in three queries; every name and every answer is opened for it.

    A stuurbuur agreed to be named to the flat and to nobody else: `may_name_stuurburen` is for its paper.
    """
    is_named = Exists(Resident.objects.named_as_stuurbuur().filter(pk=OuterRef("pk")))
    here = Q(address__flat__in=flats) | Q(talk__visit__address__flat__in=flats)
    people = list(Resident.objects.filter(here).annotate(is_named=is_named).only("name"))
    doors = Address.objects.filter(flat__in=flats).values_list("street", "number", "suffix")
    answers = Answer.objects.filter(talk__visit__address__flat__in=flats)
    said = answers.exclude(question__kind__in=CHOSEN).only("value")
    named = {person.name for person in people if may_name_stuurburen and person.is_named}
    return Neighbours(
        names=tuple(person.name for person in people if person.name not in named),
        # What a report says anyway is nobody's name.
        named=(*named, *(flat.name for flat in flats), team.name, team.neighbourhood),
        doors=tuple(Door(*door) for door in doors),
        answers=tuple(answer.value for answer in said),
        ours=(team.phone, team.email),
    )

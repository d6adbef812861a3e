"""What a team adds to a flat's report in its own words: goes out only while it points at nobody."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit, versions
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from outreach import letter_text, traceable, traces
from outreach.consent_terms import Purpose
from outreach.models import Flat, OwnWords, Resident
from outreach.traces import Found, Neighbours
from outreach.wording import trace_words

LONGEST = 600
# More would need a second sheet.
MOST_LINES = 6


class PointsAtSomebody(Refused):
    """Words by which somebody could be found; `sentences` says of each place why."""

    def __init__(self, found: tuple[Found, ...]) -> None:
        self.sentences = trace_words.of(found)
        super().__init__(" ".join(self.sentences), field="text", code="points_at_somebody")


@dataclass(frozen=True)
class Told:
    """A team's words as they were typed, and what in them could point at somebody now."""

    text: str
    found: tuple[Found, ...]

    @property
    def may_go(self) -> str:
        """What may go to the doors: all of it, or nothing."""
        return "" if self.found else self.text


def told(flat: Flat) -> Told | None:
    """The words of a flat, read anew; one query, and three more when there are any."""
    words = OwnWords.objects.filter(flat=flat).first()
    return Told(words.text, traces.found_in(words.text, _neighbours(flat))) if words and words.text else None


@transaction.atomic
def write(*, flat: Flat, text: str, seen: int, by: User, at: datetime) -> OwnWords | None:
    """Keeps the words of a flat in place of what stood there; an empty text takes them away: None.

    `seen` is the version somebody was shown, 0 when there was none. Raises `Refused`: too much, a sign that
    cannot be printed, or changed meanwhile; `PointsAtSomebody`: with each reason.
    """
    place = Flat.objects.select_for_update(of=("self",)).select_related("team").get(pk=flat.pk)
    # The text and then the residents, in the order of an erasure.
    words = OwnWords.objects.select_for_update(of=("self",)).filter(flat=place).first()
    words = words or OwnWords(flat=place, version=0)
    if words.version != seen:
        raise Refused(versions.COMPARE, code="changed")
    said = tidy(text)
    if not said and not words.text:
        raise Refused(_("Write something here."), field="text")
    _refuse_unprintable(said)
    # Whoever takes back their yes meanwhile waits, and then takes their name out of what stands here.
    willing = Resident.objects.filter(address__flat=place).consenting_to(Purpose.NAMED_STUURBUUR)
    list(willing.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    if found := traces.found_in(said, _neighbours(place)):
        raise PointsAtSomebody(found)
    words.text, words.written_at, words.written_by = said, at, by
    words.version += 1
    words.save()
    done = "written" if said else "removed"
    audit.record(f"flat_report.words_{done}", by=by, about=place, at=at, team=place.team_id)
    return words if said else None


def forget_name(person: Resident) -> None:
    """Leaves a gap for the name of a resident who is called otherwise now, inside the caller's event.

    Afterwards nobody knows any more that it was a name; the gap keeps the words from the doors.
    """
    words = OwnWords.objects.select_for_update(of=("self",)).filter(flat=person.address.flat_id).first()
    if words is None:
        return
    others = Resident.objects.named_as_stuurbuur().filter(address__flat=words.flat_id).exclude(pk=person.pk)
    kept = traces.without_names(words.text, [person.name], [other.name for other in others.only("name")])
    if kept != words.text:
        words.text = kept
        versions.without_name(words, "text")


def tidy(text: str) -> str:
    """Without empty lines and loose spaces: they would take room on the sheet."""
    lines = (line.strip() for line in letter_text.tidy(text).split("\n"))
    return "\n".join(line for line in lines if line)


def _refuse_unprintable(text: str) -> None:
    if len(text) > LONGEST:
        raise Refused(_("This is longer than %(word)s characters.") % {"word": LONGEST}, field="text")
    if text.count("\n") >= MOST_LINES:
        raise Refused(
            _("At most %(count)s lines, so that it stays one sheet.") % {"count": MOST_LINES}, field="text"
        )
    if any(letter_text.is_unprintable(sign) for sign in text if sign != "\n"):
        raise Refused(_("There is a sign in it that cannot be printed."), field="text")


def _neighbours(flat: Flat) -> Neighbours:
    return traceable.neighbours(flat.team, [flat], may_name_stuurburen=True)

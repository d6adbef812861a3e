"""A flat's introduction letters: written and tried out; prints none."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min, QuerySet
from django.utils import timezone

from buurvoorbuur import audit
from buurvoorbuur.models import TeamLogo, User
from outreach import (
    letter_pages,
    letter_refusals,
    trust_checks,
    walkers,
)
from outreach.letter_drafts import LetterDraft
from outreach.letter_pages import Occasion
from outreach.models import Flat, Letter, LetterBatch

LATEST_FIRST_VISIT = timedelta(days=365)


def newest(flat: Flat, language: str) -> Letter | None:
    """The last version of the letter in this language."""
    return Letter.objects.filter(flat=flat, language=language).first()


def possible_backs(letter: Letter) -> QuerySet[Letter]:
    """The newest letters of this flat in other languages, which two members read."""
    others = _in_other_languages(letter)
    readers = trust_checks.readers_of(others)
    read = [other.pk for other in others if len(readers.get(other.pk, ())) >= trust_checks.READERS]
    return Letter.objects.filter(pk__in=read)


def unread_backs(letter: Letter) -> list[Letter]:
    """The newest letters of this flat in other languages that too few members read to be a back."""
    read = set(possible_backs(letter))
    return [other for other in _in_other_languages(letter) if other not in read]


def last_order(letter: Letter) -> LetterBatch | None:
    """How letters of this flat in this language were ordered last, to begin the next order with."""
    batches = LetterBatch.objects.without_paper().select_related("back")
    return batches.filter(letter__flat=letter.flat_id, letter__language=letter.language).first()


def shows_other_logo_than_was_read(letter: Letter) -> bool:
    """Whether the team chose another logo since its members began to read this letter."""
    if not letter.shows_logo:
        return False
    began = letter.checks.aggregate(at=Min("checked_at"))["at"]
    return (
        began is not None and TeamLogo.objects.filter(team=letter.flat.team_id, changed_at__gt=began).exists()
    )


def _in_other_languages(letter: Letter) -> list[Letter]:
    others = Letter.objects.filter(flat=letter.flat_id).exclude(language=letter.language)
    newest_of = {other.language: other for other in others.order_by("version").defer("subject", "body")}
    return list(newest_of.values())


def write(*, flat: Flat, draft: LetterDraft, by: User, at: datetime) -> Letter:
    """Changes the newest version, or begins the next when that was printed; the same draft changes nothing.

    A changed letter must be checked anew. Raises `Refused`: a text that cannot be a letter, names
    something the team has not filled in, or does not fit on one page.
    """
    wording = letter_refusals.read(draft)
    letter_refusals.trial_page(wording, sample_occasion(flat, at), flat)
    return _keep(flat, draft.tidied(), by, at)


@transaction.atomic
def _keep(flat: Flat, draft: LetterDraft, by: User, at: datetime) -> Letter:
    place = Flat.objects.select_for_update(of=("self",)).get(pk=flat.pk)
    last = newest(place, draft.language)
    if last and letter_pages.draft_of(last) == draft:
        return last
    if last is None or last.frozen_at:
        last = Letter(flat=place, language=draft.language, version=last.version + 1 if last else 1)
    last.subject, last.body, last.written_at = draft.subject, draft.body, at
    last.shows_logo, last.names_partner = draft.shows_logo, draft.names_partner
    last.save()
    last.checks.all().delete()
    audit.record("letter.written", by=by, about=last, at=at, team=place.team_id)
    return last


def try_out(*, flat: Flat, draft: LetterDraft, at: datetime) -> bytes:
    """One page of a text that is not stored; raises `Refused` where `write` would."""
    wording = letter_refusals.read(draft)
    return letter_refusals.trial_page(wording, sample_occasion(flat, at), flat)


def preview(*, letter: Letter, at: datetime) -> bytes:
    """One page as it will come out of the printer, with a code that is marked as an example."""
    occasion = sample_occasion(letter.flat, at)
    return letter_refusals.trial_page(letter_pages.of(letter), occasion, letter.flat)


def sample_occasion(flat: Flat, at: datetime) -> Occasion:
    """A printing to try a text on: the first two who walk this flat, as early as the notice allows."""
    today = timezone.localdate(at)
    first_visit_on = today + timedelta(days=flat.team.notice_days)
    names = [person.first_name for person in walkers.of_flat(flat, first_visit_on)[:2] if person.first_name]
    asker, note_taker, *_rest = [*names, "Voornaam", "Voornaam"]
    return Occasion(flat, asker, note_taker, first_visit_on, today)

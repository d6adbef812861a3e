"""A flat's introduction letters: written and tried out; prints none."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from buurvoorbuur import audit
from buurvoorbuur.models import User
from outreach import (
    letter_pages,
    letter_refusals,
    trust_checks,
    walkers,
)
from outreach.letter_drafts import LetterDraft
from outreach.letter_pages import Occasion
from outreach.models import Flat, Letter

LATEST_FIRST_VISIT = timedelta(days=365)


def newest(flat: Flat, language: str) -> Letter | None:
    """The last version of the letter in this language."""
    return Letter.objects.filter(flat=flat, language=language).first()


def possible_backs(letter: Letter) -> QuerySet[Letter]:
    """The newest letters of this flat in other languages, which two members read."""
    others = Letter.objects.filter(flat=letter.flat_id).exclude(language=letter.language)
    newest_of = {other.language: other for other in others.order_by("version").defer("subject", "body")}
    read = [other.pk for other in newest_of.values() if trust_checks.is_checked(other)]
    return Letter.objects.filter(pk__in=read)


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

"""A team's questions as versions: adopted from the starter set, edited as a copy, frozen once in use."""

import tomllib
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit
from buurvoorbuur.models import Team, User
from buurvoorbuur.refusals import Refused
from outreach.models import Question, Questionnaire
from outreach.question_kinds import MOST_QUESTIONS, QuestionKind

NO_QUESTIONNAIRE = _("This team has no questionnaire yet.")
STARTER = Path(__file__).parent / "starter" / "questionnaire.toml"


def adopt(*, team: Team, at: datetime) -> Questionnaire:
    """Gives a team the starter questions as its first version, ready for use."""
    questionnaire = Questionnaire.objects.create(team=team, version=1, made_at=at, in_use_from=at)
    starter = tomllib.loads(STARTER.read_text(encoding="utf-8"))
    Question.objects.bulk_create(
        Question(
            questionnaire=questionnaire,
            position=position,
            code=row["code"],
            kind=row["kind"],
            label_nl=row["label_nl"],
            label_en=row["label_en"],
            text_nl=row["text_nl"],
            text_en=row["text_en"],
            is_sensitive=row.get("sensitive", False),
        )
        for position, row in enumerate(starter["questions"], start=1)
    )
    return questionnaire


def current(team: Team) -> Questionnaire:
    """The version a talk gets now; a team without one adopts nothing by itself but is told."""
    newest = Questionnaire.objects.filter(team=team, in_use_from__isnull=False).first()
    if newest is None:
        raise Refused(NO_QUESTIONNAIRE)
    return newest


def open_draft(team: Team) -> Questionnaire | None:
    """The version a team is working on, if any."""
    return Questionnaire.objects.filter(team=team, in_use_from__isnull=True).first()


def asked(team: Team, pk: str) -> Questionnaire:
    """The version with this id, if it ever was in use in this team; otherwise the current one."""
    in_use = list(Questionnaire.objects.filter(team=team, in_use_from__isnull=False))
    return next((one for one in in_use if str(one.pk) == pk), None) or current(team)


def freeze(*, team: Team, pk: UUID | None, at: datetime) -> Sequence[Question]:
    """The questions that were asked, of the current version unless another is named; now unchangeable.

    One query when the version was frozen before. Raises `Refused` when the team has no questionnaire.
    """
    in_use = Question.objects.filter(questionnaire__team=team, questionnaire__in_use_from__isnull=False)
    versions: dict[UUID, list[Question]] = defaultdict(list)
    for question in in_use.select_related("questionnaire").order_by("-questionnaire__version", "position"):
        versions[question.questionnaire_id].append(question)
    if not versions:
        raise Refused(NO_QUESTIONNAIRE)
    questions = versions.get(pk or UUID(int=0)) or next(iter(versions.values()))
    questionnaire = questions[0].questionnaire
    if questionnaire.frozen_at is None:
        questionnaire.frozen_at = at
        questionnaire.save(update_fields=["frozen_at"])
    return questions


@transaction.atomic
def copy(*, questionnaire: Questionnaire, by: User, at: datetime) -> Questionnaire:
    """A new version to edit, with the same questions; the open draft if there is one."""
    team = Team.objects.select_for_update().get(pk=questionnaire.team_id)
    standing = open_draft(team)
    if standing:
        return standing
    newest = Questionnaire.objects.filter(team=team).first() or questionnaire
    copied = Questionnaire.objects.create(team=team, version=newest.version + 1, made_at=at)
    questions = list(questionnaire.questions.all())
    for question in questions:
        question.pk, question.questionnaire = None, copied
    Question.objects.bulk_create(questions)
    audit.record("questionnaire.copied", by=by, about=copied, at=at, team=team.pk)
    return copied


@transaction.atomic
def change_question(
    *,
    question: Question,
    label_nl: str,
    label_en: str,
    text_nl: str,
    text_en: str,
    position: int,
    by: User,
    at: datetime,
) -> Question:
    """Rewords or moves a question of a draft; its kind stays, since answers are counted by it."""
    draft = _locked_draft(question.questionnaire)
    question.label_nl, question.label_en = label_nl, label_en
    question.text_nl, question.text_en = text_nl, text_en
    question.save(update_fields=["label_nl", "label_en", "text_nl", "text_en"])
    others = [other for other in draft.questions.all() if other.pk != question.pk]
    _renumber([*others[: position - 1], question, *others[position - 1 :]])
    audit.record("question.changed", by=by, about=question, at=at, team=draft.team_id)
    return question


@transaction.atomic
def add_question(
    *,
    questionnaire: Questionnaire,
    label_nl: str,
    label_en: str,
    text_nl: str,
    text_en: str,
    by: User,
    at: datetime,
    id: UUID | None = None,
) -> Question:
    """Adds an open question at the end of a draft, up to eight in all.

    `id` is made by the form and becomes the question's code, so that sending twice is once.
    """
    draft = _locked_draft(questionnaire)
    words = {"label_nl": label_nl, "label_en": label_en, "text_nl": text_nl, "text_en": text_en}
    code = f"own_{(id or uuid4()).hex}"
    known = draft.questions.filter(code=code).first()
    if known:
        return _same_or_refused(known, words)
    count = draft.questions.count()
    if count >= MOST_QUESTIONS:
        raise Refused(_("Eight questions is the most: a talk lasts half an hour at most."))
    question = Question.objects.create(
        questionnaire=draft,
        position=count + 1,
        code=code,
        kind=QuestionKind.TEXT,
        **words,
    )
    audit.record("question.added", by=by, about=question, at=at, team=draft.team_id)
    return question


def _same_or_refused(known: Question, words: dict[str, str]) -> Question:
    if all(getattr(known, name) == word for name, word in words.items()):
        return known
    raise Refused(_("This question was already added in other words. Look at the draft."), code="conflict")


@transaction.atomic
def remove_question(*, question: Question, by: User, at: datetime) -> None:
    """Takes a question out of a draft."""
    draft = _locked_draft(question.questionnaire)
    audit.record("question.removed", by=by, about=question, at=at, team=draft.team_id)
    question.delete()
    _renumber(list(draft.questions.all()))


@transaction.atomic
def put_in_use(*, questionnaire: Questionnaire, by: User, at: datetime) -> Questionnaire:
    """Makes a draft the version that talks get from now on."""
    draft = _locked_draft(questionnaire)
    if not draft.questions.exists():
        raise Refused(_("A questionnaire needs at least one question."))
    draft.in_use_from = at
    draft.save(update_fields=["in_use_from"])
    audit.record("questionnaire.put_in_use", by=by, about=draft, at=at, team=draft.team_id)
    return draft


def _locked_draft(questionnaire: Questionnaire) -> Questionnaire:
    draft = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    if draft.in_use_from is not None:
        raise Refused(_("This version is in use and is not changed. Make a copy and edit that."))
    return draft


def _renumber(questions: list[Question]) -> None:
    for position, question in enumerate(questions, start=1):
        question.position = position
    Question.objects.bulk_update(questions, ["position"])

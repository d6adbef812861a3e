"""The questions a team asks, as versioned rows; frozen once asked."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.models import Team
from outreach.question_kinds import QuestionKind


class Questionnaire(models.Model):
    """One version of a team's questions; the newest one in use is what a talk gets."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="questionnaires")
    version = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    in_use_from = models.DateTimeField(null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Privacy:
        why = "To know what was asked in which talk."
        keep = "until the team ends"
        personal: set[str] = set()
        plain = {"id", "team", "version", "made_at", "in_use_from", "frozen_at"}

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["team", "version"], name="one_questionnaire_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.version}"


class Question(models.Model):
    """One question, with the words to read aloud in both languages."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=40)
    kind = models.CharField(max_length=20, choices=[(kind, kind) for kind in QuestionKind])
    label_nl = models.CharField(_("short name, Dutch"), max_length=80)
    label_en = models.CharField(_("short name, English"), max_length=80)
    text_nl = models.TextField(_("read aloud, Dutch"), max_length=600)
    text_en = models.TextField(_("read aloud, English"), max_length=600)
    is_sensitive = models.BooleanField(default=False)

    class Privacy:
        why = "The wording of a question; nobody's answer."
        keep = "as long as the questionnaire"
        personal: set[str] = set()
        plain = {
            "id", "questionnaire", "position", "code", "kind", "label_nl", "label_en", "text_nl", "text_en",
            "is_sensitive",
        }  # fmt: skip

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "code"], name="one_question_a_code"),
            models.CheckConstraint(condition=Q(kind__in=list(QuestionKind)), name="question_kind_is_known"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def label(self) -> str:
        return self.label_en if get_language() == "en" else self.label_nl

    def text_in(self, language: str) -> str:
        """What is read aloud, in the language of the talk."""
        return self.text_en if language == "en" else self.text_nl

"""What was said in a talk: encrypted answers, kept only with consent."""

import uuid
from typing import Self

from django.db import models

from buurvoorbuur.access import Reach
from buurvoorbuur.crypto import EncryptedText
from outreach.models.places import Flat
from outreach.models.questionnaires import Question, Questionnaire
from outreach.models.rounds import Visit


class TalkQuerySet(models.QuerySet["Talk"]):
    def within_reach_of(self, reach: Reach) -> Self:
        return self.filter(visit__address__flat__in=Flat.objects.within_reach_of(reach))


class Talk(models.Model):
    """One talk with one household; that it took place is counted, what was said needs consent."""

    visit = models.OneToOneField(Visit, on_delete=models.CASCADE, primary_key=True, related_name="talk")
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="talks")
    language = models.CharField(max_length=2)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = TalkQuerySet.as_manager()

    class Privacy:
        why = "To count talks and to hang answers on."
        keep = "until the project ends"
        about = "residents"
        stays = "that a talk was held is counted; what was said goes"
        personal: set[str] = set()
        plain = {"visit", "questionnaire", "language", "minutes"}

    def __str__(self) -> str:
        return str(self.visit_id)


class Answer(models.Model):
    """One answer of a household, readable only with the key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    talk = models.ForeignKey(Talk, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    value = EncryptedText(max_length=2000)

    class Privacy:
        why = "To know what lives in the flat and what somebody would like."
        keep = "12 months after last contact, or until consent is withdrawn"
        about = "talk__residents"
        stays = "until nobody of the household lets us keep it"
        personal = {"value"}
        plain = {"id", "talk", "question"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["talk", "question"], name="one_answer_a_question")]

    def __str__(self) -> str:
        return str(self.question_id)

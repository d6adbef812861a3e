"""Says what people answered some time after the talks, and that it is what they say themselves."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.disclosure import SafeTable
from outreach.after_terms import AfterAnswer, AfterQuestion
from outreach.wording import report_words
from outreach.wording.report_words import Figures

QUESTIONS: dict[AfterQuestion, Any] = {
    AfterQuestion.LESS_ALONE: _("Do you feel less alone than before?"),
    AfterQuestion.SAFER: _("Do you feel safer in the flat than before?"),
}
ANSWERS: dict[AfterAnswer, Any] = {
    AfterAnswer.YES: _("Yes, clearly"),
    AfterAnswer.A_LITTLE: _("A little"),
    AfterAnswer.NO: _("No, or not because of this"),
}


def of_flat(tables: Mapping[AfterQuestion, SafeTable]) -> list[Figures]:
    """A table for each question that ten people or more answered."""
    words = {answer.value: word for answer, word in ANSWERS.items()}
    columns = gettext("Answer"), gettext("People")
    return [
        report_words.of_bins(table, str(QUESTIONS[question]), words, columns)
        for question, table in tables.items()
        if table.withheld is None
    ]

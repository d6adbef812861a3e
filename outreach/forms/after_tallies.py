"""Reads how many people answered what after some time; checks and never saves."""

from typing import Any

from django import forms

from outreach.after_tallies import Counts
from outreach.after_terms import AfterAnswer, AfterQuestion
from outreach.wording.after_words import ANSWERS, QUESTIONS


class AfterTallyForm(forms.Form):
    """One number for each answer; cleaned, `counts` is what was filled in. Empty is nobody."""

    def __init__(self, *args: Any, known: Counts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in AfterQuestion:
            for answer in AfterAnswer:
                self.fields[f"{question}_{answer}"] = forms.IntegerField(
                    label=ANSWERS[answer],
                    min_value=0,
                    max_value=9999,
                    required=False,
                    initial=known.get((question, answer)),
                )

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Each question with the fields of its answers."""
        return [
            (QUESTIONS[question], [self[f"{question}_{answer}"] for answer in AfterAnswer])
            for question in AfterQuestion
        ]

    @property
    def counts(self) -> Counts:
        return {
            (question, answer): self.cleaned_data[f"{question}_{answer}"] or 0
            for question in AfterQuestion
            for answer in AfterAnswer
        }

"""Reads when paper with a name on it was delivered, and which was taken back; checks and never saves."""

from typing import Any, Self

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.form_fields import day_field, offer_rows
from outreach.models import Flat, NamedPaper, NameOnPaper


class DeliveredForm(forms.Form):
    """On which day the paper that was printed on a day went to the doors."""

    printed_on = forms.DateField(widget=forms.HiddenInput)
    delivered_on = day_field(_("Delivered on"))

    @classmethod
    def for_each(cls, flat: Flat) -> list[tuple[NamedPaper, Self]]:
        """The papers of a flat with a name on them, the newest first, each with its form."""
        return [(paper, cls.of(paper)) for paper in flat.named_papers.order_by("-printed_on")]

    @classmethod
    def of(cls, paper: NamedPaper) -> Self:
        given: dict[str, Any] = {"printed_on": paper.printed_on, "delivered_on": paper.delivered_on}
        # Several of these stand on one page.
        return cls(initial=given, auto_id=f"paper-{paper.printed_on:%Y-%m-%d}-%s")


class TakenBackForm(forms.Form):
    """What was ticked of these names on paper."""

    names = forms.ModelMultipleChoiceField(queryset=NameOnPaper.objects.none())

    def __init__(self, *args: Any, among: QuerySet[NameOnPaper], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "names", among)

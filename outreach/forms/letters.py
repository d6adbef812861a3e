"""Reads a letter, its five checks, an order and a day of delivery; checks and never saves."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.form_fields import day_field, offer_choices, offer_rows
from buurvoorbuur.models import User
from outreach import letter_refusals, letter_remarks, letter_words, trust_checks
from outreach.letter_batches import PrintOrder
from outreach.letter_drafts import LetterDraft
from outreach.letter_states import Fold
from outreach.letter_text import LONGEST, LONGEST_SUBJECT
from outreach.models import Letter, Resident
from outreach.wording import letter_tokens


class LanguageForm(forms.Form):
    """Which language of the letter is on the table; Dutch for anything else in the address."""

    taal = forms.ChoiceField(choices=[(code, words.name) for code, words in letter_words.languages().items()])

    @property
    def chosen(self) -> str:
        return self.cleaned_data["taal"] if self.is_valid() else settings.LANGUAGE_CODE


class LetterForm(forms.Form):
    """The text of a letter in one language, and what stands around it; cleaned, `draft` is what was meant."""

    subject = forms.CharField(label=_("Subject"), max_length=LONGEST_SUBJECT)
    # The rule names what is wrong with spaces and line ends, so nothing is taken off here.
    body = forms.CharField(
        label=_("Text"),
        help_text=_("An empty line begins a new paragraph; a line that begins with # is a small heading."),
        strip=False,
        max_length=2 * LONGEST,
        widget=forms.Textarea(attrs={"rows": 24}),
    )
    shows_logo = forms.BooleanField(label=_("Our drawing or logo at the top"), required=False)
    names_partner = forms.BooleanField(
        label=_("Name the welfare organisation"),
        help_text=_("Some residents trust a letter more with it, others less. Try both, and compare."),
        required=False,
    )

    def __init__(self, data: Any = None, *, draft: LetterDraft) -> None:
        super().__init__(data, initial=asdict(draft))
        self.language = draft.language
        words = letter_words.of(draft.language)
        for name in ("subject", "body"):
            # The screen may be in another language, and this one may run the other way.
            self.fields[name].widget.attrs |= {"lang": words.language, "dir": words.direction}

    def add_error(self, field: str | None, error: Any) -> None:
        """As ever; and the page opens at the first field that is wrong, however far down that is."""
        super().add_error(field, error)
        first = next((name for name in self.fields if name in self.errors), None)
        for name in self.fields:
            self.fields[name].widget.attrs["autofocus"] = name == first

    @property
    def draft(self) -> LetterDraft:
        return LetterDraft(self.language, **self.cleaned_data)


class ChecksForm(forms.Form):
    """The five questions about a letter, with what this reader answered before."""

    questions = forms.MultipleChoiceField(
        label=_("What do you answer?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    remark = forms.CharField(
        label=_("What could be better?"),
        help_text=_("It stands with the letter, for who writes it. Leave names of residents out."),
        max_length=letter_remarks.LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, letter: Letter, reader: User, remark: str = "") -> None:
        ticked = [check.question for check in letter.checks.all() if check.checked_by_id == reader.pk]
        seen = letter.written_at.isoformat()
        super().__init__(data, initial={"questions": ticked, "seen": seen, "remark": remark})
        self.asked = trust_checks.asked(get_language() or settings.LANGUAGE_CODE)
        asked = [(code, question) for code, (question, _hint) in self.asked.items()]
        offer_choices(self, "questions", asked)

    @property
    def rows(self) -> list[tuple[Any, str]]:
        """Each box to tick, with the hint that stands below it."""
        hints = [hint for _question, hint in self.asked.values()]
        return list(zip(self["questions"], hints, strict=True))

    def clean_seen(self) -> datetime:
        try:
            seen = datetime.fromisoformat(self.cleaned_data["seen"])
        except ValueError:
            seen = datetime.min
        if seen.tzinfo is None:
            raise forms.ValidationError(_("Open this page once more before you answer."))
        return seen


class OrderForm(forms.Form):
    """Who will ring, and from which day; the id is made when the form is shown."""

    batch_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)
    asker = forms.ModelChoiceField(User.objects.none(), label=_("Who asks"), empty_label=_("Choose"))
    note_taker = forms.ModelChoiceField(
        User.objects.none(), label=_("Who takes notes"), empty_label=_("Choose")
    )
    first_visit_on = day_field(_("First evening of visits"))
    fold = forms.ChoiceField(
        label=_("How does it get into the letter box?"),
        choices=[
            (Fold.WINDOW.value, _("In a window envelope")),
            (Fold.FOLDED.value, _("Folded in three, without an envelope")),
        ],
        initial=Fold.WINDOW.value,
        widget=forms.RadioSelect,
    )
    back = forms.ModelChoiceField(
        Letter.objects.none(),
        label=_("On the back"),
        empty_label=_("Nothing"),
        required=False,
    )
    may_print_number = forms.BooleanField(label=_("This number may be on every letter"), required=False)

    def __init__(
        self, *args: Any, walkers: Any, backs: Any, private: Sequence[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        back: Any = self.fields["back"]
        back.queryset = backs
        back.label_from_instance = Letter.get_language_display
        if not backs:
            del self.fields["back"]
        if private:
            self.fields["may_print_number"].help_text = letter_refusals.private(private)
        else:
            del self.fields["may_print_number"]
        for name in ("asker", "note_taker"):
            offer_rows(self, name, walkers)

    @property
    def order(self) -> PrintOrder:
        """The order as it was filled in."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "batch_id"}
        return PrintOrder(**said | {"fold": Fold(said["fold"])})


class RemarkForm(forms.Form):
    """What a test reader said; nobody need be named."""

    # Sent twice, it stands there once.
    id = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)
    resident = forms.ModelChoiceField(
        Resident.objects.none(),
        label=_("Who read it"),
        empty_label=_("Somebody else, without a name"),
        required=False,
    )
    text = forms.CharField(
        label=_("What was said"),
        max_length=letter_remarks.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, readers: QuerySet[Resident], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "resident", readers)


class DeliveryForm(forms.Form):
    on = day_field(_("Put through the doors on"))


def tokens_with_words() -> Iterable[tuple[str, Any]]:
    """What can be filled in, as it is typed, with what it becomes."""
    return [(letter_tokens.typed(token), words) for token, words in letter_tokens.WORDS.items()]

"""Reads a remark or a request; checks and never saves."""

from django import forms
from django.utils.translation import gettext_lazy as _

from outreach.coach_terms import NoteKind
from outreach.wording.coach_words import KINDS


class CoachNoteForm(forms.Form):
    """What is written, and what it is."""

    kind = forms.TypedChoiceField(
        label=_("What is it?"), choices=list(KINDS.items()), coerce=NoteKind, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("What do you want to say?"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("About the work. No names and no doors of residents."),
    )

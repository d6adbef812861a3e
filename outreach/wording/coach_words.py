"""Names what a team and its welfare worker write to each other."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from outreach.coach_terms import NoteKind

KINDS: dict[NoteKind, Any] = {
    NoteKind.REMARK: _("A remark"),
    NoteKind.PEOPLE: _("Asking for people to help"),
    NoteKind.TRAINING: _("Asking for a training"),
    NoteKind.PRINT: _("Asking for printing"),
}

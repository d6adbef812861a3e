"""Says in Dutch, for the papers about privacy, why and how long we hold things; the schema says what."""

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import privacy, retention_terms
from buurvoorbuur.privacy import Entry
from outreach.models import Resident
from outreach.wording import held_words

# The very sentences of the declarations, here only to be translated; a test says so.
WHYS = (
    _("To bring neighbours together who asked for it."),
    _("To be able to show that somebody said yes, and to what."),
    _("Only agreed fields reach another resident."),
    _("So that a resident can withdraw a consent without asking anybody."),
    _("Two people need a language in common."),
    _("Two people need a moment in common."),
    _("Introductions start from what people like; says nothing without the name."),
    _("To know which doors were reached and to leave the others in peace."),
    _("To count talks and to hang answers on."),
    _("To know what lives in the flat and what somebody would like."),
    _("To know when we last talked with somebody, and what was agreed."),
    _("To make a letter better before it goes to every door."),
    _("To take back paper that carries a name it may no longer carry."),
    _("To bring neighbours together with their consent."),
    _("Each resident is asked for themselves."),
    _("A coordinator sees why these people; theme codes only."),
    _("A group runs on small jobs that are shared out."),
    _("To invite who said yes, and to know who would organise it."),
    _("An activity runs on small jobs that are shared out, so that nobody has to be in charge."),
    _("To lose no idea of residents, and to tell how many got help."),
    _("Two people who should not meet are not proposed to each other."),
    _("A reason that does not hold for somebody is not used again."),
)
HEAD = (_("what"), _("for what"), _("how long"))
SINCE = {
    "settled_at": _("%(months)s months after the paper was taken back; without your name once you stop"),
    "last_contact_on": _(
        "%(months)s months after our last contact, or as soon as you take back your last yes"
    ),
    "decided_at": _("%(months)s months after the last decision, without your name once you stop"),
    "round__planned_on": _("%(months)s months after the round; that we talked is counted for longer"),
}


def table() -> str:
    """Markdown in Dutch: each kind of thing about a resident, why, and how long."""
    with translation.override("nl"):
        lines = ["| " + " | ".join(map(str, HEAD)) + " |", "|---|---|---|"]
        entries = {entry.model._meta.label: entry for entry in about_residents()}
        lines += [_line(entries[label]) for label in held_words.HEADINGS]
    return "\n".join(lines) + "\n"


def about_residents() -> list[Entry]:
    return [entry for entry in privacy.register() if Resident in entry.leads_to()]


def _line(entry: Entry) -> str:
    return f"| {held_words.HEADINGS[entry.model._meta.label]} | {gettext(entry.why)} | {_how_long(entry)} |"


def _how_long(entry: Entry) -> str:
    if entry.term:
        return SINCE[entry.term.since] % {"months": entry.term.longest}
    if entry.personal and entry.stays:
        return gettext("as long as somebody at your home lets us keep it; then it goes")
    if entry.stays:
        return gettext("without your name once you stop")
    longest = retention_terms.CONTACT
    return gettext("as long as who you are; %(months)s months after our last contact") % {"months": longest}

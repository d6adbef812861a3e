"""What is said to somebody who is asked, in their language; nobody's name, door or flat is in it."""

from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings
from django.utils import translation
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from matching.models import Proposal
from outreach import cards
from outreach.consent_terms import Purpose
from outreach.models import Resident

# For a pair, and for a group.
BLIND = {
    False: _(
        "You told us that you like to meet a neighbour. Perhaps somebody from round here would like to do "
        "this with you: %(activity)s. Where: %(place)s. We say who it is only when you both want it. Would "
        "you like that? Yes, no and later are all good answers."
    ),
    True: _(
        "You told us that you like to meet neighbours. We are asking a few from round here for this: "
        "%(activity)s. Where: %(place)s. We say who they are only when everybody who joins said yes. Would "
        "you like to join? Yes, no and later are all good answers."
    ),
}


def blind(proposal: Proposal) -> dict[str, str]:
    """What is said to somebody who is asked, by language; nobody's name, door or flat is in it."""
    return {code: _blind(proposal, code) for code, _name in settings.LANGUAGES}


def _blind(proposal: Proposal, language: str) -> str:
    with translation.override(language):
        activity = proposal.interest.activity if proposal.interest else ""
        return str(BLIND[proposal.is_group]) % {"activity": activity, "place": proposal.place}


def asked_in(language: str, proposal: Proposal, *, with_details: bool) -> str:
    """What is read to one resident; `with_details` when we do not know yet what may be passed on of them."""
    words = _blind(proposal, language)
    return f"{words}\n\n{_details_question(language)}" if with_details else words


@dataclass(frozen=True)
class Mail:
    """A mail that asks one resident, in their language."""

    to: str
    subject: str
    text: str

    @property
    def link(self) -> str:
        """Opens a mail program with all of it filled in; a line break is one of the mail's own kind."""
        text = quote(self.text.replace("\n", "\r\n"), safe="")
        return f"mailto:{quote(self.to, safe='@')}?subject={quote(self.subject, safe='')}&body={text}"


def mail(resident: Resident, words: str, language: str, sender: str) -> Mail:
    """These words as a mail with a greeting, from whoever asks."""
    with translation.override(language):
        dear = gettext("Dear %(name)s,") % {"name": resident.name}
        kind_regards = gettext("Kind regards,")
        return Mail(
            resident.email, gettext("A question for you"), f"{dear}\n\n{words}\n\n{kind_regards}\n{sender}"
        )


def _details_question(language: str) -> str:
    """The question of the consent card itself: a yes to other words would be another consent."""
    card = cards.consent_card(language)
    asked = next(text for text in card.purposes if text.code == Purpose.SHARE_FIELDS)
    with translation.override(language):
        fields = get_text_list([name for _code, name in card.fields], gettext("or"))
    return f"{asked.spoken} {capfirst(fields)}? {asked.happens}"

"""Every URL of the site, and the address of each with something real behind it."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver, reverse

Key = int | UUID | str


def _named_urls(resolver: URLResolver) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _named_urls(pattern)
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"{pattern} has no name"
            yield pattern.name


# The name of every URL of the site, the login library's included.
NAMES = sorted(set(_named_urls(get_resolver())))


@dataclass(frozen=True)
class Behind:
    """The keys of what stands behind the URLs; they belong together: the door to the flat, and so on."""

    team: Key
    flat: Key
    door: Key
    walker: Key
    letter: Key
    batch: Key
    code: Key
    consent_code: Key
    round: Key
    rung_door: Key
    visit: Key
    resident: Key
    question: Key
    proposal: Key
    member: Key
    run: Key
    pair: Key
    unused: Key
    envelope: Key
    phone: Key
    budgetline: Key
    returnline: Key
    activity: Key
    participant: Key
    venue: Key
    idea: Key
    coachnote: Key
    promise: Key
    referral: Key
    training: Key
    membership: Key
    invitation: Key
    invitation_key: Key
    passkey: Key
    email_key: Key

    def address(self, name: str) -> str:
        """The path of the URL with this name."""
        [(_path, parameters), *_others] = get_resolver().reverse_dict.getlist(name)[0][0]
        return reverse(name, kwargs={parameter: self._key(name, parameter) for parameter in parameters})

    def _key(self, name: str, parameter: str) -> Key:
        if parameter == "pk":
            return self._first(name.partition("_")[0])
        if parameter == "address_pk":
            return self.rung_door if name in ("round_door", "round_talk") else self.door
        if name == "invitation":
            return self.invitation_key
        if name == "email_change_confirm":
            return self.email_key
        if name == "consent_code":
            return self.consent_code
        rest: dict[str, Key] = {
            "user_pk": self.walker,
            "letter_pk": self.letter,
            "batch_pk": self.batch,
            "visit_pk": self.visit,
            "member": self.member,
            "participant": self.participant,
            "purpose": "match",
            "action": "stop",
            "code": self.code,
            "uidb36": "1",
            "key": "key",
            "slug": "bezoeken",
            "year": 2026,
        }
        return rest[parameter]

    def _first(self, word: str) -> Key:
        """What a URL is about by the first word of its name: `flat_road` is about a flat."""
        about: dict[str, Key] = {
            **dict.fromkeys(
                ("neighbourhood", "value", "budget", "return", "counts", "coaching", "missing", "research"),
                self.team,
            ),
            **dict.fromkeys(("flat", "letter", "door", "optout", "print"), self.flat),
            **dict.fromkeys(("round", "talk", "visit"), self.round),
            **dict.fromkeys(("proposal", "introduction"), self.proposal),
            "run": self.run,
            "pair": self.pair,
            "unused": self.unused,
            "envelope": self.envelope,
            "phone": self.phone,
            "budgetline": self.budgetline,
            "returnline": self.returnline,
            "activity": self.activity,
            "venue": self.venue,
            "idea": self.idea,
            "coachnote": self.coachnote,
            "promise": self.promise,
            "referral": self.referral,
            "training": self.training,
            "account": self.team,
            "member": self.membership,
            "invitation": self.invitation,
            "mfa": self.passkey,
            "resident": self.resident,
            "question": self.question,
        }
        return about[word]

"""Makes what lets people in: invitations, second proofs, and the codes that an app would show."""

import json
import re
from hashlib import sha256

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from django.core import mail
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

from buurvoorbuur import email_changes, invitations
from buurvoorbuur.models import EmailChange, Invitation, Membership, Team, User
from buurvoorbuur.roles import Role
from tests.make import EVENING


def membership_of(user: User) -> Membership:
    """The role of somebody who is in one team."""
    return Membership.objects.get(user=user)


def invitation(
    team: Team, by: User, role: Role = Role.INITIATOR, email: str = "nieuw@example.org"
) -> tuple[Invitation, str]:
    """An open invitation and the key of its link; no mail is sent."""
    made, path = invitations.prepare(team=team, email=email, role=role, by=by, at=EVENING)
    return made, path.strip("/").rpartition("/")[2]


def email_change(user: User, email: str = "anders@example.org") -> tuple[EmailChange, str]:
    """Another address that somebody asked for, and the key of its link."""
    made = email_changes.ask(user=user, email=email, at=EVENING)
    [*_before, link, _warning] = mail.outbox
    found = re.search(r"/account/adres/(\S+)/", str(link.body))
    return made, found[1] if found else ""


def passkey(user: User, site: str = "testserver") -> Authenticator:
    """A passkey of a device that nobody has: enough to be looked at, and to be asked for."""
    number, point = b"a device that nobody has", ec.generate_private_key(ec.SECP256R1()).public_key()
    known = AttestedCredentialData.create(Aaguid(bytes(16)), number, ES256.from_cryptography_key(point))
    seen = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    bound = AuthenticatorData.create(sha256(site.encode()).digest(), seen, 0, known)
    told = {"type": "webauthn.create", "challenge": "", "origin": f"https://{site}"}
    credential = {
        "id": websafe_encode(number),
        "rawId": websafe_encode(number),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(json.dumps(told).encode()),
            "attestationObject": websafe_encode(AttestationObject.create("none", bound, {})),
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    }
    kind = Authenticator.Type.WEBAUTHN
    return Authenticator.objects.create(
        user=user, type=kind, data={"name": "Telefoon", "credential": credential}
    )

"""Reads what the login of a municipality signed about somebody; trusts no line of it before all is right."""

from collections.abc import Set
from dataclasses import dataclass
from typing import Any

import jwt

# What is signed with a key that only they have: no "none", and no key that both sides know.
SIGNED_BY = ("RS256", "PS256", "ES256")
# Clocks of two organisations differ by some seconds.
LEEWAY = 30
NEEDED = ("iss", "sub", "aud", "exp", "iat", "nonce")


class Untrusted(Exception):
    """Not signed by them, not for us, not for this login, or too old."""


@dataclass(frozen=True)
class Claims:
    """Who somebody is over there; `email` is empty unless they proved there that it is theirs.

    `ways` are how they proved themselves, as `amr:…` and `acr:…`.
    """

    issuer: str
    subject: str
    email: str
    ways: frozenset[str]

    def proves_twice(self, enough: Set[str]) -> bool:
        """Whether one of these ways was gone, each of which takes more than a password."""
        return bool(self.ways & enough)


def read(token: str, *, keys: dict[str, Any], issuer: str, client: str, nonce: str) -> Claims:
    """What a token says that was made for this login. Raises `Untrusted`."""
    try:
        known = {key.key_id: key for key in jwt.PyJWKSet.from_dict(keys).keys}
        key = known[jwt.get_unverified_header(token).get("kid")]
        said = jwt.decode(
            token,
            key,
            algorithms=SIGNED_BY,
            issuer=issuer,
            audience=client,
            leeway=LEEWAY,
            options={"require": list(NEEDED)},
        )
    except (jwt.PyJWTError, KeyError, TypeError, ValueError) as no:
        raise Untrusted(type(no).__name__) from no
    if not nonce or said["nonce"] != nonce:
        raise Untrusted("nonce")
    if isinstance(said["aud"], list) and len(said["aud"]) > 1 and said.get("azp") != client:
        raise Untrusted("azp")
    if not isinstance(said["sub"], str) or not said["sub"]:
        raise Untrusted("sub")
    return Claims(issuer, said["sub"], _own_address(said), _ways(said))


def _own_address(said: dict[str, Any]) -> str:
    """As it would stand in an account here, and only if it was verified there."""
    email = said.get("email")
    if said.get("email_verified") is not True or not isinstance(email, str):
        return ""
    # Beyond ASCII, other letters than one's own become the same in lower case.
    return email.lower() if email.isascii() else email


def _ways(said: dict[str, Any]) -> frozenset[str]:
    amr, acr = said.get("amr"), said.get("acr")
    methods = {f"amr:{way}" for way in amr} if isinstance(amr, list) else set()
    levels = {f"acr:{acr}"} if isinstance(acr, str) else set()
    return frozenset(methods | levels)

"""A municipality with a login of its own (OpenID Connect) on this machine, which can also lie."""

import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import time
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "buurvoorbuur", "tests-only-client-secret"


def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _single(fields: dict[str, list[str]]) -> dict[str, str]:
    return {name: values[0] for name, values in fields.items()}


# Making one takes longer than all else.
OURS = key()


@dataclass
class Municipality:
    """Who logs in there is whoever `person` says; `lies` are claims that go over those that are so."""

    issuer: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    lies: dict[str, Any] = field(default_factory=dict)
    lacks: set[str] = field(default_factory=set)
    key: rsa.RSAPrivateKey = OURS
    signs_with: Any = None
    algorithm: str = "RS256"
    asked: list[dict[str, str]] = field(default_factory=list)
    # A page that stands elsewhere now: its path, and where.
    moved: dict[str, str] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def is_(self, email: str, subject: str = "nummer-1", *, verified: Any = True, **more: Any) -> None:
        """From now on this person logs in there."""
        self.person = {"sub": subject, "email": email, "email_verified": verified, **more}

    def discovery(self) -> dict[str, Any]:
        places = {"authorization_endpoint": "inloggen", "token_endpoint": "penning", "jwks_uri": "sleutels"}
        return {"issuer": self.issuer} | {name: f"{self.issuer}/{place}" for name, place in places.items()}

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "een", "use": "sig", "alg": "RS256"}]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Lets the person in, and tells where their browser goes next."""
        self.asked.append(asked)
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, given: dict[str, str]) -> dict[str, str] | None:
        """An ID token for a code that was not used yet, to who knows the secret and the verifier."""
        asked = self.codes.pop(given["code"], None)
        if asked is None or (given["client_id"], given["client_secret"]) != (CLIENT, SECRET):
            return None
        challenge = urlsafe_b64encode(sha256(given["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if asked["code_challenge"] != challenge or asked["code_challenge_method"] != "S256":
            return None
        told = {"iss": self.issuer, "aud": CLIENT, "iat": int(time()), "exp": int(time()) + 60}
        said = told | {"nonce": asked["nonce"]} | self.person | self.lies
        signed = jwt.encode(
            {name: value for name, value in said.items() if name not in self.lacks},
            self.signs_with or self.key,
            algorithm=self.algorithm,
            headers={"kid": "een"},
        )
        return {"access_token": "van niemand", "token_type": "Bearer", "id_token": signed}


@contextmanager
def open_for_business() -> Iterator[Municipality]:
    """One that answers at its address until this is left."""
    town = Municipality()

    class Desk(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            town.seen.append(self.path)
            path, asked = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
            if path in town.moved:
                self.send_response(307)
                self.send_header("Location", town.moved[path])
                self.end_headers()
                return
            if path == "/inloggen":
                self.send_response(302)
                self.send_header("Location", town.authorize(_single(asked)))
                self.end_headers()
                return
            pages = {"/.well-known/openid-configuration": town.discovery, "/sleutels": town.keys}
            self._say(pages[path]())

        def do_POST(self) -> None:
            town.seen.append(self.path)
            given = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            if self.path in town.moved:
                self.send_response(307)
                self.send_header("Location", town.moved[self.path])
                self.end_headers()
                return
            self._say(town.token(_single(given)))

        def _say(self, said: Any) -> None:
            self.send_response(200 if said else 400)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(said or {"error": "invalid_grant"}).encode())

        def log_message(self, *_line: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    town.issuer = f"http://localhost:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield town
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

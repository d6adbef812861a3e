"""What a phone of the offline round meets in tests: a small site with our modules, and a server of Python."""

import base64
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ROOT = Path(__file__).resolve().parents[1]
SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
ROUND = "6f0e1f0a-2f43-4f0e-9d38-0d3a5b1f7c11"

Answer = Callable[[dict[str, Any], str], tuple[int, dict[str, Any]]]


def to_base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def info_of(phone: str, entry: str) -> bytes:
    return f"buurvoorbuur envelope 1 {phone} {entry}".encode()


@dataclass
class Server:
    """What docs/offline.md asks of the server, in dictionaries: registers, stores once, answers for each."""

    tokens: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    stored: dict[str, dict[str, Any]] = field(default_factory=dict)
    refuses: dict[str, tuple[str, str]] = field(default_factory=dict)
    needs_attention: set[str] = field(default_factory=set)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    last_token: int = 0

    @cached_property
    def key(self) -> EllipticCurvePrivateKey:
        return generate_private_key(SECP256R1())

    @property
    def public(self) -> str:
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return to_base64url(point)

    def register(self, body: dict[str, Any], person: str) -> tuple[int, dict[str, Any]]:
        phone = body["phone"]
        if self.people.setdefault(phone, person) != person:
            return 403, {}
        self.last_token += 1
        self.tokens[phone] = f"token-{self.last_token}"
        counters = [line["counter"] for line in self.stored.values() if line["phone"] == phone]
        key = {"id": "0123456789abcdef", "public": self.public}
        known = {"phone": phone, "person": person, "token": self.tokens[phone], "key": key}
        return 200, {**known, "counter": max(counters, default=0)}

    def answer(self, body: dict[str, Any], token: str) -> tuple[int, dict[str, Any]]:
        phone = body["phone"]
        if self.tokens.get(phone) != token:
            return 401, {}
        self.bodies.append(body)
        receipts = [self._receipt(phone, envelope) for envelope in body["envelopes"]]
        return 200, {"batch": body["batch"], "now": body["now"], "receipts": receipts}

    def _receipt(self, phone: str, envelope: dict[str, Any]) -> dict[str, str]:
        entry = envelope["id"]
        if entry in self.refuses:
            code, sentence = self.refuses[entry]
            return {"id": entry, "answer": "refused", "code": code, "sentence": sentence}
        line = {**envelope, "phone": phone}
        if entry in self.stored:
            assert self.stored[entry] == line, "the same id came with other content"
            return {"id": entry, "answer": "duplicate", "code": "", "sentence": ""}
        self.stored[entry] = line
        answer = "attention" if entry in self.needs_attention else "stored"
        return {"id": entry, "answer": answer, "code": "", "sentence": "Kijk er nog eens naar."}

    def opened(self, entry: str) -> dict[str, Any]:
        """What a stored envelope says, opened under its own id and phone."""
        line = self.stored[entry]
        return json.loads(self.unsealed(line["sealed"], line["phone"], entry))

    def unsealed(self, sealed: str, phone: str, entry: str) -> bytes:
        return SUITE.decrypt(from_base64url(sealed), self.key, info_of(phone, entry))


class _Files(SimpleHTTPRequestHandler):
    """The static files, which a browser may keep for the length of the tests, and one empty page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, directory=str(ROOT), **kwargs)

    def do_GET(self) -> None:
        if self.path.startswith("/static/"):
            return super().do_GET()
        page = b"<!doctype html><title>phone</title>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)
        return None

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "max-age=3600")
        super().end_headers()

    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def static_site() -> Iterator[str]:
    """The address of a small site with our modules, for tests that need nothing of Django."""
    site = ThreadingHTTPServer(("localhost", 0), _Files)
    thread = threading.Thread(target=site.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{site.server_port}"
    site.shutdown()
    site.server_close()
    thread.join()

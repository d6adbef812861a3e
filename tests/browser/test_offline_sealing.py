"""What the phone seals is HPKE as others speak it, and opens only under its own id and phone."""

import hashlib
import hmac
import json
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.phone import from_base64url, to_base64url

pytestmark = pytest.mark.browser

PHONE = "0b3c8f0e-2f43-4f0e-9d38-0d3a5b1f7c11"
ENTRY = "1d7f2a64-8c1b-4a57-8a39-52c4a758a802"
INFO = "4f6465206f6e2061204772656369616e2055726e"
PLAIN = "4265617574792069732074727574682c20747275746820626561757479"
AAD = "436f756e742d30"
# RFC 9180, A.3.1 (first encryption), and its fellow with AES-256-GCM from the authors' file of test vectors.
VECTORS = {
    "AES_128_GCM": {
        "ikm": "4270e54ffd08d79d5928020af4686d8f6b7d35dbe470265f1f5aa22816ce860e",
        "receiver": "04fe8c19ce0905191ebc298a9245792531f26f0cece2460639e8bc39cb7f706a82"
        "6a779b4cf969b8a0e539c7f62fb3d30ad6aa8f80e30f1d128aafd68a2ce72ea0",
        "enc": "04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac9"
        "8536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4",
        "sealed": "5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8"
        "b7bcd2f20b6c7f9076ac232e3ab2523f39513434",
    },
    "AES_256_GCM": {
        "ikm": "a90d3417c3da9cb6c6ae19b4b5dd6cc9529a4cc24efb7ae0ace1f31887a8cd6c",
        "receiver": "04abc7e49a4c6b3566d77d0304addc6ed0e98512ffccf505e6a8e3eb25c685136f"
        "853148544876de76c0f2ef99cdc3a05ccf5ded7860c7c021238f9e2073d2356c",
        "enc": "04c06b4f6bebc7bb495cb797ab753f911aff80aefb86fd8b6fcc35525f3ab5f03e"
        "0b21bd31a86c6048af3cb2d98e0d3bf01da5cc4c39ff5370d331a4f1f7d5a4e0",
        "sealed": "58c61a45059d0c5704560e9d88b564a8b63f1364b8d1fcb3c4"
        "c6ddc1d291742465e902cd216f8908da49f8f96f",
    },
}
SEAL = """
  const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
  const key = (jwk, usages) =>
    crypto.subtle.importKey('jwk', jwk, {name: 'ECDH', namedCurve: 'P-256'}, true, usages);
  const privateKey = await key(given.private, ['deriveBits']);
  const ephemeral = {privateKey, publicKey: await key(given.public, [])};
  const sealed = await m.hpke.seal(bytes(given.receiver), bytes(given.info), bytes(given.plain),
    {ephemeral, cipher: m.hpke[given.cipher], aad: bytes(given.aad)});
  return Array.from(sealed, (byte) => byte.toString(16).padStart(2, '0')).join('');
"""


def ephemeral(ikm: str) -> EllipticCurvePrivateKey:
    """DeriveKeyPair of RFC 9180, 7.1.3: the vectors give only what the key is made from."""
    suite = b"KEM\x00\x10"
    secret = hmac.digest(bytes(32), b"HPKE-v1" + suite + b"dkp_prk" + bytes.fromhex(ikm), hashlib.sha256)
    label = b"\x00\x20HPKE-v1" + suite + b"candidate\x00\x01"
    number = hmac.digest(secret, label, hashlib.sha256)
    return derive_private_key(int.from_bytes(number, "big"), SECP256R1())


def jwks(key: EllipticCurvePrivateKey) -> dict[str, dict[str, str]]:
    numbers = key.private_numbers()
    point = numbers.public_numbers
    x, y, d = (to_base64url(n.to_bytes(32, "big")) for n in (point.x, point.y, numbers.private_value))
    public = {"kty": "EC", "crv": "P-256", "x": x, "y": y}
    return {"public": public, "private": {**public, "d": d}}


@pytest.mark.parametrize("cipher", VECTORS)
def test_the_published_test_vectors_come_out(telephone, cipher: str) -> None:
    vector = VECTORS[cipher]
    key = ephemeral(vector["ikm"])
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    assert point.hex() == vector["enc"]
    given: dict[str, Any] = {
        **jwks(key),
        **vector,
        "cipher": cipher,
        "info": INFO,
        "plain": PLAIN,
        "aad": AAD,
    }
    assert telephone.run(SEAL, given) == vector["enc"] + vector["sealed"]


def sealed_entry(telephone, server) -> str:
    telephone.register()
    telephone.put(ENTRY)
    telephone.send()
    return server.stored[ENTRY]["phone"]


def test_the_server_opens_what_the_phone_sealed(telephone, server) -> None:
    sealed_entry(telephone, server)
    assert server.opened(ENTRY)["fields"] == [["outcome", "nobody_home"]]
    assert server.stored[ENTRY].keys() == {"id", "counter", "round", "key", "sealed", "phone"}


def test_an_envelope_opens_under_its_own_id_and_phone_only(telephone, server) -> None:
    phone = sealed_entry(telephone, server)
    sealed = server.stored[ENTRY]["sealed"]
    assert json.loads(server.unsealed(sealed, phone, ENTRY))
    for other_phone, other_entry in ((phone, PHONE), (PHONE, ENTRY)):
        with pytest.raises(InvalidTag):
            server.unsealed(sealed, other_phone, other_entry)


def test_an_envelope_that_was_touched_does_not_open(telephone, server) -> None:
    phone = sealed_entry(telephone, server)
    sealed = from_base64url(server.stored[ENTRY]["sealed"])
    for place in (70, len(sealed) - 1):
        touched = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        with pytest.raises(InvalidTag):
            server.unsealed(to_base64url(touched), phone, ENTRY)


def test_the_same_words_are_sealed_differently_each_time(telephone, server) -> None:
    telephone.register()
    other = PHONE
    telephone.put(ENTRY, other)
    telephone.send()
    assert server.opened(ENTRY) == server.opened(other)
    assert server.stored[ENTRY]["sealed"] != server.stored[other]["sealed"]

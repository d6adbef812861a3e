// Sealing to the server's public key: HPKE (RFC 9180), base mode, single shot, over WebCrypto. It can open nothing.

import { bytesOf, joined } from "./bytes.js";

const { subtle } = crypto;
const P256 = { name: "ECDH", namedCurve: "P-256" };
const SHA256 = { name: "HMAC", hash: "SHA-256" };
const NOTHING = new Uint8Array();
const ZEROS = new Uint8Array(32); // WebCrypto takes no empty HMAC key; for HMAC these are the same
const KEM = 0x0010;
const KDF = 0x0001;
const NONCE_LENGTH = 12;
const SECRET_LENGTH = 32;

/** The ciphers it can seal with: number in RFC 9180, and length of the key in bytes. */
export const AES_128_GCM = { id: 0x0001, keyLength: 16 };
export const AES_256_GCM = { id: 0x0002, keyLength: 32 };

/**
 * Seals so that only the holder of the private key can read; gives the encapsulated key and then the ciphertext.
 * `publicKey` is an uncompressed P-256 point of 65 bytes. The last argument exists for the test vectors.
 */
export async function seal(publicKey, info, plaintext, { ephemeral, cipher = AES_256_GCM, aad = NOTHING } = {}) {
  const pair = ephemeral ?? (await subtle.generateKey(P256, false, ["deriveBits"]));
  const enc = new Uint8Array(await subtle.exportKey("raw", pair.publicKey));
  const secret = await sharedSecret(pair.privateKey, enc, publicKey);
  const { key, nonce } = await schedule(secret, info, cipher);
  const aes = await subtle.importKey("raw", key, "AES-GCM", false, ["encrypt"]);
  const sealed = await subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: aad }, aes, plaintext);
  return joined(enc, new Uint8Array(sealed));
}

async function sharedSecret(privateKey, enc, publicKey) {
  const receiver = await subtle.importKey("raw", publicKey, P256, false, []);
  const point = await subtle.deriveBits({ name: "ECDH", public: receiver }, privateKey, 256);
  const suite = joined(bytesOf("KEM"), twoBytes(KEM));
  const extracted = await extract(suite, NOTHING, "eae_prk", new Uint8Array(point));
  return expand(suite, extracted, "shared_secret", joined(enc, publicKey), SECRET_LENGTH);
}

async function schedule(secret, info, cipher) {
  const suite = joined(bytesOf("HPKE"), twoBytes(KEM), twoBytes(KDF), twoBytes(cipher.id));
  const noSharedKey = await extract(suite, NOTHING, "psk_id_hash", NOTHING);
  const context = joined(new Uint8Array([0]), noSharedKey, await extract(suite, NOTHING, "info_hash", info));
  const extracted = await extract(suite, secret, "secret", NOTHING);
  const key = await expand(suite, extracted, "key", context, cipher.keyLength);
  return { key, nonce: await expand(suite, extracted, "base_nonce", context, NONCE_LENGTH) };
}

function extract(suite, salt, label, material) {
  return hmac(salt, joined(bytesOf("HPKE-v1"), suite, bytesOf(label), material));
}

/** HKDF-Expand for at most one block of SHA-256, which is all that is ever asked here. */
async function expand(suite, key, label, info, length) {
  const labelled = joined(twoBytes(length), bytesOf("HPKE-v1"), suite, bytesOf(label), info, new Uint8Array([1]));
  return (await hmac(key, labelled)).slice(0, length);
}

async function hmac(key, message) {
  const imported = await subtle.importKey("raw", key.length ? key : ZEROS, SHA256, false, ["sign"]);
  return new Uint8Array(await subtle.sign("HMAC", imported, message));
}

function twoBytes(number) {
  return new Uint8Array([number >> 8, number & 0xff]);
}

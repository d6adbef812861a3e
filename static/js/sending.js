// Sends what waits, for every registration of this phone, and gives up on nothing. What a reply means is settled here.

import { toBase64url } from "./bytes.js";
import { subscribe } from "./changes.js";
import { settle, standing, sweep, toSend } from "./outbox.js";
import { register, registrations } from "./registration.js";
import { shared } from "./store.js";

const URL = "/ontvangst/";
const EVERY = 20_000; // milliseconds, as all times here
const PATIENCE = 20_000;
const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 120_000;
const LONGEST_ASKED_PAUSE = 3_600_000;
const MOST = 100; // envelopes
const LARGEST = 1_000_000; // bytes
const OVERHEAD = 300; // bytes of JSON around one envelope
const UNREADABLE = { status: 0 };

export class Sender {
  csrf = () => null;
  fetch = (...request) => globalThis.fetch(...request);
  now = () => Date.now();
  clock = () => performance.now(); // does not jump when somebody sets the phone's clock
  random = () => Math.random();
  connection = "online";
  #phones = new Map();
  #running = null;
  #isAskedAgain = false;

  constructor(parts = {}) {
    Object.assign(this, parts);
  }

  /**
   * Sends what can be sent now; with `pressed`, pauses that nobody asked for are over. With `isBack` the network has
   * come back: should the first attempt still fail, as it often does, the next ones follow soon.
   */
  run({ pressed = false, isBack = false } = {}) {
    for (const phone of this.#phones.values()) {
      if (pressed || isBack) phone.until = phone.asked;
      if (isBack) phone.tries = 0;
    }
    if (this.#running) this.#isAskedAgain = true;
    else this.#running = this.#runs().finally(() => (this.#running = null));
    return this.#running;
  }

  async #runs() {
    do {
      this.#isAskedAgain = false;
      await navigator.locks.request(shared("sending"), () => this.#pass());
    } while (this.#isAskedAgain);
  }

  async #pass() {
    for (const { phone } of await registrations()) await this.#sendAll(this.#stand(phone));
    await sweep(this.now());
  }

  #stand(phone) {
    const fresh = { phone, until: 0, asked: 0, tries: 0, limit: MOST, skip: new Set(), isRenewed: false };
    if (!this.#phones.has(phone)) this.#phones.set(phone, fresh);
    return this.#phones.get(phone);
  }

  async #sendAll(stand) {
    stand.isRenewed = false;
    while (stand.until <= this.clock()) {
      const batch = await this.#batch(stand);
      if (!batch.rows.length) return;
      const answer = await this.#post(stand.phone, batch);
      await this.#heed(stand, batch.rows, answer);
    }
  }

  async #batch(stand) {
    let batch = await toSend(stand.phone, stand.skip);
    if (!batch.rows.length && stand.skip.size) {
      stand.skip.clear(); // all others have gone: their turn again
      batch = await toSend(stand.phone);
    }
    return { ...batch, rows: fitting(batch.rows.slice(0, stand.limit)) };
  }

  async #post(phone, { token, made, waiting, rows }) {
    const batch = crypto.randomUUID();
    const now = new Date(this.now()).toISOString();
    const body = JSON.stringify({ phone, batch, now, made, waiting, envelopes: rows.map(envelope) });
    try {
      const answer = await this.fetch(URL, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", Authorization: `Bearer ${token}` },
        body,
        credentials: "omit",
        redirect: "error",
        cache: "no-store",
        signal: AbortSignal.timeout(PATIENCE),
      });
      const receipts = answer.status === 200 ? receiptsIn(await answer.text(), batch, rows) : null;
      if (answer.status === 200 && !receipts) return UNREADABLE;
      return { status: answer.status, receipts, retryAfter: answer.headers.get("Retry-After") };
    } catch {
      return UNREADABLE; // no network, too slow, cut off, or led elsewhere
    }
  }

  async #heed(stand, rows, { status, receipts, retryAfter }) {
    if (status === 200 && (await settle(receipts, this.now()))) return this.#went(stand);
    if (status === 401) return this.#unknown(stand, rows);
    this.connection = status === 0 ? "offline" : "trouble";
    if (status !== 0 && status !== 429 && status !== 503) narrow(stand, rows);
    if (status === 413 && rows.length > 1) return undefined;
    return this.#pause(stand, status === 413 ? null : retryAfter);
  }

  #went(stand) {
    this.connection = "online";
    stand.tries = stand.asked = 0;
    stand.limit = Math.min(MOST, stand.limit * 2);
  }

  /** The token is not known any more: a new one when somebody is logged in, else the entries stay. */
  async #unknown(stand, [{ round }]) {
    const csrf = this.csrf();
    if (csrf && !stand.isRenewed) {
      stand.isRenewed = true;
      if (await register({ csrf, round, phone: stand.phone, fetch: this.fetch })) return;
    }
    this.connection = "logged_out";
    this.#pause(stand, null);
  }

  #pause(stand, retryAfter) {
    const doubled = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** stand.tries);
    stand.tries += 1;
    stand.until = this.clock() + doubled * (0.5 + this.random() / 2);
    if (!retryAfter) return;
    stand.asked = this.clock() + Math.min(LONGEST_ASKED_PAUSE, this.#asked(retryAfter));
    stand.until = Math.max(stand.until, stand.asked);
  }

  /** Retry-After in milliseconds, given in seconds or as a moment. */
  #asked(retryAfter) {
    const seconds = Number(retryAfter);
    if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
    return Math.max(0, (Date.parse(retryAfter) || 0) - this.now());
  }
}

/** One entry that the server stumbles over must not hold up the others: halve, and pass over the last one left. */
function narrow(stand, rows) {
  stand.limit = Math.max(1, Math.floor(rows.length / 2));
  if (rows.length === 1) stand.skip.add(rows[0].id);
}

/** As many of these as go into one request; always at least one. */
function fitting(rows) {
  let room = LARGEST;
  const end = rows.findIndex((row) => (room -= row.sealed.length * 1.34 + OVERHEAD) < 0);
  return end < 0 ? rows : rows.slice(0, Math.max(1, end));
}

function envelope({ id, counter, round, key, sealed }) {
  return { id, counter, round, key, sealed: toBase64url(sealed) };
}

/** The receipts for these rows, or null when this is no reply of our server to this very request. */
function receiptsIn(text, batch, rows) {
  const reply = JSON.parse(text);
  if (reply?.batch !== batch || !Array.isArray(reply.receipts)) return null;
  const sent = new Set(rows.map((row) => row.id));
  return reply.receipts.filter((receipt) => sent.has(receipt?.id));
}

/* --- On a page --- */

const sender = new Sender();
const listeners = new Set();
let isStarted = false;

/**
 * Sends from this page: now, at each new entry, when the network or the page comes back, every twenty seconds.
 * `csrf()` gives the token of whoever is logged in, or null. `onState` hears
 * `{connection, waiting, refused, late}`: what `standing` gives, and "online", "offline", "trouble" or "logged_out".
 */
export function startSending({ csrf, onState } = {}) {
  if (csrf) sender.csrf = csrf;
  if (onState) listeners.add(onState);
  if (!isStarted) listen();
  isStarted = true;
  return sendNow();
}

/** Sends at once whatever waits; resolves when that was tried. */
export function sendNow() {
  return attempt({ pressed: true });
}

/** The same when the network was away and has come back. */
export function sendAgain() {
  return attempt({ isBack: true });
}

async function attempt(how) {
  try {
    await sender.run(how);
    await report();
  } catch {
    sender.connection = "trouble"; // with the database; the next attempt opens it anew
  }
}

async function report() {
  if (!listeners.size) return;
  const state = { connection: sender.connection, ...(await standing()) };
  for (const listener of listeners) listener(state);
}

function listen() {
  subscribe((what) => what !== "wiped" && report().catch(() => {}));
  addEventListener("online", sendAgain);
  document.addEventListener("visibilitychange", () => document.hidden || sendNow());
  setInterval(attempt, EVERY);
}

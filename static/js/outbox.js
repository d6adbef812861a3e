// The outbox: finished entries, sealed as they come in, counted without holes, kept until the server's receipt.

import { announce } from "./changes.js";
import { bytesOf } from "./bytes.js";
import { seal } from "./hpke.js";
import * as made from "./made.js";
import { registrationOf } from "./registration.js";
import { asked, shared, transact } from "./store.js";

export { subscribe } from "./changes.js";

const HOUR = 3_600_000; // milliseconds
const KEPT = 12 * HOUR;
const LATE = 24 * HOUR;
const FINAL = ["QuotaExceededError", "NotFoundError"];
const BOTH = ["registrations", "outbox"];
const STATES = { stored: "stored", duplicate: "stored", attention: "attention", refused: "refused" };

/** Nothing was stored; `entries` are as they were. Named "QuotaExceededError", "NoRegistration" or "NotStored". */
export class NotStored extends Error {
  constructor(name, entries, cause) {
    super(name, { cause });
    this.name = name;
    this.entries = entries;
  }
}

/**
 * Seals entries `{id, kind, round, address, payload}` and stores all or none of them; resolves once that is committed.
 * With `dropDraft` this member's draft goes in the same transaction. An id that is there already is not stored twice.
 */
export async function put(person, entries, { dropDraft = false } = {}) {
  try {
    await withOutbox("shared", () => store(person, entries, dropDraft));
  } catch (error) {
    if (error instanceof NotStored) throw error;
    throw new NotStored(error.name === "QuotaExceededError" ? error.name : "NotStored", entries, error);
  }
  announce(dropDraft ? "draft" : "outbox");
}

/** The outbox to oneself ("exclusive") or together with others who add to it ("shared"). */
export function withOutbox(mode, work) {
  return navigator.locks.request(shared("outbox"), { mode }, work);
}

async function store(person, entries, dropDraft) {
  const registration = await registrationOf(person);
  if (!registration) throw new NotStored("NoRegistration", entries);
  const rows = await Promise.all(entries.map((entry) => sealedRow(entry, registration)));
  const add = () =>
    transact([...BOTH, "drafts"], "readwrite", async (stores) => {
      await count(stores, registration.phone, rows);
      if (dropDraft) await asked(stores.drafts.delete(person));
    });
  // The browser may close a database at any time; what was not committed can be tried again.
  await add().catch((error) => (FINAL.includes(error.name) ? Promise.reject(error) : add()));
}

async function sealedRow({ id, kind, round, address, payload }, { phone, key }) {
  const info = bytesOf(`buurvoorbuur envelope 1 ${phone} ${id}`.toLowerCase());
  const bytes = await seal(key.public, info, bytesOf(JSON.stringify(payload)));
  return { id, phone, kind, round, address, key: key.id, sealed: bytes, state: "waiting", madeAt: Date.now() };
}

/** Gives rows their counters. The cookie comes first: it must know whatever is committed, or more. */
async function count({ registrations, outbox }, phone, rows) {
  const registration = await asked(registrations.get(phone));
  if (!registration) throw new DOMException("the registration has gone", "NotFoundError");
  const first = registration.counter + 1;
  for (const row of rows) {
    if ((await asked(outbox.getKey(row.id))) !== undefined) continue;
    registration.counter += 1;
    outbox.add({ ...row, counter: registration.counter });
  }
  if (registration.counter < first) return;
  const waiting = made.read().get(phone)?.waiting || first;
  made.write(phone, { made: registration.counter, waiting });
  await asked(registrations.put(registration));
}

/* --- Looking --- */

function withoutContent({ sealed, ...row }) {
  return row;
}

function inOrder(rows) {
  return rows.map(withoutContent).sort((a, b) => a.phone.localeCompare(b.phone) || a.counter - b.counter);
}

function found(index, key) {
  return transact(["outbox"], "readonly", async ({ outbox }) => inOrder(await asked(outbox.index(index).getAll(key))));
}

/** Everything noted of a round on this phone, sent or not, oldest first, without content. */
export function rows(round) {
  return found("round", round);
}

export function waiting() {
  return found("state", "waiting");
}

/** What the server did not take; `code` and `sentence` say why. */
export function refused() {
  return found("state", "refused");
}

/** `{waiting, refused, late}`: the kinds of what waits and of what was refused; late when something waited for a day. */
export async function standing(now = Date.now()) {
  const all = await waiting();
  const late = all.some((row) => Math.abs(now - row.madeAt) > LATE);
  return { waiting: kinds(all), refused: kinds(await refused()), late };
}

function kinds(rows) {
  return rows.map(({ kind }) => kind);
}

/* --- Sending and after --- */

function line(phone, state) {
  return IDBKeyRange.bound([phone, state], [phone, state, []]);
}

async function counters({ outbox }, phone, state) {
  const kept = await asked(outbox.index("line").getAll(line(phone, state)));
  return kept.map((row) => row.counter);
}

/**
 * What to send for one phone, seen at one moment: `{token, made, waiting, rows}`. The rows have their content;
 * those in `skip` are left out. What was refused is still held, so its counter counts as waiting.
 */
export function toSend(phone, skip = new Set()) {
  return transact(BOTH, "readonly", async (stores) => {
    const { token, counter } = await asked(stores.registrations.get(phone));
    const next = await asked(stores.outbox.index("line").getAll(line(phone, "waiting")));
    const held = [...next.map((row) => row.counter), ...(await counters(stores, phone, "refused"))];
    const waiting = held.sort((a, b) => a - b);
    return { token, made: counter, waiting, rows: next.filter((row) => !skip.has(row.id)) };
  });
}

/** Notes the server's receipts `{id, answer, code, sentence}`; gives how many rows they settled. */
export async function settle(receipts, now = Date.now()) {
  const settled = await changed(async ({ outbox }) => {
    const phones = new Set();
    let n = 0;
    for (const receipt of receipts) {
      const row = await asked(outbox.get(receipt.id));
      if (row?.state !== "waiting" || !Object.hasOwn(STATES, receipt.answer)) continue;
      outbox.put(after(row, receipt, now));
      phones.add(row.phone);
      n += 1;
    }
    return { phones, n };
  });
  return settled.n;
}

function after(row, { answer, code = "", sentence = "" }, now) {
  const keepsContent = answer === "refused" && code !== "opted_out";
  const kept = keepsContent ? row : withoutContent(row);
  return { ...kept, state: STATES[answer], code, sentence, sentAt: now };
}

/** Puts refused rows that still have their content back in line. */
export async function again(ids) {
  await changed(async ({ outbox }) => {
    const phones = new Set();
    for (const id of ids) {
      const row = await asked(outbox.get(id));
      if (row?.state !== "refused" || !row.sealed) continue;
      outbox.put({ ...row, state: "waiting" });
      phones.add(row.phone);
    }
    return { phones };
  });
}

/** Takes away what was sent twelve hours ago; a clock that jumped either way counts as that. */
export function sweep(now = Date.now()) {
  return transact(["outbox"], "readwrite", async ({ outbox }) => {
    for (const state of ["stored", "attention"])
      for (const row of await asked(outbox.index("state").getAll(state)))
        if (Math.abs(now - row.sentAt) >= KEPT) outbox.delete(row.id);
  });
}

/** One change of rows, after which the cookie hears where the line begins now. */
async function changed(work) {
  const result = await transact(BOTH, "readwrite", async (stores) => {
    const done = await work(stores);
    return { ...done, lines: await lines(stores, done.phones) };
  });
  for (const [phone, stand] of result.lines) made.writeIfStill(phone, stand);
  if (result.phones.size) announce("outbox");
  return result;
}

async function lines(stores, phones) {
  const found = new Map();
  for (const phone of phones) {
    const registration = await asked(stores.registrations.get(phone));
    const [first = 0] = await counters(stores, phone, "waiting");
    if (registration) found.set(phone, { made: registration.counter, waiting: first });
  }
  return found;
}

/* --- When the browser threw the storage away --- */

/** What the cookie knows and the storage does not: `[{phone, from, to}]`, counters that may never have been sent. */
export async function evicted() {
  const kept = await transact(BOTH, "readwrite", async (stores) => {
    const phones = await asked(stores.registrations.getAllKeys());
    const found = await lines(stores, phones);
    for (const [phone, stand] of found) made.write(phone, stand);
    return found;
  });
  return [...made.read()]
    .filter(([phone, { waiting: from }]) => !kept.has(phone) && from)
    .map(([phone, { made: to, waiting: from }]) => ({ phone, from, to }));
}

/** The volunteer has read it, and the coordinator knows. */
export function forgetEvicted(losses) {
  made.forget(losses.map(({ phone }) => phone));
}

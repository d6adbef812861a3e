// Tonight's card and each member's one draft, under a key that cannot be taken out of this browser. A wipe takes the key too.

import { announce, subscribe } from "./changes.js";
import { bytesOf } from "./bytes.js";
import { asked, shared, transact } from "./store.js";

const KEPT = 12 * 3_600_000; // milliseconds
const AES = { name: "AES-GCM", length: 256 };
const KEY = "key";

let isWiped = false;
let saving = Promise.resolve();
let held = null;
let letGo = null;

subscribe((what) => {
  isWiped ||= what === "wiped";
  if (what !== "outbox") release();
});

/* --- The draft --- */

/**
 * Keeps the draft of its `person`, whose `id` is the one of the entry it will become. False when it was not kept:
 * another tab is writing it, this talk is finished already, another talk is still under way, or somebody logged out.
 */
export function saveDraft(draft) {
  const text = JSON.stringify(draft);
  saving = saving.catch(() => {}).then(() => keepDraft(draft, text));
  return saving;
}

async function keepDraft({ id, person }, text) {
  if (isWiped || !(await hold(person))) return false;
  return keep("drafts", person, text, async ({ outbox, drafts }, record) => {
    const isFinished = (await asked(outbox.getKey(id))) !== undefined;
    const there = await asked(drafts.get(person));
    // What cannot be read any more, under a key that is gone, may be written over.
    const isOther = there?.key === record.key && (there.id ?? id) !== id;
    if (isFinished || isOther) return false;
    await asked(drafts.put({ ...record, id }, person));
    return true;
  });
}

/** The talk that this member has under way, or null. */
export function loadDraft(person) {
  return open("drafts", person);
}

/** The members who have a talk under way on this phone. */
export function membersTalking() {
  return transact(["drafts"], "readonly", ({ drafts }) => asked(drafts.getAllKeys()));
}

/** Whether any member has a talk under way on this phone. */
export async function hasDraft() {
  return (await membersTalking()).length > 0;
}

/** Makes this the tab that writes the draft, until the draft is gone or the tab is closed. */
function hold(person) {
  held ??= new Promise((resolve) => {
    navigator.locks.request(shared(`draft ${person}`), { ifAvailable: true }, (lock) => {
      resolve(Boolean(lock));
      if (lock) return new Promise((done) => (letGo = done));
      held = null;
      return null;
    });
  });
  return held;
}

function release() {
  letGo?.();
  held = letGo = null;
}

/* --- The card --- */

/** Keeps tonight's card; the same card saved again (the same `now`) does not get older later. */
export async function saveCard(round, card) {
  if (isWiped) return;
  const stamp = card.now ?? null;
  await keep("cards", round, JSON.stringify(card), async ({ cards }, record) => {
    const before = await asked(cards.get(round));
    const at = stamp && before?.stamp === stamp ? before.at : record.at;
    await asked(cards.put({ ...record, stamp, at }, round));
  });
}

/** The card of a round, or null when there is none or it is older than twelve hours. */
export async function loadCard(round) {
  await dropOldCards();
  return open("cards", round);
}

/** The rounds of which a card lies here, the newest first. */
export async function roundsKept() {
  await dropOldCards();
  const [keys, kept] = await transact(["cards"], "readonly", ({ cards }) =>
    Promise.all([asked(cards.getAllKeys()), asked(cards.getAll())]),
  );
  return keys.map((round, n) => ({ round, at: kept[n].at })).sort((a, b) => b.at - a.at).map(({ round }) => round);
}

/** Drops the card of a round that is no longer ours. */
export function dropCard(round) {
  return transact(["cards"], "readwrite", ({ cards }) => asked(cards.delete(round)));
}

/** A clock that jumped either way makes a card old. */
function dropOldCards() {
  return transact(["cards"], "readwrite", async ({ cards }) => {
    for (const round of await asked(cards.getAllKeys()))
      if (Math.abs(Date.now() - (await asked(cards.get(round))).at) >= KEPT) cards.delete(round);
  });
}

/* --- The key --- */

/** Wipes cards, draft and key, in every tab; the sealed outbox stays. */
export async function wipe() {
  await transact(["cards", "drafts", "keys"], "readwrite", async (stores) => {
    for (const store of Object.values(stores)) await asked(store.clear());
  });
  announce("wiped");
}

async function currentKey() {
  const fresh = { id: crypto.randomUUID(), key: await crypto.subtle.generateKey(AES, false, ["encrypt", "decrypt"]) };
  return transact(["keys"], "readwrite", async ({ keys }) => {
    const there = await asked(keys.get(KEY));
    if (!there) await asked(keys.put(fresh, KEY));
    return there ?? fresh;
  });
}

function place(store, name) {
  return bytesOf(`${store} ${name}`);
}

/** Locks text and has it written, unless the key was wiped meanwhile. */
async function keep(store, name, text, write) {
  const { id, key } = await currentKey();
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const how = { name: "AES-GCM", iv, additionalData: place(store, name) };
  const sealed = await crypto.subtle.encrypt(how, key, bytesOf(text));
  return transact([store, "keys", "outbox"], "readwrite", async (stores) => {
    const there = await asked(stores.keys.get(KEY));
    if (there?.id !== id) return false;
    return write(stores, { key: id, iv, sealed, at: Date.now() });
  });
}

async function open(store, name) {
  const { record, there } = await transact([store, "keys"], "readonly", async (stores) => ({
    record: await asked(stores[store].get(name)),
    there: await asked(stores.keys.get(KEY)),
  }));
  if (!record || record.key !== there?.id) return null;
  const how = { name: "AES-GCM", iv: record.iv, additionalData: place(store, name) };
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, there.key, record.sealed)));
}

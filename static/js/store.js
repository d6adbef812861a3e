// The phone's own database: opens it, brings its schema up to date, runs one transaction over several stores.

/** Each step brings the schema one version further. Steps only add: an older page goes on with a newer schema. */
export const STEPS = [firstStores];

let name = "buurvoorbuur";
let steps = STEPS;
let opening = null;

function firstStores(database) {
  const registrations = database.createObjectStore("registrations", { keyPath: "phone" });
  registrations.createIndex("person", "person");
  const outbox = database.createObjectStore("outbox", { keyPath: "id" });
  outbox.createIndex("counter", ["phone", "counter"], { unique: true });
  outbox.createIndex("line", ["phone", "state", "counter"]);
  outbox.createIndex("state", "state");
  outbox.createIndex("round", "round");
  for (const sealed of ["cards", "drafts", "keys"]) database.createObjectStore(sealed);
}

/** Another database than the usual one, for tests. */
export function use(otherName, otherSteps = STEPS) {
  opening?.then((database) => database.close(), () => {});
  [name, steps, opening] = [otherName, otherSteps, null];
}

/** A name for what tabs share beside the database itself: a lock, a channel. */
export function shared(purpose) {
  return `${name} ${purpose}`;
}

/** The result of one request as a promise. */
export function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * Runs `work(stores)` in one strict transaction and resolves with its result once that is committed.
 * Whatever goes wrong, nothing of it is stored. `work` may wait for its own requests only.
 */
export async function transact(names, mode, work) {
  const transaction = await begin(names, mode);
  const over = ended(transaction);
  over.catch(() => {});
  try {
    const stores = Object.fromEntries(names.map((one) => [one, transaction.objectStore(one)]));
    const result = await work(stores);
    await over;
    return result;
  } catch (error) {
    if (abort(transaction)) throw error;
    throw transaction.error ?? error;
  }
}

function ended(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error ?? new DOMException("closed", "AbortError"));
  });
}

function abort(transaction) {
  try {
    transaction.abort();
    return true;
  } catch {
    return false; // it had ended by itself
  }
}

async function begin(names, mode) {
  const start = async () => (await opened()).transaction(names, mode, { durability: "strict" });
  try {
    return await start();
  } catch (error) {
    if (error.name !== "InvalidStateError") throw error;
    opening = null; // the browser closed it behind our back
    return start();
  }
}

function opened() {
  opening ??= open(steps.length).catch((error) => {
    opening = null;
    throw error;
  });
  return opening;
}

async function open(version) {
  const request = indexedDB.open(name, version);
  request.onupgradeneeded = ({ oldVersion }) => {
    for (const step of steps.slice(oldVersion)) step(request.result, request.transaction);
  };
  try {
    return watched(await asked(request));
  } catch (error) {
    // A newer page was here first.
    if (error.name === "VersionError") return open();
    throw error;
  }
}

function watched(database) {
  const forget = () => (opening = null);
  database.onclose = forget;
  database.onversionchange = () => {
    database.close();
    forget();
  };
  return database;
}

/** Takes the database away, when everything in it may go. */
export async function destroy() {
  const open = await opening?.catch(() => null);
  open?.close();
  opening = null;
  await asked(indexedDB.deleteDatabase(name));
}

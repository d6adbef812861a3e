// One seeded evening on a phone where everything goes wrong, played over tabs that are frames of one page.
// Asks at the end where each finished entry is. Speaks to the server by `posted(path, body, token)`.

const DAY = 86_400_000;
// What a database says that was closed, filled or aborted on purpose.
const EXPECTED = ["AbortError", "QuotaExceededError", "InvalidStateError", "TransactionInactiveError"];
const DEAD = "this tab is gone";

class Chance {
  constructor(seed) {
    this.state = (seed * 2_654_435_761) >>> 0;
  }

  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  below(n) {
    return Math.floor(this.next() * n);
  }

  one(list) {
    return list[this.below(list.length)];
  }

  maybe(share) {
    return this.next() < share;
  }

  uuid() {
    const hex = Array.from({ length: 32 }, () => this.below(16).toString(16)).join("");
    return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
  }
}

/* --- What is said at a door --- */

const AT_A_DOOR = [
  [["outcome", "nobody_home"]],
  [["outcome", "nobody_home"]],
  [["outcome", "declined_door"]],
  [["outcome", "come_back"], ["come_back_part", "morning"]],
  [["outcome", "left"]],
  [["outcome", "nonsense"]],
];
const IN_A_TALK = [["outcome", "talk"], ["taal", "nl"], ["name", "Samira Haddad"], ["consent_match", "on"]];

/* --- The network --- */

const STATUSES = [400, 401, 403, 404, 409, 413, 429, 500, 502, 503];
const json = (status, reply, headers = {}) =>
  new Response(JSON.stringify(reply), { status, headers: { "Content-Type": "application/json", ...headers } });

const NETWORK = {
  async ok(deliver) {
    return json(...(await deliver()));
  },
  async lostRequest() {
    throw new TypeError("no network");
  },
  async lostReply(deliver) {
    await deliver();
    throw new TypeError("no network");
  },
  async repeated(deliver) {
    const replies = await Promise.all(Array.from({ length: 20 }, deliver));
    return json(...replies.at(-1));
  },
  async late(deliver, world) {
    world.late.push(deliver);
    throw new TypeError("too slow");
  },
  async status(_deliver, { chance }) {
    const status = chance.one(STATUSES);
    return new Response("<h1>no</h1>", { status, headers: chance.maybe(0.5) ? { "Retry-After": "3" } : {} });
  },
  async statusAfterwards(deliver, { chance }) {
    await deliver();
    return new Response("", { status: chance.one(STATUSES) });
  },
  async portal() {
    return new Response("<html>Welcome to our wifi</html>", { headers: { "Content-Type": "text/html" } });
  },
  async cut(deliver) {
    const [status, reply] = await deliver();
    return new Response(JSON.stringify(reply).slice(0, -9), { status });
  },
  async otherBatch(deliver) {
    const [status, reply] = await deliver();
    return json(status, { ...reply, batch: "another" });
  },
  async fewReceipts(deliver, { chance }) {
    const [status, reply] = await deliver();
    const receipts = (reply.receipts ?? []).filter(() => chance.maybe(0.5));
    return json(status, { ...reply, receipts });
  },
  async strangeReceipts(deliver) {
    const [status, reply] = await deliver();
    const strange = { id: "0b3c8f0e-2f43-4f0e-9d38-0d3a5b1f7c11", answer: "stored" };
    return json(status, { ...reply, receipts: [strange, null, { answer: "stored" }, ...(reply.receipts ?? [])] });
  },
  async unknownAnswer(deliver) {
    const [status, reply] = await deliver();
    const receipts = (reply.receipts ?? []).map((receipt) => ({ ...receipt, answer: "toString" }));
    return json(status, { ...reply, receipts });
  },
};

/* --- One tab --- */

class Tab {
  static async open(world, { steps = 0, person = world.chance.one(world.people) } = {}) {
    const tab = new Tab();
    tab.world = world;
    tab.person = person;
    tab.stepsLeft = Infinity;
    tab.trouble = null;
    tab.died = new Promise((resolve) => (tab.tellDeath = resolve));
    tab.frame = document.createElement("iframe");
    tab.frame.src = "/phone/";
    await new Promise((resolve) => {
      tab.frame.onload = resolve;
      document.body.append(tab.frame);
    });
    tab.window = tab.frame.contentWindow;
    tab.window.Date.now = () => Date.now() + world.shift;
    await tab.load(world.name, steps);
    tab.watch();
    return tab;
  }

  async load(name, steps) {
    const get = (module) => this.window.eval(`import("/static/js/${module}.js")`);
    const store = await get("store");
    const more = Array.from({ length: steps }, (_, n) => (database) => database.createObjectStore(`later-${n}`));
    store.use(name, [...store.STEPS, ...more]);
    [this.outbox, this.locked, this.registration, this.sending] = await Promise.all(
      ["outbox", "locked", "registration", "sending"].map(get),
    );
    const fetch = (path, request) => this.fetch(path, request);
    this.sender = new this.sending.Sender({ fetch, csrf: () => "x", clock: () => this.world.clock });
  }

  /** Comes by at every touch of database and cipher: here the tab may die, or the phone make trouble. */
  watch() {
    const { IDBObjectStore, IDBDatabase, SubtleCrypto, IDBFactory } = this.window;
    const names = ["get", "put", "add", "getAll", "getKey", "getAllKeys", "delete", "clear"];
    for (const name of names) this.wrap(IDBObjectStore.prototype, name, (store) => this.storeTrouble(store, name));
    for (const name of ["sign", "encrypt", "deriveBits", "importKey"]) this.wrap(SubtleCrypto.prototype, name);
    this.wrap(IDBFactory.prototype, "open");
    this.wrap(IDBDatabase.prototype, "transaction", (database) => {
      if (this.takes("closed")) database.close();
    });
    const { transaction } = IDBDatabase.prototype;
    const tab = this;
    IDBDatabase.prototype.transaction = function watched(...given) {
      const begun = transaction.apply(this, given);
      begun.addEventListener("complete", () => tab.step());
      return begun;
    };
  }

  wrap(prototype, name, trouble = () => {}) {
    const real = prototype[name];
    const tab = this;
    prototype[name] = function watched(...given) {
      tab.step();
      trouble(this);
      return real.apply(this, given);
    };
  }

  storeTrouble(store, name) {
    const { DOMException } = this.window;
    if ((name === "add" || name === "put") && this.takes("full")) throw new DOMException("", "QuotaExceededError");
    if (this.takes("aborted")) store.transaction.abort();
  }

  takes(trouble) {
    if (this.trouble !== trouble || this.world.chance.maybe(0.5)) return false;
    this.trouble = null;
    return true;
  }

  step() {
    if (this.isDead) throw new Error(DEAD);
    this.stepsLeft -= 1;
    if (this.stepsLeft > 0) return;
    this.kill();
    throw new Error(DEAD);
  }

  kill() {
    this.isDead = true;
    this.frame.remove();
    this.world.tabs.delete(this);
    this.tellDeath({ killed: true });
  }

  async fetch(path, { headers, body }) {
    this.step();
    const { world } = this;
    const token = (headers.Authorization ?? "").replace("Bearer ", "");
    const given = [path, JSON.parse(body), path === "/toestel/" ? this.person : token];
    const kind = world.isCalm || world.chance.maybe(0.4) ? "ok" : world.chance.one(Object.keys(NETWORK));
    world.met.add(kind);
    return NETWORK[kind](() => posted(...given), world);
  }

  /** `{value}`, `{error}` or `{killed}`: whatever comes first. */
  try(work) {
    const tried = (async () => work())().then(
      (value) => ({ value }),
      (error) => (this.isDead ? { killed: true } : { error }),
    );
    return Promise.race([tried, this.died]);
  }
}

/* --- One evening --- */

const HAPPENS = ["setClock", "lose", "close", "revoke", "refuse", "fallIll", "rotate", "elsewhere"];

class World {
  /** `place`: the `round`, its `doors` and the `people` who may walk it, by their keys on the server. */
  constructor(seed, { round, doors, people }) {
    this.seed = seed;
    this.round = round;
    this.doors = doors;
    this.chance = new Chance(seed);
    this.name = `evening-${seed}`;
    this.people = people.slice(0, 1 + this.chance.below(people.length));
    this.tabs = new Set();
    this.entries = new Map();
    this.late = [];
    this.met = new Set();
    this.problems = [];
    this.lostPhones = new Map();
    this.drafts = new Map();
    this.shift = 0;
    this.clock = 0;
    this.steps = 0;
    this.isCalm = false;
  }

  /** A tab, of this `person` if it matters. */
  async tab(person) {
    const open = [...this.tabs].filter((tab) => !person || tab.person === person);
    if (open.length && (open.length > 2 || this.chance.maybe(0.7))) return this.chance.one(open);
    if (this.chance.maybe(0.1)) this.steps += 1;
    const fresh = await Tab.open(this, { steps: this.steps, person });
    this.tabs.add(fresh);
    return fresh;
  }

  /** A visit, or now and then the undo of one; `fields` of a talk make it one. */
  entry(fields = this.chance.one(AT_A_DOOR)) {
    const visits = [...this.entries].filter(([, { payload }]) => payload.kind === "visit");
    if (fields !== IN_A_TALK && visits.length && this.chance.maybe(0.1)) return this.undoOf(...this.chance.one(visits));
    if (fields !== IN_A_TALK && this.chance.maybe(0.04)) return this.made({ kind: "optout", address: this.chance.one(this.doors) });
    const now = new Date(Date.now() + this.shift).toISOString();
    return this.made({ kind: "visit", address: this.chance.one(this.doors), opened: now, ended: now, fields });
  }

  undoOf(visit, { payload }) {
    return this.made({ kind: "undo", address: payload.address, visit });
  }

  made(said) {
    const id = this.chance.uuid();
    const payload = { ...said, round: this.round };
    this.entries.set(id, { state: "begun", payload });
    return { id, kind: payload.kind, round: this.round, address: payload.address, payload };
  }

  mark(entries, state) {
    for (const { id } of entries) this.entries.get(id).state = state;
  }

  async act() {
    this.clock += this.chance.below(60_000);
    const often = ["put", "put", "put", "send", "send", "both", "talk"];
    const name = this.chance.maybe(0.02) ? "evict" : this.chance.one([...often, ...often, ...HAPPENS]);
    this.met.add(name);
    await this[name]();
  }

  spoil(tab) {
    if (this.chance.maybe(0.3)) tab.stepsLeft = 1 + this.chance.below(60);
    else if (this.chance.maybe(0.3)) tab.trouble = this.chance.one(["full", "closed", "aborted"]);
  }

  async put(tab = null, given = null, options = {}) {
    const at = tab ?? (await this.tab());
    const entries = given ?? Array.from({ length: 1 + this.chance.below(3) }, () => this.entry());
    this.spoil(at);
    await at.try(async () => {
      if (!(await at.registration.registrationOf(at.person))) await this.register(at);
    });
    const result = await at.try(() => at.outbox.put(at.person, entries, options));
    at.stepsLeft = Infinity;
    at.trouble = null;
    this.note(entries, result);
    if (result.error && result.error.name !== "NoRegistration" && this.chance.maybe(0.7)) {
      // By the same member: a draft is theirs, and nobody else finishes it.
      return this.put(await this.tab(at.person), result.error.entries, options);
    }
    return result;
  }

  note(entries, { killed, error }) {
    if (killed) return this.mark(entries, "unknown");
    if (!error) return this.mark(entries, "finished");
    if (error.constructor.name !== "NotStored") this.problems.push(`put failed with ${error.stack}`);
    return this.mark(entries, "not stored");
  }

  register(tab) {
    return tab.registration.register({ csrf: "x", round: this.round, fetch: (...given) => tab.fetch(...given) });
  }

  async send(tab = null) {
    const at = tab ?? (await this.tab());
    this.spoil(at);
    const { error } = await at.try(() => at.sender.run({ pressed: this.chance.maybe(0.7) }));
    if (error && !EXPECTED.includes(error.name)) {
      this.problems.push(`sending failed with ${error.stack}`);
    }
    at.stepsLeft = Infinity;
    at.trouble = null;
  }

  async both() {
    await Promise.all([this.put(), this.send(), this.put(), this.send()]);
  }

  async talk() {
    const at = await this.tab();
    const entry = this.entry(IN_A_TALK);
    this.spoil(at);
    const { value } = await at.try(() => at.locked.saveDraft({ ...entry, person: at.person, words: "" }));
    if (!value) return this.finishWhatStands(at);
    this.drafts.set(at.person, entry.id);
    at.try(() => at.locked.saveDraft({ ...entry, person: at.person, words: "as long as it may be" }));
    const { killed, error } = await this.put(at, [entry], { dropDraft: true });
    if (!killed && !error) this.drafts.delete(at.person);
  }

  /** A talk that was begun before is never written over; it is finished first. */
  async finishWhatStands(at) {
    const { value: draft } = await at.try(() => at.locked.loadDraft(at.person));
    if (!draft || draft.id !== this.drafts.get(at.person)) return;
    const { killed, error } = await this.put(at, [draft], { dropDraft: true });
    if (!killed && !error) this.drafts.delete(at.person);
  }

  /** Somebody sets the phone's clock two days on or back. */
  setClock() {
    this.shift = this.chance.one([-2, 0, 2]) * DAY;
  }

  close() {
    if (this.tabs.size) this.chance.one([...this.tabs]).kill();
  }

  lose() {
    const delivered = this.late.splice(0).sort(() => this.chance.next() - 0.5);
    return Promise.all(delivered.map((deliver) => deliver()));
  }

  revoke() {
    return this.chance.maybe(0.4) ? posted("/revoke/", {}, "") : null;
  }

  fallIll() {
    return posted("/fall_ill/", { with: this.chance.one(["locked", "full", "killed"]) }, "");
  }

  rotate() {
    return this.chance.maybe(0.4) ? posted("/rotate/", {}, "") : null;
  }

  /** What others do on the server meanwhile. */
  elsewhere() {
    const path = this.chance.one(["/opt_out/", "/opt_out/", "/pause/", "/close/"]);
    return posted(path, { address: this.chance.one(this.doors) }, "");
  }

  refuse() {
    const entry = this.entry();
    const code = this.chance.one(["opted_out", "closed"]);
    return posted("/refuse/", { id: entry.id, code }, "").then(() => this.put(null, [entry]));
  }

  /** The browser throws the storage away; what waited is lost, and that must be noticed. */
  async evict() {
    for (const tab of [...this.tabs]) tab.kill();
    const before = await Tab.open(this, { steps: this.steps });
    const waiting = await before.outbox.waiting();
    before.kill();
    await deleted(this.name);
    for (const { id, phone, counter } of waiting) {
      this.entries.get(id).state = "evicted";
      this.lostPhones.set(phone, [...(this.lostPhones.get(phone) ?? []), counter]);
    }
    for (const one of this.entries.values()) one.wasEvicted = true;
    this.drafts.clear();
    const after = await Tab.open(this, { steps: this.steps });
    const losses = await after.outbox.evicted();
    for (const { phone, counter } of waiting) {
      const told = losses.some((loss) => loss.phone === phone && loss.from <= counter && counter <= loss.to);
      if (!told) this.problems.push(`the loss of ${phone} ${counter} went unnoticed`);
    }
    this.tabs.add(after);
  }

  async evening() {
    for (let n = 0; n < 12; n += 1) await this.act();
    for (const tab of [...this.tabs]) tab.kill();
    this.isCalm = true;
    await this.lose();
    return this.morning();
  }

  /** All is well again: everything is sent, and then looked for. */
  async morning() {
    const tab = await Tab.open(this, { steps: this.steps });
    tab.person = this.people[0];
    for (let n = 0; n < 12 && (await tab.outbox.waiting()).length; n += 1) {
      this.clock += 7_200_000;
      tab.person = this.people[n % this.people.length];
      await tab.sender.run({ pressed: true });
    }
    const rows = await tab.outbox.rows(this.round);
    const contents = await this.contents();
    const drafts = await Promise.all(this.people.map((person) => tab.locked.loadDraft(person)));
    tab.kill();
    await deleted(this.name);
    document.cookie = "made=; Path=/; Max-Age=0";
    const entries = [...this.entries].map(([id, entry]) => ({ id, ...entry }));
    const withContent = rows.map((row) => ({ ...row, hasContent: contents.has(row.id) }));
    return { rows: withContent, entries, drafts: drafts.filter(Boolean).map(({ id }) => id), begunDrafts: [...this.drafts.values()], ...this.found() };
  }

  found() {
    return { problems: this.problems, lost: Object.fromEntries(this.lostPhones), met: [...this.met] };
  }

  async contents() {
    const database = await new Promise((resolve) => (indexedDB.open(this.name).onsuccess = (event) => resolve(event.target.result)));
    const all = await new Promise((resolve) => {
      const request = database.transaction("outbox").objectStore("outbox").getAll();
      request.onsuccess = () => resolve(request.result);
    });
    database.close();
    return new Set(all.filter((row) => row.sealed).map((row) => row.id));
  }
}

function deleted(name) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = resolve;
    request.onerror = reject;
  });
}

globalThis.evening = ({ seed, place }) => new World(seed, place).evening();

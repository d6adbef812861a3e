// Makes the entries of one member in one round and stores them on this phone; shows nothing.

import * as outbox from "./outbox.js";
import { register, registrationOf } from "./registration.js";
import { sendNow } from "./sending.js";

const WHY_NOT = { QuotaExceededError: "full", NoRegistration: "first_online" };

export class Noting {
  #round;
  #person;
  #csrf;
  #isRegistered = false;
  #registering = null; // under way: two at once would make the phone known twice
  #busy = new Set(); // doors where something is being stored: a cold thumb taps twice

  /** `csrf()` gives the token of whoever is logged in, or null. */
  constructor({ round, person, csrf }) {
    this.#round = round;
    this.#person = person;
    this.#csrf = csrf;
  }

  /** One entry; `id` and `of`, the round, when it continues something that was begun before. */
  entry(kind, address, { id = crypto.randomUUID(), of: round = this.#round, ...rest } = {}) {
    return { id, kind, round, address, payload: { kind, round, address, ...rest } };
  }

  /** What happened at a door that was opened at a moment; a `draft` lends it its id and its round. */
  visit(address, openedAt, fields, draft = {}) {
    const moments = { opened: openedAt.toISOString(), ended: new Date().toISOString() };
    return this.entry("visit", address, { ...moments, fields, id: draft.id, of: draft.round });
  }

  /** Whether this phone may hand in what this member notes; makes it known when it can be. */
  register() {
    this.#registering ??= this.#makeKnown().finally(() => (this.#registering = null));
    return this.#registering;
  }

  async #makeKnown() {
    const known = async () => Boolean(await registrationOf(this.#person));
    const made = async () => Boolean(this.#csrf() && (await register({ csrf: this.#csrf(), round: this.#round })));
    this.#isRegistered ||= (await known()) || (await made());
    return this.#isRegistered;
  }

  /** Stores entries and has them sent: null, or when they were not stored the name of the sentence that says why. */
  async keep(entries, options) {
    try {
      await this.register();
      await outbox.put(this.#person, entries, options);
    } catch (error) {
      this.#isRegistered &&= error.name !== "NoRegistration";
      return WHY_NOT[error.name] ?? "not_stored";
    }
    sendNow();
    return null;
  }

  /** Does `work(ids)` with those doors where nothing is being stored at this moment; false when there are none. */
  async alone(ids, work) {
    const free = ids.filter((id) => !this.#busy.has(id));
    if (!free.length) return false;
    for (const id of free) this.#busy.add(id);
    try {
      return await work(free);
    } finally {
      for (const id of free) this.#busy.delete(id);
    }
  }
}

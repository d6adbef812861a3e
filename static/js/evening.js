// What is known of tonight's doors: the server's card under what this phone noted since. Keeps no names.

import { word } from "./words.js";

/** Where an earlier evening brought an answer nobody rings again, but who comes back to it is welcome: state → sentence. */
export const ANSWERED = { declined_door: "said_no_before", declined_intercom: "said_no_before", talk: "talked_before" };

/** Doors where nobody rings any more, whatever the plan said: state → sentence. */
export const CLOSED = { opted_out: "opted_out", paused: "paused", left: "paused", rests: "rests" };

// Something was noted, and the card that says what was not kept in time.
const NOTED = { state: "visit", word: word("noted") };
const OPTED_OUT = { state: "opted_out", word: word("outcome_opted_out") };

export class Evening {
  card;
  mine;
  before = {}; // how doors stood before this phone noted something there, for when it is taken back
  rows = [];

  constructor(card) {
    this.take(card);
  }

  /** A newer card; what this phone noted stays on top until the server knows it. */
  take(card) {
    this.mine = card.mine ?? this.mine ?? {};
    this.card = card;
  }

  /** Notes what happened at a door: `{id, outcome, word}`. */
  note(address, noted) {
    const { state, word, last } = this.door(address);
    this.before[address] = { state, word, last };
    this.mine[address] = noted;
  }

  /** Forgets a visit that was taken back, unless something else was noted at that door since. */
  takeBack({ id, address }) {
    if (this.mine[address]?.id === id) delete this.mine[address];
  }

  /** What the outbox holds; what the server has told of since needs no telling here. */
  hold(rows) {
    this.rows = rows.filter((row) => !this.#isKnown(row));
    const held = new Set(this.rows.map((row) => row.id));
    for (const [address, { id }] of Object.entries(this.mine)) if (!held.has(id)) delete this.mine[address];
  }

  #isKnown({ kind, state, sentAt, address }) {
    // A no holds on this phone until the card says it too, whatever became of it on the server.
    if (kind === "optout") return this.card.doors.some((door) => door.id === address && door.state === "opted_out");
    return state !== "waiting" && state !== "refused" && sentAt < this.card.askedAt;
  }

  /** Every door as it stands now, in walking order. */
  doors() {
    const lines = this.#lines();
    return this.card.doors.map((door) => this.#now(door, lines.get(door.id)));
  }

  door(id) {
    return this.doors().find((door) => door.id === id);
  }

  /** How many of tonight's doors are done, of those where somebody may ring or was; and how many doors there are. */
  tally() {
    const doors = this.doors();
    const planned = doors.filter((door) => door.planned && (door.rings || door.tonight));
    const done = planned.filter((door) => door.tonight).length;
    const shown = doors.filter((door) => door.planned || door.tonight).length;
    return { done, planned: planned.length, shown, all: doors.length };
  }

  #lines() {
    const lines = new Map();
    for (const row of this.rows) {
      if (row.kind === "resident" || row.state === "refused") continue;
      const line = lines.get(row.address) ?? { waits: false, tonight: false };
      line.waits ||= row.state === "waiting";
      if (row.kind === "optout") line.saidNo = true;
      else line.tonight = row.kind === "visit";
      lines.set(row.address, line);
    }
    return lines;
  }

  #now(door, line) {
    const noted = this.mine[door.id];
    if (line?.saidNo) {
      const tonight = Boolean(noted || line.tonight || door.tonight);
      return { ...door, ...OPTED_OUT, tonight, rings: false, waits: line.waits };
    }
    const isUndone = line && !line.tonight && !noted;
    const last = this.card.today;
    const own = noted ? { state: noted.outcome, word: noted.word, last } : isUndone ? this.before[door.id] : (line && { ...NOTED, last });
    const shown = door.state === "opted_out" ? {} : own;
    const tonight = Boolean(noted || line?.tonight || (line === undefined && door.tonight));
    const visit = noted?.id ?? door.tonight;
    return { ...door, ...shown, tonight, visit, waits: Boolean(line?.waits), rings: door.rings && noted?.outcome !== "left" };
  }
}

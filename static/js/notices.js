// What the walking page says beside the doors: the connection, what waits, what went wrong, and an undo for 8 s.

import { inWords } from "./kinds.js";
import { counted, word } from "./words.js";

const UNDO = 8_000; // milliseconds

export class Notices {
  #root;
  #timer;
  #undo = null;

  constructor(root) {
    this.#root = root;
    this.#find("undo").addEventListener("click", () => this.#undone());
    root.querySelector('[data-screen="grid"]').addEventListener("keydown", ({ key }) => {
      if (key === "Backspace" && this.#undo) this.#undone();
    });
  }

  #find(name) {
    return this.#root.querySelector(`[data-${name}]`);
  }

  /** How the phone stands: "online", "offline" or "logged_out", the kinds of what waits, how far the evening is. */
  state({ connection, waiting, tally }) {
    const waits = waiting.length > 0;
    const parts = [waits && countedKinds("waiting", waiting), connection === "online" && waits ? "" : word(connection)];
    this.#say("connection", parts.filter(Boolean).join(" "));
    this.#find("connection").dataset.connection = waits ? "waiting" : connection;
    this.#find("tally").textContent = word("tonight", tally);
    this.#find("which").hidden = tally.shown === tally.all;
    this.#say("shown-count", String(tally.shown));
    this.#say("all-count", String(tally.all));
  }

  /** Who at home knows where the two are tonight: `{name, phone}`, or null while nobody is known. */
  contact(who) {
    this.#find("contact").hidden = !who;
    this.#say("contact-name", who?.name ?? "");
    this.#say("contact-phone", who?.phone ?? "");
    this.#find("contact-phone").href = `tel:${who?.phone.replaceAll(" ", "") ?? ""}`;
  }

  /** Why no door may be opened now, by the name of the reason, for as long as that is so. */
  standing(reason) {
    this.#find("standing").hidden = !reason;
    this.#say("standing-text", reason ? word(reason) : "");
  }

  /** Something that needs reading; empty takes it away. */
  warn(sentence) {
    this.#find("notice").hidden = !sentence;
    this.#say("notice-text", sentence ?? "");
  }

  /** Says what was stored; with `undo` it can be taken back for eight seconds. */
  stored(sentence, undo = null) {
    clearTimeout(this.#timer);
    this.#undo = undo;
    this.#find("undo").hidden = !undo;
    this.#say("toast-text", sentence);
    this.#find("toast").dataset.saidOn = this.#root.querySelector("[data-screen]:not([hidden])").dataset.screen;
    this.#find("toast").hidden = false;
    this.#timer = setTimeout(() => this.#hide(), UNDO);
  }

  /** The entries that the server did not take, or that a coordinator looks at, each with its reason. */
  refused(rows, doorOf) {
    this.#find("refused").hidden = !rows.length;
    if (!rows.length) return;
    this.#find("refused-again").hidden = !rows.some((row) => row.state === "refused" && row.code !== "opted_out");
    this.#say("refused-text", countedKinds("refused", rows.map(({ kind }) => kind)));
    const lines = rows.map((row) => {
      const line = document.createElement("li");
      line.className = "row-item";
      line.textContent = `${doorOf(row.address)}: ${row.sentence}`;
      return line;
    });
    this.#find("refused-list").replaceChildren(...lines);
  }

  /** The talk that was begun and not finished. */
  draft(draft) {
    this.#find("draft-bar").hidden = !draft;
    this.#say("draft-text", draft ? word("draft_at", draft) : "");
  }

  #say(name, sentence) {
    const place = this.#find(name);
    if (place.textContent !== sentence) place.textContent = sentence;
  }

  async #undone() {
    const undo = this.#undo;
    this.#hide();
    await undo?.();
  }

  #hide() {
    clearTimeout(this.#timer);
    this.#undo = null;
    this.#find("toast").hidden = true;
  }
}

function countedKinds(name, kinds) {
  return counted(name, kinds.length, { what: inWords(kinds) });
}

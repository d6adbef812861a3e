// The talk under way: one form, step by step or all at once, kept as a draft at every answer.

import { tell } from "./cues.js";
import { agreed, agrees, fill, keptAfterNo, read, tells, wrong } from "./fields.js";
import { word } from "./words.js";

const part = document.querySelector('[data-screen="talk"]');
const find = (name) => part.querySelector(`[data-${name}]`);
const form = find("talk-place");
const SETTLE = 200; // milliseconds after the last key before the draft is kept
const SOON = 600; // milliseconds within which a second press is of a cold thumb
const TICK = 15_000;
const OTHER = { nl: "en", en: "nl" };

export class Talking {
  #draft = null;
  #steps = [];
  #timer;
  #isAllAtOnce = false;
  #isEnding = false;
  #toldAt = null; // when it was said that without a yes nothing of this is kept
  #on;

  /**
   * `on.keep(draft)` stores a draft, `on.finish(draft, fields)` ends it, `on.optOut(draft, fields)` ends it in a no,
   * `on.leave(draft)` breaks it off; `on.step(from, to)` is asked for another step, and answers by `stand`.
   */
  constructor(on) {
    this.#on = on;
    form.addEventListener("input", () => this.#typed());
    form.addEventListener("submit", (event) => event.preventDefault());
    find("step-back").addEventListener("click", () => this.#move(-1));
    find("step-on").addEventListener("click", () => this.#move(1));
    find("finish").addEventListener("click", () => this.#finish());
    find("leave").addEventListener("click", () => on.leave(this.#draft));
    find("optout").addEventListener("click", () => this.#optOut());
    find("all-at-once").addEventListener("click", () => this.#toggleAll());
    find("other-language").addEventListener("click", () => this.#speak(OTHER[this.#draft.language]));
    addEventListener("pagehide", () => this.keepNow());
    document.addEventListener("visibilitychange", () => document.hidden && this.keepNow());
    setInterval(() => this.#tick(), TICK);
  }

  get draft() {
    return this.#draft;
  }

  /** Begins a talk, or goes on with one: `{id, kind, address, door, opened, language, step, fields}`. */
  open(draft) {
    const isOther = this.#draft?.id !== draft.id;
    this.#draft = draft;
    if (!isOther) return;
    find("talk-heading").textContent = word(draft.kind === "resident" ? "another_at" : "talk_at", draft);
    this.#lay();
  }

  close() {
    clearTimeout(this.#timer);
    this.#draft = null;
    form.replaceChildren();
  }

  /** Has what is on the screen kept as the draft: true, false when another tab has this talk, null when it failed. */
  async keepNow() {
    clearTimeout(this.#timer);
    if (!this.#draft) return false;
    this.#draft.fields = read(form);
    const isKept = await this.#on.keep(this.#draft).catch(() => null);
    find("draft-kept").textContent = word(isKept ? "draft_kept" : isKept === false ? "draft_elsewhere" : "draft_not_kept");
    find("draft-kept").dataset.isKept = isKept;
    return isKept;
  }

  #lay() {
    const { kind, language, fields } = this.#draft;
    const name = kind === "resident" ? "resident-form" : "talk-form";
    form.replaceChildren(document.querySelector(`[data-${name}="${language}"]`).content.cloneNode(true));
    form.lang = language;
    find("optout-fold").open = false;
    this.#toldAt = null;
    this.#sayWrong([]);
    fill(form, fields);
    const steps = [...form.querySelectorAll("[data-step]")];
    this.#steps = steps.length ? steps : [form];
    find("other-language-name").textContent = nameOf(OTHER[language]);
    find("other-language").hidden = kind === "resident";
    find("all-at-once").hidden = this.#steps.length < 2;
    this.#showStep();
    this.#tick();
  }

  #typed() {
    clearTimeout(this.#timer);
    this.#toldAt = null; // what was said was of another form
    find("draft-kept").dataset.isKept = false;
    this.#timer = setTimeout(() => this.keepNow(), SETTLE);
  }

  #speak(language) {
    this.#draft = { ...this.#draft, language, fields: read(form) };
    this.#lay();
    this.keepNow();
  }

  #toggleAll() {
    this.#isAllAtOnce = !this.#isAllAtOnce;
    this.#showStep();
  }

  #move(by) {
    const from = this.#draft.step ?? 0;
    const to = this.#within(from + by);
    if (to !== from) this.#on.step(from, to);
  }

  #within(step) {
    return Math.min(Math.max(step || 0, 0), this.#steps.length - 1);
  }

  /** Shows another step, by a button or by the back key; the draft remembers where one is. */
  stand(at) {
    const step = this.#within(at);
    if (step === (this.#draft.step ?? 0)) return;
    this.#draft.step = step;
    this.#showStep();
    find("talk-heading").focus({ preventScroll: true });
    scrollTo(0, 0);
    this.keepNow();
  }

  #showStep() {
    const step = this.#draft.step ?? 0;
    const isLast = this.#isAllAtOnce || step >= this.#steps.length - 1;
    this.#steps.forEach((one, index) => (one.hidden = !this.#isAllAtOnce && index !== step));
    find("talk-lead").hidden = !this.#isAllAtOnce && step > 0;
    find("step-back").hidden = this.#isAllAtOnce || step === 0;
    find("step-on").hidden = isLast;
    find("finish").hidden = !isLast;
    find("step-count").textContent =
      this.#isAllAtOnce || this.#steps.length < 2 ? "" : word("step", { n: step + 1, all: this.#steps.length });
    const all = find("all-at-once");
    all.setAttribute("aria-pressed", String(this.#isAllAtOnce));
    all.textContent = word(this.#isAllAtOnce ? "one_by_one" : "all_at_once");
  }

  async #finish() {
    if (!this.#draft) return;
    const said = read(form);
    const fields = agreed(said);
    const problems = wrong(fields);
    this.#sayWrong(problems);
    if (problems.length) return;
    if (agrees(said) || !tells(said) || this.#wasTold()) await this.#end(this.#on.finish, fields);
  }

  /** Without a yes all that was told goes: somebody presses once more for that, and not by a cold thumb. */
  #wasTold() {
    const isMeant = this.#toldAt !== null && Date.now() - this.#toldAt > SOON;
    this.#toldAt ??= Date.now();
    this.#sayWrong([["", "nothing_agreed"]]);
    find("talk-wrong").scrollIntoView({ block: "center" });
    return isMeant;
  }

  /** A no waits for nothing: what is not right in the form does not stay. */
  async #optOut() {
    if (this.#draft) await this.#end(this.#on.optOut, keptAfterNo(read(form)));
  }

  async #end(how, fields) {
    if (this.#isEnding) return; // a cold thumb presses twice
    this.#isEnding = true;
    try {
      await how(this.#draft, fields);
    } finally {
      this.#isEnding = false;
    }
  }

  /** Where a no can be said in the talk itself, opened for who asked for it at the door. */
  showOptOut() {
    find("optout-fold").open = true;
    find("optout").focus();
  }

  #sayWrong(problems) {
    const sentences = problems.map(([, sentence]) => word(sentence));
    find("talk-wrong").hidden = !problems.length;
    find("talk-wrong-text").textContent = sentences.join(" ");
    for (const old of form.querySelectorAll(".walk-error")) old.remove();
    for (const [name, sentence] of problems) point(name, word(sentence));
    const first = form.querySelector(".walk-error");
    first?.parentElement.querySelector("input")?.focus({ preventScroll: true });
    // Not under the bar at the foot of the screen.
    first?.scrollIntoView({ block: "center", behavior: "instant" });
  }

  #tick() {
    if (!this.#draft || this.#draft.kind === "resident") return;
    tell(form, find("cue"), (Date.now() - Date.parse(this.#draft.opened)) / 60_000);
  }
}

/** Puts a sentence at its field, where a screen reader finds it too. */
function point(name, sentence) {
  const fields = form.querySelectorAll(`[name="${name}"]`);
  const place = fields[0]?.closest("fieldset, .mb-3");
  if (!place) return;
  const note = document.createElement("p");
  note.className = "walk-error invalid-feedback";
  note.id = `wrong-${name}`;
  note.textContent = sentence;
  place.append(note);
  for (const field of fields) {
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", note.id);
  }
}

function nameOf(language) {
  return new Intl.DisplayNames([language], { type: "language" }).of(language);
}

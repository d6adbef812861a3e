// One door: what may be said there, a large button for each. Hands every press on and stores nothing.

import { ANSWERED, CLOSED } from "./evening.js";
import { word } from "./words.js";

const OF_THE_HOUR = ["late", "other_day"];
const OVER = ["closed", "other_day"];
const part = document.querySelector('[data-screen="door"]');
const find = (name) => part.querySelector(`[data-${name}]`);

export class Door {
  #door;
  #openedAt;
  #no;

  /** `on.outcome(door, openedAt, said)`, `on.talk(door, openedAt, language)`, `on.leave`, `on.another`, and so on. */
  constructor(on) {
    part.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      const { outcome, part: dayPart, talk } = button.dataset;
      if (outcome) on.outcome(this.#door, this.#openedAt, this.#said(outcome, dayPart));
      else if (talk) on.talk(this.#door, this.#openedAt, talk);
      else if ("leave" in button.dataset) on.leave(this.#door, this.#openedAt);
      else if ("another" in button.dataset) on.another(this.#door);
      else if ("optout" in button.dataset) on.optOut(this.#door);
      else if ("takeBack" in button.dataset) on.takeBack(this.#door);
    });
  }

  /**
   * Opens a door at a moment; `no` is the name of a reason against a new door, or null. A door that was opened in time
   * may be finished later, but not in a round that somebody closed.
   */
  open(door, at, no) {
    const isNew = this.#door?.id !== door.id || part.hidden;
    if (isNew || !OF_THE_HOUR.includes(no)) this.#no = no;
    if (isNew) {
      this.#openedAt = at;
      find("door-form").reset();
      for (const fold of ["optout-fold", "again-fold"]) find(fold).open = false;
    }
    this.#door = door;
    find("door-heading").textContent = word("door_at", door);
    find("door-lead").textContent = [door.floor, door.word, door.last].filter(Boolean).join(" · ");
    const closed = door.rings ? null : (CLOSED[door.state] ?? "paused");
    const reason = closed ?? (door.tonight ? "done_tonight" : this.#no);
    const answer = reason ? null : ANSWERED[door.state];
    this.#say(reason ?? answer ?? (door.planned ? null : "not_planned"));
    find("door-form").hidden = Boolean(reason ?? answer);
    find("again-fold").hidden = !answer;
    const isOver = OVER.includes(this.#no);
    find("leave-bar").hidden = !door.rings || isOver || (Boolean(door.tonight) && door.state !== "talk");
    find("door-talked").hidden = !(door.tonight && door.state === "talk");
    find("door-noted").hidden = isOver || !door.tonight || !door.visit || ["talk", "opted_out"].includes(door.state);
    find("optout-fold").hidden = door.state === "opted_out";
  }

  #say(reason) {
    find("door-closed").hidden = !reason;
    find("door-closed-text").textContent = reason ? word(reason) : "";
  }

  #said(outcome, dayPart) {
    const occupancy = new FormData(find("door-form")).get("occupancy");
    const fields = [["outcome", outcome]];
    if (dayPart) fields.push(["come_back_part", dayPart]);
    if (occupancy && occupancy !== "unknown") fields.push(["occupancy", occupancy]);
    return { outcome, word: wordOf(outcome), fields };
  }
}

/** The word of an outcome on its tile. */
export function wordOf(outcome) {
  return word(`outcome_${outcome}`);
}

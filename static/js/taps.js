// What a tap on a tile does: nobody home, open the door, or choose several. Knows doors, stores nothing.

import { ANSWERED } from "./evening.js";
import { counted } from "./words.js";

export class Taps {
  #chosen = new Set();
  #on;
  #bar;
  #root;

  /** `on.nobodyHome(ids)`, `on.open(id)`, `on.chosen(ids or null)`. */
  constructor(root, on) {
    this.#root = root;
    this.#on = on;
    this.#bar = root.querySelector("[data-several]");
    root.querySelector(".segments").addEventListener("change", () => this.#choose([]));
    root.querySelector("[data-several-stop]").addEventListener("click", () => this.#choose([]));
    root.querySelector("[data-several-done]").addEventListener("click", () => {
      const ids = [...this.#chosen];
      this.#choose([]);
      on.nobodyHome(ids);
    });
    this.#choose([]);
  }

  get #mode() {
    return this.#root.querySelector('[name="tap"]:checked').value;
  }

  /** A short press on a door. Where something is known already, or nobody rings, the door opens and says so. */
  tap(door) {
    if (!isFree(door) || this.#mode === "open") this.#on.open(door.id);
    else if (this.#mode === "several") this.#toggle(door.id);
    else this.#on.nobodyHome([door.id]);
  }

  /** Doors that closed or were done meanwhile are chosen no more. */
  keepFree(doors) {
    const free = new Set(doors.filter(isFree).map((door) => door.id));
    if ([...this.#chosen].some((id) => !free.has(id))) this.#choose([...this.#chosen].filter((id) => free.has(id)));
  }

  #toggle(id) {
    const chosen = new Set(this.#chosen);
    if (!chosen.delete(id)) chosen.add(id);
    this.#choose(chosen);
  }

  #choose(ids) {
    this.#chosen = new Set(ids);
    this.#on.chosen(this.#mode === "several" ? this.#chosen : null);
    this.#bar.hidden = !this.#chosen.size;
    this.#root.querySelector("[data-several-text]").textContent = counted("several", this.#chosen.size);
  }
}

function isFree(door) {
  return door.planned && door.rings && !door.tonight && !(door.state in ANSWERED);
}

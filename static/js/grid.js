// The flat as tiles: draws what it is given and tells what was pressed; decides nothing.

import { word } from "./words.js";

const LARGE = 150; // doors above which a floor that is out of sight is not drawn
const LONG_PRESS = 500; // milliseconds
const SLIP = 10; // pixels a finger may move before a press becomes a scroll

/** `onTap(id)` and `onOpen(id)` get the number of the door that was pressed short, or long or by Enter. */
export class Grid {
  #place;
  #tiles = new Map();
  #on;
  #press = null;

  constructor(place, on) {
    this.#place = place;
    this.#on = on;
    this.#listen();
  }

  /** Draws doors that are new and brings the others up to date. */
  show(doors) {
    if (doors.length !== this.#tiles.size || doors.some(({ id }) => !this.#tiles.has(id))) this.#build(doors);
    for (const door of doors) this.update(door);
  }

  /** One tile as its door stands now. */
  update(door) {
    const tile = this.#tiles.get(door.id);
    const [number, icon, said, date, tonight] = tile.children;
    if (tile.dataset.state !== door.state) {
      tile.dataset.state = door.state;
      icon.firstElementChild.setAttribute("href", `${this.#place.dataset.icons}#${door.state}`);
    }
    number.textContent = door.door;
    said.textContent = door.word;
    date.textContent = door.waits ? word("not_sent") : door.last;
    date.hidden = !date.textContent;
    tile.toggleAttribute("data-planned", door.planned);
    tonight.hidden = !door.planned;
    tile.toggleAttribute("data-waits", door.waits);
    tile.toggleAttribute("data-done", Boolean(door.tonight));
  }

  /** Shows which doors are chosen; null when choosing is over. */
  choose(chosen) {
    for (const [id, tile] of this.#tiles) {
      if (chosen) tile.setAttribute("aria-pressed", String(chosen.has(id)));
      else tile.removeAttribute("aria-pressed");
    }
  }

  focus(id) {
    this.#tiles.get(id)?.focus();
  }

  #build(doors) {
    const floorOf = document.querySelector("[data-floor-template]").content;
    const doorOf = document.querySelector("[data-door-template]").content;
    const storeys = new Map();
    this.#tiles.clear();
    for (const { id, floor } of doors) {
      if (!storeys.has(floor)) storeys.set(floor, newFloor(floorOf, floor));
      const item = doorOf.cloneNode(true);
      const tile = item.querySelector("button");
      tile.dataset.door = id;
      this.#tiles.set(id, tile);
      storeys.get(floor).querySelector("ul").append(item);
    }
    this.#place.classList.toggle("facade-large", doors.length > LARGE);
    this.#place.replaceChildren(...storeys.values());
  }

  #listen() {
    const doorOf = (event) => Number(event.target.closest("[data-door]")?.dataset.door) || null;
    this.#place.addEventListener("pointerdown", (event) => {
      clearTimeout(this.#press?.timer);
      const id = doorOf(event);
      this.#press = id && { id, x: event.clientX, y: event.clientY, isLong: false };
      if (this.#press) this.#press.timer = setTimeout(() => this.#longPress(this.#press), LONG_PRESS);
    });
    this.#place.addEventListener("pointermove", (event) => {
      if (this.#press && Math.hypot(event.clientX - this.#press.x, event.clientY - this.#press.y) > SLIP) clearTimeout(this.#press.timer);
    });
    for (const end of ["pointerup", "pointercancel"])
      this.#place.addEventListener(end, () => clearTimeout(this.#press?.timer));
    // A phone answers a long press with a menu of its own.
    this.#place.addEventListener("contextmenu", (event) => doorOf(event) && event.preventDefault());
    this.#place.addEventListener("click", (event) => {
      const id = doorOf(event);
      const wasLong = this.#press?.isLong;
      this.#press = null;
      if (id && !wasLong) this.#on.tap(id);
    });
    this.#place.addEventListener("keydown", (event) => this.#key(event, doorOf(event)));
  }

  #longPress(press) {
    press.isLong = true;
    navigator.vibrate?.(30);
    this.#on.open(press.id);
  }

  #key(event, id) {
    if (!id) return;
    this.#press = null;
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === "Enter") this.#on.open(id);
    else if (step) this.#neighbour(id, step)?.focus();
    else return;
    event.preventDefault();
  }

  #neighbour(id, step) {
    const tiles = [...this.#tiles.values()].filter((tile) => tile.checkVisibility());
    return tiles[tiles.indexOf(this.#tiles.get(id)) + step];
  }
}

function newFloor(template, name) {
  const floor = template.cloneNode(true).querySelector("section");
  floor.querySelector(".floor-name").textContent = name;
  return floor;
}
